#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "core/sig/base64.h"
#include "core/sig/key.h"
#include "core/sig/sshsig.h"
#include "tests/fuzz/fuzz.h"

/* A fictional key. */
static const char other[] = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZpY3Rpb25h"
    "bCBrZXksIG5vYm9keSBoYXMgaXQuLi4u";

/* A signature has one form: with blanks it is none; what it says holds. */
static void
check_armour(const char *armour)
{
	struct sshsig *sig = sshsig_parse(armour);
	char fingerprint[SSH_FINGERPRINT_SIZE], *spaced;

	if (sig == NULL)
		return;
	HOLDS(*sshsig_namespace(sig) != '\0');
	HOLDS(!sshsig_is_by(sig, other));
	HOLDS(!sshsig_verify(sig, "", "message", 7));
	(void)sshsig_verify(sig, sshsig_namespace(sig), "message", 7);
	sshsig_fingerprint(fingerprint, sig);
	HOLDS(strlen(fingerprint) == SSH_FINGERPRINT_SIZE - 1);
	sshsig_free(sig);
	spaced = xasprintf(" %s", armour);
	HOLDS(sshsig_parse(spaced) == NULL);
	free(spaced);
	spaced = xasprintf("%s\n\n", armour);
	HOLDS(sshsig_parse(spaced) == NULL);
	free(spaced);
}

/* A key that is found is valid, and found again as it is. */
static void
check_key(const char *text)
{
	char fingerprint[SSH_FINGERPRINT_SIZE];
	char *line = ssh_key_find(text), *again;

	HOLDS(!ssh_key_valid(text) || line != NULL);
	if (line == NULL)
		return;
	HOLDS(ssh_key_valid(line));
	HOLDS(ssh_key_same(line, line));
	ssh_key_fingerprint(fingerprint, line);
	again = ssh_key_find(line);
	HOLDS(again != NULL && ssh_key_same(line, again));
	free(again);
	free(line);
}

/* Base64 that is read is written the same. */
static void
check_base64(const char *text, size_t len)
{
	struct str bytes = STR_INIT, again = STR_INIT;

	if (base64_decode(&bytes, text, len)) {
		base64_encode(&again, bytes.ptr, bytes.len);
		HOLDS(again.len == len && memcmp(again.ptr, text, len) == 0);
	}
	str_release(&bytes);
	str_release(&again);
}

/* The bytes as what is in an armour, and as a key. */
static void
check_bytes(const uint8_t *data, size_t size)
{
	struct str text = STR_INIT;
	struct key key;

	str_add(&text, "-----BEGIN SSH SIGNATURE-----\n");
	base64_encode(&text, data, size);
	str_add(&text, "\n-----END SSH SIGNATURE-----\n");
	check_armour(text.ptr);
	if (key_read(&key, (struct wire){ data, size })) {
		str_reset(&text);
		str_addf(&text, "%s ", key.type->name);
		base64_encode(&text, data, size);
		HOLDS(ssh_key_valid(text.ptr));
		check_key(text.ptr);
	}
	str_release(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size);

	check_armour(text);
	check_key(text);
	check_base64((const char *)data, size);
	check_bytes(data, size);
	free(text);
	return 0;
}
