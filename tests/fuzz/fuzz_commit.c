#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/git/commit_strict.h"
#include "tests/fuzz/fuzz.h"

/*
 * A commit's bytes.  Whatever they are, the parser ends; and where there is
 * no fault, the lenient parser reads the same, and what the signature is
 * over, with the signature in its place, is the commit again.
 */

static bool
same_stamp(const struct stamp *a, const struct stamp *b)
{
	return strcmp(a->name, b->name) == 0 &&
	    strcmp(a->email, b->email) == 0 && a->when == b->when &&
	    a->offset == b->offset;
}

static void
check_same(const struct commit *strict, const struct commit *lenient)
{
	HOLDS(oid_equal(&strict->tree, &lenient->tree));
	HOLDS(strict->n_parents == lenient->n_parents);
	for (size_t i = 0; i < strict->n_parents; i++)
		HOLDS(oid_equal(&strict->parents[i], &lenient->parents[i]));
	HOLDS(same_stamp(&strict->author, &lenient->author));
	HOLDS(same_stamp(&strict->committer, &lenient->committer));
	HOLDS(strcmp(strict->message, lenient->message) == 0);
}

/* The header of the signature, as git writes it. */
static void
fold(struct str *out, const char *signature)
{
	str_add(out, "gpgsig ");
	for (; *signature != '\0'; signature++) {
		str_addc(out, *signature);
		if (*signature == '\n' && signature[1] != '\0')
			str_addc(out, ' ');
	}
}

static void
check_signature(const struct commit_strict *commit, const char *raw,
    size_t len)
{
	const char *end = strstr(commit->payload.ptr, "\n\n");
	struct str sig = STR_INIT;
	size_t at;

	HOLDS(end != NULL);
	fold(&sig, commit->signature);
	HOLDS(commit->payload.len + sig.len == len);
	for (at = 0; memcmp(raw + at, sig.ptr, sig.len) != 0; at++)
		HOLDS(at + sig.len < len);
	HOLDS(at <= (size_t)(end + 1 - commit->payload.ptr));
	HOLDS(memcmp(commit->payload.ptr, raw, at) == 0);
	HOLDS(memcmp(commit->payload.ptr + at, raw + at + sig.len,
	    len - at - sig.len) == 0);
	str_release(&sig);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct oid id = { "0123456789012345678" };
	struct commit_strict commit = COMMIT_STRICT_INIT;
	struct commit lenient = COMMIT_INIT;
	const char *raw = (const char *)data;
	const struct err *err;

	commit_strict_parse(&commit, raw, size, &id);
	HOLDS(commit.commit.author.email && commit.commit.committer.name);
	if (commit.fault != NULL) {
		HOLDS(commit.signature == NULL && commit.payload.len == 0);
	} else {
		err = commit_parse(&lenient, raw, size, &id);
		HOLDS(err == NULL);
		check_same(&commit.commit, &lenient);
		if (commit.signature != NULL)
			check_signature(&commit, raw, size);
	}
	commit_release(&lenient);
	commit_strict_release(&commit);
	return 0;
}
