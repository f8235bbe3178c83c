#include "core/model/record.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/random.h"
#include "core/model/record_impl.h"
#include "core/model/value.h"

/* Ids of projects, and keys in them. */

enum { ID_MAX = 64, MINTED_ID = 8, MINTED_KEY = 4, KEY_MAX = 64 };

/* Names that some systems keep for devices, whatever the folder. */
static bool
is_device(const char *id)
{
	static const char *const names[] = { "con", "prn", "aux", "nul" };
	size_t len = strlen(id);

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(id, names[i]) == 0)
			return true;
	return len == 4 && id[3] >= '0' && id[3] <= '9' &&
	    (str_starts(id, "com") || str_starts(id, "lpt"));
}

static bool
is_id_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool
is_id(const char *id)
{
	size_t len = strlen(id);

	if (len < 1 || len > ID_MAX)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!is_id_letter(id[i]) && id[i] != '-')
			return false;
	return id[0] != '-' && id[len - 1] != '-';
}

const struct err *
record_id_check(const char *id)
{
	const struct err *err;
	char *slug, *quoted;

	if (is_id(id)) {
		if (!is_device(id))
			return NULL;
		return err_new(ERR_USAGE, _("'%s' cannot be an id: it is "
		    "the name of a device on some systems"), id);
	}
	quoted = value_quote(id);
	err = err_mend(err_new(ERR_USAGE, _("'%s' cannot be an id"),
	    quoted), _("an id is 1 to %d letters a-z, digits and '-', with a "
	    "letter or digit at both ends"), ID_MAX);
	slug = record_id_slug(id);
	if (slug)
		err = err_mend(err, _("'%s' would do"), slug);
	free(slug);
	free(quoted);
	return err;
}

void
record_id_mint(char out[9])
{
	random_crockford(out, MINTED_ID);
}

char *
record_id_slug(const char *text)
{
	struct str out = STR_INIT;
	bool gap = false;

	for (; *text && out.len < ID_MAX; text++) {
		char c = *text;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (!is_id_letter(c)) {
			gap = out.len > 0;
			continue;
		}
		if (gap && out.len + 1 == ID_MAX)
			break;
		if (gap)
			str_addc(&out, '-');
		str_addc(&out, c);
		gap = false;
	}
	if (out.len > 0 && is_device(out.ptr))
		str_add(&out, "-1");
	if (out.len > 0)
		return str_take(&out);
	str_release(&out);
	return NULL;
}

char *
record_mint_key(const struct record *record, const char *path)
{
	const struct json *map = json_find(record->tree, path);
	char key[KEY_MAX + 1];
	size_t n = MINTED_KEY;

	do {
		random_crockford(key, n);
		n += n < KEY_MAX;
	} while (json_get(map, key));
	return xstrdup(key);
}
