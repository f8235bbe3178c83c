#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/out/out.h"
#include "cmd/out/text.h"
#include "core/base/utf8.h"
#include "core/json/json.h"

static void
escape_code(struct str *out, uint32_t cp)
{
	if (cp < 0x100)
		str_addf(out, "\\x%02x", (unsigned)cp);
	else if (cp < 0x10000)
		str_addf(out, "\\u%04x", (unsigned)cp);
	else
		str_addf(out, "\\U%08x", (unsigned)cp);
}

static char *
escape(const char *text, bool lines)
{
	struct str out = STR_INIT;
	size_t left = strlen(text), n;
	uint32_t cp;

	for (; left > 0; text += n, left -= n) {
		n = utf8_next(text, left, &cp);
		if (n == 0) {
			n = 1;
			escape_code(&out, (unsigned char)*text);
		} else if (cp == '\n') {
			str_addc(&out, lines ? '\n' : ' ');
		} else if (cp == '\t') {
			str_addc(&out, ' ');
		} else if (cp == '\r' && text[1] == '\n') {
			continue;
		} else if (utf8_is_control(cp)) {
			escape_code(&out, cp);
		} else {
			str_addn(&out, text, n);
		}
	}
	return str_take(&out);
}

char *
out_escape(const char *text)
{
	return escape(text, false);
}

char *
out_escape_lines(const char *text)
{
	return escape(text, true);
}

/* ---- JSON ---- */

/* TEXT as a tree may hold it. */
static char *
clean(const char *text)
{
	struct str out = STR_INIT;
	size_t left = strlen(text), n;
	uint32_t cp;

	for (; left > 0; text += n, left -= n) {
		n = utf8_next(text, left, &cp);
		if (n > 0 && !utf8_is_noncharacter(cp)) {
			str_addn(&out, text, n);
			continue;
		}
		str_add(&out, "\xef\xbf\xbd");
		if (n == 0)
			n = 1;
	}
	return str_take(&out);
}

/* In a JSON text: what must not reach a terminal, as \u202e. */
static void
escape_controls(struct str *out, const char *json, size_t left)
{
	size_t n;
	uint32_t cp;

	for (; left > 0; json += n, left -= n) {
		n = utf8_next(json, left, &cp);
		if (cp >= 0x7f && cp < 0x10000 && utf8_is_control(cp))
			str_addf(out, "\\u%04x", (unsigned)cp);
		else
			str_addn(out, json, n);
	}
}

static bool
is_ascii_text(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text >= 0x7f)
			return false;
	return true;
}

void
text_json(struct str *out, const char *text)
{
	struct str json = STR_INIT;
	char *cleaned = NULL;

	if (is_ascii_text(text)) {
		json_write_string(out, text);
		return;
	}
	if (!json_is_text(text))
		text = cleaned = clean(text);
	json_write_string(&json, text);
	escape_controls(out, json.ptr, json.len);
	str_release(&json);
	free(cleaned);
}

/* ---- Markdown ---- */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* To hosts no letter of another script is part of a word. */
static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    is_digit(c) || c == '_';
}

/* "@name", "#12", "owner/name#12" and "!3" are acted upon by hosts, escaped
 * or not. */
static bool
is_reference(const char *text, const char *at)
{
	if (*at == '#')
		return is_digit(at[1]);
	if (at > text && is_word(at[-1]))
		return false;
	return is_digit(at[1]) || (*at == '@' && (is_word(at[1]) ||
	    (at[1] & 0x80) != 0));
}

static void
add_markdown(struct str *out, const char *text, const char *at)
{
	if (strchr("@#!", *at) != NULL && is_reference(text, at)) {
		str_addc(out, *at);
		str_add(out, "<!-- -->");
		return;
	}
	if (strchr("\\`*_<>[]|~&$", *at) != NULL ||
	    (at == text && strchr("#+-=/", *at) != NULL &&
	    !(at[1] >= '0' && at[1] <= '9')))
		str_addc(out, '\\');
	str_addc(out, *at);
}

/* "12." at the start would be a list. */
static size_t
leading_digits(const char *text)
{
	size_t n = strspn(text, "0123456789");

	if (n == 0 || (text[n] != '.' && text[n] != ')'))
		return 0;
	return text[n + 1] == ' ' || text[n + 1] == '\0' ? n : 0;
}

void
text_markdown(struct str *out, const char *text)
{
	char *escaped = out_escape(text);
	const char *at = escaped;
	size_t n;

	while (*at == ' ')
		at++;
	text = at;
	if ((n = leading_digits(at)) > 0) {
		str_addn(out, at, n);
		str_addc(out, '\\');
		str_addc(out, at[n]);
		at += n + 1;
	}
	for (; *at != '\0'; at++)
		add_markdown(out, text, at);
	free(escaped);
}

void
text_code(struct str *out, const char *text)
{
	char *escaped = out_escape(text);
	size_t longest = 0, run = 0;
	struct str ticks = STR_INIT;

	for (const char *at = escaped; *at != '\0'; at++) {
		run = *at == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	for (size_t i = 0; i <= longest; i++)
		str_addc(&ticks, '`');
	str_addf(out, "%s %s %s", ticks.ptr, escaped, ticks.ptr);
	str_release(&ticks);
	free(escaped);
}
