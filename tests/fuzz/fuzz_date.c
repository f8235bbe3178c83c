#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "tests/fuzz/fuzz.h"

/* What is read is written as it was. */
static void
check_strict(const char *text)
{
	char day[DATE_SIZE], moment[TIME_SIZE];
	int64_t value;

	if (date_parse(text, &value)) {
		date_format(day, value);
		HOLDS(strcmp(day, text) == 0);
	}
	if (time_parse(text, &value)) {
		time_format(moment, value);
		HOLDS(strcmp(moment, text) == 0);
	}
}

/* Whatever comes out can be written, and read again. */
static void
check_typed(const char *text)
{
	const struct err *err;
	int64_t value, again;
	char day[DATE_SIZE];

	if ((err = date_typed(&value, text, 20649))) {
		HOLDS(err->code == ERR_USAGE);
		return;
	}
	date_format(day, value);
	HOLDS(date_parse(day, &again));
	HOLDS(again == value);
}

static void
check_format(const char *text, const char *format)
{
	const struct err *err;
	char moment[TIME_SIZE];
	int64_t value, again;

	if ((err = time_read(&value, text, format))) {
		HOLDS(err->code == ERR_USAGE || err->code == ERR_DATA);
		return;
	}
	time_format(moment, value);
	HOLDS(time_parse(moment, &again));
	HOLDS(again == value);
	HOLDS(time_read(&again, moment, "%Y-%m-%dT%H:%M:%S%z") == NULL);
	HOLDS(again == value);
}

/* The first line is a text, the rest a format for it. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size);
	char *end = strchr(text, '\n');

	if (end != NULL)
		*end = '\0';
	check_strict(text);
	check_typed(text);
	if (end != NULL)
		check_format(text, end + 1);
	free(text);
	return 0;
}
