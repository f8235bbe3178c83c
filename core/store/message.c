#include "core/store/message.h"

#include <stdint.h>

#include "core/base/mem.h"
#include "core/base/utf8.h"

/* Controls, line and paragraph separators, bidirectional controls. */
static bool
is_banned(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) ||
	    (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}

/* TEXT cleaned, added to OUT; LINES: newlines and tabs stay. */
static void
add_clean(struct str *out, const char *text, bool lines)
{
	size_t len = strlen(text), n;
	uint32_t cp;

	for (; len > 0; text += n, len -= n) {
		n = utf8_next(text, len, &cp);
		if (n == 0) {
			str_add(out, "\xef\xbf\xbd");
			n = 1;
		} else if (lines && (*text == '\n' || *text == '\t')) {
			str_addc(out, *text);
		} else if (*text == '\n' || *text == '\t') {
			str_addc(out, ' ');
		} else if (!is_banned(cp)) {
			str_addn(out, text, n);
		}
	}
}

/* Blanks at the ends of lines, and newlines at the end, go. */
static void
trim(struct str *text)
{
	size_t to = 0, line = 0;

	for (size_t i = 0; i < text->len; i++) {
		char c = text->ptr[i];

		if (c == '\n')
			while (to > line && strchr(" \t", text->ptr[to - 1]))
				to--;
		text->ptr[to++] = c;
		if (c == '\n')
			line = to;
	}
	while (to > 0 && strchr(" \t\n", text->ptr[to - 1]))
		to--;
	str_cut(text, to);
}

static char *
cleaned(const char *text, bool lines)
{
	struct str out = STR_INIT;

	add_clean(&out, text + strspn(text, " \t\n"), lines);
	trim(&out);
	return str_take(&out);
}

void
message_set(struct message *message, const char *subject, const char *body)
{
	free(message->subject);
	free(message->body);
	message->subject = cleaned(subject, false);
	message->body = body ? cleaned(body, true) : NULL;
}

void
message_trailer(struct message *message, const char *key, const char *value)
{
	char *clean = cleaned(value, false);

	strs_take(&message->trailers, xasprintf("%s: %s", key, clean));
	free(clean);
}

void
message_write(const struct message *message, struct str *out)
{
	str_addf(out, "%s\n", message->subject);
	if (message->body != NULL && message->body[0] != '\0')
		str_addf(out, "\n%s\n", message->body);
	for (size_t i = 0; i < message->trailers.n; i++)
		str_addf(out, "%s%s\n", i == 0 ? "\n" : "",
		    message->trailers.items[i]);
}

void
message_release(struct message *message)
{
	free(message->subject);
	free(message->body);
	strs_release(&message->trailers);
	*message = (struct message)MESSAGE_INIT;
}
