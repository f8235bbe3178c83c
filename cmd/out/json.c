#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/out/table.h"
#include "cmd/out/text.h"
#include "core/base/date.h"
#include "core/base/mem.h"
#include "core/json/json.h"

enum { SCHEMA = 1, LEVELS = JSON_MAX_DEPTH + 16, BUFFER = 64 * 1024 };

struct emit {
	struct out *out;
	struct str text;
	bool pretty;
	char closing[LEVELS]; /* of each level that is open */
	bool empty[LEVELS];
	size_t depth;
};

static void
flush(struct emit *emit)
{
	fwrite(emit->text.ptr, 1, emit->text.len, emit->out->stream);
	str_reset(&emit->text);
}

static void
new_line(struct emit *emit)
{
	if (!emit->pretty)
		return;
	str_addc(&emit->text, '\n');
	text_pad(&emit->text, 2 * emit->depth);
}

/* What stands in front of a value: comma, line, key. */
static void
lead(struct emit *emit, const char *key)
{
	if (emit->text.len > BUFFER)
		flush(emit);
	if (emit->depth > 0) {
		if (!emit->empty[emit->depth - 1])
			str_addc(&emit->text, ',');
		emit->empty[emit->depth - 1] = false;
		new_line(emit);
	}
	if (key == NULL)
		return;
	text_json(&emit->text, key);
	str_add(&emit->text, emit->pretty ? ": " : ":");
}

static void
open_level(struct emit *emit, const char *key, char opening, char closing)
{
	lead(emit, key);
	if (emit->depth == LEVELS)
		BUG("JSON output too deep");
	str_addc(&emit->text, opening);
	emit->closing[emit->depth] = closing;
	emit->empty[emit->depth] = true;
	emit->depth++;
}

void
emit_object(struct emit *emit, const char *key)
{
	open_level(emit, key, '{', '}');
}

void
emit_array(struct emit *emit, const char *key)
{
	open_level(emit, key, '[', ']');
}

void
emit_close(struct emit *emit)
{
	emit->depth--;
	if (!emit->empty[emit->depth])
		new_line(emit);
	str_addc(&emit->text, emit->closing[emit->depth]);
}

struct emit *
emit_bare(struct out *out)
{
	struct emit *emit = xcalloc(1, sizeof(*emit));

	emit->out = out;
	emit->text = (struct str)STR_INIT;
	emit->pretty = out->format != OUT_JSONL;
	return emit;
}

struct emit *
emit_begin(struct out *out, const char *kind)
{
	struct emit *emit = emit_bare(out);

	emit_object(emit, NULL);
	if (!emit->pretty)
		return emit;
	emit_integer(emit, "schema", SCHEMA);
	emit_text(emit, "kind", kind);
	return emit;
}

void
emit_end(struct emit *emit)
{
	while (emit->depth > 0)
		emit_close(emit);
	str_addc(&emit->text, '\n');
	flush(emit);
	str_release(&emit->text);
	free(emit);
}

void
emit_text(struct emit *emit, const char *key, const char *text)
{
	lead(emit, key);
	if (text == NULL)
		str_add(&emit->text, "null");
	else
		text_json(&emit->text, text);
}

void
emit_integer(struct emit *emit, const char *key, int64_t number)
{
	lead(emit, key);
	str_addf(&emit->text, "%" PRId64, number);
}

void
emit_bool(struct emit *emit, const char *key, bool yes)
{
	lead(emit, key);
	str_add(&emit->text, yes ? "true" : "false");
}

void
emit_time(struct emit *emit, const char *key, int64_t seconds)
{
	char text[TIME_SIZE];

	time_format(text, seconds);
	emit_text(emit, key, text);
}

static void
emit_number(struct emit *emit, const char *key, const struct json *tree)
{
	int64_t number;

	if (!json_integer(tree, &number))
		BUG("a number that is none");
	emit_integer(emit, key, number);
}

void
emit_tree(struct emit *emit, const char *key, const struct json *tree)
{
	switch (json_type(tree)) {
	case JSON_NULL:
		emit_text(emit, key, NULL);
		return;
	case JSON_FALSE:
	case JSON_TRUE:
		emit_bool(emit, key, json_is_true(tree));
		return;
	case JSON_INTEGER:
		emit_number(emit, key, tree);
		return;
	case JSON_STRING:
		emit_text(emit, key, json_string(tree));
		return;
	case JSON_ARRAY:
		emit_array(emit, key);
		break;
	case JSON_OBJECT:
		emit_object(emit, key);
		break;
	}
	for (const struct json *at = json_first(tree); at != NULL;
	    at = json_next(at))
		emit_tree(emit, json_key(at), at);
	emit_close(emit);
}

/* ---- Tables ---- */

void
emit_list(struct emit *emit, const char *key, const struct strs *list)
{
	emit_array(emit, key);
	for (size_t i = 0; i < list->n; i++)
		emit_text(emit, NULL, list->items[i]);
	emit_close(emit);
}

static void
emit_value(struct emit *emit, const struct column *column,
    const struct value *value)
{
	const char *key = column->name;

	if (!value->present) {
		emit_text(emit, key, NULL);
		return;
	}
	switch (column->type) {
	case CELL_TEXT:
	case CELL_DATE:
		emit_text(emit, key, value->text);
		break;
	case CELL_INTEGER:
		emit_integer(emit, key, value->number);
		break;
	case CELL_BOOL:
		emit_bool(emit, key, value->number != 0);
		break;
	case CELL_TIME:
		emit_time(emit, key, value->number);
		break;
	case CELL_LIST:
		emit_list(emit, key, &value->list);
		break;
	}
}

static void
emit_row(struct emit *emit, const struct table *table, size_t row)
{
	for (size_t i = 0; i < table->n_columns; i++)
		emit_value(emit, &table->columns[i],
		    table_value(table, row, i));
}

void
table_json(const struct table *table, struct out *out)
{
	struct emit *emit;

	if (out->format == OUT_JSONL) {
		for (size_t row = 0; row < table->n_rows; row++) {
			emit = emit_begin(out, table->plural);
			emit_row(emit, table, row);
			emit_end(emit);
		}
		return;
	}
	emit = emit_begin(out, table->plural);
	emit_array(emit, table->plural);
	for (size_t row = 0; row < table->n_rows; row++) {
		emit_object(emit, NULL);
		emit_row(emit, table, row);
		emit_close(emit);
	}
	emit_end(emit);
}
