#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/git/lib.h"
#include "core/git/tree.h"
#include "tests/unit/fsck_box.h"
#include "tests/unit/sshsig_mutate.h"

/*
 * tree_faults against `git fsck --strict`, tree by tree.  Where they differ
 * on purpose is said by who finds each case bad, and for trees changed by
 * chance by `only_here`.  300 changed trees; with PROVEN_SOAK set, 10,000.
 */

enum { FEW = 300, MANY = 10000 };

#define ID "\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1"
#define ZERO "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define FILE_(name) "100644 " name "\0" ID
#define DIR_(name) "40000 " name "\0" ID
#define RAW(text) text, sizeof(text) - 1

/* Who finds it bad. */
enum who { NOBODY, BOTH, THIS, GIT };

static const struct {
	const char *raw;
	size_t len;
	enum who who;
} cases[] = {
	{ RAW(""), NOBODY },
	{ RAW(FILE_("a") DIR_("a-") FILE_("b")), NOBODY },
	{ RAW("100755 a\0" ID "120000 b\0" ID "160000 c\0" ID), NOBODY },
	{ RAW(FILE_("a.b") DIR_("a") FILE_("a0")), NOBODY },
	{ RAW(FILE_("\xff\xfe")), NOBODY },
	{ RAW(FILE_("A") FILE_("a")), NOBODY },
	{ RAW(FILE_("aux") FILE_("con")), NOBODY },
	{ RAW(FILE_("a") FILE_("a")), BOTH },
	{ RAW(FILE_("a") DIR_("a")), BOTH },
	{ RAW(FILE_("a") FILE_("a.b") DIR_("a")), BOTH },
	{ RAW(FILE_("b") FILE_("a")), BOTH },
	{ RAW(DIR_("a") FILE_("a.b")), BOTH },
	{ RAW(FILE_("z") FILE_("b") FILE_("z")), BOTH },
	{ RAW(FILE_("")), BOTH },
	{ RAW(FILE_("a/b")), BOTH },
	{ RAW(FILE_("/")), BOTH },
	{ RAW(FILE_(".")), BOTH },
	{ RAW(DIR_("..")), BOTH },
	{ RAW(DIR_(".git")), BOTH },
	{ RAW(FILE_(".git")), BOTH },
	{ RAW(DIR_(".GIT")), BOTH },
	{ RAW(DIR_(".gIt")), BOTH },
	{ RAW(DIR_("git~1")), BOTH },
	{ RAW(DIR_("GIT~1")), BOTH },
	{ RAW(DIR_(".git ")), BOTH },
	{ RAW(DIR_(".git...")), BOTH },
	{ RAW(DIR_(".git::$INDEX_ALLOCATION")), BOTH },
	{ RAW(FILE_("a\\.git\\hooks")), BOTH },
	{ RAW(DIR_(".g\xe2\x80\x8cit")), BOTH },
	{ RAW(DIR_("\xef\xbb\xbf.Git\xe2\x81\xaf")), BOTH },
	{ RAW(FILE_(".gitx") FILE_("git~2")), NOBODY },
	{ RAW("040000 a\0" ID), BOTH },
	{ RAW("0100644 a\0" ID), BOTH },
	{ RAW("100644 a\0" ZERO), BOTH },
	{ RAW("100644 a\0" "\1\1\1"), BOTH },
	{ RAW("100644 a"), BOTH },
	{ RAW("100644"), BOTH },
	{ RAW(FILE_("a") "x"), BOTH },
	{ RAW("99 a\0" ID), BOTH },
	{ RAW(" a\0" ID), BOTH },
	{ RAW("100644\0" ID), BOTH },
	/* Git reads these as the mode that is nearest. */
	{ RAW("100600 a\0" ID), THIS },
	{ RAW("100777 a\0" ID), THIS },
	{ RAW("1 a\0" ID), THIS },
	/* Git has no opinion on these. */
	{ RAW(FILE_("a\tb")), THIS },
	{ RAW(FILE_("a\nb")), THIS },
	{ RAW(FILE_("\x1b[2J")), THIS },
	{ RAW(FILE_("\x7f")), THIS },
	/* Written by very old versions of git. */
	{ RAW("100664 a\0" ID), NOBODY },
	/* Files that git itself reads; a link to elsewhere is a trap. */
	{ RAW("120000 .gitmodules\0" ID), GIT },
};

static void
add_fault(void *arg, const struct tree_item *item, const char *fault)
{
	str_addf(arg, "%s: %s; ", item ? item->name : "", fault);
}

static void
crafted_trees(void **state)
{
	struct fsck_box box = FSCK_BOX_INIT("tree");

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		fsck_put(&box, cases[i].raw, cases[i].len);
	fsck_run(&box);
	for (size_t i = 0; i < COUNT(cases); i++) {
		enum who who = cases[i].who;
		struct str faults = STR_INIT;
		const char *said = fsck_said(&box, i);

		tree_faults(cases[i].raw, cases[i].len, add_fault, &faults);
		if ((said != NULL) != (who == BOTH || who == GIT) ||
		    (faults.len > 0) != (who == BOTH || who == THIS))
			fail_msg("case %zu: '%s', and %s", i, faults.ptr,
			    said ? said : "git is silent");
		str_release(&faults);
	}
	fsck_release(&box);
}

/* ---- Changed by chance ---- */

/* Faults that git fsck does not look for. */
static const char *const only_here[] = {
	"bad mode", "a control character in its name",
};

/* Takes note of whether there is a fault that git should find, too. */
struct faults {
	bool any, of_git;
	struct str text;
};

static void
weigh(void *arg, const struct tree_item *item, const char *fault)
{
	struct faults *faults = arg;
	bool ours = false;

	for (size_t i = 0; i < COUNT(only_here) && item; i++)
		ours = ours || strcmp(fault, only_here[i]) == 0;
	faults->any = true;
	faults->of_git = faults->of_git || !ours;
	add_fault(&faults->text, item, fault);
}

static void
add_entry(struct str *out)
{
	static const char *const names[] = { "a", "b", "a-", "a.b", "a0",
		"ab", "b", "c", ".git", "git~1", "..", "x/y", "A", "\t" };
	static const char *const modes[] = { "100644", "100644", "40000",
		"40000", "100755", "120000", "160000", "100640", "040000" };
	bool odd = below(10) == 0;

	str_addf(out, "%s %s", modes[below(odd ? COUNT(modes) : 7)],
	    names[below(odd ? COUNT(names) : 8)]);
	str_addn(out, "\0" ID, OID_SIZE + 1);
}

/* Entries that are in order, mostly, and a byte that is changed, maybe. */
static void
make_tree(struct str *out)
{
	static void (*const bytes[])(struct str *) = { flip_bit, insert_byte,
		delete_bytes, set_byte };
	struct str entry = STR_INIT;
	char *last = NULL;

	for (size_t n = 1 + below(5); n > 0; n--) {
		const char *name;

		str_reset(&entry);
		add_entry(&entry);
		name = entry.ptr + strcspn(entry.ptr, " ");
		if (last != NULL && below(5) > 0 && strcmp(last, name) >= 0)
			continue;
		str_addn(out, entry.ptr, entry.len);
		free(last);
		last = xstrdup(name);
	}
	free(last);
	if (below(3) == 0)
		bytes[below(COUNT(bytes))](out);
	str_release(&entry);
}

static void
trees_changed_by_chance(void **state)
{
	const char *soak = getenv("PROVEN_SOAK");
	size_t n = soak && *soak ? MANY : FEW, bad = 0, here = 0;
	struct fsck_box box = FSCK_BOX_INIT("tree");
	struct faults *faults = xcalloc(n, sizeof(*faults));

	(void)state;
	seed = 20261125;
	for (size_t i = 0; i < n; i++) {
		struct str raw = STR_INIT;

		make_tree(&raw);
		fsck_put(&box, raw.ptr, raw.len);
		faults[i].text = (struct str)STR_INIT;
		tree_faults(raw.ptr, raw.len, weigh, &faults[i]);
		str_release(&raw);
	}
	fsck_run(&box);
	for (size_t i = 0; i < n; i++) {
		const char *said = fsck_said(&box, i);

		if (said != NULL ? !faults[i].any : faults[i].of_git)
			fail_msg("r/%s: '%s', and %s", box.ids.items[i],
			    faults[i].text.ptr, said ? said :
			    "git is silent");
		bad += said != NULL;
		here += faults[i].any && said == NULL;
		str_release(&faults[i].text);
	}
	print_message("# %zu changed: %zu bad, %zu more here only\n", n, bad,
	    here);
	free(faults);
	fsck_release(&box);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(crafted_trees),
		cmocka_unit_test(trees_changed_by_chance),
	};

	return cmocka_run_group_tests(tests, fsck_setup, box_git_teardown);
}
