#ifndef PROVEN_SIG_SSHSIG_H
#define PROVEN_SIG_SSHSIG_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/str.h"

/*
 * SSH signatures (PROTOCOL.sshsig of OpenSSH) and public ssh keys, read
 * strictly and verified in the process, with OpenSSL.  Keys of types
 * ssh-ed25519, ecdsa-sha2-nistp256, -nistp384, -nistp521, ssh-rsa (2048 bits
 * at least, signatures rsa-sha2-256 and rsa-sha2-512 only), and the two of
 * security keys, sk-ssh-ed25519@openssh.com and
 * sk-ecdsa-sha2-nistp256@openssh.com, which must say that somebody was
 * there.  Certificates are refused.
 *
 * What this takes, ssh-keygen -Y verify takes, too; where that one is
 * lenient (blanks in the armour, NULs behind names, keys that anybody can
 * sign with …), this is not: tests/unit/test_sshsig*.c have the list.
 */
enum { SSH_FINGERPRINT_SIZE = sizeof("SHA256:") + 43 };

/*
 * "ssh-ed25519 AAAA… comment": a key that can verify, in its one canonical
 * form, blanks single, the comment printable or left out.
 */
bool ssh_key_valid(const char *line);
/* The first key in TEXT, a .pub file or a private key of OpenSSH (locked or
 * not: the public one leads it), as such a line; NULL: none.  The caller
 * frees. */
char *ssh_key_find(const char *text);
/* The same key, whatever the comments; false where either is none. */
bool ssh_key_same(const char *a, const char *b);
/* "SHA256:" and 43 characters, as ssh-keygen -l has it; LINE is valid. */
void ssh_key_fingerprint(char out[SSH_FINGERPRINT_SIZE], const char *line);

struct sshsig; /* a signature, taken apart; immutable */

/* NULL when ARMOUR is not exactly one well-formed signature. */
struct sshsig *sshsig_parse(const char *armour);
void sshsig_free(struct sshsig *);
/* Borrowed. */
const char *sshsig_namespace(const struct sshsig *);
/* Whether it says that it was made with the key of LINE. */
bool sshsig_is_by(const struct sshsig *, const char *line);
/* The fingerprint of the key that it says it was made with. */
void sshsig_fingerprint(char out[SSH_FINGERPRINT_SIZE],
    const struct sshsig *);
/* Whether it is that key's, in NAMESPACE, over these LEN bytes. */
bool sshsig_verify(const struct sshsig *, const char *namespace,
    const void *ptr, size_t len);

#endif
