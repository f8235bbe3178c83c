#ifndef PROVEN_TESTS_SCREEN_H
#define PROVEN_TESTS_SCREEN_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/out/out.h"

/* What is printed is held here. */
struct screen {
	struct out out;
	char *text;
	size_t len;
};

/* A terminal of WIDTH columns; 0: no terminal. */
static inline void
open_screen(struct screen *screen, enum out_format format, size_t width)
{
	memset(screen, 0, sizeof(*screen));
	screen->out.stream = open_memstream(&screen->text, &screen->len);
	screen->out.format = format;
	screen->out.width = width > 0 ? width : 80;
	screen->out.fit = screen->out.tty = width > 0;
	screen->out.lang = "en";
}

static inline void
expect(struct screen *screen, const char *want)
{
	fclose(screen->out.stream);
	assert_string_equal(screen->text, want);
	free(screen->text);
}

#endif
