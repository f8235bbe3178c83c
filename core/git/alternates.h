#ifndef PROVEN_GIT_ALTERNATES_H
#define PROVEN_GIT_ALTERNATES_H

#include "core/base/str.h"

/*
 * The folders that GIT_ALTERNATE_OBJECT_DIRECTORIES lists, as git reads
 * it: colons between them, one that begins with '"' is quoted as in C, one
 * that begins with '#' is none.  Added to OUT as they stand.
 */
void alternates_split(struct strs *out, const char *list);

/*
 * Added to FOLDERS: OBJECTS, a folder of objects, and those it borrows from
 * by info/alternates (gitrepository-layout(5)), and those do, five deep as
 * in git; each once, however many lists lead there.  What cannot be read is
 * left out: libgit2 tells of it.
 */
void alternates_follow(struct strs *folders, const char *objects);

#endif
