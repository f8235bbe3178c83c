#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/json/json.h"
#include "core/json/members.h"

/* Up to here pairs are compared; sorting costs more. */
enum { FEW_KEYS = 16, SHOWN_BYTES = 60 };

/* A key of an object that is still open. */
struct key {
	const char *at;   /* its opening quote */
	const char *ptr;  /* its text */
	size_t len;
	char *decoded;    /* owned; NULL when the text stands as it is */
};

struct frame {
	bool object;
	size_t first_key; /* index of its first key in keys */
};

/* Keys of all open objects, outermost first, form one stack. */
struct scan {
	const char *text, *at, *end, *name;
	struct key *keys;
	size_t n, cap;
	struct frame stack[JSON_MAX_DEPTH];
	int depth;
	bool escaped; /* the last string had escapes */
	const struct err *err;
};

static const char *
position(char *out, size_t size, const struct scan *s, const char *at)
{
	size_t line = 1, column = 1;

	for (const char *p = s->text; p < at; p++) {
		if (*p == '\n') {
			line++;
			column = 1;
		} else if (((unsigned char)*p & 0xc0) != 0x80) {
			column++;
		}
	}
	snprintf(out, size, ":%zu:%zu", line, column);
	return out;
}

/* Always false, so that the scanners can return it. */
static bool
refuse(struct scan *s, const char *at, const char *fmt, ...) PRINTF(3, 4);

static bool
refuse(struct scan *s, const char *at, const char *fmt, ...)
{
	char where[64];
	va_list ap;
	char *what, *place;

	va_start(ap, fmt);
	what = xvasprintf(fmt, ap);
	va_end(ap);
	place = xasprintf("%s%s", s->name,
	    position(where, sizeof(where), s, at));
	s->err = err_in(err_new(ERR_DATA, "%s", what), place);
	free(place);
	free(what);
	return false;
}

/*
 * LEN bytes at PTR as a message may show them: cut to a bearable length,
 * what a terminal must not see as <U+XXXX>, bytes that are no UTF-8 as
 * <XX>.
 */
static char *
shown(const char *ptr, size_t len)
{
	struct str out = STR_INIT;
	const char *end = ptr + len;
	uint32_t cp;
	size_t n;

	for (; ptr < end && out.len < SHOWN_BYTES; ptr += n > 0 ? n : 1) {
		n = utf8_next(ptr, (size_t)(end - ptr), &cp);
		if (n == 0)
			str_addf(&out, "<%02X>", (unsigned char)*ptr);
		else if (utf8_is_control(cp) || utf8_is_noncharacter(cp))
			str_addf(&out, "<U+%04X>", (unsigned)cp);
		else
			str_addn(&out, ptr, n);
	}
	if (ptr < end)
		str_add(&out, "...");
	return str_take(&out);
}

/* FMT has one %s, for the LEN bytes at AT. */
static bool refuse_shown(struct scan *s, const char *at, size_t len,
    const char *fmt) __attribute__((format_arg(4)));

static bool
refuse_text(struct scan *s, const char *at, size_t len, const char *fmt)
{
	char *text = shown(at, len);

	refuse(s, at, fmt, text);
	free(text);
	return false;
}
