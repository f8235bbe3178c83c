#include "core/git/tree_order.h"

#include <string.h>
#include <strings.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"

/*
 * Names that are ".git" to NTFS or HFS+, as git itself judges them
 * (core.protectNTFS, core.protectHFS): a tree that has one gets at the
 * repository of whoever checks it out there.
 */

bool
tree_name_is_safe(const char *name, size_t len)
{
	static const char *const bad[] = { "", ".", "..", ".git" };

	for (size_t i = 0; i < COUNT(bad); i++)
		if (len == strlen(bad[i]) &&
		    strncasecmp(name, bad[i], len) == 0)
			return false;
	return memchr(name, '/', len) == NULL;
}

/* The component at AT: ".git" or its short name, blanks and dots behind
 * it, or a stream of it (".git:x"). */
static bool
is_ntfs_git(const char *at, const char *end)
{
	static const char *const names[] = { ".git", "git~1" };

	for (size_t i = 0; i < COUNT(names); i++) {
		size_t len = strlen(names[i]);
		const char *rest = at + len;

		if ((size_t)(end - at) < len ||
		    strncasecmp(at, names[i], len) != 0)
			continue;
		while (rest < end && (*rest == '.' || *rest == ' '))
			rest++;
		return rest == end || *rest == '\\' || *rest == ':';
	}
	return false;
}

/* A backslash parts folders there. */
static bool
has_ntfs_git(const char *name, size_t len)
{
	const char *at = name, *end = name + len;

	for (; at != NULL; at = memchr(at, '\\', (size_t)(end - at))) {
		at += *at == '\\';
		if (is_ntfs_git(at, end))
			return true;
	}
	return false;
}

/* Characters without a width, which HFS+ leaves out of its comparison:
 * U+200C..200F, 202A..202E, 206A..206F, FEFF.  The length of one. */
static size_t
hfs_ignores(const char *at, const char *end)
{
	static const struct {
		unsigned char first, second, from, to;
	} ranges[] = {
		{ 0xe2, 0x80, 0x8c, 0x8f }, { 0xe2, 0x80, 0xaa, 0xae },
		{ 0xe2, 0x81, 0xaa, 0xaf }, { 0xef, 0xbb, 0xbf, 0xbf }
	};
	enum { BYTES = 3 };
	const unsigned char *c = (const unsigned char *)at;

	for (size_t i = 0; end - at >= BYTES && i < COUNT(ranges); i++)
		if (c[0] == ranges[i].first && c[1] == ranges[i].second &&
		    c[2] >= ranges[i].from && c[2] <= ranges[i].to)
			return BYTES;
	return 0;
}

static bool
is_hfs_git(const char *name, size_t len)
{
	static const char git[] = ".git";
	const char *at = name, *end = name + len;
	size_t matched = 0, skip;

	while (at < end) {
		if ((skip = hfs_ignores(at, end)) > 0) {
			at += skip;
			continue;
		}
		if (matched == strlen(git) ||
		    strncasecmp(at, git + matched, 1) != 0)
			return false;
		matched++;
		at++;
	}
	return matched == strlen(git);
}

const char *
tree_name_harm(const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)name[i] < ' ' || name[i] == 0x7f)
			return N_("a control character in its name");
	if (has_ntfs_git(name, len) || is_hfs_git(name, len))
		return N_("another system takes its name for .git");
	return NULL;
}
