#include "core/audit/gist.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/evidence.h"
#include "core/model/record.h"
#include "core/store/store.h"

static void
claim(struct gist *gist, const char *kind, const char *text)
{
	if (text != NULL && *text != '\0')
		strs_take(&gist->claims, xasprintf("%s:%s", kind, text));
}

bool
is_in_place(const char *path)
{
	return path != NULL && !str_starts(path, "evidence/");
}

static void
read_evidence(struct gist *gist, const struct record *record)
{
	struct evidence *items;
	size_t n;

	items = record_evidence(record, &n);
	for (size_t i = 0; i < n; i++) {
		char *name = items[i].path == NULL ? NULL :
		    store_evidence_name(items[i].path);

		if (name != NULL)
			strs_take(&gist->refers, name);
		gist->in_place = gist->in_place ||
		    is_in_place(items[i].path);
	}
	free(items);
}

void
gist_read(struct gist *gist, const struct record *record)
{
	const struct json *at = json_get(record_json(record), "origin");

	claim(gist, "code", record_text(record, "code"));
	for (at = json_first(at); at != NULL; at = json_next(at)) {
		claim(gist, "doi", json_text(at, "doi"));
		claim(gist, "patent", json_text(at, "patent"));
	}
	gist->review_by = xstrdup0(record_text(record, "hold.review_by"));
	read_evidence(gist, record);
}

void
gist_release(struct gist *gist)
{
	strs_release(&gist->claims);
	strs_release(&gist->refers);
	free(gist->review_by);
	*gist = (struct gist)GIST_INIT;
}

/* ---- As it is kept ---- */

static void
put_list(struct json *node, const char *key, const struct strs *list)
{
	struct json *array;

	if (list->n == 0)
		return;
	array = json_new_array();
	for (size_t i = 0; i < list->n; i++)
		json_append(array, json_new_string(list->items[i]));
	json_set(node, key, array);
}

struct json *
gist_json(const struct gist *gist, const char *id, const struct oid *blob)
{
	struct json *node = json_new_object();
	char hex[OID_HEX + 1];

	oid_hex(hex, blob);
	json_set_string(node, "id", id);
	json_set_string(node, "blob", hex);
	put_list(node, "claims", &gist->claims);
	put_list(node, "refers", &gist->refers);
	if (gist->review_by != NULL)
		json_set_string(node, "review_by", gist->review_by);
	if (gist->in_place)
		json_set(node, "in_place", json_new_bool(true));
	return node;
}

static void
take_list(struct strs *out, const struct json *at)
{
	for (at = json_first(at); at != NULL; at = json_next(at))
		if (json_string(at) != NULL)
			strs_add(out, json_string(at));
}

bool
gist_known(struct gist *gist, const struct json **at, const char *id,
    const struct oid *blob)
{
	const char *known = NULL;
	char hex[OID_HEX + 1];

	for (; *at != NULL; *at = json_next(*at)) {
		known = json_text(*at, "id");
		if (known != NULL && strcmp(known, id) >= 0)
			break;
	}
	oid_hex(hex, blob);
	if (*at == NULL || known == NULL || strcmp(known, id) != 0 ||
	    json_text(*at, "blob") == NULL ||
	    strcmp(json_text(*at, "blob"), hex) != 0)
		return false;
	take_list(&gist->claims, json_get(*at, "claims"));
	take_list(&gist->refers, json_get(*at, "refers"));
	gist->review_by = xstrdup0(json_text(*at, "review_by"));
	gist->in_place = json_is_true(json_get(*at, "in_place"));
	return true;
}
