#include "core/model/evidence.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/fields.h"
#include "core/model/record_impl.h"
#include "core/model/value.h"

enum { KEY_DIGITS = 6 };

/* ---- Looking ---- */

static void
read_one(struct evidence *out, const char *key, const struct json *json)
{
	*out = (struct evidence){ .key = key,
		.kind = json_text(json, "kind"),
		.title = json_text(json, "title"),
		.path = json_text(json, "path"),
		.url = json_text(json, "url"),
		.doi = json_text(json, "doi"),
		.sha256 = json_text(json, "sha256"),
		.added = json_text(json, "added"),
		.by = json_text(json, "by"), .bytes = -1 };
	json_integer(json_get(json, "bytes"), &out->bytes);
}

/* The collection; NULL where it is none. */
static const struct json *
collection(const struct record *record)
{
	const struct json *map = json_get(record->tree, "evidence");

	return json_type(map) == JSON_OBJECT ? map : NULL;
}

struct evidence *
record_evidence(const struct record *record, size_t *n)
{
	struct evidence *items = NULL;
	size_t cap = 0;

	*n = 0;
	for (const struct json *at = json_first(collection(record)); at;
	    at = json_next(at)) {
		GROW(items, *n, cap);
		read_one(&items[(*n)++], json_key(at), at);
	}
	return items;
}

bool
evidence_get(struct evidence *out, const struct record *record,
    const char *key)
{
	const struct json *json = json_get(collection(record), key);

	if (json == NULL)
		return false;
	read_one(out, json_key(json), json);
	return true;
}

char *
evidence_mint_key(const struct record *record, const char *sha256)
{
	const struct json *map = collection(record);
	char *key;

	for (size_t n = KEY_DIGITS; n <= strlen(sha256); n++) {
		key = xstrndup(sha256, n);
		if (json_get(map, key) == NULL)
			return key;
		free(key);
	}
	return record_mint_key(record, "evidence");
}

bool
evidence_path_valid(const char *path)
{
	const struct field *field = field_member(evidence_fields, "path");
	struct fault fault = FAULT_INIT;
	struct json *value;
	bool valid;

	if (!json_is_text(path))
		return false;
	value = json_new_string(path);
	valid = value_judge(field, value, NULL, NULL, &fault);
	fault_release(&fault);
	json_free(value);
	return valid;
}

/* ---- What entries relied on ---- */

/* What ENTRY relied on: an object of hashes by key; NULL: nothing. */
static const struct json *
relied_on(const struct json *entry)
{
	const struct json *map = json_get(entry, "evidence");

	return json_type(map) == JSON_OBJECT ? map : NULL;
}

static const struct json *
first_entry(const struct record *record)
{
	const struct json *history = json_get(record->tree, "history");

	return json_type(history) == JSON_ARRAY ? json_first(history) : NULL;
}

int64_t
evidence_relied_on(const struct record *record, const char *key,
    const char **transition)
{
	int64_t seq = 0;

	for (const struct json *at = first_entry(record); at;
	    at = json_next(at)) {
		seq++;
		if (json_get(relied_on(at), key) == NULL)
			continue;
		if (transition)
			*transition = json_text(at, "transition");
		return seq;
	}
	return 0;
}

/* Is KEY told of already?  Several entries may have relied on it. */
static bool
is_told(const struct findings *findings, const char *path)
{
	for (size_t i = 0; i < findings->n; i++)
		if (findings->items[i].rule == RULE_PV405 &&
		    strcmp(findings->items[i].path, path) == 0)
			return true;
	return false;
}

/* Is HASH, a member of what an entry relied on, what RECORD has? */
static bool
is_kept(const struct record *record, const struct json *hash)
{
	const char *was = json_string(hash);
	struct evidence now;

	return evidence_get(&now, record, json_key(hash)) && was &&
	    now.sha256 && strcmp(was, now.sha256) == 0;
}

/* HASH is a member of what ENTRY, the SEQ-th, relied on. */
static void
tell_not_kept(const struct record *record, const struct json *entry,
    size_t seq, const struct json *hash, struct findings *out)
{
	const char *name = json_text(entry, "transition");
	char *path = xasprintf("evidence.%s", json_key(hash));
	struct evidence now;

	if (is_told(out, path))
		;
	else if (!evidence_get(&now, record, json_key(hash)))
		findings_add(out, RULE_PV405, path, _("'%s' is gone, and "
		    "entry %zu ('%s') relied on it"), path, seq,
		    name ? name : "");
	else
		findings_add(out, RULE_PV405, path, _("'%s' has another "
		    "SHA-256 than the one that entry %zu ('%s') relied on"),
		    path, seq, name ? name : "");
	free(path);
}

/* What is not kept in AFTER, of what BEFORE (NULL: anybody) kept. */
static void
check_relied_on(const struct record *before, const struct record *after,
    struct findings *out)
{
	size_t seq = 0;

	for (const struct json *at = first_entry(before ? before : after);
	    at; at = json_next(at)) {
		const struct json *hash = json_first(relied_on(at));

		seq++;
		for (; hash; hash = json_next(hash))
			if (!is_kept(after, hash) &&
			    (before == NULL || is_kept(before, hash)))
				tell_not_kept(after, at, seq, hash, out);
	}
}

/* ---- Checking ---- */

/* Where it is, and what shows that it is still the same. */
static void
check_one(const struct json *json, struct findings *out)
{
	struct evidence evidence;
	char *path;

	read_one(&evidence, json_key(json), json);
	path = xasprintf("evidence.%s", evidence.key);
	if (json_get(json, "path") == NULL && json_get(json, "url") == NULL &&
	    json_get(json, "doi") == NULL)
		findings_add(out, RULE_PV104, path, _("'%s' has neither a "
		    "path nor a url nor a doi"), path);
	else if (evidence.path && json_get(json, "sha256") == NULL)
		findings_add(out, RULE_PV104, path, _("'%s' is a file "
		    "without its sha256"), path);
	free(path);
}

void
check_evidence(const struct record *record, struct findings *out)
{
	for (const struct json *at = json_first(collection(record)); at;
	    at = json_next(at))
		if (json_type(at) == JSON_OBJECT)
			check_one(at, out);
	check_relied_on(NULL, record, out);
}

void
check_evidence_kept(const struct record *before, const struct record *after,
    struct findings *out)
{
	size_t n = out->n;

	check_relied_on(before, after, out);
	if (out->n > n)
		findings_mend(out, "proven evidence add %s FILE --kind KIND",
		    record_id(after));
}

/* ---- What was found ---- */

enum rule
evidence_rule(enum evidence_state state)
{
	static const enum rule rules[] = { [EVIDENCE_MISSING] = RULE_PV401,
		[EVIDENCE_DIFFERS] = RULE_PV402, [EVIDENCE_ODD] = RULE_PV403 };

	return rules[state];
}

const struct evidence_fact *
evidence_fact(const struct evidence_facts *facts, const char *key)
{
	for (size_t i = 0; facts && i < facts->n; i++)
		if (strcmp(facts->items[i].key, key) == 0)
			return &facts->items[i];
	return NULL;
}

void
evidence_facts_add(struct evidence_facts *facts, const char *key,
    enum evidence_state state, char *text)
{
	struct evidence_fact *fact;

	GROW(facts->items, facts->n, facts->cap);
	fact = &facts->items[facts->n++];
	fact->key = xstrdup(key);
	fact->state = state;
	fact->text = text;
}

void
evidence_facts_release(struct evidence_facts *facts)
{
	for (size_t i = 0; i < facts->n; i++) {
		free(facts->items[i].key);
		free(facts->items[i].text);
	}
	free(facts->items);
	*facts = (struct evidence_facts)EVIDENCE_FACTS_INIT;
}
