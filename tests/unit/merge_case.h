#ifndef PROVEN_TESTS_MERGE_CASE_H
#define PROVEN_TESTS_MERGE_CASE_H

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/model/frozen.h"
#include "core/model/record_merge.h"
#include "tests/unit/json_text.h"

/* Records to merge, and what came of it as a line. */

static const char *const stages[] = { "idea", "test", "use" };

static inline void
move(struct record *record, size_t to, frozen_set freeze)
{
	struct entry entry = { .transition = "go", .by = "li",
		.to = stages[to], .at = (int64_t)(to + 1) * 1000,
		.freeze = freeze };

	record_append(record, &entry);
}

static inline struct record *
read_record(const char *text)
{
	struct record *record = NULL;
	char *json = quoted(text);
	const struct err *err;

	err = record_read(&record, json, strlen(json), "r");
	if (err)
		fail_msg("%s: %s", text, err->msg);
	free(json);
	return record;
}

/* A record with MEMBERS (quotes as ') and N entries; the first is the same
 * in all, the last keeps FREEZE. */
static inline struct record *
make(const char *members, size_t n, frozen_set freeze)
{
	static const char head[] = "'format':1,'id':'p1','title':'T'";
	struct record *bare, *record;
	struct str history = STR_INIT;
	char *text;

	text = xasprintf("{%s,'stage':'','history':[]}", head);
	bare = read_record(text);
	free(text);
	move(bare, 0, 0);
	json_write_compact(&history, json_get(record_json(bare), "history"));
	text = xasprintf("{%s,'stage':'idea'%s%s,'history':%s}", head,
	    *members ? "," : "", members, history.ptr);
	record = read_record(text);
	for (size_t i = 1; i < n; i++)
		move(record, i, i + 1 == n ? freeze : 0);
	free(text);
	str_release(&history);
	record_free(bare);
	return record;
}

static inline char *
member_text(const struct record *record, const char *path)
{
	const struct json *node = json_find(record_json(record), path);
	struct str out = STR_INIT;

	if (node)
		json_write_compact(&out, node);
	for (char *c = out.ptr; *c != '\0'; c++)
		if (*c == '"')
			*c = '\'';
	return str_take(&out);
}

static inline char *
conflict_paths(const struct merge_conflicts *conflicts)
{
	struct strs paths = STRS_INIT;
	char *text;

	for (size_t i = 0; i < conflicts->n; i++)
		strs_take(&paths, xasprintf("%s%s",
		    conflicts->items[i].path,
		    conflicts->items[i].kind == MERGE_FROZEN ? "!" :
		    conflicts->items[i].kind == MERGE_INVALID ? "?" : ""));
	strs_sort(&paths);
	text = strs_join(&paths, " ");
	strs_release(&paths);
	return text;
}

static inline char *
finding_paths(const struct findings *findings)
{
	struct strs paths = STRS_INIT;
	char *text;

	for (size_t i = 0; i < findings->n; i++)
		strs_take(&paths, xasprintf("%s:%s",
		    rule_id(findings->items[i].rule),
		    findings->items[i].path));
	text = strs_join(&paths, " ");
	strs_release(&paths);
	return text;
}

#endif
