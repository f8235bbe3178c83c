#include "core/git/limit.h"

#include <stdint.h>

#include <git2.h>
#include <git2/sys/alloc.h>

#include "core/base/mem.h"

/* Of this thread; SIZE_MAX: none. */
static _Thread_local size_t limit = SIZE_MAX;
static _Thread_local bool refused;

static bool
refuse(size_t n, size_t size)
{
	size_t all;

	if (!__builtin_mul_overflow(n, size, &all) && all <= limit)
		return false;
	refused = true;
	return true;
}

static void *
resize_array(void *ptr, size_t n, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return refuse(n, size) ? NULL : xreallocarray(ptr, n, size);
}

static void *
resize(void *ptr, size_t size, const char *file, int line)
{
	return resize_array(ptr, 1, size, file, line);
}

static void *
take_array(size_t n, size_t size, const char *file, int line)
{
	return resize_array(NULL, n, size, file, line);
}

static void *
take(size_t size, const char *file, int line)
{
	return resize_array(NULL, 1, size, file, line);
}

static void *
take_zeros(size_t n, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return refuse(n, size) ? NULL : xcalloc(n, size);
}

static char *
copy(const char *text, const char *file, int line)
{
	(void)file;
	(void)line;
	return xstrdup(text);
}

static char *
copy_up_to(const char *text, size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	return xstrndup(text, n);
}

static char *
copy_bytes(const char *text, size_t n, const char *file, int line)
{
	char *new;

	(void)file;
	(void)line;
	new = xmalloc(n + 1);
	memcpy(new, text, n);
	new[n] = '\0';
	return new;
}

int
limit_install(void)
{
	git_allocator own = {
		.gmalloc = take,
		.gcalloc = take_zeros,
		.gstrdup = copy,
		.gstrndup = copy_up_to,
		.gsubstrdup = copy_bytes,
		.grealloc = resize,
		.greallocarray = resize_array,
		.gmallocarray = take_array,
		.gfree = free
	};

	return git_libgit2_opts(GIT_OPT_SET_ALLOCATOR, &own);
}

void
limit_begin(size_t max)
{
	limit = max;
	refused = false;
}

bool
limit_end(void)
{
	limit = SIZE_MAX;
	return refused;
}
