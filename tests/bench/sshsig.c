/*
 * usage: sshsig TIMES KEY.pub SIGNATURE NAMESPACE <MESSAGE
 *
 * Verifies that signature as an audit would, so many times: taken apart,
 * compared with the key, verified.  Exit status: 0, 1 where it is not good,
 * 2 where an argument is no use.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/file.h"
#include "core/sig/sshsig.h"

enum { MAX = 1024 * 1024 };

static int
verify(const char *armour, const char *line, const char *namespace,
    const struct str *message)
{
	struct sshsig *sig = sshsig_parse(armour);
	int good = sig != NULL && sshsig_is_by(sig, line) &&
	    sshsig_verify(sig, namespace, message->ptr, message->len);

	sshsig_free(sig);
	return good;
}

int
main(int argc, char **argv)
{
	struct str key = STR_INIT, armour = STR_INIT, message = STR_INIT;
	char *line;

	if (argc != 5 || file_read(&key, argv[2], MAX) != NULL ||
	    file_read(&armour, argv[3], MAX) != NULL ||
	    file_read(&message, "-", MAX) != NULL ||
	    (line = ssh_key_find(key.ptr)) == NULL) {
		fprintf(stderr, "usage: sshsig TIMES KEY.pub SIGNATURE "
		    "NAMESPACE <MESSAGE\n");
		return 2;
	}
	for (long n = strtol(argv[1], NULL, 10); n > 0; n--)
		if (!verify(armour.ptr, line, argv[4], &message))
			return 1;
	free(line);
	str_release(&message);
	str_release(&armour);
	str_release(&key);
	return 0;
}
