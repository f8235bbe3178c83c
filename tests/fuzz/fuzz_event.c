#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/model/event.h"
#include "core/model/row.h"
#include "tests/fuzz/fuzz.h"

/* What is read as an event is written, and read again as the same. */

static const struct err *
read_event(struct event *event, const char *line, size_t len)
{
	struct row row = { "f", 1, 1, NULL, 0, line, len, NULL };
	struct strs others = STRS_INIT;
	const struct err *err = event_read(event, &row, &others);

	strs_release(&others);
	return err;
}

static void
write_event(struct str *out, const struct event *event)
{
	event_write(out, event, strchr(event->by, '@') ? event->by : NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str first = STR_INIT, second = STR_INIT;
	struct event event;

	if (read_event(&event, (const char *)data, size) == NULL) {
		write_event(&first, &event);
		event_release(&event);
		if (read_event(&event, first.ptr, first.len) != NULL)
			BUG("what was written is not read");
		write_event(&second, &event);
		if (strcmp(first.ptr, second.ptr) != 0)
			BUG("what was read is another event");
	}
	event_release(&event);
	str_release(&first);
	str_release(&second);
	return 0;
}
