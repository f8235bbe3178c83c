#include <stdlib.h>
#include <string.h>

#include "cmd/out/findings_parts.h"
#include "cmd/out/out.h"
#include "core/base/mem.h"
#include "core/base/str.h"

/*
 * SARIF 2.1.0, as far as code scanning of hosts reads it.  Every finding
 * has a place in a file and a fingerprint of its own.
 */

/* PATH as a relative reference of RFC 3986. */
static void
add_uri(struct str *out, const char *path)
{
	static const char plain[] = "-._~/";

	for (; *path != '\0'; path++) {
		unsigned char c = (unsigned char)*path;

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z') || strchr(plain, c) != NULL)
			str_addc(out, *path);
		else
			str_addf(out, "%%%02X", c);
	}
}

/* Braces would be places of arguments, "[text](target)" would be a link. */
static void
add_message(struct str *out, const char *text)
{
	struct str brief = STR_INIT;

	findings_brief(&brief, text);
	for (const char *at = brief.ptr; *at != '\0'; at++) {
		str_addc(out, *at);
		if (*at == '{' || *at == '}')
			str_addc(out, *at);
		else if (at[0] == ']' && at[1] == '(')
			str_addc(out, ' ');
	}
	str_release(&brief);
}

static void
emit_message(struct emit *emit, const char *key, const char *text)
{
	emit_object(emit, key);
	emit_text(emit, "text", text);
	emit_close(emit);
}

/* "no such transition": "NoSuchTransition". */
static char *
name_of(const char *meaning)
{
	struct str name = STR_INIT;
	bool begin = true;

	for (; *meaning != '\0'; meaning++) {
		char c = *meaning;
		bool small = c >= 'a' && c <= 'z';

		if (small || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9')) {
			str_addc(&name, begin && small ?
			    (char)(c - 'a' + 'A') : c);
			begin = false;
		} else if (c != '\'') {
			begin = true;
		}
	}
	return str_take(&name);
}

static void
emit_rules(struct emit *emit, const struct findings_report *report)
{
	emit_array(emit, "rules");
	for (size_t i = 0; i < report->n_rules; i++) {
		const struct findings_rule *rule = &report->rules[i];
		char *name = name_of(rule->meaning);

		emit_object(emit, NULL);
		emit_text(emit, "id", rule->id);
		emit_text(emit, "name", name);
		emit_message(emit, "shortDescription", rule->meaning);
		emit_object(emit, "defaultConfiguration");
		emit_text(emit, "level", findings_level_names[rule->level]);
		emit_close(emit);
		emit_close(emit);
		free(name);
	}
	emit_close(emit);
}

static void
emit_tool(struct emit *emit, const struct findings_report *report)
{
	emit_object(emit, "tool");
	emit_object(emit, "driver");
	emit_text(emit, "name", "proven");
	emit_text(emit, "version", report->version);
	emit_rules(emit, report);
	emit_close(emit);
	emit_close(emit);
}

static void
emit_notification(struct emit *emit, const char *text)
{
	emit_object(emit, NULL);
	emit_text(emit, "level", "warning");
	emit_message(emit, "message", text);
	emit_close(emit);
}

static void
emit_invocation(struct emit *emit, const struct findings_report *report,
    size_t left)
{
	emit_array(emit, "invocations");
	emit_object(emit, NULL);
	emit_bool(emit, "executionSuccessful", !report->incomplete);
	emit_array(emit, "toolExecutionNotifications");
	if (report->incomplete)
		emit_notification(emit,
		    "incomplete: not everything could be looked at");
	if (left > 0) {
		char *text = xasprintf(
		    "findings that have no room here: %zu", left);

		emit_notification(emit, text);
		free(text);
	}
	emit_close(emit);
	emit_close(emit);
	emit_close(emit);
}

/* ---- Results ---- */

static void
emit_location(struct emit *emit, const struct findings_row *row)
{
	struct str uri = STR_INIT;

	add_uri(&uri, row->place);
	emit_array(emit, "locations");
	emit_object(emit, NULL);
	emit_object(emit, "physicalLocation");
	emit_object(emit, "artifactLocation");
	emit_text(emit, "uri", uri.ptr);
	emit_close(emit);
	emit_object(emit, "region");
	emit_integer(emit, "startLine", row->line > 0 ? row->line : 1);
	if (row->line > 0)
		emit_integer(emit, "startColumn", row->column);
	emit_close(emit);
	emit_close(emit);
	emit_close(emit);
	emit_close(emit);
	str_release(&uri);
}

/* "film: what is wrong (commit 3f2a1c9d8e7f)" */
static void
emit_text_of(struct emit *emit, const struct findings_row *row)
{
	struct str text = STR_INIT;

	if (*row->project != '\0')
		str_addf(&text, "%s: ", row->project);
	add_message(&text, row->text);
	if (*row->commit != '\0')
		str_addf(&text, " (%.*s)", COMMIT_SHOWN, row->commit);
	emit_message(emit, "message", text.ptr);
	str_release(&text);
}

static void
emit_excuse(struct emit *emit, const char *excuse)
{
	struct str brief = STR_INIT;

	findings_brief(&brief, excuse);
	emit_array(emit, "suppressions");
	emit_object(emit, NULL);
	emit_text(emit, "kind", "external");
	emit_text(emit, "status", "accepted");
	emit_text(emit, "justification", brief.ptr);
	emit_close(emit);
	emit_close(emit);
	str_release(&brief);
}

static void
emit_properties(struct emit *emit, const struct findings_row *row)
{
	emit_object(emit, "properties");
	if (*row->commit != '\0')
		emit_text(emit, "commit", row->commit);
	if (*row->project != '\0')
		emit_text(emit, "project", row->project);
	if (*row->path != '\0')
		emit_text(emit, "path", row->path);
	if (row->mend != NULL)
		emit_text(emit, "mend", row->mend);
	emit_close(emit);
}

static void
emit_result(struct emit *emit, const struct findings_report *report,
    const struct findings_row *row, const char *fingerprint)
{
	emit_object(emit, NULL);
	emit_text(emit, "ruleId", row->rule);
	emit_integer(emit, "ruleIndex",
	    findings_rule_of(report, row) - report->rules);
	emit_text(emit, "level", findings_level_names[row->level]);
	emit_text_of(emit, row);
	emit_location(emit, row);
	emit_object(emit, "partialFingerprints");
	emit_text(emit, "primaryLocationLineHash", fingerprint);
	emit_close(emit);
	if (row->excuse != NULL)
		emit_excuse(emit, row->excuse);
	emit_properties(emit, row);
	emit_close(emit);
}

static void
emit_results(struct emit *emit, const struct findings_report *report,
    size_t shown)
{
	char (*prints)[FINGERPRINT_SIZE] = findings_fingerprints(report);
	size_t *order = findings_worst_first(report);

	emit_array(emit, "results");
	for (size_t i = 0; i < shown; i++)
		emit_result(emit, report, &report->rows[order[i]],
		    prints[order[i]]);
	emit_close(emit);
	free(order);
	free(prints);
}

void
findings_sarif(const struct findings_report *report, struct out *out)
{
	struct emit *emit = emit_bare(out);
	size_t shown = report->n_rows < RESULTS_MOST ? report->n_rows :
	    RESULTS_MOST;

	emit_object(emit, NULL);
	emit_text(emit, "$schema",
	    "https://json.schemastore.org/sarif-2.1.0.json");
	emit_text(emit, "version", "2.1.0");
	emit_array(emit, "runs");
	emit_object(emit, NULL);
	emit_tool(emit, report);
	emit_invocation(emit, report, report->n_rows - shown);
	emit_text(emit, "columnKind", "unicodeCodePoints");
	emit_results(emit, report, shown);
	emit_end(emit);
}
