#include "core/git/openpgp.h"

#include <string.h>

#include "core/base/str.h"
#include "core/sig/base64.h"
#include "core/sig/wire.h"

static const char begin[] = "-----BEGIN PGP SIGNATURE-----\n";
static const char end[] = "-----END PGP SIGNATURE-----";

bool
openpgp_is_armour(const char *armour)
{
	return str_starts(armour, begin);
}

/* The bytes between the blank line and the checksum. */
static bool
read_armour(struct str *out, const char *armour)
{
	const char *body, *stop, *sum;

	if (!str_starts(armour, begin) ||
	    (body = strstr(armour, "\n\n")) == NULL ||
	    (stop = strstr(body, end)) == NULL)
		return false;
	body += 2;
	if (stop < body)
		return false;
	sum = strstr(body, "\n=");
	if (sum != NULL && sum < stop)
		stop = sum + 1;
	return base64_decode_lines(out, body, (size_t)(stop - body));
}

static bool
read_number(struct wire *in, int bytes, size_t *out)
{
	unsigned char byte;

	*out = 0;
	for (; bytes > 0; bytes--) {
		if (!wire_byte(in, &byte))
			return false;
		*out = *out << 8 | byte;
	}
	return true;
}

/* A length as packets of the new form and subpackets have it. */
static bool
read_length(struct wire *in, size_t *out)
{
	enum { TWO = 192, PARTIAL = 224, FIVE = 255 };
	size_t first;

	if (!read_number(in, 1, &first))
		return false;
	if (first == FIVE)
		return read_number(in, 4, out);
	if (first < TWO) {
		*out = first;
		return true;
	}
	if (first >= PARTIAL || !read_number(in, 1, out))
		return false;
	*out += ((first - TWO) << 8) + TWO;
	return true;
}

/* The body of the first packet, a signature. */
static bool
read_packet(struct wire *in, struct wire *body)
{
	enum { OLD = 0x88, OLD_LAST = 0x8a, NEW = 0xc2 };
	unsigned char tag;
	size_t len;

	if (!wire_byte(in, &tag))
		return false;
	if (tag == NEW ? !read_length(in, &len) : tag < OLD ||
	    tag > OLD_LAST || !read_number(in, 1 << (tag - OLD), &len))
		return false;
	return wire_raw(in, len, body);
}

/* The last eight bytes of BYTES, in hex. */
static void
put_id(char out[OPENPGP_ID + 1], struct wire bytes)
{
	static const char digits[] = "0123456789ABCDEF";
	const unsigned char *at = bytes.ptr + bytes.len - OPENPGP_ID / 2;

	for (size_t i = 0; i < OPENPGP_ID; i++, at += i % 2 == 0)
		out[i] = digits[i % 2 == 0 ? *at >> 4 : *at & 0xf];
	out[OPENPGP_ID] = '\0';
}

/* One list of subpackets, its length before it. */
static bool
find_issuer(char out[OPENPGP_ID + 1], struct wire *in)
{
	enum { ISSUER = 16, FINGERPRINT = 33, CRITICAL = 0x80 };
	struct wire list, one;
	unsigned char type;
	size_t len;

	if (!read_number(in, 2, &len) || !wire_raw(in, len, &list))
		return false;
	while (read_length(&list, &len) && wire_raw(&list, len, &one)) {
		if (!wire_byte(&one, &type))
			return false;
		type &= (unsigned char)~CRITICAL;
		if ((type == ISSUER && one.len == OPENPGP_ID / 2) ||
		    (type == FINGERPRINT && one.len == 21 &&
		    one.ptr[0] == 4)) {
			put_id(out, one);
			return true;
		}
	}
	return false;
}

/* In the list that is hashed, or in the one behind it. */
static bool
find_in_areas(char out[OPENPGP_ID + 1], struct wire *in)
{
	if (find_issuer(out, in))
		return true;
	return find_issuer(out, in);
}

bool
openpgp_issuer(char out[OPENPGP_ID + 1], const char *armour)
{
	enum { VERSION = 4, CLASS_AND_ALGORITHMS = 3 };
	struct str bytes = STR_INIT;
	struct wire in, body, skipped;
	unsigned char version;
	bool found = false;

	if (read_armour(&bytes, armour)) {
		in.ptr = (const unsigned char *)bytes.ptr;
		in.len = bytes.len;
		found = read_packet(&in, &body) &&
		    wire_byte(&body, &version) && version == VERSION &&
		    wire_raw(&body, CLASS_AND_ALGORITHMS, &skipped) &&
		    find_in_areas(out, &body);
	}
	str_release(&bytes);
	return found;
}
