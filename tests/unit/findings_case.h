#ifndef PROVEN_TESTS_FINDINGS_CASE_H
#define PROVEN_TESTS_FINDINGS_CASE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/out/findings.h"
#include "cmd/out/out.h"
#include "core/base/mem.h"

/* Reports to print, and what is printed. */

#define COMMIT_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define COMMIT_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static const struct findings_rule case_rules[] = {
	{ "PV104", "field of wrong type or value", FINDINGS_ERROR },
	{ "PV105", "unknown key", FINDINGS_WARNING },
	{ "PV108", "not canonical", FINDINGS_NOTE },
	{ "PV201", "no such transition", FINDINGS_ERROR },
};

/* What a title or the name of a file may hold to do harm. */
static const char *const hostile[] = {
	"::error file=x,line=1::owned",
	"\n::error::owned", "\r\n::set-output name=a::b",
	"a\n::stop-commands::x", "##[error]owned", "x ##[group]y",
	"\033[31mred\033[0m \033]0;title\a", "\xc2\x9b" "31m",
	"\xe2\x80\xae" "reversed", "\xe2\x80\xa8" "line",
	"@all @everyone #12 !3", "a | b | c", "`code` ``` ````",
	"<script>alert(1)</script>", "<!-- gone", "&amp; &#0;", "]]> <![CDATA[",
	"[click](https://example.org)", "![x](y)", "{0} {1} }{",
	"%0A::error::x %25", "a,b:c=d", "\"quoted\" 'and'", "=1+1",
	"概念验证项目的名称很长很长很长很长很长很长很长很长很长很长"
	    "很长很长很长很长很长",
	"not UTF-8 \xff\xfe\xc3", "\x01\x02\x0b\x0c\x1f", "\xef\xbf\xbe",
	"\xef\xb7\x90", "../../etc/passwd", "", " ", "%s%n%d",
};

struct printed {
	char *text;
	size_t len;
};

static struct findings_row
case_row(const char *rule, enum findings_level level, const char *text)
{
	struct findings_row row = { .rule = rule, .level = level,
		.commit = COMMIT_A, .project = "film",
		.file = "projects/film.json", .place = "projects/film.json",
		.path = "title", .line = 5, .column = 12, .text = text };

	return row;
}

static struct findings_report
case_report(const struct findings_row *rows, size_t n)
{
	struct findings_report report = { .command = "audit",
		.version = "0.1", .rules = case_rules,
		.n_rules = COUNT(case_rules), .rows = rows, .n_rows = n,
		.least = FINDINGS_ERROR, .tip = COMMIT_B,
		.founding = COMMIT_A, .commits = 3, .projects = 2,
		.transitions = 4, .is_signed = 1, .is_authored = 2,
		.is_claimed = 1 };

	return report;
}

static struct printed
print_as(const struct findings_report *report, enum out_format format)
{
	struct printed printed = { NULL, 0 };
	struct out out = { .format = format, .width = 80, .lang = "en" };

	out.stream = open_memstream(&printed.text, &printed.len);
	findings_print(report, &out);
	fclose(out.stream);
	return printed;
}

/* A row of every hostile text: as its text, its file, its mend and its
 * excuse; the caller frees. */
static struct findings_row *
hostile_rows(size_t *n)
{
	struct findings_row *rows;

	*n = 4 * COUNT(hostile);
	rows = xcalloc(*n, sizeof(*rows));
	for (size_t i = 0; i < COUNT(hostile); i++) {
		const char *text = hostile[i];
		struct findings_row *row = &rows[4 * i];

		for (size_t k = 0; k < 4; k++)
			row[k] = case_row("PV104", FINDINGS_ERROR, "plain");
		row[0].text = text;
		row[1].file = row[1].place = *text != '\0' ? text : "x";
		row[2].mend = text;
		row[3].excuse = text;
	}
	return rows;
}

#endif
