#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "core/json/json.h"
#include "core/model/criterion.h"
#include "core/model/record.h"
#include "tests/fuzz/fuzz.h"

/* The findings of RECORD as text, located in TEXT. */
static void
findings_text(const struct record *record, const struct str *text,
    struct str *out)
{
	struct findings findings = FINDINGS_INIT;

	record_check(record, NULL, &findings);
	findings_locate(&findings, text->ptr, text->len);
	for (size_t i = 0; i < findings.n; i++) {
		const struct finding *f = &findings.items[i];

		HOLDS(f->line > 0 && f->column > 0 && *f->text);
		str_addf(out, "%s %s %s\n", rule_id(f->rule), f->path,
		    f->text);
	}
	HOLDS((findings_err(&findings, "x") == NULL) ==
	    (findings_errors(&findings) == 0));
	findings_release(&findings);
}

/* What is written is canonical: read again, it is the same throughout. */
static void
check_writing(const struct record *record)
{
	struct str text = STR_INIT, again_text = STR_INIT;
	struct str found = STR_INIT, again_found = STR_INIT;
	char digest[DIGEST_SIZE], again_digest[DIGEST_SIZE];
	struct record *again = NULL;

	record_write(record, &text);
	findings_text(record, &text, &found);
	if (record_read(&again, text.ptr, text.len, "x")) {
		HOLDS(text.len > JSON_MAX_BYTES);
		HOLDS(strstr(found.ptr, "PV112"));
	} else {
		record_write(again, &again_text);
		HOLDS(strcmp(text.ptr, again_text.ptr) == 0);
		findings_text(again, &text, &again_found);
		HOLDS(strcmp(found.ptr, again_found.ptr) == 0);
		record_digest(record, digest);
		record_digest(again, again_digest);
		HOLDS(strcmp(digest, again_digest) == 0);
		HOLDS(record_equal(record, again));
	}
	record_free(again);
	str_release(&text);
	str_release(&again_text);
	str_release(&found);
	str_release(&again_found);
}

static void
check_looking(const struct record *record)
{
	static const char *const paths[] = { "", "title", "tags", "team",
	    "budget.approved", "history", "custom", "criteria.c1" };
	struct strs keys = STRS_INIT;
	struct entry last;
	size_t n;

	for (size_t i = 0; i < COUNT(paths); i++) {
		free(record_display(record, paths[i]));
		record_keys(record, paths[i], &keys);
		HOLDS(keys.n == record_count(record, paths[i]));
		strs_release(&keys);
		keys = (struct strs)STRS_INIT;
	}
	free(record_history(record, &n));
	HOLDS(n == record_count(record, "history"));
	HOLDS(record_last_entry(record, &last) == (n > 0));
	HOLDS(record_title(record, "zh") != NULL);
}

/* Verdicts that the program writes are right, and stay so. */
static void
check_verdicts(const struct record *record)
{
	struct record *once = record_dup(record), *twice;
	struct findings findings = FINDINGS_INIT;

	record_judge_criteria(once);
	record_check(once, NULL, &findings);
	for (size_t i = 0; i < findings.n; i++)
		HOLDS(findings.items[i].rule != RULE_PV109);
	findings_release(&findings);
	twice = record_dup(once);
	record_judge_criteria(twice);
	HOLDS(record_equal(once, twice));
	check_writing(once);
	record_free(once);
	record_free(twice);
}

/* A refused change changes nothing; one that is taken is canonical. */
static void
check_changing(struct record *record, const char *assignment)
{
	struct record *before = record_dup(record);
	char *path;

	if (record_assign(record, assignment, NULL))
		HOLDS(record_equal(record, before));
	check_writing(record);
	path = json_path(assignment);
	if (path && record_unset(record, path) == NULL)
		HOLDS(!json_find(record_json(record), path));
	check_writing(record);
	free(path);
	record_free(before);
}

/* A record; behind a NUL an assignment. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, '\0', size);
	size_t len = end ? (size_t)(end - data) : size;
	struct record *record = NULL;
	char *assignment;

	if (record_read(&record, (const char *)data, len, "x"))
		return 0;
	check_looking(record);
	check_writing(record);
	check_verdicts(record);
	if (end) {
		assignment = xstrndup((const char *)end + 1, size - len - 1);
		check_changing(record, assignment);
		free(assignment);
	}
	record_append(record, &(struct entry){ .transition = "t",
	    .to = "s", .by = "li" });
	check_writing(record);
	record_free(record);
	return 0;
}
