#include "core/json/build.h"

#include <cjson/cJSON.h>

#include "core/base/mem.h"
#include "core/json/node.h"
#include "core/json/scan.h"

/* A node takes about as much again as its text, three times. */
enum { FACTOR = 4 };

static cJSON *
add(struct build *build, int type)
{
	cJSON *node = node_new(build->root, type);

	node_set_key(node, build->key, build->key_len);
	build->key = NULL;
	if (build->depth == 0)
		build->root = node;
	else
		cJSON_AddItemToArray(build->stack[build->depth - 1], node);
	return node;
}

void
build_open(struct build *build, bool object)
{
	int type = object ? cJSON_Object : cJSON_Array;

	if (build == NULL)
		return;
	if (build->root == NULL)
		build->root = build->stack[0] = node_root(type,
		    build->len * FACTOR);
	else
		build->stack[build->depth] = add(build, type);
	build->depth++;
}

void
build_close(struct build *build)
{
	if (build != NULL)
		build->depth--;
}

void
build_string(struct build *build, const char *ptr, size_t len, bool escaped)
{
	struct str text = STR_INIT;
	cJSON *root;

	if (build == NULL)
		return;
	if (escaped) {
		text_decode(&text, ptr, len);
		ptr = text.ptr;
		len = text.len;
	}
	root = build->root;
	node_set_text(root, add(build, cJSON_String), ptr, len);
	str_release(&text);
}

void
build_number(struct build *build, const char *ptr, size_t len)
{
	bool minus = *ptr == '-';
	double value = 0;

	if (build == NULL)
		return;
	/* Below 2^53 each step is exact. */
	for (size_t i = minus; i < len; i++)
		value = value * 10 + (ptr[i] - '0');
	add(build, cJSON_Number)->valuedouble = minus ? -value : value;
}

void
build_word(struct build *build, char first)
{
	if (build != NULL)
		add(build, first == 'n' ? cJSON_NULL : first == 't' ?
		    cJSON_True : cJSON_False);
}

struct json *
build_take(struct build *build)
{
	cJSON *root = build->root;

	build->root = NULL;
	return (struct json *)root;
}

void
build_release(struct build *build)
{
	node_free(build->root);
}
