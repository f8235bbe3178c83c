#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/audit/dag.h"
#include "core/base/file.h"
#include "core/git/commit.h"
#include "core/git/objects.h"
#include "core/git/repo.h"
#include "tests/unit/dag_case.h"
#include "tests/unit/git_box.h"
#include "tests/unit/pack_made.h"

/*
 * A pack that gives the id of a commit to bytes that are not it, in front of
 * the object itself: a history that is glanced at is that of the pack, and
 * nobody takes it for the one that there is.
 */

enum { COMMITS = 3, FORGED = 1 };

struct box {
	struct repo *repo;
	struct objects *objects;
	struct commit commits[COMMITS]; /* as they are, the oldest first */
};

static struct oid
id_of(const char *name)
{
	char *command = xasprintf("git -C r rev-parse '%s'", name);
	char *hex = box_run(command, NULL);
	struct oid id;

	assert_true(oid_parse(&id, hex));
	free(command);
	free(hex);
	return id;
}

/* The bytes of commit NAME, with what sed SCRIPT changes in them. */
static char *
bytes_of(const char *name, const char *script)
{
	char *command = xasprintf("git -C r cat-file commit '%s' | sed '%s'",
	    name, script);
	char *text = box_run(command, NULL), *whole = xasprintf("%s\n",
	    text);

	free(command);
	free(text);
	return whole;
}

static void
write_forged(const char *bytes)
{
	struct made_pack pack = MADE_PACK_INIT;
	struct str text = STR_INIT, index = STR_INIT;
	struct oid id = id_of("main~1");

	made_whole(&pack, &id, OBJECT_COMMIT, bytes, strlen(bytes));
	made_bytes(&pack, &text, &index);
	box_ok(file_write("r/.git/objects/pack/p.pack", text.ptr, text.len,
	    false));
	box_ok(file_write("r/.git/objects/pack/p.idx", index.ptr, index.len,
	    false));
	str_release(&text);
	str_release(&index);
	made_release(&pack);
}

/* Three commits, the second forged by sed SCRIPT. */
static void
open_forged(struct box *box, const char *script)
{
	static const char *const names[] = { "main~2", "main~1", "main" };
	char *bytes;

	box_do("rm -rf r && git init -q -b main r && cd r && for i in 1 2 3;"
	    " do echo $i >f && git add f && git commit -q -m $i; done");
	for (size_t i = 0; i < COMMITS; i++) {
		struct oid id = id_of(names[i]);

		box->commits[i] = (struct commit)COMMIT_INIT;
		bytes = bytes_of(names[i], "");
		box_ok(commit_parse(&box->commits[i], bytes, strlen(bytes),
		    &id));
		free(bytes);
	}
	bytes = bytes_of("main~1", script);
	write_forged(bytes);
	free(bytes);
	box_ok(repo_open(&box->repo, "r", box_env));
	box_ok(objects_open(&box->objects, box->repo));
}

static void
close_forged(struct box *box)
{
	for (size_t i = 0; i < COMMITS; i++)
		commit_release(&box->commits[i]);
	objects_close(box->objects);
	repo_close(box->repo);
}

static void
what_is_glanced_at_does_not_agree(void **state)
{
	static const char *const scripts[] = {
		"s/^tree .*/tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904/",
		"/^parent/d", "s/^parent .*/&\\n&/",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(scripts); i++) {
		struct dag dag = DAG_INIT;
		struct box box;

		open_forged(&box, scripts[i]);
		dag_load(&dag, box.objects, &box.commits[2].id, no_loss,
		    NULL);
		for (size_t k = 0; k < COMMITS; k++) {
			const struct commit *commit = &box.commits[k];
			uint32_t node = dag_find(&dag, &commit->id);

			assert_true(node != NO_NODE || k == 0);
			if (node != NO_NODE)
				assert_int_equal(dag_agrees(&dag, node,
				    commit), k != FORGED);
		}
		dag_release(&dag);
		close_forged(&box);
	}
}

/* The object itself is found behind the pack. */
static void
nothing_forged_is_trusted(void **state)
{
	struct dag dag = DAG_INIT;
	struct box box;

	(void)state;
	open_forged(&box, "/^parent/d");
	dag_load_verified(&dag, box.objects, &box.commits[2].id, NULL,
	    no_loss, NULL);
	assert_int_equal(dag.n, COMMITS);
	dag_release(&dag);
	assert_true(dag_load_range(&dag, box.objects, &box.commits[2].id,
	    &box.commits[0].id, no_loss, NULL));
	assert_int_equal(dag.n, COMMITS);
	for (size_t i = 0; i < COMMITS; i++)
		assert_int_equal(dag.nodes[i].trusted, i == 0);
	dag_release(&dag);
	close_forged(&box);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_glanced_at_does_not_agree),
		cmocka_unit_test(nothing_forged_is_trusted),
	};

	return cmocka_run_group_tests(tests, box_git_setup,
	    box_git_teardown);
}
