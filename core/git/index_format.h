#ifndef PROVEN_GIT_INDEX_FORMAT_H
#define PROVEN_GIT_INDEX_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/git/index.h"
#include "core/git/oid.h"

/*
 * The file of an index (gitformat-index(5)), versions 2 and 3: a header,
 * entries sorted by path and stage, extensions, a checksum.
 */

enum { INDEX_HEADER = 12 };

/* Where things are in such a file; its bytes are borrowed. */
struct index_file {
	const unsigned char *ptr;
	size_t len;
	uint32_t *at;   /* its entries begin there */
	size_t n;       /* … so many */
	size_t end;     /* of the last one: extensions begin */
};

/*
 * Look LEN bytes at PTR over; NAME is for messages.  *NEEDS_GIT, with
 * nothing in OUT: a split or sparse index, one with an untracked cache, of
 * another version, without a checksum, with anything unknown that may not
 * be lost.  ERR_DATA: it is damaged.
 */
NODISCARD const struct err *index_file_parse(struct index_file *out,
    const char *name, const unsigned char *ptr, size_t len, bool *needs_git);
void index_file_release(struct index_file *);

/* The first entry of PATH, or else of what comes behind it. */
size_t index_file_find(const struct index_file *, const char *path);
/* The path of entry I; NULL: there is no such entry. */
const char *index_file_path(const struct index_file *, size_t i);

/* ---- An entry, from its first byte ---- */

const char *ondisk_path(const unsigned char *entry);
size_t ondisk_len(const unsigned char *entry);
void ondisk_get(const unsigned char *entry, struct index_entry *out);
/* 0: settled; 1 to 3: of the common ancestor, ours, theirs. */
unsigned ondisk_stage(const unsigned char *entry);
/* The user says that its file does not change. */
bool ondisk_is_assumed(const unsigned char *entry);
/*
 * Whether ST, of its file, is as it was when the entry was made, in an
 * index that was written at AGE: then the file holds the content still.
 * What changed as late as that cannot be told apart, and does not fit.
 */
bool ondisk_fits(const unsigned char *entry, const struct stat *st,
    const struct timespec *age);
/* When the content was last changed, in seconds; and its bytes. */
uint32_t ondisk_changed(const unsigned char *entry);
uint32_t ondisk_size(const unsigned char *entry);
void ondisk_forget_size(unsigned char *entry);
/*
 * PATH is ID, a plain file that looks like ST; NULL: it has no file.  Of
 * the flags of OLD, NULL or the entry it replaces, those of the user stay:
 * assume-unchanged, and skip-worktree where there is no file.  *LEN bytes;
 * the caller frees.
 */
unsigned char *ondisk_new(size_t *len, const char *path,
    const struct oid *id, const struct stat *st, const unsigned char *old);

/* ---- Writing ---- */

uint32_t index_number(const unsigned char *at);
void index_put_number(unsigned char *at, uint32_t value);
/* The checksum goes behind what is in FILE. */
void index_seal(struct str *file);

/* An index without entries. */
extern const unsigned char index_empty[];
extern const size_t index_empty_len;

#endif
