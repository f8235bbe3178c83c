#include "core/git/alternates.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/file.h"
#include "core/base/mem.h"

enum { DEPTH = 5, LIST_MAX = 1024 * 1024 };

/* The byte of an escape at *AT, behind the backslash; -1: there is none. */
static int
escaped(const char **at)
{
	static const char letters[] = "abfnrtv\\\"";
	static const char bytes[] = "\a\b\f\n\r\t\v\\\"";
	const char *letter, *c = *at;

	if (*c == '\0')
		return -1;
	if ((letter = strchr(letters, *c)) != NULL) {
		*at = c + 1;
		return bytes[letter - letters];
	}
	if (c[0] < '0' || c[0] > '3' || c[1] < '0' || c[1] > '7' ||
	    c[2] < '0' || c[2] > '7')
		return -1;
	*at = c + 3;
	return (c[0] - '0') << 6 | (c[1] - '0') << 3 | (c[2] - '0');
}

/* What is quoted at *AT; false, nothing changed: it is not closed. */
static bool
unquote(const char **at, struct str *out)
{
	const char *c = *at + 1;

	while (*c != '"') {
		int byte = (unsigned char)*c;

		if (*c == '\0')
			break;
		c++;
		if (byte == '\\' && (byte = escaped(&c)) < 0)
			break;
		str_addc(out, (char)byte);
	}
	if (*c != '"') {
		str_reset(out);
		return false;
	}
	*at = c + 1;
	return true;
}

void
alternates_split(struct strs *out, const char *list)
{
	struct str path = STR_INIT;

	while (*list != '\0') {
		size_t len = 0;

		str_reset(&path);
		if (*list != '"' || !unquote(&list, &path)) {
			len = strcspn(list, ":");
			if (*list != '#')
				str_addn(&path, list, len);
		}
		list += len;
		list += *list == ':';
		if (path.len > 0)
			strs_add(out, path.ptr);
	}
	str_release(&path);
}

/* Whether one of FOLDERS is the same as this one, by whatever name. */
static bool
is_known(const struct strs *folders, const struct stat *folder)
{
	struct stat st;

	for (size_t i = 0; i < folders->n; i++)
		if (stat(folders->items[i], &st) == 0 &&
		    st.st_dev == folder->st_dev &&
		    st.st_ino == folder->st_ino)
			return true;
	return false;
}

static void
follow(struct strs *folders, const char *objects, int depth)
{
	char *list;
	struct strs lines = STRS_INIT;
	struct str text = STR_INIT;
	struct stat st;
	bool there = stat(objects, &st) == 0;

	if (there ? is_known(folders, &st) : depth < DEPTH)
		return;
	list = xasprintf("%s/info/alternates", objects);
	strs_add(folders, objects);
	if (depth > 0 && file_exists(list) &&
	    file_read(&text, list, LIST_MAX) == NULL)
		strs_split(&lines, text.ptr, '\n');
	for (size_t i = 0; i < lines.n; i++) {
		const char *line = lines.items[i];
		char *path = *line == '/' ? xstrdup(line) :
		    xasprintf("%s/%s", objects, line);

		if (*line != '\0' && *line != '#')
			follow(folders, path, depth - 1);
		free(path);
	}
	strs_release(&lines);
	str_release(&text);
	free(list);
}

void
alternates_follow(struct strs *folders, const char *objects)
{
	follow(folders, objects, DEPTH);
}
