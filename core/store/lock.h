#ifndef PROVEN_STORE_LOCK_H
#define PROVEN_STORE_LOCK_H

#include "core/base/err.h"

struct store;

/*
 * The lock that the writers of one clone hold from reading the tip until
 * the work tree is in step: flock(2) on "proven/lock" in the common git
 * directory, so it goes with its holder, however that one ends.
 * ERR_SYSTEM: held for too long, or no such file can be made.
 */
NODISCARD const struct err *lock_take(int *fd, struct store *);
/*
 * Leave MARK (of index_mark) with the lock: should its holder be killed,
 * the next one removes the index lock that it left.
 */
void lock_note(int fd, const char *mark);
void lock_give(int fd); /* -1: nothing */

#endif
