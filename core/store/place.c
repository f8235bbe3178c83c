#include "core/store/place.h"

#include "core/base/mem.h"
#include "core/model/record.h"

const char place_projects[] = "projects";
const char place_suffix[] = ".json";
const char place_evidence[] = "evidence";
const char *const place_folders[] = { "projects", "approvals", "evidence" };

bool
place_is_ours(const char *path)
{
	if (str_starts(path, "tracker/"))
		return true;
	for (size_t i = 0; i < PLACE_FOLDERS; i++) {
		size_t len = strlen(place_folders[i]);

		if (strncmp(path, place_folders[i], len) == 0 &&
		    path[len] == '/')
			return true;
	}
	return false;
}

static char
shard(char c)
{
	return c == '-' ? '_' : c;
}

void
place_shards(const char *id, char *outer, char *inner)
{
	size_t len = strlen(id);

	*outer = len > 0 ? shard(id[len - 1]) : '_';
	*inner = len > 1 ? shard(id[len - 2]) : '_';
}

void
place_path(struct str *out, const char *folder, const char *id, int depth,
    const char *suffix)
{
	char outer, inner;

	place_shards(id, &outer, &inner);
	if (depth == 0)
		str_addf(out, "%s/%s%s", folder, id, suffix);
	else
		str_addf(out, "%s/%c/%c/%s%s", folder, outer, inner, id,
		    suffix);
}

char *
place_record_id(const char *path)
{
	size_t head = sizeof("projects/") - 1, tail = strlen(place_suffix);
	char outer, inner, *id;
	size_t len;

	if (!str_starts(path, "projects/") || !str_ends(path, place_suffix) ||
	    strlen(path) < head + tail)
		return NULL;
	path += head;
	len = strlen(path);
	if (len > 4 && path[1] == '/' && path[3] == '/') {
		id = xstrndup(path + 4, len - 4 - tail);
		place_shards(id, &outer, &inner);
		if (path[0] == outer && path[2] == inner &&
		    record_id_check(id) == NULL)
			return id;
	} else {
		id = xstrndup(path, len - tail);
		if (record_id_check(id) == NULL)
			return id;
	}
	free(id);
	return NULL;
}

/* The first component of PATH, if it is an id and something follows. */
static char *
leading_id(const char *path, const char **rest)
{
	size_t len = strcspn(path, "/");
	char *id;

	if (path[len] == '\0' || path[len + 1] == '\0')
		return NULL;
	id = xstrndup(path, len);
	if (record_id_check(id) != NULL) {
		free(id);
		return NULL;
	}
	if (rest != NULL)
		*rest = path + len + 1;
	return id;
}

/* Where both readings are possible, the deep one counts, as for records. */
char *
place_id_in(const char *folder, const char *path, const char **rest)
{
	size_t head = strlen(folder);
	char outer, inner, *id;

	if (!str_starts(path, folder) || path[head] != '/')
		return NULL;
	path += head + 1;
	if (strlen(path) > 4 && path[1] == '/' && path[3] == '/' &&
	    (id = leading_id(path + 4, rest)) != NULL) {
		place_shards(id, &outer, &inner);
		if (path[0] == outer && path[2] == inner)
			return id;
		free(id);
	}
	return leading_id(path, rest);
}
