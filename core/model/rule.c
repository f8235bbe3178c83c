#include "core/model/rule.h"

#include <stdarg.h>
#include <stdlib.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/json/json.h"

enum { FINDINGS_SHOWN = 10 };

static const struct {
	const char *id, *meaning;
	enum severity severity;
} rules[RULE_COUNT] = {
#define RULE_ROW(id, severity, meaning) \
	{ #id, meaning, SEVERITY_##severity },
	RULES(RULE_ROW)
#undef RULE_ROW
};

const char *
rule_id(enum rule rule)
{
	return rules[rule].id;
}

enum severity
rule_severity(enum rule rule)
{
	return rules[rule].severity;
}

const char *
rule_meaning(enum rule rule)
{
	return _(rules[rule].meaning);
}

const char *
rule_english(enum rule rule)
{
	return rules[rule].meaning;
}

void
findings_add(struct findings *findings, enum rule rule, const char *path,
    const char *fmt, ...)
{
	struct finding *finding;
	va_list ap;

	GROW(findings->items, findings->n, findings->cap);
	finding = &findings->items[findings->n++];
	finding->rule = rule;
	finding->severity = rule_severity(rule);
	finding->path = xstrdup(path);
	va_start(ap, fmt);
	finding->text = xvasprintf(fmt, ap);
	va_end(ap);
	finding->mend = NULL;
	finding->line = finding->column = 0;
}

void
findings_mend(struct findings *findings, const char *fmt, ...)
{
	struct finding *last = &findings->items[findings->n - 1];
	va_list ap;

	va_start(ap, fmt);
	free(last->mend);
	last->mend = xvasprintf(fmt, ap);
	va_end(ap);
}

void
findings_weigh(struct findings *findings, enum severity severity)
{
	findings->items[findings->n - 1].severity = severity;
}

void
findings_release(struct findings *findings)
{
	for (size_t i = 0; i < findings->n; i++) {
		free(findings->items[i].path);
		free(findings->items[i].text);
		free(findings->items[i].mend);
	}
	free(findings->items);
	*findings = (struct findings)FINDINGS_INIT;
}

size_t
findings_errors(const struct findings *findings)
{
	size_t n = 0;

	for (size_t i = 0; i < findings->n; i++)
		if (findings->items[i].severity == SEVERITY_ERROR)
			n++;
	return n;
}

/*
 * A member that is missing, or whose key has a point in it, has no place
 * of its own: then it is that of what it is missing in.
 */
static void
finding_locate(struct finding *finding, const char *text, size_t len)
{
	char *path = xstrdup(finding->path);
	char *point;

	while (!json_locate(text, len, path, &finding->line,
	    &finding->column) && *path) {
		point = strrchr(path, '.');
		*(point ? point : path) = '\0';
	}
	free(path);
}

void
findings_locate(struct findings *findings, const char *text, size_t len)
{
	for (size_t i = 0; i < findings->n; i++)
		finding_locate(&findings->items[i], text, len);
}

static void
write_finding(struct str *out, const struct finding *finding,
    const char *name)
{
	if (out->len > 0)
		str_addc(out, '\n');
	str_add(out, name);
	if (finding->line > 0)
		str_addf(out, ":%d:%d", finding->line, finding->column);
	str_addf(out, ": %s [%s]", finding->text, rule_id(finding->rule));
}

const struct err *
findings_err(const struct findings *findings, const char *name)
{
	const struct err *err = NULL;
	struct str out = STR_INIT;
	size_t errors = findings_errors(findings), shown = 0;

	if (errors == 0)
		return NULL;
	for (size_t i = 0; i < findings->n && shown < FINDINGS_SHOWN; i++) {
		const struct finding *finding = &findings->items[i];

		if (finding->severity != SEVERITY_ERROR)
			continue;
		write_finding(&out, finding, name);
		shown++;
	}
	err = err_new(ERR_DATA, "%s", out.ptr);
	if (errors > shown)
		err = err_mend(err, ngettext("and %zu more error",
		    "and %zu more errors", errors - shown),
		    errors - shown);
	str_release(&out);
	return err;
}
