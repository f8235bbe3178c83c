#include "core/model/foreign.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/record.h"

const char ids_words[] = "keep|slug|random";

bool
ids_parse(enum ids *out, const char *word)
{
	static const char *const words[] = { "keep", "slug", "random" };

	for (size_t i = 0; i < COUNT(words); i++) {
		if (strcmp(words[i], word) == 0) {
			*out = (enum ids)i;
			return true;
		}
	}
	return false;
}

static const struct err *
keep(char **id, const char *original, const char *prefix)
{
	char *text = xasprintf("%s%s", prefix, original);
	const struct err *err = record_id_check(text);

	if (err == NULL) {
		*id = text;
		return NULL;
	}
	free(text);
	return err_mend(err_new(ERR_DATA, "%s", err->msg),
	    _("--ids slug makes ids from such names, --ids random new "
	    "ones"));
}

static const struct err *
slug(char **id, const char *original, const char *prefix)
{
	char *text = xasprintf("%s%s", prefix, original);
	char *made = record_id_slug(text);
	const struct err *err;

	free(text);
	if (made == NULL)
		return err_mend(err_new(ERR_DATA,
		    _("'%s' has no letter or digit for an id"), original),
		    _("--ids random makes new ones"));
	if ((err = record_id_check(made)) != NULL)
		err = err_new(ERR_DATA, "%s", err->msg);
	else
		*id = xstrdup(made);
	free(made);
	return err;
}

const struct err *
foreign_id(char **id, const char *original, enum ids make,
    const char *prefix)
{
	char minted[9];

	if (prefix == NULL)
		prefix = "";
	if (make == IDS_RANDOM) {
		record_id_mint(minted);
		*id = xasprintf("%s%s", prefix, minted);
		return NULL;
	}
	if (original == NULL || *original == '\0')
		return err_mend(err_new(ERR_DATA, _("the id is empty")),
		    _("--ids random makes new ones"));
	return make == IDS_SLUG ? slug(id, original, prefix) :
	    keep(id, original, prefix);
}
