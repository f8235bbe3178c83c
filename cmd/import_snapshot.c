#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/import.h"
#include "cmd/out/progress.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/gate/gate.h"
#include "core/model/criterion.h"
#include "core/model/mapping.h"
#include "core/model/record.h"
#include "core/model/row.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"
#include "core/store/store.h"

/* Projects as they are now: a row each, all of them in one commit. */

/* ERR at the cell of ROW that the field PATH came from. */
static const struct err *
at_field(const struct import *import, const struct row *row,
    const char *path, const struct err *err)
{
	int64_t line;
	int column;

	mapping_place(import->mapping, row, path, &line, &column);
	return row_in(err, row, line, column);
}

static const struct err *
id_is_free(struct import *import, const struct row *row, const char *id)
{
	int64_t line = seen_line(&import->ids_seen, id);
	const struct err *err;

	if (line > 0)
		err = err_new(ERR_DATA, _("the id '%s' is that of line %lld "
		    "already"), id, (long long)line);
	else if (snapshot_has(import->tip, id, NULL))
		err = err_mend(err_new(ERR_DATA,
		    _("there is a project '%s' already"), id),
		    "proven show %s", id);
	else
		return NULL;
	return at_field(import, row, "id", err);
}

static const struct err *
code_is_free(struct import *import, const struct row *row, const char *code)
{
	const struct err *err;
	int64_t line = seen_line(&import->codes_seen, code);
	char *owner = NULL;

	if (line > 0)
		return at_field(import, row, "code", err_new(ERR_DATA,
		    _("the code '%s' is that of line %lld already"), code,
		    (long long)line));
	if ((err = import_code_owner(import, code, &owner)))
		return err;
	if (owner == NULL)
		return NULL;
	err = at_field(import, row, "code", err_mend(err_new(ERR_DATA,
	    _("the code '%s' belongs to '%s' already"), code, owner),
	    "proven show %s", owner));
	free(owner);
	return err;
}

/* The stage that DRAFT asks for, or the initial one. */
static const struct err *
find_stage(const struct workflow *workflow, const struct draft *draft,
    const struct stage **out)
{
	const struct err *err;
	const char *name = draft->stage ? draft->stage : workflow->initial;
	const char **names, *near;

	*out = workflow_stage(workflow, name);
	if (*out != NULL)
		return NULL;
	names = xcalloc(workflow->n_stages, sizeof(*names));
	for (size_t i = 0; i < workflow->n_stages; i++)
		names[i] = workflow->stages[i].name;
	err = err_new(ERR_DATA, _("there is no stage '%s'"), name);
	near = str_nearest(name, names, workflow->n_stages);
	if (near != NULL)
		err = err_mend(err, _("did you mean '%s'?"), near);
	else
		err = err_mend(err, "proven workflow show");
	free(names);
	return err;
}

/* In the initial stage it is new, in any other it is taken in. */
static const struct err *
begin_history(struct import *import, const struct row *row,
    const struct draft *draft)
{
	const struct err *err;
	const struct workflow *workflow = import->workflow;
	const struct stage *stage;
	struct step step;
	bool initial;

	if ((err = find_stage(workflow, draft, &stage)))
		return at_field(import, row, "stage", err);
	memset(&step, 0, sizeof(step));
	step.by = import->actor.by;
	step.at = import->actor.now;
	step.code = draft->hold_code;
	step.review_by = draft->hold_review_by;
	initial = strcmp(stage->name, workflow->initial) == 0;
	err = gate_begin(draft->record, import->tracker,
	    initial ? NULL : stage->name, import->source.base, &step);
	if (err != NULL)
		return err_new(err->code, "%s:%lld: %s", row->file,
		    (long long)row->line, err->msg);
	if (stage->kind == STAGE_PAUSED && draft->hold_from != NULL)
		record_set_hold(draft->record, draft->hold_from,
		    draft->hold_code, step.at, draft->hold_review_by);
	return NULL;
}

/* Judge and put what ROW gave. */
static const struct err *
take(struct import *import, const struct row *row, const struct draft *draft)
{
	const struct err *err;
	const struct record *record = draft->record;
	const char *id = record_id(record), *code;
	struct entry entry;

	if ((err = id_is_free(import, row, id)))
		return err;
	code = record_text(record, "code");
	if (code != NULL && (err = code_is_free(import, row, code)))
		return err;
	record_judge_criteria(draft->record);
	if ((err = begin_history(import, row, draft)))
		return err;
	if ((err = import_check(import, record, row, false)))
		return err;
	if ((err = import_put(import, record)))
		return err;
	seen_note(&import->ids_seen, id, row->line, NULL);
	if (code != NULL)
		seen_note(&import->codes_seen, code, row->line, NULL);
	import->made++;
	import->histories += draft->history;
	if (record_last_entry(record, &entry))
		import_fate(import, row, FATE_CREATE, id, entry.transition,
		    NULL, entry.to);
	return NULL;
}

static const struct err *
one_row(struct import *import, const struct row *row)
{
	const struct err *err;
	struct draft draft;

	if (row->bad != NULL)
		return import_unfit(import, row, NULL, row->bad);
	err = mapping_apply(&draft, import->mapping, row, import->tracker);
	if (err != NULL)
		return import_unfit(import, row, NULL, err);
	if ((err = take(import, row, &draft)))
		err = import_unfit(import, row, record_id(draft.record), err);
	draft_release(&draft);
	return err;
}

const struct err *
import_snapshot(struct import *import)
{
	return import_each(import, one_row);
}
