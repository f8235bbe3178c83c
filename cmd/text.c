#include "cmd/text.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"

enum { TEXT_MAX = 256 * 1024, WORDS_MAX = 16 * 1024 * 1024 };

static bool
may_stand(uint32_t cp, bool lines)
{
	if (cp == '\n' || cp == '\t')
		return lines;
	return cp >= 0x20 && (cp < 0x7f || cp > 0x9f) &&
	    !utf8_is_noncharacter(cp);
}

const struct err *
text_check(const char *what, const char *text, bool lines)
{
	size_t i, n, len = strlen(text);
	uint32_t cp = 0;

	for (i = 0; i < len; i += n) {
		if ((n = utf8_next(text + i, len - i, &cp)) == 0)
			return err_new(ERR_USAGE,
			    _("%s is not UTF-8 at byte %zu"), what, i + 1);
		if (!may_stand(cp, lines))
			return err_new(ERR_USAGE,
			    _("%s holds the control character U+%04X "
			    "at byte %zu"), what, (unsigned)cp, i + 1);
	}
	return NULL;
}

const struct err *
text_check_all(const char *what, const struct strs *texts)
{
	const struct err *err = NULL;

	for (size_t i = 0; i < texts->n && err == NULL; i++)
		err = text_check(what, texts->items[i], true);
	return err;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* TEXT without carriage returns at line ends and without blank ends. */
static char *
text_trim(const char *text, size_t len)
{
	struct str out = STR_INIT;
	size_t i = 0;

	while (len > 0 && is_blank(text[len - 1]))
		len--;
	while (i < len && is_blank(text[i]))
		i++;
	for (; i < len; i++)
		if (text[i] != '\r' || text[i + 1] != '\n')
			str_addc(&out, text[i]);
	return str_take(&out);
}

static const struct err *
text_read(struct str *out, const char *what, const char *file)
{
	const struct err *err;

	if ((err = file_read(out, file, TEXT_MAX)))
		return err;
	if (memchr(out->ptr, '\0', out->len) != NULL)
		return err_new(ERR_USAGE, _("%s holds a NUL character"),
		    what);
	return NULL;
}

const struct err *
text_given(char **out, const char *what, const char *text, const char *file)
{
	const struct err *err = NULL;
	struct str content = STR_INIT;
	char *trimmed = NULL;

	*out = NULL;
	if (text == NULL && file == NULL)
		return NULL;
	if (text != NULL && file != NULL)
		return err_new(ERR_USAGE,
		    _("'--%s' and '-F' cannot both be given"), what);
	if (text != NULL)
		str_add(&content, text);
	else if ((err = text_read(&content, what, file)))
		goto done;
	trimmed = text_trim(content.ptr, content.len);
	if (*trimmed == '\0') {
		err = err_new(ERR_USAGE, _("%s is empty"), what);
		goto done;
	}
	if ((err = text_check(what, trimmed, true)))
		goto done;
	*out = trimmed;
	trimmed = NULL;
done:
	free(trimmed);
	str_release(&content);
	return err;
}

static const struct err *
add_id(struct session *session, const char *word, struct strs *ids)
{
	const struct err *err;
	char *id = NULL;

	if ((err = session_resolve(session, word, &id)))
		return err;
	if (strs_has(ids, id))
		free(id);
	else
		strs_take(ids, id);
	return NULL;
}

/*
 * Words on standard input, apart by blanks and newlines.  Whoever writes
 * them may commit before the end: `proven new ... | proven set - ...`.
 */
static const struct err *
add_stdin(struct session *session, struct strs *ids)
{
	const struct err *err;
	struct str text = STR_INIT;
	char *at, *end;

	if ((err = file_read(&text, "-", WORDS_MAX)))
		goto done;
	if ((err = session_reopen(session)))
		goto done;
	for (at = text.ptr; err == NULL; at = end) {
		while (is_blank(*at))
			at++;
		for (end = at; *end != '\0' && !is_blank(*end); end++)
			continue;
		if (end == at)
			break;
		if (*end != '\0')
			*end++ = '\0';
		err = add_id(session, at, ids);
	}
done:
	str_release(&text);
	return err;
}

const struct err *
ids_given(struct session *session, char *const *words, int n,
    struct strs *ids)
{
	const struct err *err = NULL;

	for (int i = 0; i < n && err == NULL; i++)
		if (strcmp(words[i], "-") == 0)
			err = add_stdin(session, ids);
		else
			err = add_id(session, words[i], ids);
	if (err == NULL && ids->n == 0)
		err = err_new(ERR_USAGE, _("no project is named"));
	return err;
}
