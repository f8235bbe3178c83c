#include "core/model/canonical.h"

#include <string.h>

#include "core/base/str.h"
#include "core/json/json.h"

enum { REVISION_DIGITS = 15 };

const struct err *
canonical_text(struct str *out, const char *text, size_t len,
    const char *name)
{
	const struct err *err;
	struct json *tree = NULL;

	if ((err = json_read(&tree, text, len, name)))
		return err;
	json_write(out, tree);
	json_free(tree);
	return NULL;
}

/* The number after the first "revision" of a text that is not JSON. */
static int64_t
scan_revision(const char *text, size_t len)
{
	static const char key[] = "\"revision\"", between[] = ": \t\r\n";
	const char *end = text + len, *at;
	int64_t revision = 0;

	at = memmem(text, len, key, sizeof(key) - 1);
	if (at == NULL)
		return 0;
	at += sizeof(key) - 1;
	while (at < end && *at != '\0' && strchr(between, *at) != NULL)
		at++;
	for (int i = 0; i < REVISION_DIGITS && at < end && *at >= '0' &&
	    *at <= '9'; i++)
		revision = revision * 10 + (*at++ - '0');
	return revision;
}

int64_t
canonical_revision(const char *text, size_t len)
{
	const struct err *err;
	struct json *tree = NULL;
	int64_t revision = 0;

	err = json_read(&tree, text, len, "");
	if (err != NULL)
		return scan_revision(text, len);
	if (!json_integer(json_get(tree, "revision"), &revision) ||
	    revision < 0)
		revision = 0;
	json_free(tree);
	return revision;
}
