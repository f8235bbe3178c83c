#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cmd/evidence_add.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/store/store.h"

/*
 * What a file is called among the evidence.  Its own name, as far as every
 * system that may clone the repository can have such a file.
 */

enum { NAME_BYTES = 200, HASH_DIGITS = 6 };

static const struct err *
check_text(const char *file, const char *name)
{
	size_t left = strlen(name), n;
	uint32_t cp;

	if (left == 0)
		return err_new(ERR_REFUSED, _("'%s' names no file"), file);
	for (const char *at = name; left > 0; at += n, left -= n) {
		n = utf8_next(at, left, &cp);
		if (n == 0)
			return err_new(ERR_REFUSED, _("the name '%s' is not "
			    "UTF-8"), file);
		if (utf8_is_control(cp) || utf8_is_noncharacter(cp))
			return err_mend(err_new(ERR_REFUSED, _("the name "
			    "'%s' has a control character"), file),
			    _("give the file another name"));
	}
	return NULL;
}

/* What Windows calls a device, whatever its ending. */
static bool
is_device(const char *name)
{
	static const struct {
		const char *name;
		bool numbered; /* a digit follows */
	} devices[] = {
		{ "con", false }, { "prn", false }, { "aux", false },
		{ "nul", false }, { "com", true }, { "lpt", true },
	};
	size_t len = strcspn(name, ".");

	while (len > 0 && name[len - 1] == ' ')
		len--;
	for (size_t i = 0; i < COUNT(devices); i++)
		if (strncasecmp(name, devices[i].name, 3) == 0 &&
		    (devices[i].numbered ? len == 4 &&
		    isdigit((unsigned char)name[3]) : len == 3))
			return true;
	return false;
}

/* A name that git or Windows take for something else, such as ".git",
 * "git~1", "nul.txt", "-x". */
static bool
means_more(const char *name)
{
	return strchr(".-~", *name) != NULL || is_device(name) ||
	    (strncasecmp(name, "git", 3) == 0 && strchr(name, '~') != NULL);
}

/* NAME has room for one byte more below NAME_BYTES, its ending kept. */
static void
shorten(struct str *name)
{
	const char *dot = strrchr(name->ptr, '.');
	size_t tail = dot != NULL ? strlen(dot) : 0, keep;
	char *end;

	if (name->len <= NAME_BYTES)
		return;
	if (tail > NAME_BYTES / 4)
		tail = 0;
	end = xstrdup(name->ptr + name->len - tail);
	keep = NAME_BYTES - 1 - tail;
	while (keep > 0 && ((unsigned char)name->ptr[keep] & 0xc0) == 0x80)
		keep--;
	str_cut(name, keep);
	str_add(name, end);
	free(end);
}

/* Windows drops a dot or a blank at the end. */
static void
close_end(struct str *name)
{
	if (strchr(". ", name->ptr[name->len - 1]) != NULL)
		str_addc(name, '_');
}

const struct err *
evidence_safe_name(const char *file, char **out)
{
	const char *slash = strrchr(file, '/');
	const char *own = slash != NULL ? slash + 1 : file;
	struct str name = STR_INIT;
	const struct err *err;

	if ((err = check_text(file, own)))
		return err;
	if (means_more(own))
		str_addc(&name, '_');
	for (const char *at = own; *at != '\0'; at++)
		str_addc(&name, strchr("\\:*?\"<>|", *at) ? '_' : *at);
	close_end(&name);
	shorten(&name);
	close_end(&name);
	*out = str_take(&name);
	return NULL;
}

/* ---- Names that are taken ---- */

struct taken {
	const char *name, *blob;
	char *same;  /* the path that has it with this very blob */
	bool other;  /* with another */
};

/* The name of the file at PATH if it lies in the folder of ID itself. */
static const char *
direct_name(const char *path, const char *id)
{
	const char *name = strrchr(path, '/') + 1;
	size_t len = strlen(id), head = (size_t)(name - path) - 1;

	return head > len && path[head - len - 1] == '/' &&
	    strncmp(path + head - len, id, len) == 0 ? name : NULL;
}

/* Names that differ in case only are one to some systems. */
static bool
is_one_name(const char *a, const char *b)
{
	char *x, *y;
	bool one;

	if (!utf8_valid(a, strlen(a)) || !utf8_valid(b, strlen(b)))
		return strcmp(a, b) == 0;
	x = utf8_fold(a);
	y = utf8_fold(b);
	one = strcmp(x, y) == 0;
	free(x);
	free(y);
	return one;
}

static const struct err *
compare(void *arg, const char *id, const char *path, const char *blob)
{
	struct taken *taken = arg;
	const char *name = direct_name(path, id);

	if (name == NULL || !is_one_name(taken->name, name))
		return NULL;
	if (strcmp(taken->name, name) != 0 ||
	    strcmp(taken->blob, blob) != 0)
		taken->other = true;
	else if (taken->same == NULL)
		taken->same = xstrdup(path);
	return NULL;
}

/* With more and more of the hash in front, until the name is free. */
const struct err *
evidence_free_name(struct snapshot *tip, const char *id, const char *name,
    const char *blob, const char *sha256, char **out, char **same)
{
	const struct err *err = NULL;
	char *tried = xstrdup(name);

	for (size_t digits = HASH_DIGITS; err == NULL && digits <=
	    strlen(sha256); digits++) {
		struct taken taken = { tried, blob, NULL, false };

		err = snapshot_each_evidence(tip, id, compare, &taken);
		if (err == NULL && (!taken.other || taken.same != NULL)) {
			*out = tried;
			*same = taken.same;
			return NULL;
		}
		free(taken.same);
		free(tried);
		tried = xasprintf("%.*s-%s", (int)digits, sha256, name);
	}
	free(tried);
	return err ? err : err_new(ERR_REFUSED, _("every name for '%s' is "
	    "taken"), name);
}
