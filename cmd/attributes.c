#include "cmd/attributes.h"

#include <string.h>

#include "core/base/mem.h"

static const char *const lines[] = {
	"/tracker/**/*.json text eol=lf merge=proven diff=proven",
	"/projects/**/*.json text eol=lf merge=proven diff=proven",
	"/approvals/**/*.json text eol=lf merge=proven diff=proven",
	/* The hashes are of the very bytes, in every clone. */
	"/evidence/** -text"
};

static bool
has_line(const char *text, const char *line)
{
	size_t len = strlen(line), n;

	while (*text != '\0') {
		n = strcspn(text, "\n");
		if (n > 0 && text[n - 1] == '\r' && n - 1 == len &&
		    memcmp(text, line, len) == 0)
			return true;
		if (n == len && memcmp(text, line, len) == 0)
			return true;
		text += n + (text[n] == '\n');
	}
	return false;
}

size_t
attributes_add(struct str *out, const char *old)
{
	size_t n = 0;

	str_add(out, old);
	if (out->len > 0 && out->ptr[out->len - 1] != '\n')
		str_addc(out, '\n');
	for (size_t i = 0; i < COUNT(lines); i++)
		if (!has_line(old, lines[i])) {
			str_addf(out, "%s\n", lines[i]);
			n++;
		}
	return n;
}
