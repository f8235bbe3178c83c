#include "core/cache/column.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/cache/extract.h"

const struct list_column list_columns[] = {
#define COLUMN_PUBLIC(name, type, vocabulary, label, help, by_default,  \
    fill, path, expr, match)                                            \
	{ name, type, vocabulary, label, help, by_default },
	COLUMNS(COLUMN_PUBLIC)
#undef COLUMN_PUBLIC
};
const size_t n_list_columns = COUNT(list_columns);

const struct cache_column cache_columns[] = {
#define COLUMN_PRIVATE(name, type, vocabulary, label, help, by_default, \
    fill, path, expr, match)                                            \
	{ fill, path, expr, match },
	COLUMNS(COLUMN_PRIVATE)
#undef COLUMN_PRIVATE
};

/* Queries read better in the singular: "tag:x". */
static const struct {
	const char *alias, *name;
} aliases[] = {
	{ "tag", "tags" },
	{ "partner", "partners" },
	{ "member", "team" },
	{ "industries", "industry" },
};

static const char *
unalias(const char *name)
{
	for (size_t i = 0; i < COUNT(aliases); i++)
		if (strcmp(aliases[i].alias, name) == 0)
			return aliases[i].name;
	return name;
}

static const struct err *
unknown_column(const char *name)
{
	const char *names[COUNT(list_columns)], *near;
	const struct err *err;

	for (size_t i = 0; i < n_list_columns; i++)
		names[i] = list_columns[i].name;
	err = err_new(ERR_USAGE, _("unknown field '%s'"), name);
	near = str_nearest(name, names, n_list_columns);
	if (near != NULL)
		err = err_mend(err, _("did you mean '%s'?"), near);
	return err_mend(err, "proven list --columns help");
}

const struct err *
list_column_find(size_t *out, const char *name)
{
	const char *real = unalias(name);

	for (size_t i = 0; i < n_list_columns; i++)
		if (strcmp(list_columns[i].name, real) == 0) {
			*out = i;
			return NULL;
		}
	return unknown_column(name);
}
