#include "core/git/delta.h"

#include <stdint.h>

#include "core/base/mem.h"

enum { COPY = 0x80, MAX_COPY = 0xffffff, MAX_INSERT = 127 };

/* Seven bits a byte, the lowest first. */
static void
add_size(struct str *out, size_t size)
{
	for (; size > 127; size >>= 7)
		str_addc(out, (char)(0x80 | (size & 127)));
	str_addc(out, (char)size);
}

/* Only the bytes of offset and length that are not zero are there. */
static void
add_copy(struct str *out, size_t offset, size_t len)
{
	while (len > 0) {
		size_t n = len > MAX_COPY ? MAX_COPY : len;
		size_t numbers[7], at = out->len;

		for (size_t i = 0; i < 7; i++)
			numbers[i] = (i < 4 ? offset >> 8 * i :
			    n >> 8 * (i - 4)) & 255;
		str_addc(out, 0);
		for (size_t i = 0; i < 7; i++)
			if (numbers[i] != 0) {
				out->ptr[at] = (char)(out->ptr[at] | 1 << i);
				str_addc(out, (char)numbers[i]);
			}
		out->ptr[at] = (char)(out->ptr[at] | COPY);
		offset += n;
		len -= n;
	}
}

static void
add_insert(struct str *out, const char *ptr, size_t len)
{
	while (len > 0) {
		size_t n = len > MAX_INSERT ? MAX_INSERT : len;

		str_addc(out, (char)n);
		str_addn(out, ptr, n);
		ptr += n;
		len -= n;
	}
}

void
delta_make(struct str *out, const void *old_ptr, size_t old_len,
    const void *new_ptr, size_t new_len)
{
	const char *old = old_ptr, *new = new_ptr;
	size_t both = old_len < new_len ? old_len : new_len;
	size_t head = 0, tail = 0;

	while (head < both && old[head] == new[head])
		head++;
	while (tail < both - head &&
	    old[old_len - 1 - tail] == new[new_len - 1 - tail])
		tail++;
	add_size(out, old_len);
	add_size(out, new_len);
	add_copy(out, 0, head);
	add_insert(out, new + head, new_len - head - tail);
	add_copy(out, old_len - tail, tail);
}

static bool
read_size(const unsigned char **at, const unsigned char *end, size_t *size)
{
	uint64_t value = 0;

	for (unsigned shift = 0; *at < end && shift < 56; shift += 7) {
		unsigned char byte = *(*at)++;

		value |= (uint64_t)(byte & 127) << shift;
		*size = (size_t)value;
		if (!(byte & 0x80))
			return *size == value;
	}
	return false;
}

static bool
read_copy(const unsigned char **at, const unsigned char *end,
    unsigned which, size_t *offset, size_t *len)
{
	size_t numbers[7] = { 0 };

	for (unsigned i = 0; i < 7; i++)
		if (which & 1U << i) {
			if (*at == end)
				return false;
			numbers[i] = *(*at)++;
		}
	*offset = numbers[0] | numbers[1] << 8 | numbers[2] << 16 |
	    numbers[3] << 24;
	*len = numbers[4] | numbers[5] << 8 | numbers[6] << 16;
	if (*len == 0)
		*len = 0x10000;
	return true;
}

bool
delta_size(const void *delta, size_t len, size_t *size)
{
	const unsigned char *at = delta, *end = at + len;
	size_t from;

	return read_size(&at, end, &from) && read_size(&at, end, size);
}

bool
delta_apply(struct str *out, const void *old, size_t old_len,
    const void *delta, size_t delta_len)
{
	const unsigned char *at = delta, *end = at + delta_len;
	size_t from, to, start = out->len, offset, len;

	if (!read_size(&at, end, &from) || !read_size(&at, end, &to) ||
	    from != old_len)
		return false;
	while (at < end) {
		unsigned byte = *at++;

		if (byte & COPY) {
			if (!read_copy(&at, end, byte, &offset, &len) ||
			    offset > old_len || len > old_len - offset ||
			    len > to - (out->len - start))
				return false;
			str_addn(out, (const char *)old + offset, len);
		} else {
			if (byte == 0 || byte > (size_t)(end - at) ||
			    byte > to - (out->len - start))
				return false;
			str_addn(out, (const char *)at, byte);
			at += byte;
		}
	}
	return out->len - start == to;
}
