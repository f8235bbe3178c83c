#include "core/store/heads.h"

#include <stdlib.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/store/own.h"

enum { MAX_HEADS = 1024 * 1024 };

const struct err *
heads_read(struct heads *heads, struct store *store, const char *name)
{
	char *path = xasprintf("%s/%s", repo_git_dir(store->repo), name);
	struct str text = STR_INIT;
	struct strs lines = STRS_INIT;
	const struct err *err = NULL;
	struct oid id;

	if (file_exists(path))
		err = file_read(&text, path, MAX_HEADS);
	strs_split(&lines, text.ptr, '\n');
	for (size_t i = 0; err == NULL && i < lines.n; i++) {
		if (!oid_parse(&id, lines.items[i]))
			continue;
		GROW(heads->items, heads->n, heads->cap);
		heads->items[heads->n++] = id;
	}
	strs_release(&lines);
	str_release(&text);
	free(path);
	return err;
}
