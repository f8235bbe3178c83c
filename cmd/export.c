#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/export.h"
#include "cmd/opt.h"
#include "cmd/seen.h"
#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/field.h"
#include "core/model/flat.h"
#include "core/model/mapping.h"
#include "core/model/record.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_export = {
	"export", N_("[QUERY...]"),
	N_("projects as JSON Lines, or as --format says, to import again"),
	CMD_STORE | CMD_TRACKER, run
};

struct export {
	struct export_list list;
	const char *map;
	struct strs columns; /* dotted paths; none: whole records */
	struct mapping *mapping;
};

/* ---- Whole records ---- */

/* What is asked of RECORD; the caller frees *OWN. */
static const struct json *
tree_of(const struct export *export, const struct record *record,
    struct json **own)
{
	*own = NULL;
	if (export->columns.n == 0)
		return record_json(record);
	*own = flat_select(record, &export->columns);
	return *own;
}

static const struct err *
export_lines(struct export *export)
{
	const struct err *err = NULL;
	struct str line = STR_INIT;

	for (size_t i = 0; i < export->list.n; i++) {
		struct record *record = NULL;
		struct json *own;

		if ((err = export_record(&export->list, i, &record)))
			break;
		if (record == NULL)
			continue;
		str_reset(&line);
		flat_line(&line, tree_of(export, record, &own));
		export_json_line(&export->list.session->out, &line);
		flat_free(own);
		record_free(record);
	}
	str_release(&line);
	return err;
}

static const struct err *
export_envelope(struct export *export)
{
	const struct err *err = NULL;
	struct emit *emit = emit_begin(&export->list.session->out,
	    "projects");

	emit_array(emit, "projects");
	for (size_t i = 0; i < export->list.n && err == NULL; i++) {
		struct record *record = NULL;
		struct json *own;

		err = export_record(&export->list, i, &record);
		if (record == NULL)
			continue;
		emit_tree(emit, NULL, tree_of(export, record, &own));
		flat_free(own);
		record_free(record);
	}
	emit_close(emit);
	emit_end(emit);
	return err;
}

/* ---- Rows ---- */

static int
compare_paths(const void *a, const void *b)
{
	return flat_compare(*(char *const *)a, *(char *const *)b);
}

static void
note_paths(struct seen *seen, const struct record *record)
{
	struct strs paths = STRS_INIT;

	flat_paths(record, &paths);
	for (size_t i = 0; i < paths.n; i++)
		if (seen_line(seen, paths.items[i]) == 0)
			seen_note(seen, paths.items[i], 1, NULL);
	strs_release(&paths);
}

/* The paths that any of the projects has, in the order of the table. */
static const struct err *
find_columns(struct export *export, struct strs *out)
{
	const struct err *err = NULL;
	struct seen seen = SEEN_INIT;

	for (size_t i = 0; i < export->list.n && err == NULL; i++) {
		struct record *record = NULL;

		err = export_record(&export->list, i, &record);
		if (record != NULL)
			note_paths(&seen, record);
		record_free(record);
	}
	seen_names(&seen, out);
	seen_release(&seen);
	if (out->n > 1)
		qsort(out->items, out->n, sizeof(*out->items),
		    compare_paths);
	return err;
}

/* A record as texts under HEADER, both in the order of the table. */
static void
add_flat(struct export_rows *rows, const struct strs *header,
    const struct record *record)
{
	char **cells = xcalloc(header->n + 1, sizeof(*cells));

	for (size_t i = 0; i < header->n; i++)
		cells[i] = flat_text(record, header->items[i]);
	export_rows_add(rows, cells);
	for (size_t i = 0; i < header->n; i++)
		free(cells[i]);
	free(cells);
}

static const struct err *
export_flat(struct export *export)
{
	static const struct csv_form form = { ',', false, false };
	const struct err *err = NULL;
	struct strs found = STRS_INIT;
	const struct strs *header = &export->columns;
	struct export_rows *rows = NULL;

	if (header->n == 0) {
		if ((err = find_columns(export, &found)))
			goto done;
		if (found.n == 0)
			strs_add(&found, "id");
		header = &found;
	}
	rows = export_rows_new(&export->list.session->out, header, &form);
	for (size_t i = 0; i < export->list.n && err == NULL; i++) {
		struct record *record = NULL;

		err = export_record(&export->list, i, &record);
		if (record != NULL)
			add_flat(rows, header, record);
		record_free(record);
	}
done:
	export_rows_end(rows);
	strs_release(&found);
	return err;
}

/* ---- Rows of the other system ---- */

static const struct err *
survey(struct export *export)
{
	const struct err *err = NULL;

	for (size_t i = 0; i < export->list.n && err == NULL; i++) {
		struct record *record = NULL;

		err = export_record(&export->list, i, &record);
		if (record == NULL)
			continue;
		mapping_survey(export->mapping, record);
		export->list.items[i].row = mapping_row(export->mapping,
		    record);
		record_free(record);
	}
	export_list_sort(&export->list);
	return err;
}

static const struct err *
export_mapped(struct export *export)
{
	const struct err *err;
	const struct mapping *mapping = export->mapping;
	struct csv_form form;
	struct strs header = STRS_INIT;
	struct export_rows *rows;

	form.delimiter = mapping_delimiter(mapping);
	form.crlf = mapping_crlf(mapping);
	form.bom = mapping_bom(mapping);
	if ((err = survey(export)))
		return err;
	mapping_header(mapping, &header);
	rows = export_rows_new(&export->list.session->out, &header, &form);
	for (size_t i = 0; i < export->list.n && err == NULL; i++) {
		struct record *record = NULL;
		struct strs cells = STRS_INIT;

		err = export_record(&export->list, i, &record);
		if (record == NULL)
			continue;
		mapping_cells(mapping, record, &cells);
		export_rows_add(rows, cells.items);
		strs_release(&cells);
		record_free(record);
	}
	export_rows_end(rows);
	strs_release(&header);
	return err;
}

/* ---- What was asked ---- */

/* JSON Lines, or CSV where the mapping is one of a CSV file. */
static void
choose_format(struct session *session, bool mapped)
{
	if (session->format == NULL && !session->json)
		session->out.format = mapped ? OUT_CSV : OUT_JSONL;
}

static const struct err *
read_columns(struct export *export, const char *text)
{
	const struct err *err = NULL;

	if (text == NULL)
		return NULL;
	strs_split(&export->columns, text, ',');
	for (size_t i = 0; i < export->columns.n; i++)
		if (field_find(export->columns.items[i], &err) == NULL)
			return err;
	return NULL;
}

static const struct err *
read_mapping(struct export *export)
{
	const struct err *err;
	struct str text = STR_INIT;

	if (export->map == NULL)
		return NULL;
	err = file_read(&text, export->map, MAPPING_MAX);
	if (err == NULL)
		err = mapping_read(&export->mapping, text.ptr, text.len,
		    export->map);
	str_release(&text);
	return err;
}

static const struct err *
check_wish(const struct session *session, const struct export *export,
    bool history)
{
	if (export->map != NULL && export->columns.n > 0)
		return err_new(ERR_USAGE, _("the columns are those of the "
		    "mapping; --columns does not go with --map"));
	if (!history)
		return NULL;
	if (export->map != NULL || export->columns.n > 0)
		return err_new(ERR_USAGE, _("events have one form; --history "
		    "goes neither with --map nor with --columns"));
	if (session->out.format != OUT_JSONL)
		return err_new(ERR_USAGE,
		    _("events are JSON Lines; --history has no other "
		    "format"));
	return NULL;
}

static const struct err *
print(struct export *export, bool history)
{
	const enum out_format format = export->list.session->out.format;

	if (history)
		return export_history(&export->list);
	if (export->mapping != NULL)
		return export_mapped(export);
	if (format == OUT_JSONL)
		return export_lines(export);
	if (format == OUT_JSON)
		return export_envelope(export);
	return export_flat(export);
}

static const struct err *
export_projects(struct session *session, struct export *export,
    bool history, char **terms, int n)
{
	const struct err *err;
	size_t damaged;

	choose_format(session, export->map != NULL);
	if ((err = check_wish(session, export, history)))
		return err;
	if ((err = read_mapping(export)))
		return err;
	if ((err = export_list_fill(&export->list, session, terms, n)))
		return err;
	if (n > 0 && export->list.n == 0)
		session_note(session, "%s", _("no project matches"));
	if ((err = print(export, history)))
		return err;
	if ((damaged = export->list.damaged) == 0)
		return NULL;
	return err_mend(err_new(ERR_DATA, ngettext(
	    "%zu project cannot be read", "%zu projects cannot be read",
	    (unsigned long)damaged), damaged), "proven doctor");
}

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct err *err;
	struct export export;
	const char *columns = NULL;
	bool history = false;
	const struct opt opts[] = {
		{ OPT_TEXT, 'c', "columns", &columns, N_("PATHS"), NULL,
		    N_("only these fields, as dotted paths separated by "
		    "commas") },
		{ OPT_TEXT, 0, "map", &export.map, N_("MAP"), NULL,
		    N_("the mapping file of an import, read backwards: "
		    "the rows of the other system, as CSV unless --format "
		    "says otherwise") },
		{ OPT_FLAG, 0, "history", &history, NULL, NULL,
		    N_("events, as import --history reads them") },
		OPT_QUERY,
		OPT_END
	};

	memset(&export, 0, sizeof(export));
	if ((err = opt_parse(session, opts, &argc, &argv)))
		goto done;
	if ((err = read_columns(&export, columns)))
		goto done;
	err = export_projects(session, &export, history, argv, argc);
done:
	export_list_release(&export.list);
	mapping_free(export.mapping);
	strs_release(&export.columns);
	return err;
}
