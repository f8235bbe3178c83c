#include "core/git/index_format.h"

#include <ctype.h>
#include <stdint.h>

#include "core/base/mem.h"
#include "core/git/oid.h"

enum { HEADER = 12, FIXED = 62, EXTENDED = 0x4000 };

const unsigned char index_empty[] = {
	'D', 'I', 'R', 'C', 0, 0, 0, 2, 0, 0, 0, 0,
	0x39, 0xd8, 0x90, 0x13, 0x9e, 0xe5, 0x35, 0x6c, 0x7e, 0xf5,
	0x72, 0x21, 0x6c, 0xeb, 0xcd, 0x27, 0xaa, 0x41, 0xf9, 0xdf
};
const size_t index_empty_len = sizeof(index_empty);

static uint32_t
number(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	    (uint32_t)at[2] << 8 | at[3];
}

/*
 * Behind the entry at *AT.  From version 4 on the name is what differs
 * from the one before, behind a number of seven bits a byte.
 */
static bool
skip_entry(const unsigned char **at, const unsigned char *end,
    uint32_t version)
{
	const unsigned char *p = *at, *nul;
	size_t len;

	if (end - p < FIXED)
		return false;
	p += FIXED + ((p[60] << 8 & EXTENDED) ? 2 : 0);
	if (version == 4)
		while (p < end && *p++ & 0x80)
			;
	if (p >= end || (nul = memchr(p, 0, (size_t)(end - p))) == NULL)
		return false;
	len = (size_t)(nul - *at);
	*at += version == 4 ? len + 1 : (len + 8) & ~(size_t)7;
	return *at <= end;
}

/* Optional extensions that may be lost: git makes them anew. */
static bool
extension_may_go(const unsigned char *name)
{
	return isupper(name[0]) && memcmp(name, "UNTR", 4) != 0;
}

bool
index_needs_git(const unsigned char *ptr, size_t len)
{
	static const unsigned char no_sum[OID_SIZE];
	const unsigned char *at = ptr + HEADER, *end = ptr + len - OID_SIZE;
	uint32_t version, n;

	if (len < HEADER + OID_SIZE || memcmp(ptr, "DIRC", 4) != 0 ||
	    memcmp(end, no_sum, OID_SIZE) == 0)
		return true;
	version = number(ptr + 4);
	if (version < 2 || version > 4)
		return true;
	for (n = number(ptr + 8); n > 0; n--)
		if (!skip_entry(&at, end, version))
			return true;
	while (end - at >= 8) {
		if (!extension_may_go(at) ||
		    number(at + 4) > (size_t)(end - at) - 8)
			return true;
		at += 8 + number(at + 4);
	}
	return at != end;
}
