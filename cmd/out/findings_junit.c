#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/out/findings_parts.h"
#include "cmd/out/out.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/base/utf8.h"

/*
 * JUnit XML.  There is no schema that all readers share: what is here is
 * what Jenkins' has.  A rule that nothing breaks is a test that passes, each
 * finding one of its own.  Of tests of one name GitLab keeps the first, so
 * no two share theirs.  Nothing depends on the clock.
 */
struct junit {
	const struct findings_report *report;
	struct str text;
	FILE *stream;
	size_t *order, *nth;
	size_t shown;
};

/* TEXT, whose controls are escaped, for XML. */
static void
add_xml(struct str *out, const char *text)
{
	size_t left = strlen(text), n;
	uint32_t cp;

	for (; left > 0; text += n, left -= n) {
		n = utf8_next(text, left, &cp);
		if (cp == '&')
			str_add(out, "&amp;");
		else if (cp == '<')
			str_add(out, "&lt;");
		else if (cp == '>')
			str_add(out, "&gt;");
		else if (cp == '"')
			str_add(out, "&quot;");
		else if (utf8_is_noncharacter(cp))
			str_add(out, "\xef\xbf\xbd");
		else
			str_addn(out, text, n);
	}
}

static void
add_brief(struct str *out, const char *text)
{
	struct str brief = STR_INIT;

	findings_brief(&brief, text);
	add_xml(out, brief.ptr);
	str_release(&brief);
}

static void
add_attribute(struct str *out, const char *name, const char *value)
{
	str_addf(out, " %s=\"", name);
	add_brief(out, value);
	str_addc(out, '"');
}

/* The start of a case, without its ">". */
static void
add_case(struct junit *junit, const char *rule, const char *name,
    const char *file)
{
	char *class = xasprintf("proven.%s%s%s", junit->report->command,
	    rule != NULL ? "." : "", rule != NULL ? rule : "");

	str_add(&junit->text, "    <testcase");
	add_attribute(&junit->text, "classname", class);
	add_attribute(&junit->text, "name", name);
	if (file != NULL)
		add_attribute(&junit->text, "file", file);
	str_add(&junit->text, " time=\"0\"");
	free(class);
}

/* "film@3f2a1c…", "film@3f2a1c… (2)": the commit whole, as two that begin
 * alike can be made. */
static char *
case_name(const struct junit *junit, size_t i)
{
	const struct findings_row *row = &junit->report->rows[i];
	struct str name = STR_INIT;

	str_addf(&name, "%s@%s",
	    *row->project != '\0' ? row->project : "tracker",
	    *row->commit != '\0' ? row->commit : "work");
	if (junit->nth[i] > 0)
		str_addf(&name, " (%zu)", junit->nth[i] + 1);
	return str_take(&name);
}

static void
add_body(struct str *out, const struct findings_row *row)
{
	struct str where = STR_INIT;

	findings_where(&where, row);
	if (where.len > 0) {
		add_brief(out, where.ptr);
		str_add(out, ": ");
	}
	add_brief(out, row->text);
	if (row->mend != NULL) {
		str_addc(out, '\n');
		add_brief(out, row->mend);
	}
	str_release(&where);
}

static void
add_row(struct junit *junit, size_t i)
{
	const struct findings_row *row = &junit->report->rows[i];
	struct str *text = &junit->text;
	char *name = case_name(junit, i);

	add_case(junit, row->rule, name, row->place);
	str_add(text, ">\n      ");
	if (row->excuse != NULL) {
		str_add(text, "<skipped");
		add_attribute(text, "message", row->excuse);
		str_add(text, "/>");
	} else if (row->level >= junit->report->least) {
		str_add(text, "<failure");
		add_attribute(text, "message", row->text);
		add_attribute(text, "type", row->rule);
		str_addc(text, '>');
		add_body(text, row);
		str_add(text, "</failure>");
	} else {
		str_addf(text, "<system-out>%s: ",
		    findings_level_names[row->level]);
		add_body(text, row);
		str_add(text, "</system-out>");
	}
	str_add(text, "\n    </testcase>\n");
	free(name);
}

static bool
is_broken(const struct findings_report *report, const char *rule)
{
	for (size_t i = 0; i < report->n_rows; i++)
		if (strcmp(report->rows[i].rule, rule) == 0)
			return true;
	return false;
}

/* Those of the rules that pass; how many. */
static size_t
add_passing(struct junit *junit)
{
	const struct findings_report *report = junit->report;
	size_t n = 0;

	for (size_t i = 0; i < report->n_rules; i++) {
		if (is_broken(report, report->rules[i].id))
			continue;
		add_case(junit, report->rules[i].id,
		    report->rules[i].meaning, NULL);
		str_add(&junit->text, "/>\n");
		n++;
	}
	return n;
}

static void
add_left(struct junit *junit, size_t left)
{
	char *text = xasprintf("findings that have no room here: %zu", left);

	add_case(junit, NULL, "not shown", NULL);
	str_add(&junit->text, ">\n      <failure");
	add_attribute(&junit->text, "message", text);
	str_add(&junit->text, "/>\n    </testcase>\n");
	free(text);
}

/* The opening tag of TAG, with what it holds counted. */
static void
print_opening(const struct junit *junit, const char *indent,
    const char *tag, size_t passing, size_t left)
{
	const struct findings_report *report = junit->report;
	size_t failing = left > 0, excused = 0;

	for (size_t i = 0; i < junit->shown; i++) {
		const struct findings_row *row =
		    &report->rows[junit->order[i]];

		excused += row->excuse != NULL;
		failing += row->excuse == NULL && row->level >= report->least;
	}
	fprintf(junit->stream, "%s<%s name=\"proven %s\" tests=\"%zu\" "
	    "failures=\"%zu\" errors=\"0\" skipped=\"%zu\" time=\"0\">\n",
	    indent, tag, report->command,
	    passing + junit->shown + (left > 0), failing, excused);
}

void
findings_junit(const struct findings_report *report, struct out *out)
{
	struct junit junit = { report, STR_INIT, out->stream,
	    findings_worst_first(report), findings_ordinals(report), 0 };
	size_t passing = add_passing(&junit), left;

	junit.shown = report->n_rows < CASES_MOST ? report->n_rows :
	    CASES_MOST;
	left = report->n_rows - junit.shown;
	fprintf(out->stream, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	print_opening(&junit, "", "testsuites", passing, left);
	print_opening(&junit, "  ", "testsuite", passing, left);
	for (size_t i = 0; i < junit.shown; i++) {
		add_row(&junit, junit.order[i]);
		fwrite(junit.text.ptr, 1, junit.text.len, out->stream);
		str_reset(&junit.text);
	}
	if (left > 0)
		add_left(&junit, left);
	fprintf(out->stream, "%s  </testsuite>\n</testsuites>\n",
	    junit.text.ptr);
	str_release(&junit.text);
	free(junit.order);
	free(junit.nth);
}
