#include "core/base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"

struct slot {
	struct err err;
	char *text;
};

static _Thread_local struct slot ring[ERR_RING];
static _Thread_local unsigned next_slot;

/* TEXT is taken.  Freed when the ring comes round to the slot again. */
static const struct err *
ring_put(enum err_code code, char *text)
{
	struct slot *slot = &ring[next_slot++ % ERR_RING];

	free(slot->text);
	slot->text = text;
	slot->err.code = code;
	slot->err.msg = text;
	return &slot->err;
}

const struct err *
err_new(enum err_code code, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	return ring_put(code, text);
}

const struct err *
err_errno(const char *subject)
{
	return ring_put(ERR_SYSTEM,
	    xasprintf("'%s': %s", subject, strerror(errno)));
}

const struct err *
err_in(const struct err *err, const char *where)
{
	return ring_put(err->code, xasprintf("%s: %s", where, err->msg));
}

const struct err *
err_mend(const struct err *err, const char *fmt, ...)
{
	const struct err *mended;
	va_list ap;
	char *line;

	va_start(ap, fmt);
	line = xvasprintf(fmt, ap);
	va_end(ap);
	mended = ring_put(err->code, xasprintf("%s\n  %s", err->msg, line));
	free(line);
	return mended;
}

void
err_forget(void)
{
	for (size_t i = 0; i < ERR_RING; i++) {
		free(ring[i].text);
		ring[i].text = NULL;
	}
}

void
err_bug(const char *file, int line, const char *what)
{
	fprintf(stderr, "BUG: %s:%d: %s\n", file, line, what);
	abort();
}
