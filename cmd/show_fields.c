#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/label.h"
#include "cmd/show.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/model/field.h"
#include "core/model/record.h"

/*
 * Whatever stands in the record is shown, in its order: labels and forms
 * come from the field table, and what the table does not know is shown
 * under its own name.
 */
struct page {
	struct session *session;
	const struct record *record;
};

/* Labels and values that stand together. */
struct block {
	struct strs labels, values;
};

#define BLOCK_INIT { STRS_INIT, STRS_INIT }

static char *value_text(const struct page *, const struct field *,
    const char *path);

/* VALUE is taken; nothing happens when it is NULL. */
static void
block_add(struct block *block, const char *label, char *value)
{
	if (value == NULL)
		return;
	strs_add(&block->labels, label);
	strs_take(&block->values, value);
}

/* Labels are words; a heading begins as a sentence does. */
static void
print_heading(struct out *out, const char *label)
{
	char *heading = xstrdup(label);

	if (*heading >= 'a' && *heading <= 'z')
		*heading = (char)(*heading - 'a' + 'A');
	doc_heading(out, heading);
	free(heading);
}

/* Prints and releases; HEADING NULL: none. */
static void
block_print(struct out *out, struct block *block, const char *heading)
{
	size_t widest = 0;

	for (size_t i = 0; i < block->labels.n; i++) {
		size_t width = utf8_width(block->labels.items[i]);

		widest = width > widest ? width : widest;
	}
	if (heading != NULL && block->labels.n > 0)
		print_heading(out, heading);
	for (size_t i = 0; i < block->labels.n; i++)
		doc_field(out, block->labels.items[i], widest,
		    block->values.items[i]);
	strs_release(&block->labels);
	strs_release(&block->values);
}

static const char *
field_label(const struct field *field, const char *name)
{
	return field != NULL && field->label != NULL ? _(field->label) : name;
}

static char *
path_join(const char *path, const char *key)
{
	return *path != '\0' ? xasprintf("%s.%s", path, key) : xstrdup(key);
}

/* ---- Values ---- */

/* "Life science (life)": people read the one and type the other. */
static char *
with_label(const char *label, char *code)
{
	char *text;

	if (label == NULL || code == NULL || label_is_code(label, code))
		return code;
	text = xasprintf("%s (%s)", label, code);
	free(code);
	return text;
}

static char *
code_text(const struct page *page, const char *list, const char *path)
{
	char *code = record_display(page->record, path);

	return code == NULL ? NULL
	    : with_label(label_code(page->session, list, code), code);
}

static char *
list_text(const struct page *page, const struct field *field,
    const char *path)
{
	struct strs keys = STRS_INIT, items = STRS_INIT;
	char *text = NULL;

	if (field->item != FIELD_CODE)
		return record_display(page->record, path);
	record_keys(page->record, path, &keys);
	for (size_t i = 0; i < keys.n; i++) {
		char *item = path_join(path, keys.items[i]);

		strs_take(&items, code_text(page, field->words, item));
		free(item);
	}
	if (items.n > 0)
		text = strs_join(&items, ", ");
	strs_release(&keys);
	strs_release(&items);
	return text;
}

/* The member that says what the whole is, and so needs no label. */
static const char *
main_member(const struct page *page, const char *path)
{
	static const char *const names[] = { "title", "name", "claim",
		"text", "person", "level" };

	for (size_t i = 0; i < COUNT(names); i++) {
		char *member = path_join(path, names[i]);
		bool has = record_has(page->record, member);

		free(member);
		if (has)
			return names[i];
	}
	return "";
}

static void
add_member(const struct page *page, const struct field *members,
    const char *path, const char *key, bool bare, struct strs *out)
{
	const struct field *field = members != NULL
	    ? field_member(members, key) : NULL;
	char *member = path_join(path, key);
	char *value = value_text(page, field, member);

	if (value != NULL && bare)
		strs_add(out, value);
	else if (value != NULL)
		strs_take(out, xasprintf("%s %s", field_label(field, key),
		    value));
	free(value);
	free(member);
}

/* "First sample; due 2026-06-30; go/no-go yes" */
static char *
members_text(const struct page *page, const struct field *members,
    const char *path)
{
	const char *first = main_member(page, path);
	struct strs keys = STRS_INIT, parts = STRS_INIT;
	char *text = NULL;

	record_keys(page->record, path, &keys);
	if (keys.n == 0) {
		strs_release(&keys);
		return record_display(page->record, path);
	}
	if (*first != '\0')
		add_member(page, members, path, first, true, &parts);
	for (size_t i = 0; i < keys.n; i++)
		if (strcmp(keys.items[i], first) != 0)
			add_member(page, members, path, keys.items[i], false,
			    &parts);
	if (parts.n > 0)
		text = strs_join(&parts, "; ");
	strs_release(&keys);
	strs_release(&parts);
	return text;
}

/* One member of a map. */
static char *
item_text(const struct page *page, const struct field *map,
    const char *path)
{
	struct field item;

	if (map->members != NULL)
		return members_text(page, map->members, path);
	item = (struct field){ .type = map->item, .words = map->words };
	return value_text(page, &item, path);
}

/* The keys of some maps are codes. */
static const char *
key_label(const struct page *page, const struct field *map, const char *key)
{
	return map->flags & FIELD_BY_VOCABULARY
	    ? label_code(page->session, map->words, key) : key;
}

/* A map within an object: a line for each member, where there are lines. */
static char *
map_text(const struct page *page, const struct field *map, const char *path)
{
	bool lines_kept = page->session->out.format == OUT_TABLE;
	struct strs keys = STRS_INIT, lines = STRS_INIT;
	char *text = NULL;

	record_keys(page->record, path, &keys);
	for (size_t i = 0; i < keys.n; i++) {
		char *member = path_join(path, keys.items[i]);
		char *value = item_text(page, map, member);

		strs_take(&lines, xasprintf("%s: %s",
		    key_label(page, map, keys.items[i]),
		    value != NULL ? value : ""));
		free(value);
		free(member);
	}
	if (lines.n > 0)
		text = strs_join(&lines, lines_kept ? "\n" : " / ");
	strs_release(&keys);
	strs_release(&lines);
	return text;
}

static char *
person_text(const struct page *page, const char *path)
{
	char *word = record_display(page->record, path);

	return word == NULL ? NULL
	    : with_label(label_person(page->session, word), word);
}

static char *
with_unit(char *text, const char *unit)
{
	char *with;

	if (text == NULL || unit == NULL)
		return text;
	with = xasprintf("%s %s", text, unit);
	free(text);
	return with;
}

static const char *
currency(const struct record *record)
{
	const char *code = record_text(record, "budget.currency");

	return code != NULL && *code != '\0' ? code : "CNY";
}

static char *
yes_or_no(const struct page *page, const char *path)
{
	char *text = record_display(page->record, path);
	bool yes = text != NULL && strcmp(text, "yes") == 0;
	bool no = text != NULL && strcmp(text, "no") == 0;

	if (!yes && !no)
		return text;
	free(text);
	return xstrdup(yes ? _("yes") : _("no"));
}

/* NULL: absent, or empty.  The caller frees. */
static char *
value_text(const struct page *page, const struct field *field,
    const char *path)
{
	if (!record_has(page->record, path))
		return NULL;
	if (field == NULL)
		return record_display(page->record, path);
	switch (field->type) {
	case FIELD_CODE:
		return code_text(page, field->words, path);
	case FIELD_LIST:
		return list_text(page, field, path);
	case FIELD_OBJECT:
		return members_text(page, field->members, path);
	case FIELD_MAP:
		return map_text(page, field, path);
	case FIELD_HANDLE:
		return person_text(page, path);
	case FIELD_BOOL:
		return yes_or_no(page, path);
	case FIELD_MONEY:
		return with_unit(record_display(page->record, path),
		    currency(page->record));
	default:
		return with_unit(record_display(page->record, path),
		    field->unit);
	}
}

/* ---- Blocks ---- */

/* Whether an object has long texts or objects of its own in it. */
static bool
is_large(const struct field *object)
{
	const struct field *member = object->members;

	for (; member != NULL && member->name != NULL; member++)
		if (member->type == FIELD_TEXT ||
		    member->type == FIELD_OBJECT ||
		    member->type == FIELD_MAP)
			return true;
	return false;
}

static bool
has_block(const struct field *field)
{
	return field == NULL || field->type == FIELD_MAP ||
	    field->type == FIELD_ANY ||
	    (field->type == FIELD_OBJECT && is_large(field));
}

static void
print_block(const struct page *page, const struct field *field,
    const char *name)
{
	struct strs keys = STRS_INIT;
	struct block block = BLOCK_INIT;

	record_keys(page->record, name, &keys);
	for (size_t i = 0; i < keys.n; i++) {
		const char *key = keys.items[i], *label = key;
		char *path = path_join(name, key);
		const struct field *member = NULL;

		if (field != NULL && field->type == FIELD_OBJECT)
			member = field_member(field->members, key);
		if (field != NULL && field->type == FIELD_MAP) {
			label = key_label(page, field, key);
			block_add(&block, label,
			    item_text(page, field, path));
		} else {
			block_add(&block, field_label(member, label),
			    value_text(page, member, path));
		}
		free(path);
	}
	if (keys.n == 0)
		block_add(&block, name, record_display(page->record, name));
	block_print(&page->session->out, &block, field_label(field, name));
	strs_release(&keys);
}

/* What the head of the page and its other parts say. */
static bool
is_told(const char *name)
{
	static const char *const names[] = { "format", "id", "code", "title",
		"stage", "history" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* TEXT, of the field NAME, in the reader's language where there is one. */
static char *
own_language(const struct page *page, const char *name, char *text)
{
	char *path = xasprintf("translations.%s.%s", page->session->out.lang,
	    name);
	char *own = record_display(page->record, path);

	free(path);
	if (own == NULL || *own == '\0') {
		free(own);
		return text;
	}
	free(text);
	return own;
}

/* The same again in another language comes last. */
static bool
is_aside(const char *name)
{
	return strcmp(name, "translations") == 0;
}

/* What is too rich for labels and values alone. */
static bool
print_own(const struct page *page, const char *name)
{
	if (strcmp(name, "criteria") == 0)
		show_criteria(page->session, page->record);
	else if (strcmp(name, "proposed") == 0)
		show_proposed(page->session, page->record);
	else
		return strcmp(name, "evidence") == 0 &&
		    show_evidence(page->session, page->record);
	return true;
}

static void
print_blocks(const struct page *page, const struct strs *keys, bool last)
{
	const struct field *field;

	for (size_t i = 0; i < keys->n; i++) {
		const char *key = keys->items[i];

		field = field_member(record_fields, key);
		if (is_told(key) || !has_block(field) ||
		    is_aside(key) != last || !record_has(page->record, key))
			continue;
		if (!print_own(page, key))
			print_block(page, field, key);
	}
}

void
show_fields(struct session *session, const struct record *record,
    const char *const *labels, const char *const *values, size_t n)
{
	struct page page = { session, record };
	struct strs keys = STRS_INIT;
	struct block block = BLOCK_INIT;

	for (size_t i = 0; i < n; i++)
		block_add(&block, labels[i], xstrdup0(values[i]));
	record_keys(record, "", &keys);
	for (size_t i = 0; i < keys.n; i++) {
		const char *key = keys.items[i];
		const struct field *field = field_member(record_fields, key);

		if (!is_told(key) && !has_block(field))
			block_add(&block, field_label(field, key),
			    own_language(&page, key,
			    value_text(&page, field, key)));
	}
	block_print(&session->out, &block, NULL);
	print_blocks(&page, &keys, false);
	print_blocks(&page, &keys, true);
	strs_release(&keys);
}
