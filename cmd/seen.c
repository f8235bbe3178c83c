#include "cmd/seen.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"

/* A name with the line that has it. */
struct noted {
	const char *name; /* OWN, or what is looked for */
	char *own, *value;
	int64_t line;
};

static int
compare(const void *a, const void *b)
{
	return strcmp(((const struct noted *)a)->name,
	    ((const struct noted *)b)->name);
}

static struct noted *
find(const struct seen *names, const char *name)
{
	struct noted wanted = { name, NULL, NULL, 0 };
	struct noted **found = tfind(&wanted, &names->root, compare);

	return found != NULL ? *found : NULL;
}

int64_t
seen_line(const struct seen *names, const char *name)
{
	const struct noted *seen = find(names, name);

	return seen != NULL ? seen->line : 0;
}

const char *
seen_value(const struct seen *names, const char *name)
{
	const struct noted *seen = find(names, name);

	return seen != NULL ? seen->value : NULL;
}

void
seen_note(struct seen *names, const char *name, int64_t line,
    const char *value)
{
	struct noted *seen = find(names, name);

	if (seen == NULL) {
		seen = xcalloc(1, sizeof(*seen));
		seen->name = seen->own = xstrdup(name);
		if (tsearch(seen, &names->root, compare) == NULL)
			BUG("out of memory");
	}
	free(seen->value);
	seen->value = xstrdup0(value);
	seen->line = line;
}

static void
collect(const void *node, VISIT visit, void *out)
{
	if (visit == postorder || visit == leaf)
		strs_add(out, (*(struct noted *const *)node)->name);
}

void
seen_names(const struct seen *names, struct strs *out)
{
	twalk_r(names->root, collect, out);
}

static void
release(void *item)
{
	struct noted *seen = item;

	free(seen->own);
	free(seen->value);
	free(seen);
}

void
seen_release(struct seen *names)
{
	tdestroy(names->root, release);
	names->root = NULL;
}
