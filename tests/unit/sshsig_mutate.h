#ifndef PROVEN_TESTS_SSHSIG_MUTATE_H
#define PROVEN_TESTS_SSHSIG_MUTATE_H

#include <stdint.h>

#include "core/sig/wire.h"
#include "tests/unit/sshsig_case.h"

/* Runs of bytes changed by chance. */

static uint64_t seed;

static inline size_t
below(size_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return n > 0 ? (size_t)(seed >> 11) % n : 0;
}

static inline void
bytes_insert(struct str *run, size_t at, const char *ptr, size_t len)
{
	struct str was = *run;

	*run = (struct str)STR_INIT;
	str_addn(run, was.ptr, at);
	str_addn(run, ptr, len);
	str_addn(run, was.ptr + at, was.len - at);
	str_release(&was);
}

static inline void
bytes_delete(struct str *run, size_t at, size_t len)
{
	struct str was = *run;

	*run = (struct str)STR_INIT;
	str_addn(run, was.ptr, at);
	str_addn(run, was.ptr + at + len, was.len - at - len);
	str_release(&was);
}

static inline void
flip_bit(struct str *run)
{
	if (run->len > 0)
		run->ptr[below(run->len)] ^= (char)(1 << below(8));
}

static inline void
set_byte(struct str *run)
{
	static const int bytes[] = { 0, 1, 0x7f, 0x80, 0xff };

	if (run->len > 0)
		run->ptr[below(run->len)] = (char)bytes[below(COUNT(bytes))];
}

static inline void
insert_byte(struct str *run)
{
	char byte = (char)below(256);

	bytes_insert(run, below(run->len + 1), &byte, 1);
}

static inline void
delete_bytes(struct str *run)
{
	size_t at = below(run->len);

	bytes_delete(run, at, run->len ? 1 + below(run->len - at) % 4 : 0);
}

static inline void
append_byte(struct str *run)
{
	str_addc(run, (char)(below(2) ? 0 : below(256)));
}

static inline void
prepend_zero(struct str *run)
{
	bytes_insert(run, 0, "\0\0\0", 1 + below(3));
}

static inline void
empty(struct str *run)
{
	str_reset(run);
}

static inline void
set_name(struct str *run)
{
	static const char *const names[] = { "sha256", "sha512", "sha1",
		"git", "proven-approval", "file", "ssh-ed25519", "ED25519",
		"ed25519", "ssh-rsa", "rsa-sha2-256", "rsa-sha2-512", "RSA",
		"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "nistp256",
		"nistp521", "x" };

	str_reset(run);
	str_add(run, names[below(COUNT(names))]);
}

/* The length in front of some field says something else. */
static inline void
set_length(struct str *run)
{
	static const uint32_t lengths[] = { 0, 1, 0x7fffffff, 0x80000000,
		0xffffffff, 0x10000 };
	uint32_t by = (uint32_t)below(5) - 2;
	struct str length = STR_INIT;
	struct fields fields;
	size_t at = 0;

	fields_split(&fields, (struct bytes){ run->ptr, run->len });
	for (size_t i = below(fields.n); i > 0; i--)
		at += 4 + fields.items[i - 1].len;
	wire_put_u32(&length, below(2) ? lengths[below(COUNT(lengths))] :
	    (uint32_t)fields.items[0].len + by);
	if (run->len >= at + 4)
		memcpy(run->ptr + at, length.ptr, 4);
	str_release(&length);
	for (size_t i = 0; i < fields.n; i++)
		str_release(&fields.items[i]);
	str_release(&fields.rest);
}

static void (*const changes[])(struct str *) = { flip_bit, flip_bit,
	set_byte, insert_byte, delete_bytes, append_byte, prepend_zero, empty,
	set_name, set_length };

/* Some field of RUN at some depth, or the run itself, is changed. */
static inline void
change_somewhere(struct str *run, int depth)
{
	struct fields fields;
	size_t at;

	fields_split(&fields, (struct bytes){ run->ptr, run->len });
	at = below(fields.n + 1);
	if (depth > 0 && at < fields.n && fields.n > 1)
		change_somewhere(&fields.items[at], depth - 1);
	str_reset(run);
	fields_join(run, &fields);
	if (depth == 0 || at >= fields.n || fields.n <= 1)
		changes[below(COUNT(changes))](run);
}

/* A field of RUN, at some depth, is that of OTHER. */
static inline void
swap_somewhere(struct str *run, const struct str *other, int depth)
{
	struct fields fields, others;
	size_t at;

	fields_split(&fields, (struct bytes){ run->ptr, run->len });
	fields_split(&others, (struct bytes){ other->ptr, other->len });
	at = below(fields.n < others.n ? fields.n : others.n);
	if (at < fields.n && at < others.n) {
		if (depth > 0 && below(2)) {
			swap_somewhere(&fields.items[at], &others.items[at],
			    depth - 1);
		} else {
			str_reset(&fields.items[at]);
			str_addn(&fields.items[at], others.items[at].ptr,
			    others.items[at].len);
		}
	}
	str_reset(run);
	fields_join(run, &fields);
	{
		struct str ignored = STR_INIT;

		fields_join(&ignored, &others);
		str_release(&ignored);
	}
}

#endif
