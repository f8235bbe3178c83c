/*
 * usage: objects REPOSITORY TIP WHAT
 *
 * Reads history from TIP back along first parents as an audit would: each
 * commit strictly, hashed, and where WHAT is "trees" each tree against the
 * one before.  Prints how many commits and how many changed files.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/git/commit_strict.h"
#include "core/git/diff.h"
#include "core/git/lib.h"
#include "core/git/objects.h"
#include "core/git/repo.h"

enum { COMMIT_MAX = 1024 * 1024, TREE_MAX = 16 * 1024 * 1024 };

static const char *
no_env(const char *name)
{
	(void)name;
	return NULL;
}

static const struct err *
read_tree(void *arg, const struct oid *id, struct str *out)
{
	return objects_read(arg, id, OBJECT_TREE, TREE_MAX, out);
}

static const struct err *
count(void *arg, const char *path, const struct tree_file *old,
    const struct tree_file *new)
{
	(void)path;
	(void)old;
	(void)new;
	++*(size_t *)arg;
	return NULL;
}

struct tally {
	size_t commits, files;
};

static const struct err *
run(struct objects *objects, struct oid id, bool trees, struct tally *tally)
{
	struct commit_strict commit = COMMIT_STRICT_INIT;
	struct diff_source source = { .arg = objects, .read = read_tree };
	struct differ *differ = differ_new(&source);
	const struct err *err = NULL;
	struct oid last;

	for (;; id = commit.commit.parents[0], last = commit.commit.tree) {
		err = commit_strict_read(&commit, objects, &id, COMMIT_MAX);
		if (err == NULL && trees && tally->commits > 0)
			err = differ_trees(differ, &last,
			    &commit.commit.tree, "", count, &tally->files);
		if (err != NULL)
			break;
		tally->commits++;
		if (commit.commit.n_parents == 0)
			break;
	}
	differ_free(differ);
	commit_strict_release(&commit);
	return err;
}

int
main(int argc, char **argv)
{
	struct tally tally = { 0, 0 };
	struct objects *objects = NULL;
	struct repo *repo = NULL;
	const struct err *err;
	struct oid tip;

	if (argc != 4 || !oid_parse(&tip, argv[2])) {
		fprintf(stderr, "usage: objects REPOSITORY TIP WHAT\n");
		return 2;
	}
	if ((err = git_start()) ||
	    (err = repo_open(&repo, argv[1], no_env)) ||
	    (err = objects_open(&objects, repo)) ||
	    (err = run(objects, tip, strcmp(argv[3], "trees") == 0, &tally)))
		fprintf(stderr, "objects: %s\n", err->msg);
	printf("%zu commits, %zu files\n", tally.commits, tally.files);
	objects_close(objects);
	repo_close(repo);
	git_stop();
	return err != NULL;
}
