#ifndef PROVEN_BASE_FLUSH_H
#define PROVEN_BASE_FLUSH_H

#include <stddef.h>

/* An open file or folder that is to be safe on the disk. */
struct flush {
	int fd;
	int error; /* of fsync(2), as errno; 0: it is */
};

/*
 * All of them.  Where the disk is slow, be it that others use it as well,
 * they do not wait one after the other but together, in threads; there are
 * none when it returns.
 */
void flush_all(struct flush *items, size_t n);

#endif
