#include "core/model/record_impl.h"

#include <stdio.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/fields.h"
#include "core/model/ids.h"

/*
 * Identity and phone numbers in any text of a record, its own parts and
 * those of the user alike: git's history is for ever.
 */
struct search {
	struct findings *out;
	struct str path;
};

/* Long hex is a digest: some of its digits look like a number by chance. */
static bool
is_hex(const char *text)
{
	enum { SHORTEST = 32 };

	if (strncmp(text, "sha256:", strlen("sha256:")) == 0)
		text += strlen("sha256:");
	return strlen(text) >= SHORTEST &&
	    text[strspn(text, "0123456789abcdef")] == '\0';
}

/* Fields whose values are judged by themselves and name no person. */
static bool
is_exempt(const char *path)
{
	struct place place = PLACE_INIT;

	if (field_place(&place, path) || place.item)
		return false;
	return place.field->type == FIELD_USCC ||
	    place.field->type == FIELD_DOI || place.field->type == FIELD_RAID;
}

/* Fields for the numbers of others, some of which have eleven digits. */
static bool
is_of_numbers(const char *path)
{
	static const char *const names[] = { "code", "grant", "patent",
		"number" };
	struct place place = PLACE_INIT;

	if (field_place(&place, path) || place.item || place.below)
		return false;
	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(place.field->name, names[i]) == 0)
			return true;
	return false;
}

static void
search_text(struct search *search, const char *text)
{
	const char *path = search->path.ptr;
	bool identity, phone;

	if (!text_has_digits(text) || is_hex(text))
		return;
	identity = text_has_identity_number(text);
	phone = text_has_phone_number(text) && !is_of_numbers(path);
	if ((!identity && !phone) || is_exempt(path))
		return;
	if (identity)
		findings_add(search->out, RULE_PV111, path,
		    _("'%s' holds a personal identity number"), path);
	if (phone)
		findings_add(search->out, RULE_PV111, path,
		    _("'%s' holds a phone number"), path);
}

static void search_node(struct search *, const struct json *);

/* A member, or the item I of a list. */
static void
search_child(struct search *search, const struct json *child, size_t i)
{
	const char *key = json_key(child);
	size_t len = search->path.len;
	char number[32];

	if (len > 0)
		str_addc(&search->path, '.');
	if (key != NULL) {
		str_add(&search->path, key);
		search_text(search, key);
	} else {
		snprintf(number, sizeof(number), "%zu", i);
		str_add(&search->path, number);
	}
	search_node(search, child);
	str_cut(&search->path, len);
}

static void
search_node(struct search *search, const struct json *node)
{
	size_t i = 0;

	if (json_type(node) == JSON_STRING)
		search_text(search, json_string(node));
	else if (json_type(node) == JSON_OBJECT ||
	    json_type(node) == JSON_ARRAY)
		for (node = json_first(node); node; node = json_next(node))
			search_child(search, node, i++);
}

void
check_personal(const struct record *record, const struct since *since,
    struct findings *out)
{
	struct search search = { out, STR_INIT };
	const struct json *at = json_first(record->tree);

	for (size_t i = 0; at; at = json_next(at), i++)
		if (!since_same(since, i))
			search_child(&search, at, i);
	str_release(&search.path);
}
