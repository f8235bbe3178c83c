#include "core/model/record.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/mem.h"
#include "core/model/approval.h"
#include "core/model/criterion.h"
#include "core/model/evidence.h"
#include "core/model/frozen.h"
#include "core/model/record_impl.h"

/* The entries of a record: reading them, and adding one. */

static const char *
text_or_empty(const struct json *object, const char *key)
{
	const char *text = json_text(object, key);

	return text ? text : "";
}

/*
 * A record whose history is wrong can be shown all the same: what is
 * missing or of another type is empty or 0.
 */
static void
entry_read(struct entry *entry, const struct json *json)
{
	const struct json *recorded = json_get(json, "recorded");
	const char *at = json_text(json, "at");

	*entry = (struct entry){ .json = json };
	json_integer(json_get(json, "seq"), &entry->seq);
	entry->transition = text_or_empty(json, "transition");
	entry->from = json_text(json, "from");
	entry->to = text_or_empty(json, "to");
	if (at == NULL || !time_parse(at, &entry->at))
		entry->at = 0;
	entry->by = text_or_empty(json, "by");
	entry->code = json_text(json, "code");
	entry->reason = json_text(json, "reason");
	entry->date = json_text(json, "date");
	entry->source = json_text(json, "source");
	entry->resolves = json_text(json, "resolves");
	entry->recorded_source = json_text(recorded, "source");
	json_integer(json_get(recorded, "line"), &entry->recorded_line);
}

struct entry *
record_history(const struct record *record, size_t *n)
{
	const struct json *at = json_get(record->tree, "history");
	struct entry *entries = NULL;
	size_t cap = 0;

	*n = 0;
	if (json_type(at) != JSON_ARRAY)
		return NULL;
	for (at = json_first(at); at; at = json_next(at)) {
		GROW(entries, *n, cap);
		entry_read(&entries[(*n)++], at);
	}
	return entries;
}

static const struct json *
last_entry(const struct json *tree)
{
	const struct json *history = json_get(tree, "history");
	const struct json *last = NULL;

	if (json_type(history) != JSON_ARRAY)
		return NULL;
	for (history = json_first(history); history;
	    history = json_next(history))
		last = history;
	return last;
}

bool
record_counted(const struct record *record, const struct approval *approval)
{
	const struct json *at = json_get(record->tree, "history");
	const char *digest;

	for (at = json_first(at); at; at = json_next(at)) {
		digest = json_text(json_get(at, "approvals"),
		    approval->file);
		if (digest != NULL && strcmp(digest, approval->digest) == 0)
			return true;
	}
	return false;
}

bool
record_last_entry(const struct record *record, struct entry *out)
{
	const struct json *last = last_entry(record->tree);

	if (last == NULL)
		return false;
	entry_read(out, last);
	return true;
}

void
entry_prev_digest(const struct record *record, const struct json *prev,
    char out[DIGEST_SIZE])
{
	struct json *seed;

	if (prev) {
		json_digest(out, prev);
		return;
	}
	seed = json_new_object();
	json_set_string(seed, "id", record_id(record));
	json_digest(out, seed);
	json_free(seed);
}

static void
set_time(struct json *object, const char *key, int64_t seconds)
{
	char text[TIME_SIZE];

	time_format(text, seconds);
	json_set_string(object, key, text);
}

static void
set_or_null(struct json *object, const char *key, const char *text)
{
	json_set(object, key, text && *text ? json_new_string(text) :
	    json_new_null());
}

static void
set_if_given(struct json *object, const char *key, const char *text)
{
	if (text)
		json_set_string(object, key, text);
}

/* What an entry has beyond what every entry has. */
static void
add_options(struct json *json, const struct entry *entry)
{
	struct json *list, *recorded;

	set_if_given(json, "date", entry->date);
	set_if_given(json, "source", entry->source);
	if (entry->override) {
		list = json_new_array();
		for (size_t i = 0; i < entry->override->n; i++)
			json_append(list,
			    json_new_string(entry->override->items[i]));
		json_set(json, "override", list);
	}
	if (entry->recorded_source) {
		recorded = json_new_object();
		json_set_string(recorded, "source", entry->recorded_source);
		json_set_integer(recorded, "line", entry->recorded_line);
		json_set(json, "recorded", recorded);
	}
	set_if_given(json, "resolves", entry->resolves);
}

/* What the gate relied on, in order of key, as it is now. */
static void
add_evidence(struct json *json, const struct record *record,
    const struct entry *entry)
{
	struct strs keys = STRS_INIT;
	struct json *map;
	struct evidence evidence;

	if (entry->evidence == NULL)
		return;
	map = json_new_object();
	for (size_t i = 0; i < entry->evidence->n; i++)
		if (!strs_has(&keys, entry->evidence->items[i]))
			strs_add(&keys, entry->evidence->items[i]);
	strs_sort(&keys);
	for (size_t i = 0; i < keys.n; i++)
		if (evidence_get(&evidence, record, keys.items[i]) &&
		    evidence.sha256)
			json_set_string(map, evidence.key, evidence.sha256);
	if (json_first(map))
		json_set(json, "evidence", map);
	else
		json_free(map);
	strs_release(&keys);
}

static int
compare_files(const char *a, const char *b, void *unused)
{
	(void)unused;
	return strcmp(a, b);
}

static struct json *
counted(const struct entry *entry)
{
	struct json *map = json_new_object();

	for (size_t i = 0; i < entry->n_approvals; i++)
		json_set_string(map, entry->approvals[i]->file,
		    entry->approvals[i]->digest);
	json_sort(map, compare_files, NULL);
	return map;
}

/* The parts that PARTS freeze, beside those that are frozen already. */
static void
add_frozen(struct json *json, const struct record *record, frozen_set parts)
{
	char digest[DIGEST_SIZE];

	if (parts == 0)
		return;
	parts |= record_frozen(record);
	frozen_digest(digest, record, parts);
	json_set_string(json, "frozen", digest);
	json_set(json, "freeze", frozen_list(parts));
}

/* Members in canonical order.  JUDGED is the digest of the record. */
static struct json *
entry_make(const struct record *record, const struct entry *entry,
    const struct json *prev, const char *judged)
{
	struct json *json = json_new_object();
	char digest[DIGEST_SIZE];

	json_set_integer(json, "seq", (int64_t)record_count(record,
	    "history") + 1);
	json_set_string(json, "transition", entry->transition);
	set_or_null(json, "from", prev ? record_stage(record) : NULL);
	json_set_string(json, "to", entry->to);
	set_time(json, "at", entry->at);
	json_set_string(json, "by", entry->by);
	set_or_null(json, "code", entry->code);
	set_or_null(json, "reason", entry->reason);
	if (entry->n_approvals > 0)
		json_set(json, "approvals", counted(entry));
	add_evidence(json, record, entry);
	json_set_string(json, "record", judged);
	add_frozen(json, record, entry->freeze);
	entry_prev_digest(record, prev, digest);
	json_set_string(json, "prev", digest);
	add_options(json, entry);
	return json;
}

/* Who led the project stays in its team, ended: such a person is never
 * independent of it. */
static void
keep_former_lead(struct record *record, int64_t at)
{
	static const char *const members[] = { "person", "name", "email",
		"orcid", "partner" };
	const struct json *lead = json_get(record->tree, "lead");
	struct json *member = json_new_object();
	char day[DATE_SIZE], *key;

	for (size_t i = 0; i < COUNT(members); i++)
		if (json_get(lead, members[i]) != NULL)
			json_set(member, members[i],
			    json_dup(json_get(lead, members[i])));
	date_format(day, days_between(0, at));
	json_set_string(member, "to", day);
	if (json_type(json_get(record->tree, "team")) != JSON_OBJECT)
		json_set(record->tree, "team", json_new_object());
	key = xasprintf("lead-until-%zu", record_count(record, "history"));
	json_set(json_get_mut(record->tree, "team"), key, member);
	free(key);
}

static void
apply_proposed(struct record *record, int64_t at)
{
	struct json *patch = json_detach(record->tree, "proposed");

	if (json_get(patch, "lead") != NULL &&
	    json_get(record->tree, "lead") != NULL)
		keep_former_lead(record, at);
	if (patch != NULL)
		json_merge_patch(record->tree, patch);
	json_free(patch);
	order_record(record->tree);
	record_judge_criteria(record);
}

void
record_append(struct record *record, const struct entry *entry)
{
	char judged[DIGEST_SIZE];
	struct json *json;

	record_digest(record, judged);
	if (entry->rebaseline)
		apply_proposed(record, entry->at);
	json = entry_make(record, entry, last_entry(record->tree), judged);
	if (json_type(json_get(record->tree, "history")) != JSON_ARRAY)
		json_set(record->tree, "history", json_new_array());
	json_append(json_get_mut(record->tree, "history"), json);
	json_set_string(record->tree, "stage", json_text(json, "to"));
	order_top(record->tree);
}

static struct json *
entries_before(const struct json *history, const struct json *last)
{
	struct json *entries = json_new_array();

	for (const struct json *at = json_first(history); at != last;
	    at = json_next(at))
		json_lend(entries, at);
	return entries;
}

struct record *
record_without_last(const struct record *record)
{
	const struct json *last = last_entry(record->tree), *at;
	const char *from = json_text(last, "from");
	struct json *tree;

	if (last == NULL)
		return NULL;
	tree = json_new_object();
	for (at = json_first(record->tree); at; at = json_next(at)) {
		const char *key = json_key(at);

		if (strcmp(key, "history") == 0)
			json_add(tree, key, entries_before(at, last));
		else if (strcmp(key, "stage") == 0)
			json_add(tree, key, json_new_string(from != NULL ?
			    from : json_string(at)));
		else if (strcmp(key, "hold") != 0)
			json_lend(tree, at);
	}
	return record_of(tree);
}

void
record_entry_payload(const struct record *record, struct str *out)
{
	entry_payload(last_entry(record->tree), out);
}

void
entry_payload(const struct json *entry, struct str *out)
{
	struct json *rest = json_dup(entry);

	json_remove(rest, "signature");
	json_write_jcs(out, rest);
	json_free(rest);
}

void
record_entry_sign(struct record *record, const char *armour)
{
	json_set_string((struct json *)last_entry(record->tree), "signature",
	    armour);
}

void
record_set_hold(struct record *record, const char *from, const char *code,
    int64_t since, const char *review_by)
{
	struct json *hold = json_new_object();

	json_set_string(hold, "from", from);
	set_if_given(hold, "code", code);
	set_time(hold, "since", since);
	set_if_given(hold, "review_by", review_by);
	json_set(record->tree, "hold", hold);
	order_top(record->tree);
}

void
record_clear_hold(struct record *record)
{
	json_remove(record->tree, "hold");
}
