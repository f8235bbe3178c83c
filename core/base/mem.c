#include "core/base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *
or_abort(void *ptr)
{
	if (ptr == NULL) {
		fputs("proven: out of memory\n", stderr);
		abort();
	}
	return ptr;
}

void *
xmalloc(size_t size)
{
	return or_abort(malloc(size ? size : 1));
}

void *
xcalloc(size_t n, size_t size)
{
	return or_abort(calloc(n ? n : 1, size ? size : 1));
}

void *
xreallocarray(void *ptr, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size)
		return or_abort(NULL);
	if (n == 0 || size == 0)
		n = size = 1;
	return or_abort(realloc(ptr, n * size));
}

char *
xstrdup(const char *s)
{
	return or_abort(strdup(s));
}

char *
xstrdup0(const char *s)
{
	return s == NULL ? NULL : xstrdup(s);
}

char *
xstrndup(const char *s, size_t len)
{
	return or_abort(strndup(s, len));
}

void *
xmemdup(const void *ptr, size_t len)
{
	void *copy = xmalloc(len);

	if (len > 0)
		memcpy(copy, ptr, len);
	return copy;
}

char *
xvasprintf(const char *fmt, va_list ap)
{
	char *text = NULL;

	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	return or_abort(text);
}

char *
xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	return text;
}
