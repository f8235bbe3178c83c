#include "core/git/sign.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/git/config.h"
#include "core/git/spawn.h"

enum { FINGERPRINT_FIELD = 9, FINGERPRINT = 40 };

/* Field I of a line of gpg --with-colons; the caller frees. */
static char *
field(const char *line, size_t i)
{
	for (; i > 0 && *line != '\0'; line++)
		i -= *line == ':';
	return xstrndup(line, strcspn(line, ":"));
}

/* The fingerprint of the only key in LIST; NULL: none, or several. */
static char *
only_key(const char *list)
{
	struct strs lines = STRS_INIT;
	char *found = NULL;
	size_t n = 0;

	strs_split(&lines, list, '\n');
	for (size_t i = 0; i < lines.n; i++) {
		const char *line = lines.items[i];

		n += str_starts(line, "sec:");
		if (n == 1 && found == NULL && str_starts(line, "fpr:"))
			found = field(line, FINGERPRINT_FIELD);
	}
	strs_release(&lines);
	if (n == 1 && found != NULL && strlen(found) == FINGERPRINT)
		return found;
	free(found);
	return NULL;
}

static char *
ask_gpg(const char *program, const char *key)
{
	const char *argv[] = { program, "--batch", "--with-colons",
		"--list-secret-keys", "--", key, NULL };
	struct str list = STR_INIT, messages = STR_INIT;
	struct spawn spawn = { argv, NULL, NULL, 0, &list, &messages };
	char *found = NULL;
	int status;

	if (spawn_run(&spawn, &status) == NULL && status == 0)
		found = only_key(list.ptr);
	str_release(&list);
	str_release(&messages);
	return found;
}

char *
sign_openpgp_key(const struct config *config, const char *signer)
{
	char *format = config_text(config, "gpg.format", "openpgp");
	char *program = config_text(config, "gpg.program", "gpg");
	char *own = config_text(config, "gpg.openpgp.program", program);
	char *key = config_text(config, "user.signingkey", signer);
	char *found = NULL;

	if (strcmp(format, "openpgp") == 0 && key != NULL)
		found = ask_gpg(own, key);
	free(format);
	free(program);
	free(own);
	free(key);
	return found;
}
