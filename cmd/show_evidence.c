#include <stdlib.h>

#include "cmd/cmd.h"
#include "cmd/evidence.h"
#include "cmd/label.h"
#include "cmd/show.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/model/evidence.h"
#include "core/model/record.h"

/* "evidence/film/x.pdf; 2.9 MiB; SHA-256 d2d750f87f24…; 2026-11-25; Li" */
static char *
details(struct session *session, const struct evidence *evidence)
{
	struct strs parts = STRS_INIT;
	char *text;

	strs_add(&parts, evidence_where(evidence));
	if (evidence->bytes >= 0)
		strs_take(&parts, evidence_size(evidence->bytes));
	if (evidence->sha256 != NULL)
		strs_take(&parts, xasprintf("SHA-256 %.12s…",
		    evidence->sha256));
	if (evidence->added != NULL)
		strs_add(&parts, evidence->added);
	if (evidence->by != NULL)
		strs_add(&parts, label_person(session, evidence->by));
	text = strs_join(&parts, "; ");
	strs_release(&parts);
	return text;
}

/* What it is on a line of its own, where there are lines. */
static char *
whole(struct session *session, const struct evidence *evidence)
{
	const char *kind = label_code(session, "evidence_kind",
	    evidence->kind);
	bool named = evidence->title != NULL || evidence->path != NULL;
	struct strs parts = STRS_INIT;
	char *text;

	if (kind != NULL && named)
		strs_take(&parts, xasprintf("%s: %s", kind,
		    evidence_name(evidence)));
	else if (kind != NULL || named)
		strs_add(&parts, named ? evidence_name(evidence) : kind);
	strs_take(&parts, details(session, evidence));
	text = strs_join(&parts, session->out.format == OUT_TABLE ? "\n" :
	    " / ");
	strs_release(&parts);
	return text;
}

bool
show_evidence(struct session *session, const struct record *record)
{
	size_t n, widest = 0;
	struct evidence *items = record_evidence(record, &n);

	for (size_t i = 0; i < n; i++) {
		size_t width = utf8_width(items[i].key);

		widest = width > widest ? width : widest;
	}
	if (n > 0)
		doc_heading(&session->out, _("Evidence"));
	for (size_t i = 0; i < n; i++) {
		char *text = whole(session, &items[i]);

		doc_field(&session->out, items[i].key, widest, text);
		free(text);
	}
	free(items);
	return n > 0;
}
