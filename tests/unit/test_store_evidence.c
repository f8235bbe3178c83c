#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "core/json/json.h"
#include "core/model/evidence.h"
#include "core/model/lfs.h"
#include "core/store/place.h"
#include "tests/unit/git_box.h"

/* A record p1 with EVIDENCE as JSON. */
static struct record *
make(const char *evidence)
{
	struct record *record = record_new("p1", "T");
	char *assignment = xasprintf("evidence=%s", evidence);

	box_ok(record_assign(record, assignment, NULL));
	free(assignment);
	return record;
}

static const char *const states[] = { "good", "elsewhere", "missing",
	"differs", "odd" };

/* What is found of EVIDENCE at the tip of DIR: "a good; b missing text; " */
static void
finds(const char *dir, const char *evidence, const char *expected)
{
	struct store *store = box_open(dir, NULL);
	struct evidence_facts facts = EVIDENCE_FACTS_INIT;
	struct record *record = make(evidence);
	struct snapshot *tip = NULL;
	struct str out = STR_INIT;

	box_ok(store_tip(store, &tip));
	box_ok(snapshot_evidence(tip, record, &facts));
	for (size_t i = 0; i < facts.n; i++)
		str_addf(&out, "%s %s%s%s; ", facts.items[i].key,
		    states[facts.items[i].state],
		    facts.items[i].text ? " " : "",
		    facts.items[i].text ? facts.items[i].text : "");
	if (strcmp(out.ptr, expected) != 0)
		fail_msg("%s\n%s\nnot:\n%s", evidence, out.ptr, expected);
	str_release(&out);
	record_free(record);
	evidence_facts_release(&facts);
	snapshot_free(tip);
	store_close(store);
}

/* The error of looking at EVIDENCE. */
static void
fails(const char *dir, const char *evidence, enum err_code code,
    const char *part)
{
	struct store *store = box_open(dir, NULL);
	struct evidence_facts facts = EVIDENCE_FACTS_INIT;
	struct record *record = make(evidence);
	struct snapshot *tip = NULL;

	box_ok(store_tip(store, &tip));
	box_fails(snapshot_evidence(tip, record, &facts), code, part);
	record_free(record);
	evidence_facts_release(&facts);
	snapshot_free(tip);
	store_close(store);
}

/* {"a": {"path": PATH, "sha256": …, "bytes": …}} as FILE in r really is. */
static char *
entry_of(const char *path, const char *file)
{
	char *command = xasprintf("cd r && printf '{\"a\":{\"path\":\"%s\","
	    "\"sha256\":\"%%s\",\"bytes\":%%s}}' \"$(sha256sum '%s' | "
	    "cut -c 1-64)\" \"$(wc -c <'%s')\"", path, file, file);
	char *evidence = box_run(command, NULL);

	free(command);
	return evidence;
}

static void
finds_file(const char *path, const char *file, const char *expected)
{
	char *evidence = entry_of(path, file);

	finds("r", evidence, expected);
	free(evidence);
}

static void
sees_whether_a_file_is_the_same(void **state)
{
	(void)state;
	box_tracker("r");
	box_do("cd r && mkdir -p evidence/p1 data && echo one >evidence/p1/x &&"
	    " echo other >evidence/p1/y && : >data/empty &&"
	    " printf '报告\\n' >'evidence/p1/报告.txt' &&"
	    " cp evidence/p1/x data/run && chmod +x data/run &&"
	    " git add . && git commit -q -m evidence");
	finds_file("evidence/p1/x", "evidence/p1/x", "a good; ");
	finds_file("evidence/p1/报告.txt", "evidence/p1/报告.txt", "a good; ");
	finds_file("data/empty", "data/empty", "a good; ");
	finds_file("data/run", "data/run", "a good; ");
	finds_file("evidence/p1/z", "evidence/p1/x",
	    "a missing there is no file 'evidence/p1/z'; ");
	finds_file("own.txt/x", "own.txt",
	    "a missing there is no file 'own.txt/x'; ");
	finds_file("evidence/p1/y", "evidence/p1/x",
	    "a differs 'evidence/p1/y' has the SHA-256 7e4fa2eb8c7a…; "
	    "2c8b08da5ce6… is recorded; ");
	finds("r", "{\"a\":{\"path\":\"evidence/p1/x\",\"sha256\":"
	    "\"2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806"
	    "\",\"bytes\":5},\"b\":{\"path\":\"evidence/p1/x\",\"sha256\":"
	    "\"2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806"
	    "\"},\"c\":{\"path\":\"evidence/p1/x\"},"
	    "\"d\":{\"url\":\"https://example.org/\"},\"e\":{\"doi\":"
	    "\"10.5555/x\",\"sha256\":"
	    "\"2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806"
	    "\"}}", "a differs 'evidence/p1/x' has 4 bytes; 5 are recorded; "
	    "b good; c differs no SHA-256 of 'evidence/p1/x' is recorded; "
	    "d elsewhere; e elsewhere; ");
	finds("r", "{}", "");
}

/* A record that was edited by hand may say anything. */
static void
finds_raw(const char *path, const char *expected)
{
	struct store *store = box_open("r", NULL);
	struct evidence_facts facts = EVIDENCE_FACTS_INIT;
	struct snapshot *tip = NULL;
	struct record *record = NULL;
	char *text = xasprintf("{\"format\":1,\"id\":\"p1\",\"title\":\"T\","
	    "\"stage\":\"s\",\"history\":[],\"evidence\":{\"a\":{\"path\":"
	    "\"%s\",\"sha256\":\"x\"}}}", path);

	box_ok(record_read(&record, text, strlen(text), "r"));
	box_ok(store_tip(store, &tip));
	box_ok(snapshot_evidence(tip, record, &facts));
	assert_int_equal(facts.items[0].state, EVIDENCE_ODD);
	assert_string_equal(facts.items[0].text, expected);
	evidence_facts_release(&facts);
	record_free(record);
	snapshot_free(tip);
	store_close(store);
	free(text);
}

static void
takes_nothing_but_plain_files(void **state)
{
	(void)state;
	box_do("cd r && ln -s x evidence/p1/link && ln -s ../.. evidence/up &&"
	    " git add . && git update-index --add --cacheinfo"
	    " 160000,$(git rev-parse HEAD),evidence/p1/sub &&"
	    " git commit -q -m odd");
	finds_file("evidence/p1/link", "evidence/p1/x",
	    "a odd 'evidence/p1/link' is a symbolic link; ");
	finds_file("evidence/up/own.txt", "own.txt",
	    "a odd 'evidence/up' is a symbolic link; ");
	finds_file("evidence/p1", "own.txt",
	    "a odd 'evidence/p1' is a folder; ");
	finds_file("evidence/p1/sub", "own.txt",
	    "a odd 'evidence/p1/sub' is another repository; ");
	finds_file("evidence/p1/sub/x", "own.txt",
	    "a odd 'evidence/p1/sub' is another repository; ");
	finds_raw("../r/own.txt",
	    "'../r/own.txt' is not the path of a file in the repository");
	finds_raw("/etc/passwd",
	    "'/etc/passwd' is not the path of a file in the repository");
	finds_raw(".git/config",
	    "'.git/config' is not the path of a file in the repository");
	finds_raw("",
	    "'' is not the path of a file in the repository");
}

/* Where the records lie decides nothing: both depths are looked at. */
static void
follows_the_depth(void **state)
{
	char *flat = entry_of("evidence/p1/x", "evidence/p1/x");
	char *deep = entry_of("evidence/1/p/p1/x", "evidence/p1/x");

	(void)state;
	finds("r", flat, "a good; ");
	finds("r", deep, "a good; ");
	box_do("cd r && git reset -q --hard HEAD^ &&"
	    " mkdir -p evidence/1/p && git mv evidence/p1"
	    " evidence/1/p/p1 && git commit -q -m deep");
	finds("r", flat, "a good; ");
	finds("r", deep, "a good; ");
	free(flat);
	free(deep);
	box_do("cd r && git reset -q --hard HEAD^");
}

/* Loose and packed, with and without git, whatever stands for the object. */
static void
reads_large_files(void **state)
{
	char *large, *path;

	(void)state;
	box_do("cd r && head -c 3000000 /dev/urandom >evidence/p1/large &&"
	    " head -c 3000000 /dev/urandom >evidence/p1/other &&"
	    " git add . && git commit -q -m large");
	large = entry_of("evidence/p1/large", "evidence/p1/large");
	finds("r", large, "a good; ");
	path = entry_of("evidence/p1/other", "evidence/p1/large");
	finds("r", "{\"a\":{\"path\":\"evidence/p1/other\",\"sha256\":"
	    "\"2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806"
	    "\",\"bytes\":2999999}}", "a differs 'evidence/p1/other' has "
	    "3000000 bytes; 2999999 are recorded; ");
	box_do("cd r && git repack -adq && git prune-packed && ! test -e"
	    " .git/objects/$(git rev-parse HEAD:evidence/p1/large |"
	    " sed 's|^..|&/|')");
	finds("r", large, "a good; ");
	box_do("cd r && git replace -f $(git rev-parse"
	    " HEAD:evidence/p1/large HEAD:evidence/p1/other)");
	finds("r", large, "a good; ");
	setenv("PATH", "/nonexistent", 1);
	finds("r", large, "a good; ");
	setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1);
	box_do("cd r && git replace -d $(git replace -l) >/dev/null");
	free(path);
	free(large);
}

static void
tells_damage(void **state)
{
	char *large = entry_of("evidence/p1/large", "evidence/p1/large");
	char *small = entry_of("evidence/p1/x", "evidence/p1/x");

	(void)state;
	box_do("cp -r r s && cd s && git unpack-objects -q <"
	    " $(ls ../r/.git/objects/pack/*.pack) 2>/dev/null;"
	    " mv .git/objects/pack .git/kept && mkdir .git/objects/pack &&"
	    " git unpack-objects -q <$(ls .git/kept/*.pack) &&"
	    " file=.git/objects/$(git rev-parse HEAD:evidence/p1/large |"
	    " sed 's|^..|&/|') && chmod u+w $file && cp $file file &&"
	    " printf xxxx | dd of=$file bs=1 seek=1500000 conv=notrunc"
	    " 2>/dev/null");
	fails("s", large, ERR_DATA, "git fsck");
	box_do("cd s && file=.git/objects/$(git rev-parse"
	    " HEAD:evidence/p1/large | sed 's|^..|&/|') &&"
	    " head -c 1000000 file >$file");
	fails("s", large, ERR_DATA, "git fsck");
	box_do("cd s && rm -f .git/objects/$(git rev-parse"
	    " HEAD:evidence/p1/large | sed 's|^..|&/|')");
	fails("s", large, ERR_DATA, "is missing");
	finds("s", small, "a good; ");
	/* In a pack. */
	box_do("rm -rf s && cp -r r s && cd s && pack=$(ls"
	    " .git/objects/pack/*.pack) && chmod u+w $pack &&"
	    " for at in 1000000 2000000 3000000 4000000 5000000; do"
	    " printf xxxx | dd of=$pack bs=1 seek=$at conv=notrunc"
	    " 2>/dev/null; done");
	fails("s", large, ERR_DATA, "git fsck");
	free(large);
	free(small);
}

/* What is left at the remote is neither missing nor good. */
static void
tells_what_a_partial_clone_lacks(void **state)
{
	char *evidence = entry_of("evidence/p1/x", "evidence/p1/x");

	(void)state;
	box_do("git -C r config uploadpack.allowFilter true &&"
	    " git clone -q --bare --filter=blob:none \"file://$BOX/r\" lean");
	fails("lean", evidence, ERR_DATA, ":evidence/p1/x >/dev/null");
	free(evidence);
}

#define POINTER "version https://git-lfs.github.com/spec/v1\n" \
    "oid sha256:" HASH "\nsize 12345678\n"
#define HASH \
    "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393"

static void
a_pointer_stands_for_its_file(void **state)
{
	static const char entry[] = "{\"a\":{\"path\":\"evidence/p1/big\","
	    "\"sha256\":\"%s\",\"bytes\":%s}}";
	char *evidence = xasprintf(entry, HASH, "12345678");

	(void)state;
	box_do("cd r && printf '%s' '" POINTER "' >evidence/p1/big &&"
	    " git add . && git commit -q -m pointer");
	finds("r", evidence, "a good; ");
	free(evidence);
	evidence = xasprintf(entry, HASH, "12345679");
	finds("r", evidence, "a differs 'evidence/p1/big' has 12345678 bytes;"
	    " 12345679 are recorded; ");
	free(evidence);
	evidence = entry_of("evidence/p1/big", "evidence/p1/x");
	finds("r", evidence, "a differs 'evidence/p1/big' has the SHA-256 "
	    "4d7a214614ab…; 2c8b08da5ce6… is recorded; ");
	free(evidence);
	/* The very bytes of the pointer. */
	finds_file("evidence/p1/big", "evidence/p1/big", "a good; ");
}

static void
pointers_are_strict(void **state)
{
	static const char *const rows[] = {
		"",
		"version https://git-lfs.github.com/spec/v1\n",
		"version https://git-lfs.github.com/spec/v2\noid sha256:" HASH
		    "\nsize 1\n",
		"version https://git-lfs.github.com/spec/v1\noid sha256:" HASH
		    "\nsize 1",
		"version https://git-lfs.github.com/spec/v1\noid sha256:" HASH
		    "\nsize 01\n",
		"version https://git-lfs.github.com/spec/v1\noid sha256:" HASH
		    "\nsize -1\n",
		"version https://git-lfs.github.com/spec/v1\noid sha256:" HASH
		    "\nsize \n",
		"version https://git-lfs.github.com/spec/v1\noid sha256:" HASH
		    "\nsize 1234567890123456\n",
		"version https://git-lfs.github.com/spec/v1\noid sha256:" HASH
		    "\nsize 1\nx y\n",
		"version https://git-lfs.github.com/spec/v1\r\noid sha256:"
		    HASH "\r\nsize 1\r\n",
		"version https://git-lfs.github.com/spec/v1\noid sha1:" HASH
		    "\nsize 1\n",
		"version https://git-lfs.github.com/spec/v1\noid sha256:ABC"
		    "a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17"
		    "e2393\nsize 1\n",
		"version https://git-lfs.github.com/spec/v1\next-0-x sha256:"
		    HASH "\noid sha256:" HASH "\nsize 1\n",
		" " POINTER,
	};
	struct lfs_pointer pointer = { "kept", 7 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (lfs_parse(&pointer, rows[i], strlen(rows[i])))
			fail_msg("%s", rows[i]);
	for (size_t len = 0; len < strlen(POINTER); len++)
		assert_false(lfs_parse(&pointer, POINTER, len));
	assert_string_equal(pointer.sha256, "kept");
	assert_true(lfs_parse(&pointer, POINTER, strlen(POINTER)));
	assert_string_equal(pointer.sha256, HASH);
	assert_int_equal(pointer.bytes, 12345678);
}

static void
knows_whose_evidence_a_file_is(void **state)
{
	static const char *const rows[][3] = {
		{ "evidence/p1/x", "p1", "x" },
		{ "evidence/p1/a/b/x", "p1", "a/b/x" },
		{ "evidence/1/p/p1/x", "p1", "x" },
		{ "evidence/1/p/p1/a/x", "p1", "a/x" },
		{ "evidence/a/x", "a", "x" },
		{ "evidence/1/q/p1/x", "1", "q/p1/x" },
		{ "evidence/a/_/a/x", "a", "x" },
		{ "evidence/x", NULL, NULL },
		{ "evidence/p1/", NULL, NULL },
		{ "evidence/P1/x", NULL, NULL },
		{ "evidence-old/p1/x", NULL, NULL },
		{ "projects/p1/x", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *rest = NULL;
		char *id = place_id_in(place_evidence, rows[i][0], &rest);

		if (rows[i][1] == NULL) {
			assert_null(id);
			continue;
		}
		assert_string_equal(id, rows[i][1]);
		assert_string_equal(rest, rows[i][2]);
		free(id);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sees_whether_a_file_is_the_same),
		cmocka_unit_test(takes_nothing_but_plain_files),
		cmocka_unit_test(follows_the_depth),
		cmocka_unit_test(reads_large_files),
		cmocka_unit_test(tells_damage),
		cmocka_unit_test(tells_what_a_partial_clone_lacks),
		cmocka_unit_test(a_pointer_stands_for_its_file),
		cmocka_unit_test(pointers_are_strict),
		cmocka_unit_test(knows_whose_evidence_a_file_is),
	};

	return cmocka_run_group_tests(tests, box_setup, box_teardown);
}
