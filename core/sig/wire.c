#include "core/sig/wire.h"

#include <string.h>

enum { NUMBER_MAX = 16384 / 8, SIGN = 0x80 };

bool
wire_raw(struct wire *wire, size_t len, struct wire *out)
{
	if (wire->len < len)
		return false;
	*out = (struct wire){ wire->ptr, len };
	wire->ptr += len;
	wire->len -= len;
	return true;
}

bool
wire_byte(struct wire *wire, unsigned char *out)
{
	struct wire raw;

	if (!wire_raw(wire, 1, &raw))
		return false;
	*out = raw.ptr[0];
	return true;
}

bool
wire_u32(struct wire *wire, uint32_t *out)
{
	struct wire raw;

	if (!wire_raw(wire, 4, &raw))
		return false;
	*out = (uint32_t)raw.ptr[0] << 24 | (uint32_t)raw.ptr[1] << 16 |
	    (uint32_t)raw.ptr[2] << 8 | raw.ptr[3];
	return true;
}

bool
wire_string(struct wire *wire, struct wire *out)
{
	struct wire at = *wire;
	uint32_t len;

	if (!wire_u32(&at, &len) || !wire_raw(&at, len, out))
		return false;
	*wire = at;
	return true;
}

bool
wire_number(struct wire *wire, bool loose, struct wire *out)
{
	struct wire at = *wire, number;
	size_t zeros = 0;

	if (!wire_string(&at, &number) || number.len > NUMBER_MAX + 1)
		return false;
	while (zeros < number.len && number.ptr[zeros] == 0)
		zeros++;
	if (zeros == number.len)
		return false;
	if (zeros == 0 && (number.ptr[0] & SIGN || number.len > NUMBER_MAX))
		return false;
	if (!loose && zeros > 0 && (zeros > 1 || !(number.ptr[1] & SIGN)))
		return false;
	*out = (struct wire){ number.ptr + zeros, number.len - zeros };
	*wire = at;
	return true;
}

bool
wire_is(struct wire wire, const char *text)
{
	return wire_same(wire, (struct wire){ (const unsigned char *)text,
	    strlen(text) });
}

bool
wire_same(struct wire a, struct wire b)
{
	return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

void
wire_put_u32(struct str *out, uint32_t n)
{
	char bytes[] = { (char)(n >> 24), (char)(n >> 16), (char)(n >> 8),
		(char)n };

	str_addn(out, bytes, sizeof(bytes));
}

void
wire_put_string(struct str *out, const void *ptr, size_t len)
{
	wire_put_u32(out, (uint32_t)len);
	str_addn(out, ptr, len);
}
