#ifndef PROVEN_OUT_FINDINGS_PARTS_H
#define PROVEN_OUT_FINDINGS_PARTS_H

#include <stddef.h>

#include "cmd/out/findings.h"

/* What the writers of findings share. */
struct out;
struct str;

enum {
	COMMIT_SHOWN = 12,       /* digits of a commit for people */
	FINGERPRINT_SIZE = 32 + 1,
	TEXT_MOST = 2000,        /* columns of a text, for hosts */
	/* What hosts take: GitHub's job summaries, annotations of a step and
	 * results of an upload; GitLab's reports of tests. */
	MARKDOWN_MOST = 1000000,
	ANNOTATIONS_MOST = 10,
	RESULTS_MOST = 25000,
	CASES_MOST = 50000
};

/* "film, projects/film.json:12:5", as far as it is known. */
void findings_where(struct str *, const struct findings_row *);
/* "film, projects/film.json:12:5: what is wrong [PV104]", and the excuse. */
void findings_sentence(struct str *, const struct findings_row *);
/* The rule of ROW. */
const struct findings_rule *findings_rule_of(const struct findings_report *,
    const struct findings_row *);
/*
 * Indexes of the rows, the worst first, excused ones last, each kind in the
 * order of the report; N_ROWS of them; the caller frees.
 */
size_t *findings_worst_first(const struct findings_report *);
/*
 * What stays the same from run to run, whatever the language, and differs
 * between any two rows: SIZE is FINGERPRINT_SIZE, for each row one after
 * the other; the caller frees.
 */
char (*findings_fingerprints(const struct findings_report *))
    [FINGERPRINT_SIZE];
/* How many of the rows before ROW are of its rule, commit and project, for
 * each row; the caller frees. */
size_t *findings_ordinals(const struct findings_report *);
/* TEXT on one line, controls escaped, cut to TEXT_MOST. */
void findings_brief(struct str *, const char *text);

/* Summary lines, translated: the first is the verdict; N_SUMMARY of them,
 * NULL where there is nothing to say; the caller frees each. */
enum { N_SUMMARY = 5 };
void findings_summary(const struct findings_report *,
    char *lines[N_SUMMARY]);
/* "trusted on first use: …"; NULL: nothing is trusted.  The caller frees. */
char *findings_trust(const struct findings_report *);

void findings_text(const struct findings_report *, struct out *);
void findings_page(const struct findings_report *, struct out *);
void findings_json(const struct findings_report *, struct out *);
void findings_rows(const struct findings_report *, struct out *);
void findings_junit(const struct findings_report *, struct out *);
void findings_sarif(const struct findings_report *, struct out *);
void findings_github(const struct findings_report *, struct out *);
void findings_gitlab(const struct findings_report *, struct out *);

#endif
