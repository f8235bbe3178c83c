#include "core/model/ids.h"

#include <stdint.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/mem.h"

/* What records must not hold: numbers that name a person for life. */

enum { IDENTITY_LENGTH = 18, PHONE_LENGTH = 11 };

static size_t
digits_at(const char *text)
{
	return strspn(text, "0123456789");
}

/* The eight digits at AT are a day on which somebody could be born. */
static bool
is_birthday(const char *at)
{
	char date[DATE_SIZE] = "0000-00-00";
	int64_t days;

	memcpy(date, at, 4);
	memcpy(date + 5, at + 4, 2);
	memcpy(date + 8, at + 6, 2);
	return (at[0] == '1' || at[0] == '2') && date_parse(date, &days);
}

/* GB 11643-1999: 17 digits and a check character by ISO 7064 MOD 11-2. */
static bool
is_identity_number(const char *at)
{
	unsigned sum = 0;
	char check;

	for (size_t i = 0; i < IDENTITY_LENGTH - 1; i++)
		sum = (sum + (unsigned)(at[i] - '0')) * 2 % 11;
	sum = (12 - sum) % 11;
	check = "0123456789X"[sum];
	return (at[IDENTITY_LENGTH - 1] == check ||
	    (check == 'X' && at[IDENTITY_LENGTH - 1] == 'x')) &&
	    is_birthday(at + 6);
}

bool
text_has_identity_number(const char *text)
{
	size_t n;

	for (; *text; text += n ? n : 1) {
		n = digits_at(text);
		if (n == IDENTITY_LENGTH && is_identity_number(text))
			return true;
		if (n == IDENTITY_LENGTH - 1 &&
		    (text[n] == 'X' || text[n] == 'x') &&
		    is_identity_number(text))
			return true;
	}
	return false;
}

/* N digits at AT, START is where the text begins. */
static bool
is_phone_number(const char *start, const char *at, size_t n)
{
	if (n == PHONE_LENGTH + 2 && at > start && at[-1] == '+' &&
	    at[0] == '8' && at[1] == '6') {
		at += 2;
		n -= 2;
	} else if (n == PHONE_LENGTH + 4 && memcmp(at, "0086", 4) == 0) {
		at += 4;
		n -= 4;
	}
	return n == PHONE_LENGTH && at[0] == '1' && at[1] >= '3';
}

bool
text_has_phone_number(const char *text)
{
	const char *start = text;
	size_t n;

	for (; *text; text += n ? n : 1) {
		n = digits_at(text);
		if (n >= PHONE_LENGTH && is_phone_number(start, text, n))
			return true;
	}
	return false;
}
