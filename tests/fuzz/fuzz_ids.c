#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/model/ids.h"
#include "core/model/record.h"
#include "tests/fuzz/fuzz.h"

/* What is stored is well-formed, and stored as it is the next time. */
static void
check_normal(const char *text, char *(*normal)(const char *),
    bool (*valid)(const char *))
{
	char *stored = normal(text), *again;

	if (stored == NULL) {
		HOLDS(!valid(text));
		return;
	}
	HOLDS(valid(stored));
	again = normal(stored);
	HOLDS(again != NULL && strcmp(again, stored) == 0);
	free(again);
	free(stored);
}

/* No digit of a number can be changed alone and still be right. */
static void
check_uscc(const char *text)
{
	char *copy;

	if (!uscc_valid(text))
		return;
	HOLDS(strlen(text) == 18);
	copy = xstrdup(text);
	for (char *at = copy; *at; at++) {
		char was = *at;

		*at = was == '0' ? '1' : '0';
		HOLDS(!uscc_valid(copy));
		*at = was;
	}
	free(copy);
}

/* A number is found wherever it stands, but not in a longer run. */
static void
check_numbers(const char *text)
{
	char *around = xasprintf("。%s。", text);
	char *digits = xasprintf("0%s0", text);

	if (text_has_phone_number(text))
		HOLDS(text_has_phone_number(around));
	if (text_has_identity_number(text))
		HOLDS(text_has_identity_number(around));
	if (*text && strspn(text, "0123456789") == strlen(text) &&
	    text_has_phone_number(text) && strlen(text) == 11)
		HOLDS(!text_has_phone_number(digits));
	free(around);
	free(digits);
}

static void
check_id(const char *text)
{
	char *slug = record_id_slug(text), *again;

	if (slug == NULL) {
		HOLDS(record_id_check(text) != NULL);
		return;
	}
	HOLDS(record_id_check(slug) == NULL);
	again = record_id_slug(slug);
	HOLDS(strcmp(again, slug) == 0);
	free(again);
	free(slug);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size);

	check_normal(text, orcid_normal, orcid_valid);
	check_normal(text, ror_normal, ror_valid);
	check_normal(text, doi_normal, doi_valid);
	check_normal(text, raid_normal, raid_valid);
	check_uscc(text);
	check_numbers(text);
	check_id(text);
	(void)email_valid(text);
	(void)url_valid(text);
	(void)country_valid(text);
	(void)currency_valid(text);
	(void)sha256_valid(text);
	free(text);
	return 0;
}
