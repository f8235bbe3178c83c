#ifndef PROVEN_TESTS_MAPPING_CASE_H
#define PROVEN_TESTS_MAPPING_CASE_H

/* A mapping with every kind of column, and rows for it. */

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/model/mapping.h"
#include "core/model/record.h"
#include "core/model/row.h"

#define COLUMNS(text) "{\"format\": 1,\n\"columns\": [\n" text "]}"
#define ID "{\"name\": \"no\", \"to\": \"id\"},\n"

static inline struct mapping *
read_map(const char *text)
{
	struct mapping *mapping = NULL;
	const struct err *err = mapping_read(&mapping, text, strlen(text),
	    "map");

	if (err)
		fail_msg("%s", err->msg);
	return mapping;
}

/* A row of CSV whose cells stand under each other on lines 2, 3, … */
static inline struct row
make_row(struct row_cell *cells, const char *const *texts, size_t n,
    int64_t line)
{
	struct row row = { "f.csv", line, 1, cells, n, NULL, 0, NULL };

	for (size_t i = 0; i < n; i++)
		cells[i] = (struct row_cell){ texts[i], line + (int64_t)i,
			7 };
	return row;
}

enum { CELLS = 16 };

static inline size_t
cut(char *line, const char **texts)
{
	size_t n = 0;

	for (char *cell = line; cell != NULL; n++) {
		char *bar = strchr(cell, '|');

		if (bar != NULL)
			*bar++ = '\0';
		assert_true(n < CELLS);
		texts[n] = cell;
		cell = bar;
	}
	return n;
}

/* HEADINGS and CELLS are separated by bars. */
static inline const struct err *
apply(struct draft *draft, struct mapping *mapping, const char *headings,
    const char *cells)
{
	char *head = xstrdup(headings), *body = xstrdup(cells);
	const char *texts[CELLS];
	struct row_cell placed[CELLS];
	const struct err *err;
	struct row row;

	memset(draft, 0, sizeof(*draft));
	row = make_row(placed, texts, cut(head, texts), 1);
	if ((err = mapping_headings(mapping, &row)) == NULL) {
		row = make_row(placed, texts, cut(body, texts), 2);
		err = mapping_apply(draft, mapping, &row, NULL);
	}
	free(head);
	free(body);
	return err;
}

/* ERR refuses data, with MESSAGE in it. */
static inline void
check_refusal(const struct err *err, const char *message)
{
	assert_non_null(err);
	assert_int_equal(err->code, ERR_DATA);
	if (strstr(err->msg, message) == NULL)
		fail_msg("%s\nis not\n%s", err->msg, message);
}

static inline void
check(const struct record *record, const char *path, const char *want)
{
	char *got = record_display(record, path);

	if (want == NULL ? got != NULL : got == NULL ||
	    strcmp(got, want) != 0)
		fail_msg("%s is %s, not %s", path, got ? got : "absent",
		    want ? want : "absent");
	free(got);
}

static const char portfolio[] = COLUMNS(
    "{\"name\": \"no\", \"to\": \"id\", \"prefix\": \"tp-\"},\n"
    "{\"name\": \"title\", \"to\": \"title\", \"keep\": true},\n"
    "{\"name\": \"begin\", \"to\": \"start\", \"date\": \"%d.%m.%Y\"},\n"
    "{\"name\": \"state\", \"to\": \"stage\", \"keep\": \"was\", "
    "\"values\": {\"Done\": \"closed\", \"Ready\": \"closed\", "
    "\"\": \"idea\", \"*\": \"open\"}},\n"
    "{\"name\": \"trl\", \"to\": \"readiness.current.level\", "
    "\"number\": true, \"keep\": true, "
    "\"also\": {\"readiness.scale\": \"trl\"}},\n"
    "{\"name\": \"words\", \"to\": \"tags\", \"split\": \";\"},\n"
    "{\"name\": \"sum\", \"to\": \"budget.approved\"},\n"
    "{\"name\": \"money\", \"to\": \"budget.currency\", "
    "\"optional\": true},\n"
    "{\"name\": \"note\", \"to\": \"custom\"},\n"
    "{\"name\": \"secret\", \"to\": \"ignore\"}");
static const char headings[] =
    "no|title|begin|state|trl|words|sum|money|note|secret";

#endif
