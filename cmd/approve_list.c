#include <stdlib.h>

#include "cmd/approve.h"
#include "cmd/beside.h"
#include "cmd/cmd.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/gate/gate.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/store/store.h"

/* People see those before COI. */
enum { SEQ, TRANSITION, ROLE, BY, DECISION, COUNTS, WHY, COI, AT, SIGNED,
	NOTE, FILE_NAME };

static const struct column columns[] = {
	[SEQ] = { "seq", CELL_INTEGER, 0, N_("Entry"),
	    N_("number of the entry that it is for") },
	[TRANSITION] = { "transition", CELL_TEXT, COLUMN_CUT,
	    N_("Transition"), N_("the transition") },
	[ROLE] = { "role", CELL_TEXT, COLUMN_CUT, N_("Role"),
	    N_("the role in which it was given") },
	[BY] = { "by", CELL_TEXT, COLUMN_CUT, N_("By"),
	    N_("who gave it") },
	[DECISION] = { "decision", CELL_TEXT, 0, N_("Decision"),
	    N_("approve, reject or abstain") },
	[COUNTS] = { "counts", CELL_BOOL, 0, N_("Counts"),
	    N_("whether it counts, or was counted") },
	[WHY] = { "why", CELL_TEXT, COLUMN_WRAP, N_("Why not"),
	    N_("why it does not count") },
	[COI] = { "coi", CELL_TEXT, 0, N_("Conflict"),
	    N_("none, or a declared conflict of interest") },
	[AT] = { "at", CELL_TIME, 0, N_("Time"), N_("when it was given") },
	[SIGNED] = { "signed", CELL_BOOL, 0, N_("Signed"),
	    N_("whether it has a signature") },
	[NOTE] = { "note", CELL_TEXT, 0, N_("Note"),
	    N_("the remark given with it") },
	[FILE_NAME] = { "file", CELL_TEXT, 0, N_("File"),
	    N_("name of the file") },
};

static bool
is_for_people(const struct session *session)
{
	return session->out.format == OUT_TABLE ||
	    session->out.format == OUT_MARKDOWN;
}

/*
 * What A is worth: of a past entry, whether that counted it; else what
 * speaks against it now (freed by the caller; NULL: nothing).
 */
static const struct err *
worth(const struct record *record, const struct tracker *tracker,
    const struct beside *beside, const struct approval *a, bool *counts,
    char **why)
{
	struct step step = { .transition = a->transition, .by = "",
		.dossier = beside_dossier(beside) };
	const struct err *err;

	*counts = a->fault == NULL && record_counted(record, a);
	*why = NULL;
	if (*counts)
		return NULL;
	if (a->fault != NULL || a->transition == NULL) {
		*why = xstrdup(a->fault);
		return NULL;
	}
	err = gate_approval_fault(why, record, tracker, &step, a->file);
	if (err != NULL && err->code == ERR_REFUSED) {
		*why = xstrdup(err->msg);
		err = NULL;
	}
	*counts = err == NULL && *why == NULL &&
	    a->decision == DECISION_APPROVE;
	return err;
}

static void
add_row(struct table *table, const struct approval *a, bool counts,
    const char *why, bool people)
{
	table_row(table);
	if (a->seq > 0)
		table_integer(table, SEQ, a->seq);
	table_text(table, TRANSITION, a->transition);
	table_text(table, ROLE, a->role);
	table_text(table, BY, a->by != NULL ? a->by : a->file);
	table_text(table, DECISION, a->fault == NULL ?
	    decision_names[a->decision] : NULL);
	table_bool(table, COUNTS, counts);
	table_text(table, WHY, why);
	if (people)
		return;
	table_text(table, COI, a->coi ? "declared" : "none");
	if (a->at != 0)
		table_time(table, AT, a->at);
	table_bool(table, SIGNED, a->signature != NULL);
	table_text(table, NOTE, a->note);
	table_text(table, FILE_NAME, a->file);
}

const struct err *
approvals_list(struct session *session, const char *id)
{
	const struct err *err;
	struct record *record = NULL;
	struct beside beside = BESIDE_INIT;
	struct table *table = table_new("approvals", columns,
	    is_for_people(session) ? COI : COUNT(columns));

	if ((err = snapshot_record(session->tip, id, &record)))
		goto done;
	if ((err = beside_read(&beside, session->tip, record, false)))
		goto done;
	for (size_t i = 0; i < beside.approvals.n; i++) {
		const struct approval *a = &beside.approvals.items[i];
		bool counts;
		char *why;

		err = worth(record, session->tracker, &beside, a, &counts,
		    &why);
		if (err != NULL)
			goto done;
		add_row(table, a, counts, why, is_for_people(session));
		free(why);
	}
	table_print(table, &session->out);
done:
	table_free(table);
	beside_release(&beside);
	record_free(record);
	return err;
}
