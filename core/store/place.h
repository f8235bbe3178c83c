#ifndef PROVEN_STORE_PLACE_H
#define PROVEN_STORE_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/str.h"

/*
 * Where things lie: "projects/<id>.json" (depth 0), or
 * "projects/<d>/<x>/<id>.json" (depth 2) for an id that ends in "xd"; '_'
 * stands for '-' and for a missing character.  The same for approvals/ and
 * evidence/, where <id> is a folder.
 */

extern const char place_projects[];  /* "projects" */
extern const char place_suffix[];    /* ".json" */
extern const char place_evidence[];  /* "evidence" */
/* The folders that hold things by id. */
extern const char *const place_folders[]; /* projects approvals evidence */
enum { PLACE_FOLDERS = 3 };
/* The tracker's four: these and "tracker". */
bool place_is_ours(const char *path);

/* The names of the two folders for ID. */
void place_shards(const char *id, char *outer, char *inner);
/* "FOLDER/<id>SUFFIX", or with the two folders, added to OUT. */
void place_path(struct str *out, const char *folder, const char *id,
    int depth, const char *suffix);
/*
 * The id of the record at PATH (from the root of the tree), if it is the
 * place of one at either depth; NULL when it is none.  The caller frees.
 */
char *place_record_id(const char *path);
/*
 * The id that the file at PATH, below "approvals" or "evidence" (FOLDER),
 * belongs to, at either depth; NULL: to none.  *REST (may be NULL) is what
 * follows the folder of the id, borrowed.  The caller frees.
 */
char *place_id_in(const char *folder, const char *path, const char **rest);

#endif
