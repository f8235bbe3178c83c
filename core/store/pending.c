#include "core/store/pending.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/store/own.h"

/*
 * pending 1
 * branch refs/heads/main
 * commit <id>
 * <old> <new> <path>
 * end
 */

static const char first_line[] = "pending 1\n", last_line[] = "end\n";
enum { MAX_PENDING = 256 * 1024 * 1024 };

void
pending_add(struct pending *pending, char *path, const struct oid *old,
    const struct oid *new)
{
	struct pending_file *file;

	GROW(pending->files, pending->n, pending->cap);
	file = &pending->files[pending->n++];
	file->path = path;
	file->old = *old;
	file->new = *new;
}

void
pending_release(struct pending *pending)
{
	for (size_t i = 0; i < pending->n; i++)
		free(pending->files[i].path);
	free(pending->files);
	free(pending->branch);
	memset(pending, 0, sizeof(*pending));
}

static char *
file_path(struct store *store)
{
	return xasprintf("%s/proven/pending", repo_git_dir(store->repo));
}

const struct err *
pending_write(struct store *store, const struct pending *pending)
{
	char old[OID_HEX + 1], new[OID_HEX + 1], *path = file_path(store);
	struct str text = STR_INIT;
	const struct err *err;

	oid_hex(new, &pending->commit);
	str_addf(&text, "%sbranch %s\ncommit %s\n", first_line,
	    pending->branch, new);
	for (size_t i = 0; i < pending->n; i++) {
		oid_hex(old, &pending->files[i].old);
		oid_hex(new, &pending->files[i].new);
		str_addf(&text, "%s %s %s\n", old, new,
		    pending->files[i].path);
	}
	str_add(&text, last_line);
	err = file_write(path, text.ptr, text.len, true);
	str_release(&text);
	free(path);
	return err;
}

void
pending_clear(struct store *store)
{
	char *path = file_path(store);

	unlink(path);
	free(path);
}

char *
pending_text(struct store *store)
{
	char *path = file_path(store), *result = NULL;
	struct str text = STR_INIT;

	if (file_exists(path) &&
	    file_read(&text, path, MAX_PENDING) == NULL)
		result = str_take(&text);
	str_release(&text);
	free(path);
	return result;
}

/* "<old> <new> <path>" */
static bool
parse_file(struct pending *pending, const char *line)
{
	struct oid old, new;

	if (!oid_parse(&old, line) || line[OID_HEX] != ' ')
		return false;
	line += OID_HEX + 1;
	if (!oid_parse(&new, line) || line[OID_HEX] != ' ')
		return false;
	line += OID_HEX + 1;
	if (*line == '\0')
		return false;
	pending_add(pending, xstrdup(line), &old, &new);
	return true;
}

static bool
parse(struct pending *pending, char *text)
{
	char *line, *end;

	if (!str_starts(text, first_line) || !str_ends(text, last_line))
		return false;
	for (line = text + sizeof(first_line) - 1; *line; line = end + 1) {
		if ((end = strchr(line, '\n')) == NULL)
			return false;
		*end = '\0';
		if (str_starts(line, "branch ") && !pending->branch)
			pending->branch = xstrdup(line + 7);
		else if (str_starts(line, "commit ") && strlen(line) ==
		    7 + OID_HEX && oid_parse(&pending->commit, line + 7))
			continue;
		else if (strcmp(line, "end") == 0)
			return pending->branch != NULL;
		else if (!parse_file(pending, line))
			return false;
	}
	return false;
}

const struct err *
pending_read(struct store *store, struct pending *pending, bool *found)
{
	char *path = file_path(store);
	struct str text = STR_INIT;
	const struct err *err = NULL;

	*found = false;
	if (!file_exists(path) || (err = file_read(&text, path, MAX_PENDING)))
		goto done;
	*found = parse(pending, text.ptr);
	if (!*found)
		pending_release(pending);
done:
	str_release(&text);
	free(path);
	return err;
}
