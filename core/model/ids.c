#include "core/model/ids.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/base/utf8.h"

enum { ORCID_LENGTH = 19, ROR_LENGTH = 9, USCC_LENGTH = 18, EMAIL_MAX = 254 };

/* Never depends on the locale, as the functions of ctype.h do. */
static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* TEXT behind the first of PREFIXES that it has, in either case. */
static const char *
behind_prefix(const char *text, const char *const *prefixes)
{
	while (*text == ' ')
		text++;
	for (size_t i = 0; prefixes[i]; i++) {
		size_t len = strlen(prefixes[i]);

		if (strncasecmp(text, prefixes[i], len) == 0)
			return text + len;
	}
	return text;
}

bool
orcid_valid(const char *text)
{
	unsigned sum = 0;
	char check;

	if (strlen(text) != ORCID_LENGTH)
		return false;
	for (size_t i = 0; i < ORCID_LENGTH - 1; i++) {
		if (i % 5 == 4) {
			if (text[i] != '-')
				return false;
			continue;
		}
		if (!is_digit(text[i]))
			return false;
		sum = (sum + (unsigned)(text[i] - '0')) * 2 % 11;
	}
	sum = (12 - sum) % 11;
	check = "0123456789X"[sum];
	return text[ORCID_LENGTH - 1] == check;
}

char *
orcid_normal(const char *text)
{
	static const char *const prefixes[] = { "https://orcid.org/",
	    "http://orcid.org/", "orcid.org/", "orcid:", NULL };
	struct str out = STR_INIT;

	text = behind_prefix(text, prefixes);
	for (; *text && out.len <= ORCID_LENGTH; text++) {
		if (*text == '-' || *text == ' ')
			continue;
		if (out.len % 5 == 4)
			str_addc(&out, '-');
		if (*text == 'x')
			str_addc(&out, 'X');
		else
			str_addc(&out, *text);
	}
	if (orcid_valid(out.ptr))
		return str_take(&out);
	str_release(&out);
	return NULL;
}

/* The value of C in ALPHABET; -1: not in it. */
static int
value_in(const char *alphabet, char c)
{
	const char *at = c ? strchr(alphabet, c) : NULL;

	return at ? (int)(at - alphabet) : -1;
}

bool
ror_valid(const char *text)
{
	static const char base32[] = "0123456789abcdefghjkmnpqrstvwxyz";
	uint64_t n = 0;
	unsigned check;

	if (strlen(text) != ROR_LENGTH || text[0] != '0')
		return false;
	for (size_t i = 0; i < ROR_LENGTH - 2; i++) {
		int value = value_in(base32, text[i]);

		if (value < 0)
			return false;
		n = n * 32 + (uint64_t)value;
	}
	check = (unsigned)(98 - n * 100 % 97);
	return text[7] == (char)('0' + check / 10) &&
	    text[8] == (char)('0' + check % 10);
}

char *
ror_normal(const char *text)
{
	static const char *const prefixes[] = { "https://ror.org/",
	    "http://ror.org/", "ror.org/", "ror:", NULL };
	char *out = xstrdup(behind_prefix(text, prefixes));

	for (char *at = out; *at; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
	if (ror_valid(out))
		return out;
	free(out);
	return NULL;
}

bool
uscc_valid(const char *text)
{
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	unsigned sum = 0, weight = 1;

	if (strlen(text) != USCC_LENGTH)
		return false;
	for (size_t i = 0; i < USCC_LENGTH - 1; i++) {
		int value = value_in(alphabet, text[i]);

		if (value < 0)
			return false;
		sum += (unsigned)value * weight;
		weight = weight * 3 % 31;
	}
	/* The outer remainder matters where the sum divides evenly. */
	return text[USCC_LENGTH - 1] == alphabet[(31 - sum % 31) % 31];
}

/* No blank and no control of any script, and well-formed. */
static bool
is_solid(const char *text)
{
	size_t left = strlen(text), n;
	uint32_t cp;

	for (; left > 0; text += n, left -= n) {
		if ((n = utf8_next(text, left, &cp)) == 0)
			return false;
		if (cp <= ' ' || utf8_is_control(cp) || cp == 0xa0 ||
		    cp == 0x3000 || (cp >= 0x2000 && cp <= 0x200a))
			return false;
	}
	return true;
}

/* "10." and numbers with points between them, a slash, a name. */
bool
doi_valid(const char *text)
{
	size_t digits;

	if (!str_starts(text, "10."))
		return false;
	text += 2;
	do {
		text++;
		digits = strspn(text, "0123456789");
		text += digits;
	} while (digits > 0 && *text == '.');
	return digits > 0 && text[0] == '/' && text[1] && is_solid(text + 1);
}

char *
doi_normal(const char *text)
{
	static const char *const prefixes[] = { "https://doi.org/",
	    "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/",
	    "doi.org/", "doi:", NULL };

	text = behind_prefix(text, prefixes);
	while (*text == ' ')
		text++;
	return doi_valid(text) ? xstrdup(text) : NULL;
}

#define RAID_PREFIX "https://raid.org/"

bool
raid_valid(const char *text)
{
	if (!str_starts(text, RAID_PREFIX))
		return false;
	for (const char *at = text; *at; at++)
		if ((unsigned char)*at >= 0x80)
			return false;
	return doi_valid(text + strlen(RAID_PREFIX));
}

char *
raid_normal(const char *text)
{
	static const char *const prefixes[] = { RAID_PREFIX,
	    "http://raid.org/", "raid.org/", "raid:", NULL };
	char *out;

	out = xasprintf(RAID_PREFIX "%s", behind_prefix(text, prefixes));
	if (raid_valid(out))
		return out;
	free(out);
	return NULL;
}

/*
 * One '@' with something before and behind it: what git takes as an
 * address must pass, and that may be "root@localhost".
 */
bool
email_valid(const char *text)
{
	const char *at = strrchr(text, '@');

	if (at == NULL || at == text || strlen(text) > EMAIL_MAX)
		return false;
	if (at[1] == '\0' || at[1] == '.' || at[1] == '-')
		return false;
	if (strpbrk(text, "<>,;:\\\"()[]") || strstr(at, ".."))
		return false;
	return memchr(text, '@', (size_t)(at - text)) == NULL &&
	    is_solid(text);
}

bool
url_valid(const char *text)
{
	static const char *const schemes[] = { "https://", "http://",
	    "ftp://", NULL };
	const char *host = behind_prefix(text, schemes);

	if (host == text || *text == ' ' || strpbrk(text, "<>\"\\^`{|}"))
		return false;
	return *host != '\0' && !strchr("/?#:.@", *host) && is_solid(text);
}

bool
sha256_valid(const char *text)
{
	size_t n = 0;

	for (; *text; text++, n++)
		if (value_in("0123456789abcdef", *text) < 0)
			return false;
	return n == 64;
}

static bool
is_upper(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text[i] < 'A' || text[i] > 'Z')
			return false;
	return text[n] == '\0';
}

bool
currency_valid(const char *text)
{
	return is_upper(text, 3);
}

/* ISO 3166-1 alpha-2. */
static const char countries[] =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI "
    "BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN "
    "CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK "
    "FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM "
    "HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN "
    "KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK "
    "ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP "
    "NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW "
    "SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF "
    "TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI "
    "VN VU WF WS YE YT ZA ZM ZW";

bool
country_valid(const char *text)
{
	return is_upper(text, 2) && strstr(countries, text) != NULL;
}
