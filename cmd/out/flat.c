#include <inttypes.h>
#include <stdlib.h>

#include "cmd/out/out.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"

enum { PATH, VALUE };
static const struct column columns[] = {
	[PATH] = { "path", CELL_TEXT, 0, N_("Field"), NULL },
	[VALUE] = { "value", CELL_TEXT, COLUMN_WRAP, N_("Value"), NULL },
};

static void
add_leaf(struct table *table, const char *path, const struct json *leaf)
{
	char number[32];
	int64_t value;

	table_row(table);
	table_text(table, PATH, path);
	if (json_integer(leaf, &value)) {
		snprintf(number, sizeof(number), "%" PRId64, value);
		table_text(table, VALUE, number);
	} else if (json_type(leaf) == JSON_FALSE ||
	    json_type(leaf) == JSON_TRUE) {
		table_text(table, VALUE, json_is_true(leaf) ? "true" :
		    "false");
	} else if (json_type(leaf) == JSON_OBJECT) {
		table_text(table, VALUE, "{}");
	} else if (json_type(leaf) == JSON_ARRAY) {
		table_text(table, VALUE, "[]");
	} else {
		table_text(table, VALUE, json_string(leaf));
	}
}

static void
add_tree(struct table *table, const char *path, const struct json *tree)
{
	const struct json *at = json_first(tree);
	size_t i = 0;

	if (at == NULL) {
		add_leaf(table, path, tree);
		return;
	}
	for (; at != NULL; at = json_next(at), i++) {
		const char *key = json_key(at), *dot = *path ? "." : "";
		char *child = key != NULL ?
		    xasprintf("%s%s%s", path, dot, key) :
		    xasprintf("%s%s%zu", path, dot, i);

		add_tree(table, child, at);
		free(child);
	}
}

void
out_flat(struct out *out, const char *plural, const struct json *tree)
{
	struct table *table = table_new(plural, columns, COUNT(columns));

	add_tree(table, "", tree);
	table_print(table, out);
	table_free(table);
}
