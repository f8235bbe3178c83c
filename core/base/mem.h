#ifndef PROVEN_BASE_MEM_H
#define PROVEN_BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>

#include "core/base/banned.h"
#include "core/base/err.h"

/*
 * Allocation that never fails: when memory runs out the program ends.  A
 * short-lived command gains nothing from unwinding.  Whatever these return
 * is freed with free().
 */
void *xmalloc(size_t size);
void *xcalloc(size_t n, size_t size);
void *xreallocarray(void *ptr, size_t n, size_t size);
char *xstrdup(const char *s);
char *xstrdup0(const char *s); /* NULL stays NULL */
char *xstrndup(const char *s, size_t len);
void *xmemdup(const void *ptr, size_t len);
char *xasprintf(const char *fmt, ...) PRINTF(1, 2);
char *xvasprintf(const char *fmt, va_list ap) PRINTF(1, 0);

/* Room for one more in the array PTR that holds N of CAP items. */
#define GROW(ptr, n, cap)                                               \
	do {                                                            \
		if ((n) == (cap)) {                                     \
			(cap) = (cap) ? 2 * (cap) : 8;                  \
			(ptr) = xreallocarray((ptr), (cap),             \
			    sizeof(*(ptr)));                            \
		}                                                       \
	} while (0)

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
