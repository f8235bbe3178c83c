#ifndef PROVEN_MODEL_RULE_H
#define PROVEN_MODEL_RULE_H

#include <stddef.h>

#include "core/base/err.h"
#include "core/base/i18n.h"

/*
 * Findings are data, not errors: what is wrong with a record or a tracker
 * file, under which rule.  Ids never change meaning and are never reused.
 */
enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

#define RULES(_)							\
	_(PV101, ERROR, N_("not I-JSON"))				\
	_(PV102, ERROR, N_("format unknown"))				\
	_(PV103, ERROR, N_("id differs from the file name"))		\
	_(PV104, ERROR, N_("field of wrong type or value"))		\
	_(PV105, WARNING, N_("unknown key"))				\
	_(PV106, ERROR, N_("unknown stage"))				\
	_(PV107, WARNING, N_("duplicate code, or one origin twice"))	\
	_(PV108, NOTE, N_("not canonical"))				\
	_(PV109, ERROR, N_("verdict differs from its measurement"))	\
	_(PV110, ERROR, N_("identifier not well-formed"))		\
	_(PV111, ERROR, N_("personal identity or phone number"))	\
	_(PV112, ERROR, N_("too large"))				\
	_(PV113, NOTE, N_("at the other depth"))			\
	_(PV201, ERROR, N_("no such transition"))			\
	_(PV202, ERROR, N_("gate not met"))				\
	_(PV203, ERROR, N_("stage changed without an entry"))		\
	_(PV204, ERROR, N_("past history changed"))			\
	_(PV205, ERROR, N_("chain broken"))				\
	_(PV206, ERROR, N_("digest of the record differs"))		\
	_(PV207, ERROR, N_("frozen part changed"))			\
	_(PV208, WARNING, N_("overridden"))				\
	_(PV209, ERROR, N_("created outside the initial stage"))	\
	_(PV210, ERROR, N_("time does not hold"))			\
	_(PV211, NOTE, N_("hold past its review date"))			\
	_(PV212, ERROR, N_("workflow invalid"))				\
	_(PV213, ERROR, N_("hold or closure disagrees with the entry"))	\
	_(PV301, ERROR, N_("mover lacks the right"))			\
	_(PV302, ERROR, N_("not by its author"))			\
	_(PV303, ERROR, N_("approver lacks the role"))			\
	_(PV304, ERROR, N_("own approval counted"))			\
	_(PV305, ERROR, N_("stale approval counted"))			\
	_(PV306, ERROR, N_("approval changed or deleted"))		\
	_(PV307, ERROR, N_("tracker changed without the right"))	\
	_(PV308, ERROR, N_("weaker than required"))			\
	_(PV309, ERROR, N_("signature bad or key unknown"))		\
	_(PV310, ERROR, N_("dependent approver counted"))		\
	_(PV311, ERROR, N_("revision wrong, or mixed changes"))		\
	_(PV312, ERROR, N_("excuse that matches nothing"))		\
	_(PV401, ERROR, N_("evidence missing"))				\
	_(PV402, ERROR, N_("hash or size of evidence differs"))		\
	_(PV403, ERROR, N_("evidence outside, or no plain file"))	\
	_(PV404, NOTE, N_("evidence that nothing refers to"))		\
	_(PV405, ERROR, N_("evidence changed after a gate relied on it")) \
	_(PV501, ERROR, N_("history was rewritten"))			\
	_(PV502, ERROR, N_("merge adds or drops a change"))		\
	_(PV503, ERROR, N_("project deleted"))				\
	_(PV504, ERROR, N_("odd tree entry"))				\
	_(PV505, ERROR, N_("history incomplete or masked"))		\
	_(PV506, ERROR, N_("two files claim one id"))			\
	_(PV507, ERROR, N_("merge drops a transition"))			\
	_(PV508, ERROR, N_("several steps in one commit"))		\
	_(PV509, ERROR, N_("malformed commit"))

enum rule {
#define RULE_ENUM(id, severity, meaning) RULE_##id,
	RULES(RULE_ENUM)
#undef RULE_ENUM
	RULE_COUNT
};

struct finding {
	enum rule rule;
	enum severity severity; /* that of the rule, where nobody said else */
	char *path; /* dotted path of the member at fault; "" the whole */
	char *text; /* what is, what was asked, what is missing */
	char *mend; /* the command that mends it; NULL: none is known */
	int line, column; /* from 1; 0 when not located */
};

struct findings {
	struct finding *items;
	size_t n, cap;
};

#define FINDINGS_INIT { NULL, 0, 0 }

void findings_add(struct findings *, enum rule, const char *path,
    const char *fmt, ...) PRINTF(4, 5);
/* What mends the one added last. */
void findings_mend(struct findings *, const char *fmt, ...) PRINTF(2, 3);
/* How much the one added last weighs, other than its rule does. */
void findings_weigh(struct findings *, enum severity);
void findings_release(struct findings *);
/* How many are errors. */
size_t findings_errors(const struct findings *);
/* Fill line and column from the text that was judged. */
void findings_locate(struct findings *, const char *text, size_t len);

const char *rule_id(enum rule);            /* "PV104" */
enum severity rule_severity(enum rule);
const char *rule_meaning(enum rule);       /* translated */
const char *rule_english(enum rule);       /* the same, not translated */

/*
 * NULL when FINDINGS has no error; else ERR_DATA with each error on a line
 * of its own, "NAME:LINE:COLUMN: text [PV104]", at most ten of them.
 */
NODISCARD const struct err *findings_err(const struct findings *,
    const char *name);

#endif
