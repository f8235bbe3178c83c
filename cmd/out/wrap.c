#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/out/text.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/base/utf8.h"

void
text_pad(struct str *out, size_t n)
{
	while (n-- > 0)
		str_addc(out, ' ');
}

/* Punctuation that closes: no line begins with it. */
static bool
is_closing(uint32_t cp)
{
	static const uint32_t marks[] = {
		0x3001, 0x3002, 0x3009, 0x300b, 0x300d, 0x300f, 0x3011,
		0x3015, 0x2019, 0x201d, 0x2026, 0xff01, 0xff09, 0xff0c,
		0xff0e, 0xff1a, 0xff1b, 0xff1f,
	};

	for (size_t i = 0; i < COUNT(marks); i++)
		if (cp == marks[i])
			return true;
	return false;
}

/* May a line end between these two?  Both are not blanks. */
static bool
may_part(uint32_t left, uint32_t right)
{
	bool wide = (left >= 0x2e80 || right >= 0x2e80);

	return wide && !is_closing(right) && left != 0x3008 &&
	    left != 0x300a && left != 0x300c && left != 0x3010 &&
	    left != 0xff08 && left != 0x201c;
}

/* Length of the piece at TEXT that no line end may part. */
static size_t
piece(const char *text, size_t left)
{
	size_t n, at;
	uint32_t cp, before;

	at = utf8_next(text, left, &before);
	if (at == 0)
		return left > 0;
	while (at < left && text[at] != ' ') {
		n = utf8_next(text + at, left - at, &cp);
		if (n == 0 || may_part(before, cp))
			break;
		before = cp;
		at += n;
	}
	return at;
}

/* The state of a paragraph being wrapped. */
struct wrap {
	struct str *out;
	size_t width, indent, column;
};

static void
new_line(struct wrap *wrap)
{
	str_addc(wrap->out, '\n');
	text_pad(wrap->out, wrap->indent);
	wrap->column = 0;
}

/* A piece wider than a line is cut where the line ends. */
static void
put_piece(struct wrap *wrap, const char *text, size_t len)
{
	char *copy = xstrndup(text, len), *at = copy;
	size_t fits;

	while (utf8_width(at) > wrap->width - wrap->column) {
		fits = utf8_fit(at, wrap->width - wrap->column);
		if (fits == 0 && wrap->column == 0)
			break;
		str_addn(wrap->out, at, fits);
		at += fits;
		new_line(wrap);
	}
	str_add(wrap->out, at);
	wrap->column += utf8_width(at);
	free(copy);
}

static void
wrap_line(struct wrap *wrap, const char *text, size_t left)
{
	size_t blanks, len, need;
	char *copy;

	while (left > 0) {
		for (blanks = 0; blanks < left && text[blanks] == ' ';)
			blanks++;
		text += blanks;
		left -= blanks;
		len = piece(text, left);
		copy = xstrndup(text, len);
		need = blanks + utf8_width(copy);
		free(copy);
		if (wrap->column > 0 && wrap->column + need > wrap->width) {
			new_line(wrap);
			blanks = 0;
		}
		if (len > 0) {
			text_pad(wrap->out, blanks);
			wrap->column += blanks;
			put_piece(wrap, text, len);
		}
		text += len;
		left -= len;
	}
}

void
text_wrap(struct str *out, const char *text, size_t width, size_t indent)
{
	struct wrap wrap = { out, width > 0 ? width : SIZE_MAX / 2, indent,
	    0 };
	const char *end;

	while ((end = strchr(text, '\n')) != NULL) {
		wrap_line(&wrap, text, (size_t)(end - text));
		new_line(&wrap);
		text = end + 1;
	}
	wrap_line(&wrap, text, strlen(text));
}

void
text_cut(struct str *out, const char *text, size_t width)
{
	if (utf8_width(text) <= width) {
		str_add(out, text);
		return;
	}
	if (width == 0)
		return;
	str_addn(out, text, utf8_fit(text, width - 1));
	str_add(out, "…");
}
