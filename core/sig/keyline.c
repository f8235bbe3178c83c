#include "core/sig/sshsig.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/sig/base64.h"
#include "core/sig/crypto.h"
#include "core/sig/key.h"

bool
ssh_key_valid(const char *line)
{
	struct str blob = STR_INIT;
	struct key key;
	bool valid = key_read_line(&key, &blob, line);

	str_release(&blob);
	return valid;
}

bool
ssh_key_same(const char *a, const char *b)
{
	struct str blob_a = STR_INIT, blob_b = STR_INIT;
	struct key key_a, key_b;
	bool same = key_read_line(&key_a, &blob_a, a) &&
	    key_read_line(&key_b, &blob_b, b) &&
	    wire_same(key_a.blob, key_b.blob);

	str_release(&blob_a);
	str_release(&blob_b);
	return same;
}

void
ssh_key_fingerprint(char out[SSH_FINGERPRINT_SIZE], const char *line)
{
	struct str blob = STR_INIT;
	struct key key;

	if (!key_read_line(&key, &blob, line))
		BUG("the fingerprint of what is no key");
	crypto_fingerprint(out, &key);
	str_release(&blob);
}

static const char blanks[] = " \t";

/* Takes a word off the front of *AT, and the blanks behind it. */
static char *
take_word(const char **at)
{
	size_t len = strcspn(*at, blanks);
	char *word = xstrndup(*at, len);

	*at += len;
	*at += strspn(*at, blanks);
	return word;
}

/* LINE of a file as one that ssh_key_valid takes; NULL: no key. */
static char *
normal(const char *line)
{
	const char *at = line + strspn(line, blanks);
	char *type = take_word(&at), *base64 = take_word(&at);
	char *bare = xasprintf("%s %s", type, base64);
	char *whole = xasprintf("%s %s", bare, at);
	char *key = NULL;

	if (*at != '\0' && ssh_key_valid(whole))
		key = xstrdup(whole);
	else if (ssh_key_valid(bare))
		key = xstrdup(bare);
	free(whole);
	free(bare);
	free(base64);
	free(type);
	return key;
}

static char *
find_public(const char *text)
{
	char *key = NULL;

	while (key == NULL && *text != '\0') {
		size_t len = strcspn(text, "\r\n");
		char *line = xstrndup(text, len);

		key = normal(line);
		free(line);
		text += len;
		text += strspn(text, "\r\n");
	}
	return key;
}

/* The public key that leads the bytes of a private one (PROTOCOL.key). */
static bool
read_private(struct wire at, struct key *key)
{
	static const char magic[] = "openssh-key-v1"; /* and its NUL */
	struct wire raw, field, blob;
	uint32_t n;

	return wire_raw(&at, sizeof(magic), &raw) &&
	    memcmp(raw.ptr, magic, sizeof(magic)) == 0 &&
	    wire_string(&at, &field) && wire_string(&at, &field) &&
	    wire_string(&at, &field) && wire_u32(&at, &n) && n == 1 &&
	    wire_string(&at, &blob) && key_read(key, blob);
}

static char *
find_private(const char *text)
{
	static const char end[] = "-----END";
	const char *body = text + strcspn(text, "\n");
	const char *last = strstr(body, end);
	struct str bytes = STR_INIT, line = STR_INIT;
	struct key key;

	if (last != NULL && base64_decode_lines(&bytes, body + 1,
	    (size_t)(last - body - 1)) && read_private((struct wire){
	    (unsigned char *)bytes.ptr, bytes.len }, &key)) {
		str_addf(&line, "%s ", key.type->name);
		base64_encode(&line, key.blob.ptr, key.blob.len);
	}
	str_release(&bytes);
	return line.len > 0 ? str_take(&line) : NULL;
}

char *
ssh_key_find(const char *text)
{
	return str_starts(text, "-----BEGIN ") ? find_private(text) :
	    find_public(text);
}
