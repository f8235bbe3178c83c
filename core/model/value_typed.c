#include "core/model/value.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/decimal.h"
#include "core/base/mem.h"
#include "core/model/ids.h"

/* What a person typed, in the form in which records hold it. */

static char *
upper_case(const char *typed)
{
	char *out = xstrdup(typed);

	for (char *at = out; *at; at++)
		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - 'a' + 'A');
	return out;
}

static char *
lower_case(const char *typed)
{
	char *out = xstrdup(typed);

	for (char *at = out; *at; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
	return out;
}

/* How each type that people write in many ways is stored. */
static char *(*const normals[FIELD_ANY + 1])(const char *) = {
	[FIELD_ORCID] = orcid_normal,
	[FIELD_ROR] = ror_normal,
	[FIELD_DOI] = doi_normal,
	[FIELD_RAID] = raid_normal,
	[FIELD_USCC] = upper_case,
	[FIELD_COUNTRY] = upper_case,
	[FIELD_CURRENCY] = upper_case,
	[FIELD_SHA256] = lower_case,
};

static struct json *
typed_bool(const char *typed)
{
	if (strcmp(typed, "yes") == 0 || strcmp(typed, "true") == 0)
		return json_new_bool(true);
	if (strcmp(typed, "no") == 0 || strcmp(typed, "false") == 0)
		return json_new_bool(false);
	return NULL;
}

/* NUMBER, where every reader of JSON holds it exactly. */
static struct json *
whole(int64_t number)
{
	const int64_t limit = INT64_C(1) << 53;

	if (number <= -limit || number >= limit)
		return NULL;
	return json_new_integer(number);
}

struct json *
value_typed(const struct field *field, const char *typed, int digits)
{
	struct json *value;
	int64_t number;
	char *normal = NULL;

	switch (field->type) {
	case FIELD_BOOL:
		return typed_bool(typed);
	case FIELD_INTEGER:
		return integer_parse(typed, &number) ? whole(number) : NULL;
	case FIELD_MONEY:
		return money_parse(typed, digits, &number) ?
		    whole(number) : NULL;
	default:
		if (normals[field->type])
			normal = normals[field->type](typed);
		value = json_new_string(normal ? normal : typed);
		free(normal);
		return value;
	}
}
