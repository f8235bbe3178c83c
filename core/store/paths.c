#include "core/store/paths.h"

#include <string.h>

#include "core/base/hash.h"
#include "core/base/mem.h"

static size_t *
slot(const struct paths *paths, const char *path)
{
	size_t i = hash_of(path, strlen(path)) & (paths->cap - 1);

	while (paths->slots[i] != 0 &&
	    strcmp(paths->list.items[paths->slots[i] - 1], path) != 0)
		i = (i + 1) & (paths->cap - 1);
	return &paths->slots[i];
}

static void
grow(struct paths *paths)
{
	paths->cap = paths->cap ? 2 * paths->cap : 16;
	free(paths->slots);
	paths->slots = xcalloc(paths->cap, sizeof(*paths->slots));
	for (size_t i = 0; i < paths->list.n; i++)
		*slot(paths, paths->list.items[i]) = i + 1;
}

void
paths_add(struct paths *paths, const char *path)
{
	size_t *at;

	if (4 * (paths->list.n + 1) > 3 * paths->cap)
		grow(paths);
	at = slot(paths, path);
	if (*at != 0)
		return;
	strs_add(&paths->list, path);
	*at = paths->list.n;
}

bool
paths_has(const struct paths *paths, const char *path)
{
	return paths->cap > 0 && *slot(paths, path) != 0;
}

void
paths_release(struct paths *paths)
{
	strs_release(&paths->list);
	free(paths->slots);
	*paths = (struct paths)PATHS_INIT;
}
