#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/audit/own.h"
#include "core/git/objects.h"
#include "core/git/overlay.h"
#include "tests/unit/git_box.h"

/*
 * Trees as git writes them, and as it never would, compared.  They are
 * written down as the names of their files, in this order: each holds its
 * name, or what follows '='; "120000:name" gives a mode, "name{…}" is a
 * folder, and '!' ends one amid an entry.
 */

static struct overlay *overlay;

static struct oid make_tree(const char **at);

/* "name", "100755:name", "name=text" or "name{…}", added to RAW. */
static void
add_entry(struct str *raw, const char **at)
{
	size_t len = strcspn(*at, " :={}");
	unsigned long mode = 0100644;
	const char *name = *at, *text = *at;
	struct oid id;

	if ((*at)[len] == ':') {
		mode = strtoul(*at, NULL, 8);
		*at += len + 1;
		text = name = *at;
		len = strcspn(*at, " ={}");
	}
	*at += len;
	if (**at == '{') {
		mode = mode == 0100644 ? 040000 : mode;
		++*at;
		id = make_tree(at);
	} else {
		if (**at == '=')
			text = ++*at;
		*at = text + strcspn(text, " {}");
		overlay_put(overlay, OBJECT_BLOB, text, (size_t)(*at - text),
		    &id);
	}
	str_addf(raw, "%lo %.*s", mode, (int)len, name);
	str_addc(raw, '\0');
	str_addn(raw, (const char *)id.id, OID_SIZE);
}

static struct oid
make_tree(const char **at)
{
	struct str raw = STR_INIT;
	struct oid id;

	while (**at != '\0' && **at != '}') {
		if (**at == '!')
			str_add(&raw, "100644 cut");
		if (**at == ' ' || **at == '!')
			++*at;
		else
			add_entry(&raw, at);
	}
	*at += **at == '}';
	overlay_put(overlay, OBJECT_TREE, raw.ptr, raw.len, &id);
	str_release(&raw);
	return id;
}

/* ---- What was found, in words ---- */

static void
add_sign(struct str *out, bool was, bool is)
{
	str_addc(out, was && is ? '~' : is ? '+' : '-');
}

static void
add_changes(struct str *out, const struct changes *changes)
{
	for (size_t i = 0; i < changes->n; i++) {
		add_sign(out, changes->items[i].was, changes->items[i].is);
		str_addf(out, "%s;", changes->items[i].path);
	}
	for (size_t i = 0; i < changes->n_odds; i++)
		str_addf(out, "!%s: %.16s;", changes->odds[i].path,
		    changes->odds[i].why);
	if (changes->others)
		str_add(out, "others;");
}

static void
add_units(struct str *out, const struct units *units)
{
	static const char *const kinds[] = { "tracker", "record",
		"approval", "evidence", "stray" };

	for (size_t i = 0; i < units->n; i++) {
		const struct unit *unit = &units->items[i];

		add_sign(out, unit->old.there, unit->new.there);
		str_addf(out, "%s %s%s%s%s;", kinds[unit->kind], unit->id,
		    *unit->name != '\0' ? " " : "", unit->name,
		    unit->twice ? " twice" : "");
		if (i > 0)
			assert_true(unit_order(unit - 1, unit) < 0);
		assert_ptr_equal(units_find(units, unit), unit);
	}
}

struct row {
	const char *old, *new, *changes, *units;
};

static void
check_text(const struct row *row, const struct str *got, const char *wanted)
{
	if (strcmp(got->ptr, wanted) != 0)
		fail_msg("%s\n-> %s:\n%s\nnot:\n%s", row->old ? row->old :
		    "nothing", row->new, got->ptr, wanted);
}

static void
check_row(struct worker *worker, const struct row *row)
{
	struct changes changes = { .items = NULL };
	struct units units = { NULL, 0, 0 };
	struct str text = STR_INIT;
	const char *at = row->new;
	struct oid new = make_tree(&at), old;

	assert_int_equal(*at, '\0');
	if ((at = row->old) != NULL)
		old = make_tree(&at);
	box_ok(changes_between(worker, row->old ? &old : NULL, &new,
	    &changes));
	add_changes(&text, &changes);
	check_text(row, &text, row->changes);
	str_reset(&text);
	box_ok(units_of(worker, &changes, row->old ? &old : NULL, &new,
	    &units));
	add_units(&text, &units);
	check_text(row, &text, row->units);
	str_release(&text);
	units_release(&units);
	changes_release(&changes);
}

/* A worker of an audit that reads nothing but the overlay. */
static void
check_rows(const struct row *rows, size_t n)
{
	struct audit_options options = { .threads = 1 };
	struct audit audit = { .options = &options };
	struct worker worker = { .audit = &audit };

	box_do("git init -q r");
	overlay = overlay_new();
	worker.store = box_open("r", NULL);
	worker.repo = store_repo(worker.store);
	box_ok(overlay_lay(overlay, worker.repo));
	box_ok(objects_open(&worker.objects, worker.repo));
	for (size_t i = 0; i < n; i++)
		check_row(&worker, &rows[i]);
	memo_release(&worker);
	objects_close(worker.objects);
	store_close(worker.store);
	overlay_free(overlay);
}

static void
what_is_ours_is_compared(void **state)
{
	static const struct row rows[] = {
		{ "projects{a.json}", "projects{a.json}", "", "" },
		{ NULL, "own projects{a.json}", "+projects/a.json;others;",
		    "+record a;" },
		{ "projects{a.json}", "projects{a.json b.json}",
		    "+projects/b.json;", "+record b;" },
		{ "projects{a.json b.json}", "projects{b.json=x}",
		    "-projects/a.json;~projects/b.json;",
		    "-record a;~record b;" },
		{ "projects{a.json}", "own", "-projects/a.json;others;",
		    "-record a;" },
		{ "own{a} src", "own{b}", "others;", "" },
		{ "tracker{people.json tracker.json}",
		    "tracker{people.json=x tracker.json}",
		    "~tracker/people.json;",
		    "~tracker  tracker/people.json;" },
		{ "evidence{a{f}}", "evidence{a{f=x g{h}}}",
		    "~evidence/a/f;+evidence/a/g/h;",
		    "~evidence a f;+evidence a g/h;" },
		{ NULL, "approvals{a{x.json}} projects{a.json notes.txt}",
		    "+approvals/a/x.json;+projects/a.json;"
		    "+projects/notes.txt;",
		    "+record a;+approval a x.json;" },
		{ NULL, "projects{d{y{a.json}}}", "+projects/d/y/a.json;",
		    "+stray a projects/d/y/a.json;" },
		{ NULL, "projects{Bad.json}", "+projects/Bad.json;",
		    "+stray  projects/Bad.json;" },
		/* A file in the place of a folder, and back. */
		{ "evidence{a{f}}", "evidence{a}",
		    "+evidence/a;-evidence/a/f;", "-evidence a f;" },
		{ "evidence{a}", "evidence{a{f}}",
		    "-evidence/a;+evidence/a/f;", "+evidence a f;" },
	};

	(void)state;
	check_rows(rows, COUNT(rows));
}

static void
a_move_to_the_other_depth_is_no_change(void **state)
{
	static const struct row rows[] = {
		{ "projects{abc.json=1}", "projects{c{b{abc.json=1}}}",
		    "-projects/abc.json;+projects/c/b/abc.json;", "" },
		{ "projects{c{b{abc.json=1}}}", "projects{abc.json=1}",
		    "+projects/abc.json;-projects/c/b/abc.json;", "" },
		{ "projects{abc.json=1}", "projects{c{b{abc.json=2}}}",
		    "-projects/abc.json;+projects/c/b/abc.json;",
		    "~record abc;" },
		{ "approvals{abc{x=1}}", "approvals{c{b{abc{x=1}}}}",
		    "-approvals/abc/x;+approvals/c/b/abc/x;", "" },
		{ "evidence{abc{x=1 y}}", "evidence{c{b{abc{x=1 y=2}}}}",
		    "-evidence/abc/x;-evidence/abc/y;+evidence/c/b/abc/x;"
		    "+evidence/c/b/abc/y;", "~evidence abc y;" },
		{ "projects{a.json=1}", "projects{a.json=1 a{_{a.json=1}}}",
		    "+projects/a/_/a.json;", "~record a twice;" },
		{ "projects{a.json=1}", "projects{a.json=1 a{_{a.json=2}}}",
		    "+projects/a/_/a.json;", "~record a twice;" },
		{ NULL, "projects{a.json=1 a{_{a.json=2}}}",
		    "+projects/a.json;+projects/a/_/a.json;",
		    "+record a twice;" },
		/* One of the two goes: the other is the record now. */
		{ "projects{a.json=1 a{_{a.json=2}}}", "projects{a.json=1}",
		    "-projects/a/_/a.json;", "" },
		{ "projects{a.json=1 a{_{a.json=2}}}",
		    "projects{a{_{a.json=2}}}", "-projects/a.json;",
		    "~record a;" },
		{ "projects{a.json=1 a{_{a.json=2}}}",
		    "projects{a.json=1 a{_{a.json=3}}}",
		    "~projects/a/_/a.json;", "" },
		{ "projects{a.json=1 a{_{a.json=2}}}",
		    "projects{a.json=3 a{_{a.json=4}}}",
		    "~projects/a.json;~projects/a/_/a.json;",
		    "~record a;" },
	};

	(void)state;
	check_rows(rows, COUNT(rows));
}

static void
what_git_would_not_write_is_odd(void **state)
{
	static const struct row rows[] = {
		{ NULL, "projects{a.json=1 a.json=2}",
		    "+projects/a.json;!projects/a.json: the name is ther;",
		    "+record a;" },
		{ NULL, "projects{b.json a.json}",
		    "+projects/a.json;+projects/b.json;"
		    "!projects/a.json: not in git's ord;",
		    "+record a;+record b;" },
		{ NULL, "projects{a.json !}",
		    "+projects/a.json;!projects/: the folder is cu;",
		    "+record a;" },
		{ NULL, "projects{120000:a.json}",
		    "!projects/a.json: a symbolic link;", "" },
		{ NULL, "projects{160000:a.json}",
		    "!projects/a.json: another reposito;", "" },
		{ NULL, "projects{100755:a.json}",
		    "+projects/a.json;!projects/a.json: an executable fi;",
		    "+record a;" },
		{ NULL, "projects{100664:a.json}",
		    "+projects/a.json;!projects/a.json: a mode that git ;",
		    "+record a;" },
		{ NULL, "evidence{a{100755:f}}", "+evidence/a/f;",
		    "+evidence a f;" },
		{ NULL, "projects{A.json a.json}",
		    "!projects/A.json: differs from ano;"
		    "!projects/a.json: differs from ano;", "" },
		{ "projects{a.json}", "projects{A.json a.json}",
		    "!projects/A.json: differs from ano;", "" },
		{ NULL, "Projects{a.json}",
		    "!Projects: a folder of the ;", "" },
		{ NULL, "projects", "!projects: no folder;", "" },
		{ NULL, "120000:evidence", "!evidence: no folder;", "" },
		{ NULL, "projects{.git{x}}",
		    "!projects/.git: a name that git ;", "" },
		{ NULL, "projects{.GIT}",
		    "!projects/.GIT: a name that git ;", "" },
		{ NULL, "projects{..}", "!projects/..: a name that git ;",
		    "" },
		{ NULL, "projects{a\tb}",
		    "!projects/a\tb: a control charac;", "" },
		/* What was so before is told no more. */
		{ "projects{120000:a.json b.json}",
		    "projects{120000:a.json b.json=x}", "~projects/b.json;",
		    "~record b;" },
		{ "projects{b.json a.json}", "projects{b.json=x a.json}",
		    "~projects/b.json;", "~record b;" },
		{ "projects{120000:a.json}", "projects{a.json}",
		    "~projects/a.json;", "+record a;" },
		{ "projects{a.json}", "projects{120000:a.json}",
		    "!projects/a.json: a symbolic link;", "" },
		/* In folders of others, only the root is looked at. */
		{ NULL, "120000:own src{120000:x}", "others;", "" },
	};

	(void)state;
	check_rows(rows, COUNT(rows));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_ours_is_compared,
		    box_setup, box_teardown),
		cmocka_unit_test_setup_teardown(
		    a_move_to_the_other_depth_is_no_change, box_setup,
		    box_teardown),
		cmocka_unit_test_setup_teardown(
		    what_git_would_not_write_is_odd, box_setup,
		    box_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
