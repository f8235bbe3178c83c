#include "core/model/people.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/people_edit.h"
#include "core/sig/sshsig.h"

/* Keys of people: whose they are, how they are named, how they are read. */

/* Hex digits are ASCII, as addresses are where their case counts. */
bool
person_key_same(const struct person_key *a, const struct person_key *b)
{
	if (a->ssh != NULL && b->ssh != NULL)
		return ssh_key_same(a->ssh, b->ssh);
	return a->openpgp != NULL && b->openpgp != NULL &&
	    address_same(a->openpgp, b->openpgp);
}

const struct person *
people_by_key(const struct people *people, const struct person_key *key,
    bool *forge)
{
	const struct person *person;

	for (size_t i = 0; i < people->n; i++) {
		person = &people->items[i];
		for (size_t k = 0; k < person->n_keys; k++) {
			if (!person_key_same(&person->keys[k], key))
				continue;
			if (forge != NULL)
				*forge = person->keys[k].forge;
			return person;
		}
	}
	return NULL;
}

const struct person *
people_by_ssh_key(const struct people *people, const char *line, bool *forge)
{
	const struct person_key key = { .ssh = (char *)line };

	return people_by_key(people, &key, forge);
}

const struct person *
people_by_openpgp(const struct people *people, const char *fingerprint,
    bool *forge)
{
	const struct person_key key = { .openpgp = (char *)fingerprint };

	return people_by_key(people, &key, forge);
}

char *
person_key_fingerprint(const struct person_key *key)
{
	char text[SSH_FINGERPRINT_SIZE];

	if (key->ssh == NULL)
		return xstrdup(key->openpgp);
	ssh_key_fingerprint(text, key->ssh);
	return xstrdup(text);
}

bool
person_can_sign(const struct person *person)
{
	for (size_t i = 0; i < person->n_keys; i++)
		if (!person->keys[i].forge)
			return true;
	return false;
}

void
person_key_release(struct person_key *key)
{
	free(key->ssh);
	free(key->openpgp);
	*key = (struct person_key){ NULL, NULL, false };
}

/* ---- From what people give ---- */

/* The only line of TEXT that says something; NULL: none, or several. */
static char *
only_line(const char *text)
{
	struct strs lines = STRS_INIT;
	char *found = NULL;
	size_t n = 0, len;

	strs_split(&lines, text, '\n');
	for (size_t i = 0; i < lines.n; i++) {
		const char *line = lines.items[i];

		line += strspn(line, " \t");
		len = strlen(line);
		while (len > 0 && strchr(" \t\r", line[len - 1]) != NULL)
			len--;
		if (len == 0 || *line == '#' || n++ > 0)
			continue;
		found = xstrndup(line, len);
	}
	strs_release(&lines);
	if (n == 1)
		return found;
	free(found);
	return NULL;
}

/* "0x12AB 34CD …" as 40 capital digits; NULL: not that. */
static char *
openpgp_fingerprint(const char *line)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	enum { LENGTH = 40 };
	struct str out = STR_INIT;

	if (str_starts(line, "0x"))
		line += 2;
	for (; *line != '\0'; line++)
		if (*line >= 'a' && *line <= 'f')
			str_addc(&out, (char)(*line - 'a' + 'A'));
		else if (*line != ' ')
			str_addc(&out, *line);
	if (out.len == LENGTH && strspn(out.ptr, digits) == LENGTH)
		return str_take(&out);
	str_release(&out);
	return NULL;
}

/* What people give by mistake, by how it begins. */
static const struct {
	const char *begins, *what, *mend;
} mistakes[] = {
	{ "-----BEGIN PGP PUBLIC", N_("an exported OpenPGP key; its "
	    "fingerprint is asked for"), "gpg --fingerprint" },
	{ "-----BEGIN ", N_("not a public key; the public one lies beside "
	    "it, in a file that ends in .pub"), "ls ~/.ssh/*.pub" },
	{ "---- BEGIN SSH2 ", N_("a key in the format of RFC 4716"),
	    "ssh-keygen -i -f FILE" },
};

static const struct err *
not_a_key(const char *text, const char *name)
{
	text += strspn(text, " \t\r\n");
	for (size_t i = 0; i < COUNT(mistakes); i++)
		if (str_starts(text, mistakes[i].begins))
			return err_mend(err_new(ERR_USAGE, "'%s': %s", name,
			    _(mistakes[i].what)), "%s", mistakes[i].mend);
	return err_mend(err_new(ERR_USAGE, _("'%s' is neither a public ssh "
	    "key nor an OpenPGP fingerprint"), name),
	    _("keys: Ed25519, ECDSA, RSA of 2048 bits or more, those of "
	    "security keys; no certificates"));
}

const struct err *
person_key_read(struct person_key *key, const char *text, const char *name)
{
	char *line = only_line(text);
	const char *start = line;

	*key = (struct person_key){ NULL, NULL, false };
	if (line == NULL)
		return not_a_key(text, name);
	if (str_starts(start, "key::"))
		start += strlen("key::");
	key->ssh = ssh_key_find(start);
	if (key->ssh == NULL)
		key->openpgp = openpgp_fingerprint(start);
	free(line);
	return key->ssh != NULL || key->openpgp != NULL ? NULL :
	    not_a_key(text, name);
}

/* As the signature itself says. */
static bool
is_by(const struct person *person, const struct sshsig *sig)
{
	for (size_t i = 0; person != NULL && i < person->n_keys; i++)
		if (person->keys[i].ssh != NULL && !person->keys[i].forge &&
		    sshsig_is_by(sig, person->keys[i].ssh))
			return true;
	return false;
}

enum signature_state
person_signature(const struct person *person, const char *armour,
    const char *namespace, const struct str *payload)
{
	struct sshsig *sig = sshsig_parse(armour);
	enum signature_state state = SIGNATURE_GOOD;

	if (sig == NULL)
		state = SIGNATURE_NONE;
	else if (!is_by(person, sig))
		state = SIGNATURE_FOREIGN;
	else if (!sshsig_verify(sig, namespace, payload->ptr, payload->len))
		state = SIGNATURE_BAD;
	sshsig_free(sig);
	return state;
}
