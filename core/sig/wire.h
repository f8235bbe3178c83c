#ifndef PROVEN_SIG_WIRE_H
#define PROVEN_SIG_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"

/*
 * The data types of the ssh protocol (RFC 4251, 5).  A struct wire is a run
 * of bytes that somebody else owns; each reader takes its value off the
 * front, or leaves all as it was and says false.
 */
struct wire {
	const unsigned char *ptr;
	size_t len;
};

bool wire_raw(struct wire *, size_t len, struct wire *out);
bool wire_byte(struct wire *, unsigned char *out);
bool wire_u32(struct wire *, uint32_t *out);
bool wire_string(struct wire *, struct wire *out);
/*
 * A positive number of at most 16384 bits, OUT without its leading zeros.
 * Zero is none.  Only where LOOSE may there be more zeros than one that
 * keeps the sign, which OpenSSH takes and some signers write.
 */
bool wire_number(struct wire *, bool loose, struct wire *out);

/* The bytes are those of TEXT; the bytes are the same. */
bool wire_is(struct wire, const char *text);
bool wire_same(struct wire, struct wire);

void wire_put_u32(struct str *, uint32_t);
void wire_put_string(struct str *, const void *ptr, size_t len);

#endif
