#ifndef PROVEN_TESTS_CACHE_CASE_H
#define PROVEN_TESTS_CACHE_CASE_H

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/cache/cache.h"
#include "core/cache/db.h"
#include "core/model/tracker.h"
#include "tests/unit/tracker_case.h"

/* A cache in memory, and a tracker for it: what tests of queries need. */

struct case_record {
	const char *id;
	const char *text; /* members but id and history, with ' for " */
	const char *at;   /* of the last entry */
	const char *from; /* NULL: the first entry is the last */
};

/* The text of a record; the caller frees. */
static inline char *
case_text(const struct case_record *record)
{
	struct str out = STR_INIT;
	char *text;

	str_addf(&out, "{'format': 1, 'id': '%s', %s, 'history': [",
	    record->id, record->text);
	if (record->from != NULL)
		str_addf(&out, "{'seq': 1, 'transition': '@new', 'from': null,"
		    " 'to': '%s', 'at': '2026-01-01T00:00:00Z',"
		    " 'by': 'ann'}, ", record->from);
	str_addf(&out, "{'seq': %d, 'transition': '%s', 'from': '%s',"
	    " 'to': 'x', 'at': '%s', 'by': 'bob', 'reason': 'why'}]}",
	    record->from != NULL ? 2 : 1,
	    record->from != NULL ? "go" : "@new",
	    record->from != NULL ? record->from : "", record->at);
	text = quoted(out.ptr);
	str_release(&out);
	return text;
}

static inline struct cache *
case_cache(const struct case_record *records, size_t n)
{
	struct cache *cache = xcalloc(1, sizeof(*cache));
	struct fill *fill = NULL;
	const struct err *err;

	err = db_new(&cache->db);
	if (err == NULL)
		err = schema_create(cache->db);
	if (err == NULL)
		err = fill_begin(&fill, cache->db, true);
	for (size_t i = 0; err == NULL && i < n; i++) {
		char *text = case_text(&records[i]);
		char *path = xasprintf("projects/%s.json", records[i].id);

		err = fill_put(fill, records[i].id, path, text,
		    strlen(text));
		free(path);
		free(text);
	}
	fill_free(fill);
	if (err == NULL)
		err = schema_index(cache->db);
	if (err != NULL)
		BUG(err->msg);
	return cache;
}

static const char case_workflow[] =
    "{'format': 1, 'revision': 1, 'initial': 'idea', 'stages': {"
    "'idea': {'kind': 'active', 'label': {'zh': '\u521b\u610f'}},"
    "'Last Call': {'kind': 'active'}, 'on-hold': {'kind': 'paused'},"
    "'closed': {'kind': 'final', 'label': {'en': 'Done'}},"
    "'stopped': {'kind': 'final'}}, 'transitions': {"
    "'go': {'from': ['idea'], 'to': 'Last Call'},"
    "'hold': {'from': ['idea', 'Last Call'], 'to': 'on-hold'},"
    "'close': {'from': ['Last Call', 'on-hold'], 'to': 'closed'},"
    "'stop': {'from': ['idea'], 'to': 'stopped'}}}";

static const char case_people[] =
    "{'format': 1, 'revision': 1, 'people': {"
    "'ann': {'name': 'Ann Smith', 'emails': ['ann@x.org', 'a@y.org'],"
    " 'roles': ['admin']},"
    "'bob': {'name': 'Bob', 'emails': ['bob@x.org'],"
    " 'roles': ['manager']}}}";

static const char case_vocabulary[] =
    "{'format': 1, 'revision': 1, 'direction': {"
    "'matter': {'en': 'Material science', 'zh': '\u7269\u8d28'},"
    "'life': {'en': 'Life science', 'zh': '\u751f\u547d'},"
    "'info': {'en': 'Information'}}}";

static inline struct tracker *
case_tracker(void)
{
	const char *const given[TRACKER_FILES] = {
		[TRACKER_CONFIG] =
		    "{'format': 1, 'revision': 1, 'name': 'Test'}",
		[TRACKER_WORKFLOW] = case_workflow,
		[TRACKER_PEOPLE] = case_people,
		[TRACKER_VOCABULARY] = case_vocabulary,
	};
	struct tracker *tracker = NULL;
	const struct err *err = tracker_of_texts(&tracker, given);

	if (err == NULL && tracker->workflow == NULL)
		err = tracker->workflow_err;
	if (err != NULL)
		BUG(err->msg);
	return tracker;
}

#endif
