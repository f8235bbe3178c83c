#ifndef PROVEN_GIT_HANDLE_H
#define PROVEN_GIT_HANDLE_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/git/config.h"

/* What the files of core/git know of each other's structs. */

struct git_config;
struct git_odb;
struct git_repository;
struct overlay;

struct repo {
	struct git_repository *git;
	struct git_odb *odb;
	struct config *config;
	const char *(*env)(const char *);
	char *git_dir;    /* of this work tree */
	char *common_dir; /* shared by all work trees */
	char *work_tree;  /* NULL: bare */
	char *index;      /* the path of the index */
	char *quarantine; /* objects that a push brings; NULL: none */
	struct strs alternates; /* folders of objects of the environment */
	const struct overlay *overlay; /* NULL: none */
};

/*
 * Add the files of the repository, whose directories these are; REPO is
 * given the configuration whole.
 */
NODISCARD const struct err *config_add_repo(struct config *,
    struct git_repository *repo, const char *common_dir,
    const char *git_dir);

#endif
