#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/git/commit_strict.h"
#include "core/git/lib.h"
#include "core/sig/sshsig.h"
#include "tests/unit/commit_case.h"
#include "tests/unit/fsck_box.h"
#include "tests/unit/sshsig_mutate.h"

/*
 * The strict parser against `git fsck --strict` and `git verify-commit`.
 * What git takes and this does not is on purpose, and listed: in
 * commit_case.h (OURS), in `variants`, and for commits changed by chance in
 * `lenient`.  Nothing that git finds bad is good here.  120 changed commits;
 * with PROVEN_SOAK set, 3,000.
 */

enum { FEW = 120, MANY = 3000 };

static const struct oid some_id = { { 1 } };

/* ---- Commits made by hand ---- */

static void
crafted_commits(void **state)
{
	struct commit_strict commit = COMMIT_STRICT_INIT;
	struct fsck_box box = FSCK_BOX_INIT("commit");

	(void)state;
	for (size_t i = 0; i < COUNT(commit_cases); i++)
		fsck_put(&box, commit_cases[i].raw, commit_cases[i].len);
	fsck_run(&box);
	for (size_t i = 0; i < COUNT(commit_cases); i++) {
		const char *said = fsck_said(&box, i);

		commit_strict_parse(&commit, commit_cases[i].raw,
		    commit_cases[i].len, &some_id);
		if (!commit_cases[i].silent &&
		    (said == NULL) != (commit.fault == NULL))
			fail_msg("case %zu: %s, but %s", i,
			    commit.fault ? commit.fault : "no fault",
			    said ? said : "git is silent");
	}
	commit_strict_release(&commit);
	fsck_release(&box);
}

/* ---- Commits that git signed ---- */

/* ID_A commit whose bytes are parted at its signature. */
struct signed_commit {
	struct str before, sig, after;
};

/* In repository "s", which trusts the key. */
static void
make_signed(void)
{
	box_do("ssh-keygen -q -N '' -t ed25519 -f key -C fictional &&"
	    " echo \"a@example.org $(cat key.pub)\" >allowed &&"
	    " git config --global gpg.format ssh && git config --global"
	    " user.signingkey $PWD/key && git config --global"
	    " gpg.ssh.allowedSignersFile $PWD/allowed && git init -q s &&"
	    " cd s && git commit -q --allow-empty -m one && git commit -q"
	    " --allow-empty -m two && git commit -q --allow-empty -S -m"
	    " three && git tag plain && printf 'T\\303\\251\\n' |"
	    " iconv -t latin1 | git -c i18n.commitEncoding=latin1"
	    " commit-tree -S -p HEAD -p HEAD^ 'HEAD^{tree}' >id &&"
	    " git tag merge $(cat id) && git verify-commit plain merge");
}

static struct signed_commit
read_signed(const char *name)
{
	static const char end[] = "END SSH SIGNATURE-----\n";
	struct signed_commit commit = { STR_INIT, STR_INIT, STR_INIT };
	char *command = xasprintf("git -C s cat-file commit %s >raw", name);
	struct str raw = STR_INIT;
	const char *at, *last;

	box_do(command);
	box_ok(file_read(&raw, "raw", 65536));
	at = strstr(raw.ptr, "gpgsig ");
	last = strstr(at, end) + strlen(end);
	str_addn(&commit.before, raw.ptr, (size_t)(at - raw.ptr));
	str_addn(&commit.sig, at, (size_t)(last - at));
	str_add(&commit.after, last);
	str_release(&raw);
	free(command);
	return commit;
}

static void
release_signed(struct signed_commit *commit)
{
	str_release(&commit->before);
	str_release(&commit->sig);
	str_release(&commit->after);
}

static bool
ours(const struct commit_strict *commit, const char *line)
{
	return commit->signature != NULL && case_ours(line, "git",
	    (struct bytes){ commit->signature, strlen(commit->signature) },
	    (struct bytes){ commit->payload.ptr, commit->payload.len });
}

/* Which of the objects in BOX git verifies: their ids, a line each. */
static char *
theirs(const struct fsck_box *box)
{
	char *ids = strs_join(&box->ids, "\n"), *good;

	case_write("ids", (struct bytes){ ids, strlen(ids) });
	good = box_run("cd r && xargs -P 2 -n 1 sh -c 'git verify-commit $0"
	    " 2>/dev/null && echo $0; true' <../ids", NULL);
	free(ids);
	return good;
}

/* The same for one, asked again: a busy machine may have had no room for
 * all the processes that one verification takes. */
static bool
theirs_after_all(const char *id)
{
	char *command = xasprintf("git -C r verify-commit %s", id);
	int status;

	free(box_run(command, &status));
	free(command);
	return status == 0;
}

/* ---- What an attacker would try ---- */

enum verdict { GOOD_SIG, NOT_GOOD };

/* Where the three parts of a signed commit, and more, go. */
static const struct variant {
	const char *what;
	const char *form; /* B, S, A: the parts; see add_part */
	enum verdict ours, git;
} variants[] = {
	{ "as git made it", "BSA", GOOD_SIG, GOOD_SIG },
	{ "the signature in the message", "BAS", NOT_GOOD, NOT_GOOD },
	{ "bytes behind a NUL", "BSA0", NOT_GOOD, NOT_GOOD },
	{ "a gpgsig-sha256 before it", "B2SA", NOT_GOOD, GOOD_SIG },
	{ "a gpgsig-sha256 behind it", "BS2A", NOT_GOOD, GOOD_SIG },
	{ "the signature twice", "BSSA", NOT_GOOD, GOOD_SIG },
	{ "another author first", "1BSA", NOT_GOOD, NOT_GOOD },
	{ "an author behind the committer", "B1SA", NOT_GOOD, NOT_GOOD },
	{ "a blank line in the armour", "BLA", NOT_GOOD, GOOD_SIG },
	{ "a word more in the message", "BSAw", NOT_GOOD, NOT_GOOD },
	{ "a header more", "BhSA", NOT_GOOD, NOT_GOOD },
	{ "the signature before the tree", "SBA", NOT_GOOD, NOT_GOOD },
};

static void
add_part(struct str *out, const struct signed_commit *commit, char part)
{
	static const char author[] = "author Admin <boss@x> 1 +0000\n";
	const char *eol = strchr(commit->sig.ptr, '\n') + 1;

	switch (part) {
	case 'B': str_add(out, commit->before.ptr); break;
	case 'S': str_add(out, commit->sig.ptr); break;
	case 'A': str_add(out, commit->after.ptr); break;
	case '0': str_addn(out, "\0evil\n", 6); break;
	case '1': str_add(out, author); break;
	case '2': str_add(out, "gpgsig-sha256 x\n y\n"); break;
	case 'h': str_add(out, "note x\n"); break;
	case 'w': str_add(out, "word\n"); break;
	default:
		str_addn(out, commit->sig.ptr,
		    (size_t)(eol - commit->sig.ptr));
		str_addf(out, " \n%s", eol);
	}
}

static void
variants_of_a_signed_commit(void **state)
{
	struct commit_strict commit = COMMIT_STRICT_INIT;
	struct fsck_box box = FSCK_BOX_INIT("commit");
	struct signed_commit plain = read_signed("plain");
	bool is_good[COUNT(variants)];
	char *key = case_key("key"), *good;

	(void)state;
	for (size_t i = 0; i < COUNT(variants); i++) {
		struct str raw = STR_INIT;

		for (const char *c = variants[i].form; *c != '\0'; c++)
			add_part(&raw, &plain, *c);
		fsck_put(&box, raw.ptr, raw.len);
		commit_strict_parse(&commit, raw.ptr, raw.len, &some_id);
		is_good[i] = ours(&commit, key);
		str_release(&raw);
	}
	fsck_run(&box);
	good = theirs(&box);
	for (size_t i = 0; i < COUNT(variants); i++) {
		bool git = strstr(good, box.ids.items[i]) != NULL;

		if (git != (variants[i].git == GOOD_SIG) ||
		    is_good[i] != (variants[i].ours == GOOD_SIG))
			fail_msg("%s: git %d, this %d", variants[i].what,
			    git, is_good[i]);
	}
	free(good);
	free(key);
	release_signed(&plain);
	commit_strict_release(&commit);
	fsck_release(&box);
}

/* ---- Changed by chance ---- */

/* Faults that git fsck does not look for, or not in each form of them. */
static const char *const lenient[] = {
	"the tree is no object id",          /* capitals */
	"a parent is no object id",          /* the same */
	"a tree twice, or in a wrong place", /* behind the committer */
	"a parent in a wrong place",
	"a parent twice",
	"an author twice, or in a wrong place",
	"a committer twice",
	"the author is not as git writes it", /* " +1" for a time */
	"the committer is not as git writes it",
	"a line that belongs to no header",
	"a signature of another kind than gpgsig",
	"two signatures",
	"no blank line at the end of its header",
};

static bool
is_lenient(const char *fault)
{
	for (size_t i = 0; i < COUNT(lenient); i++)
		if (strcmp(lenient[i], fault) == 0)
			return true;
	return false;
}

static const char *const pool[] = { "tree " ID_B, "parent " ID_B,
	"parent " ID_C,
	"author X <x@x> 1 +0000", "committer X <x@x> 1 +0000", "gpgsig x",
	"gpgsig-sha256 x", " goes on", "", "encoding x", "odd", "parent",
	"mergetag x", "author X <x@x> 01 +0000", "Tree " ID_A };

/* ID_A line of the header of LINES, more often than one of the message. */
static size_t
some_line(const struct strs *lines)
{
	return below(3) > 0 && lines->n > 6 ? below(6) : below(lines->n);
}

static void
insert_line(struct strs *lines, size_t at, char *line)
{
	strs_take(lines, line);
	memmove(lines->items + at + 1, lines->items + at,
	    (lines->n - 1 - at) * sizeof(*lines->items));
	lines->items[at] = line;
}

static char *
take_out(struct strs *lines, size_t at)
{
	char *line = lines->items[at];

	lines->n--;
	memmove(lines->items + at, lines->items + at + 1,
	    (lines->n - at) * sizeof(*lines->items));
	return line;
}

static void
change_lines(struct str *raw)
{
	struct strs lines = STRS_INIT;
	size_t at, to;
	char *text;

	strs_split(&lines, raw->ptr, '\n');
	at = some_line(&lines);
	to = some_line(&lines);
	switch (below(5)) {
	case 0:
		insert_line(&lines, to, xstrdup(lines.items[at]));
		break;
	case 1:
		insert_line(&lines, to, xstrdup(pool[below(COUNT(pool))]));
		break;
	case 2:
		free(take_out(&lines, at));
		break;
	case 3:
		text = take_out(&lines, at);
		insert_line(&lines, to > lines.n ? lines.n : to, text);
		break;
	default:
		text = xasprintf(" %s", lines.items[at]);
		free(take_out(&lines, at));
		insert_line(&lines, at, text);
	}
	text = strs_join(&lines, "\n");
	str_reset(raw);
	str_add(raw, text);
	free(text);
	strs_release(&lines);
}

static void
change(struct str *raw)
{
	static void (*const bytes[])(struct str *) = { flip_bit, insert_byte,
		delete_bytes, set_byte };

	for (size_t n = 1 + below(2); n > 0; n--)
		if (below(3) > 0 && strlen(raw->ptr) == raw->len)
			change_lines(raw);
		else
			bytes[below(COUNT(bytes))](raw);
}

/* What this made of each. */
struct found {
	char *raw, *fault;
	bool good, strict; /* the armour is one as it should be */
};

static void
compare(const struct fsck_box *box, const struct found *found, size_t n)
{
	char *good = theirs(box);
	size_t faults = 0, silent = 0, signed_ones = 0, loose = 0;

	for (size_t i = 0; i < n; i++) {
		const char *said = fsck_said(box, i), *fault = found[i].fault;
		bool git = strstr(good, box->ids.items[i]) != NULL;

		if (found[i].good && !git)
			git = theirs_after_all(box->ids.items[i]);
		if (fault == NULL ? said != NULL :
		    said == NULL && !is_lenient(fault))
			fail_msg("%s: %s, but %s\n%s", box->ids.items[i],
			    fault ? fault : "no fault",
			    said ? said : "git is silent", found[i].raw);
		if (found[i].good ? !git : git && fault == NULL &&
		    found[i].strict)
			fail_msg("%s: git verifies: %d\n%s",
			    box->ids.items[i], git, found[i].raw);
		faults += fault != NULL;
		silent += fault != NULL && said == NULL;
		signed_ones += found[i].good;
		loose += git && !found[i].good;
	}
	print_message("# %zu changed: %zu with a fault, on which git is "
	    "silent in %zu; %zu well signed, %zu to git only\n", n, faults,
	    silent, signed_ones, loose);
	free(good);
}

static struct found
judge(const struct str *raw, const char *key)
{
	struct commit_strict commit = COMMIT_STRICT_INIT;
	struct found found;
	struct sshsig *sig;

	commit_strict_parse(&commit, raw->ptr, raw->len, &some_id);
	found.raw = xstrdup(raw->ptr);
	found.fault = xstrdup0(commit.fault);
	found.good = ours(&commit, key);
	sig = sshsig_parse(commit.signature ? commit.signature : "");
	found.strict = sig != NULL;
	sshsig_free(sig);
	commit_strict_release(&commit);
	return found;
}

static void
commits_changed_by_chance(void **state)
{
	const char *soak = getenv("PROVEN_SOAK");
	size_t n = soak && *soak ? MANY : FEW;
	struct found *found = xcalloc(n, sizeof(*found));
	struct fsck_box box = FSCK_BOX_INIT("commit");
	struct signed_commit bases[2];
	char *key = case_key("key");

	(void)state;
	seed = 20261125;
	bases[0] = read_signed("plain");
	bases[1] = read_signed("merge");
	for (size_t i = 0; i < n; i++) {
		const struct signed_commit *base = &bases[i % 2];
		struct str raw = STR_INIT;

		str_add(&raw, base->before.ptr);
		str_add(&raw, base->sig.ptr);
		str_add(&raw, base->after.ptr);
		change(&raw);
		fsck_put(&box, raw.ptr, raw.len);
		found[i] = judge(&raw, key);
		str_release(&raw);
	}
	fsck_run(&box);
	compare(&box, found, n);
	for (size_t i = 0; i < n; i++) {
		free(found[i].fault);
		free(found[i].raw);
	}
	free(found);
	free(key);
	release_signed(&bases[0]);
	release_signed(&bases[1]);
	fsck_release(&box);
}

static int
setup(void **state)
{
	if (fsck_setup(state) != 0)
		return -1;
	make_signed();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(crafted_commits),
		cmocka_unit_test(variants_of_a_signed_commit),
		cmocka_unit_test(commits_changed_by_chance),
	};

	return cmocka_run_group_tests(tests, setup, box_git_teardown);
}
