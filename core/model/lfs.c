#include "core/model/lfs.h"

#include <string.h>

#include "core/model/ids.h"

/* TEXT goes on with WORD: step over it. */
static bool
skip(const char **text, size_t *left, const char *word)
{
	size_t len = strlen(word);

	if (*left < len || memcmp(*text, word, len) != 0)
		return false;
	*text += len;
	*left -= len;
	return true;
}

/* Digits without a zero in front, below 2^53. */
static bool
parse_size(const char **text, size_t *left, int64_t *out)
{
	enum { MAX_DIGITS = 15 };
	size_t n = 0;

	*out = 0;
	while (n < *left && n <= MAX_DIGITS && (*text)[n] >= '0' &&
	    (*text)[n] <= '9')
		*out = *out * 10 + ((*text)[n++] - '0');
	if (n == 0 || n > MAX_DIGITS || (n > 1 && **text == '0'))
		return false;
	*text += n;
	*left -= n;
	return true;
}

bool
lfs_parse(struct lfs_pointer *out, const char *text, size_t len)
{
	struct lfs_pointer pointer;

	if (len >= LFS_MAX_BYTES ||
	    !skip(&text, &len, "version https://git-lfs.github.com/spec/v1\n"
	    "oid sha256:") || len < SHA256_HEX)
		return false;
	memcpy(pointer.sha256, text, SHA256_HEX);
	pointer.sha256[SHA256_HEX] = '\0';
	text += SHA256_HEX;
	len -= SHA256_HEX;
	if (!sha256_valid(pointer.sha256) || !skip(&text, &len, "\nsize ") ||
	    !parse_size(&text, &len, &pointer.bytes) ||
	    !skip(&text, &len, "\n") || len > 0)
		return false;
	*out = pointer;
	return true;
}
