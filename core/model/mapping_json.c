#include "core/model/mapping_json.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/field.h"
#include "core/model/flat.h"
#include "core/model/mapping.h"
#include "core/model/mapping_column.h"
#include "core/model/record_impl.h"
#include "core/model/row.h"

/* The texts of a row, as they are found. */
struct texts {
	struct mapping *mapping;
	const struct row *row;
	char **items;
	size_t n;
	struct str path;
};

static char *
joined(const struct json *list, const char *split)
{
	const struct json *item = json_first(list);
	struct strs items = STRS_INIT;
	char *text;

	for (; item != NULL; item = json_next(item))
		strs_add(&items, json_string(item) ? json_string(item) : "");
	text = strs_join(&items, split);
	strs_release(&items);
	return text;
}

/* NODE as the text of a cell of COLUMN. */
static char *
cell_text(const struct json *node, const struct map_column *column)
{
	struct str out = STR_INIT;

	if (json_string(node) != NULL)
		return xstrdup(json_string(node));
	if (json_type(node) == JSON_NULL)
		return NULL;
	if (json_type(node) == JSON_ARRAY && column->split != NULL)
		return joined(node, column->split);
	json_write_compact(&out, node);
	return str_take(&out);
}

static void
keep_text(struct texts *texts, const struct map_column *column,
    const struct json *node)
{
	size_t i = (size_t)(column - texts->mapping->columns);

	if (i >= texts->n) {
		texts->items = xreallocarray(texts->items, i + 1,
		    sizeof(*texts->items));
		while (texts->n <= i)
			texts->items[texts->n++] = NULL;
	}
	free(texts->items[i]);
	texts->items[i] = cell_text(node, column);
}

static const struct err *
unknown_key(const struct texts *texts)
{
	const struct err *err;
	const struct mapping *mapping = texts->mapping;
	const char *name = texts->path.ptr, *near;

	err = row_json_err(texts->row, name,
	    _("the mapping does not name '%s'"), name);
	if ((near = mapping_nearest(mapping, name)) != NULL)
		return err_mend(err, _("did you mean '%s'?"), near);
	return err_mend(err, _("name it there, with \"to\": \"ignore\" to "
	    "leave it out, or give \"others\": \"custom\""));
}

/* A key that the mapping does not name. */
static const struct err *
other_key(struct texts *texts, const struct json *node)
{
	const struct err *err;
	struct map_column *column;

	if (texts->mapping->others == OTHERS_REFUSE)
		return unknown_key(texts);
	if (texts->mapping->others == OTHERS_IGNORE)
		return NULL;
	if ((err = mapping_add_other(&column, texts->mapping,
	    texts->path.ptr)))
		return row_json_err(texts->row, texts->path.ptr, "%s",
		    err->msg);
	keep_text(texts, column, node);
	return NULL;
}

static const struct err *
find_texts(struct texts *texts, const struct json *object)
{
	const struct err *err = NULL;
	const struct json *node = json_first(object);
	size_t mark = texts->path.len;

	for (; node != NULL && err == NULL; node = json_next(node)) {
		const struct map_column *column;

		if (mark > 0)
			str_addc(&texts->path, '.');
		str_add(&texts->path, json_key(node));
		column = mapping_column(texts->mapping, texts->path.ptr);
		if (column != NULL)
			keep_text(texts, column, node);
		else if (json_type(node) == JSON_OBJECT)
			err = find_texts(texts, node);
		else
			err = other_key(texts, node);
		str_cut(&texts->path, mark);
	}
	return err;
}

const struct err *
json_texts(char ***out, struct mapping *mapping, const struct row *row)
{
	const struct err *err;
	struct texts texts = { mapping, row, NULL, 0, STR_INIT };
	struct json *tree = NULL;

	if ((err = row_json(&tree, row)))
		return err;
	texts.n = mapping->n;
	texts.items = xcalloc(texts.n + 1, sizeof(*texts.items));
	err = find_texts(&texts, tree);
	*out = texts.items;
	json_free(tree);
	str_release(&texts.path);
	return err;
}

void
json_texts_free(char **texts, const struct mapping *mapping)
{
	for (size_t i = 0; texts != NULL && i < mapping->n; i++)
		free(texts[i]);
	free(texts);
}

/* Members with dots in their keys go where the dots say. */
static const struct err *
expand(struct json *tree, const struct row *row)
{
	const struct json *node = json_first(tree), *next;

	for (; node != NULL; node = next) {
		const struct err *err;
		struct record record = { tree };
		char *key;

		next = json_next(node);
		if (strchr(json_key(node), '.') == NULL)
			continue;
		key = xstrdup(json_key(node));
		err = flat_place(&record, key, json_detach(tree, key));
		if (err != NULL)
			err = row_json_err(row, "", "%s", err->msg);
		free(key);
		if (err != NULL)
			return err;
	}
	return NULL;
}

/* `hold` of a whole record; `since` is that of the new entry. */
static const struct err *
take_hold(struct draft *out, const struct json *hold, const struct row *row)
{
	const struct json *node = json_first(hold);
	static const char *const keys[] = { "from", "code", "review_by",
		"since" };
	char **places[] = { &out->hold_from, &out->hold_code,
		&out->hold_review_by, NULL };

	if (hold != NULL && json_type(hold) != JSON_OBJECT)
		return row_json_err(row, "hold", _("'hold' is no object"));
	for (; node != NULL; node = json_next(node)) {
		size_t i = 0;

		while (i < COUNT(keys) && strcmp(keys[i], json_key(node)) != 0)
			i++;
		if (i == COUNT(keys))
			return row_json_err(row, "hold",
			    _("no field 'hold.%s'"), json_key(node));
		if (places[i] != NULL && json_string(node) != NULL)
			*places[i] = xstrdup(json_string(node));
	}
	return NULL;
}

/* What only the program writes is taken out of TREE, or judged. */
static const struct err *
take_kept(struct draft *out, struct json *tree, const struct row *row)
{
	const struct err *err;
	const struct json *stage = json_get(tree, "stage");
	const struct json *history = json_get(tree, "history");
	int64_t format = RECORD_FORMAT;

	if (json_get(tree, "format") != NULL &&
	    (!json_integer(json_get(tree, "format"), &format) ||
	    format != RECORD_FORMAT))
		return row_json_err(row, "format",
		    _("'format' is not %d"), RECORD_FORMAT);
	if (stage != NULL && json_string(stage) == NULL)
		return row_json_err(row, "stage", _("'stage' is no text"));
	out->stage = xstrdup0(json_string(stage));
	if ((err = take_hold(out, json_get(tree, "hold"), row)))
		return err;
	if (history != NULL && json_type(history) != JSON_ARRAY)
		return row_json_err(row, "history",
		    _("'history' is no list"));
	out->history = json_count(history) > 0;
	json_remove(tree, "format");
	json_remove(tree, "stage");
	json_remove(tree, "hold");
	json_remove(tree, "history");
	return NULL;
}

/* A record with the id that TREE asks for; that in *ORIGINAL. */
static const struct err *
take_id(struct draft *out, struct json *tree, const struct mapping *mapping,
    const struct row *row, char **original)
{
	const struct err *err;
	const struct json *node = json_get(tree, "id");
	struct str number = STR_INIT;
	char *id = NULL;

	if (json_type(node) == JSON_INTEGER)
		json_write_compact(&number, node);
	else if (node != NULL && json_string(node) == NULL)
		return row_json_err(row, "id", _("'id' is no text"));
	*original = number.len > 0 ? str_take(&number) :
	    xstrdup0(json_string(node));
	if ((err = foreign_id(&id, *original, node == NULL ? IDS_RANDOM :
	    mapping->make, NULL)))
		return row_json_err(row, "id", "%s", err->msg);
	json_remove(tree, "id");
	out->record = record_new(id, id);
	free(id);
	return NULL;
}

static const struct err *
take_members(struct record *record, struct json *tree, const struct row *row)
{
	const struct json *node;

	while ((node = json_first(tree)) != NULL) {
		const struct err *err = NULL;
		char *key = xstrdup(json_key(node));
		struct json *value = json_detach(tree, key);

		if (field_find(key, &err) == NULL) {
			json_free(value);
			err = row_json_err(row, key, "%s", err->msg);
		} else {
			err = NULL;
			json_set(record->tree, key, value);
		}
		free(key);
		if (err != NULL)
			return err;
	}
	return NULL;
}

const struct err *
mapping_put_original(struct record *record, const char *original)
{
	if (original == NULL || *original == '\0' ||
	    strcmp(original, record_id(record)) == 0)
		return NULL;
	if (!record_has(record, "code"))
		return record_set(record, "code", original, NULL);
	return flat_place(record, "custom.id", json_new_string(original));
}

const struct err *
json_draft(struct draft *out, const struct mapping *mapping,
    const struct row *row)
{
	const struct err *err;
	struct json *tree = NULL;
	char *original = NULL;

	if ((err = row_json(&tree, row)))
		goto done;
	if ((err = expand(tree, row)))
		goto done;
	if ((err = take_kept(out, tree, row)))
		goto done;
	if ((err = take_id(out, tree, mapping, row, &original)))
		goto done;
	if ((err = take_members(out->record, tree, row)))
		goto done;
	if (mapping->make != IDS_KEEP &&
	    (err = mapping_put_original(out->record, original)))
		err = row_json_err(row, "id", "%s", err->msg);
	order_record(out->record->tree);
done:
	free(original);
	json_free(tree);
	return err;
}
