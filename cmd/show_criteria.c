#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/label.h"
#include "cmd/show.h"
#include "cmd/verdict.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/model/field.h"
#include "core/model/record.h"

/*
 * Criteria for people: the verdict and what is claimed, what is asked, what
 * was measured, and why it need not be met.
 */
struct page {
	struct session *session;
	const struct record *record;
	const struct criterion *criterion;
	char *path;          /* "criteria.c1" */
	struct strs parts;   /* of the line being made */
	struct strs lines;
};

static void
add(struct page *page, char *text)
{
	if (text != NULL && *text != '\0')
		strs_take(&page->parts, text);
	else
		free(text);
}

/* "LABEL TEXT"; nothing where TEXT is NULL. */
static void
add_labelled(struct page *page, const char *label, const char *text)
{
	if (text != NULL)
		add(page, xasprintf("%s %s", label, text));
}

/* What was added since the last one is a line. */
static void
end_line(struct page *page)
{
	if (page->parts.n > 0)
		strs_take(&page->lines, strs_join(&page->parts, "; "));
	strs_release(&page->parts);
}

/* "Metrology laboratory (lab)": a partner, or somebody of people.json. */
static char *
who(const struct page *page, const char *word)
{
	char *path, *name;

	if (word == NULL)
		return NULL;
	path = xasprintf("partners.%s.name", word);
	name = record_display(page->record, path);
	free(path);
	if (name == NULL)
		name = xstrdup(label_person(page->session, word));
	if (strcmp(name, word) != 0) {
		path = xasprintf("%s (%s)", name, word);
		free(name);
		return path;
	}
	return name;
}

static void
add_who(struct page *page, const char *label, const char *word)
{
	char *name = who(page, word);

	add_labelled(page, label, name);
	free(name);
}

/* ---- The lines ---- */

/* "✓ pass: The film resolves 50 nm" */
static void
verdict_line(struct page *page)
{
	const struct criterion *c = page->criterion;
	const char *title = c->claim != NULL ? c->claim : c->metric;
	char *verdict = verdict_text(verdict_of(c));

	if (title != NULL)
		add(page, xasprintf("%s: %s", verdict, title));
	else
		add(page, xstrdup(verdict));
	free(verdict);
	end_line(page);
}

/* "must; technical; resolution <= 50 nm; guard band 4" */
static void
asked_line(struct page *page)
{
	const struct criterion *c = page->criterion;
	char *asked = criterion_asked(c);

	add(page, xstrdup(c->must ? _("must") : _("should")));
	add(page, xstrdup0(label_code(page->session, "track", c->track)));
	if (c->claim != NULL && c->metric != NULL && asked != NULL)
		add(page, xasprintf("%s %s", c->metric, asked));
	else if (c->claim != NULL && c->metric != NULL)
		add(page, xstrdup(c->metric));
	else
		add(page, xstrdup0(asked));
	if (c->rule != NULL && strcmp(c->rule, "guard_band") == 0)
		add(page, c->guard != NULL ? xasprintf("%s %s",
		    _("guard band"), c->guard) : xstrdup(_("guard band")));
	free(asked);
	end_line(page);
}

static void
method_line(struct page *page)
{
	add_labelled(page, _("method"), page->criterion->method);
	add_who(page, _("tester"), page->criterion->tester);
	end_line(page);
}

/* What the field table does not know of a criterion. */
static void
other_line(struct page *page)
{
	const struct field *criteria = field_member(record_fields,
	    "criteria");
	struct strs keys = STRS_INIT;

	record_keys(page->record, page->path, &keys);
	for (size_t i = 0; i < keys.n; i++) {
		char *path, *text;

		if (field_member(criteria->members, keys.items[i]) != NULL)
			continue;
		path = xasprintf("%s.%s", page->path, keys.items[i]);
		text = record_display(page->record, path);
		add_labelled(page, keys.items[i], text);
		free(text);
		free(path);
	}
	strs_release(&keys);
	end_line(page);
}

/* "k = 2", "n = 3" */
static void
add_factors(struct page *page)
{
	char *path = xasprintf("%s.measured.n", page->path);
	int64_t n;

	if (page->criterion->k != NULL)
		add(page, xasprintf("k = %s", page->criterion->k));
	if (record_integer(page->record, path, &n))
		add(page, xasprintf("n = %" PRId64, n));
	free(path);
}

/* "measured 44 ± 4 nm; k = 2; n = 3; slack 6 >= guard band 4", and by whom
 * and when. */
static void
measured_lines(struct page *page)
{
	const struct criterion *c = page->criterion;
	char *value = criterion_measured(c), *slack = criterion_slack(c);
	char *evidence = c->evidence.n > 0 ? strs_join(&c->evidence, ", ") :
	    NULL;

	add_labelled(page, _("measured"), value);
	add_factors(page);
	if (slack != NULL)
		add(page, criterion_why(c));
	end_line(page);
	add(page, xstrdup0(c->date));
	add_who(page, _("by"), c->by);
	add_labelled(page, _("evidence"), evidence);
	end_line(page);
	free(value);
	free(slack);
	free(evidence);
}

static void
waiver_line(struct page *page)
{
	const struct criterion *c = page->criterion;
	char *path = xasprintf("%s.waiver.at", page->path);
	const char *at = record_text(page->record, path);

	add_labelled(page, _("waiver"), c->waiver_reason);
	add_who(page, _("by"), c->waiver_by);
	if (at != NULL)
		add(page, xasprintf("%.10s", at));
	free(path);
	end_line(page);
}

/* ---- The block ---- */

/* Lines are kept on a terminal only. */
static char *
criterion_text(struct session *session, const struct record *record,
    const struct criterion *c)
{
	struct page page = { .session = session, .record = record,
		.criterion = c, .parts = STRS_INIT, .lines = STRS_INIT,
		.path = xasprintf("criteria.%s", c->key) };
	char *text;

	verdict_line(&page);
	asked_line(&page);
	measured_lines(&page);
	waiver_line(&page);
	method_line(&page);
	other_line(&page);
	text = strs_join(&page.lines, session->out.format == OUT_TABLE ?
	    "\n" : " / ");
	strs_release(&page.lines);
	free(page.path);
	return text;
}

static size_t
widest_of(const struct strs *labels)
{
	size_t widest = 0;

	for (size_t i = 0; i < labels->n; i++) {
		size_t width = utf8_width(labels->items[i]);

		widest = width > widest ? width : widest;
	}
	return widest;
}

static void
print_criterion(struct session *session, const struct record *record,
    const char *key, size_t width)
{
	char *path = xasprintf("criteria.%s", key), *text;
	struct criterion c;

	if (criterion_get(&c, record, key)) {
		text = criterion_text(session, record, &c);
		criterion_release(&c);
	} else {
		text = record_display(record, path);
	}
	doc_field(&session->out, key, width, text);
	free(text);
	free(path);
}

void
show_criteria(struct session *session, const struct record *record)
{
	char *summary = verdict_summary(record), *heading;
	struct strs keys = STRS_INIT;
	size_t widest;

	heading = summary == NULL ? xstrdup(_("Criteria")) :
	    xasprintf(_("Criteria (%s)"), summary);
	doc_heading(&session->out, heading);
	record_keys(record, "criteria", &keys);
	widest = widest_of(&keys);
	for (size_t i = 0; i < keys.n; i++)
		print_criterion(session, record, keys.items[i], widest);
	strs_release(&keys);
	free(heading);
	free(summary);
}

/* ---- What is proposed ---- */

/* The ends of the paths in `proposed`, below PATH. */
static void
add_leaves(const struct record *record, const char *path, struct strs *out)
{
	const struct err *err = NULL;
	const struct field *field = field_find(path, &err);
	struct strs keys = STRS_INIT;

	if (err == NULL && field->type != FIELD_LIST)
		record_keys(record, path, &keys);
	if (keys.n == 0)
		strs_add(out, path);
	for (size_t i = 0; i < keys.n; i++) {
		char *below = xasprintf("%s.%s", path, keys.items[i]);

		add_leaves(record, below, out);
		free(below);
	}
	strs_release(&keys);
}

/* PATH in the record itself: "criteria.c1.target". */
static const char *
below(const char *path)
{
	const char *point = strchr(path, '.');

	return point != NULL ? point + 1 : "";
}

/* "50 -> 45" */
static char *
wish_text(const struct record *record, const char *path)
{
	char *old = record_display(record, below(path));
	char *new = record_display(record, path), *text;

	if (record_is_null(record, path))
		text = xstrdup(_("(to be removed)"));
	else
		text = xasprintf("%s -> %s", old != NULL ? old : _("(none)"),
		    new != NULL ? new : _("(none)"));
	free(old);
	free(new);
	return text;
}

void
show_proposed(struct session *session, const struct record *record)
{
	struct strs paths = STRS_INIT;
	size_t widest = 0;

	add_leaves(record, "proposed", &paths);
	for (size_t i = 0; i < paths.n; i++) {
		size_t width = utf8_width(below(paths.items[i]));

		widest = width > widest ? width : widest;
	}
	doc_heading(&session->out, _("Proposed"));
	for (size_t i = 0; i < paths.n; i++) {
		char *text = wish_text(record, paths.items[i]);

		doc_field(&session->out, below(paths.items[i]), widest,
		    text);
		free(text);
	}
	strs_release(&paths);
}
