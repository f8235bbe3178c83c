#ifndef PROVEN_GIT_LIMIT_H
#define PROVEN_GIT_LIMIT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The memory of libgit2.  Where there is none left, the program ends, as
 * everywhere: libgit2 itself goes on then, and has been seen to write a
 * damaged tree.  And a thread can be kept from taking much at once: a
 * hostile pack makes gigabytes of a few bytes, and to ask for the size of
 * each object before it is read costs a third of the reading.
 */

/* For libgit2, which has just been started.  Negative: its own error. */
int limit_install(void);

/* From now on this thread gets no piece of more than MAX bytes. */
void limit_begin(size_t max);
/* Any again; whether one was refused. */
bool limit_end(void);

#endif
