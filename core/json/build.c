#include "core/json/build.h"

#include <string.h>

#include <cjson/cJSON.h>

#include "core/base/mem.h"
#include "core/json/intern.h"
#include "core/json/scan.h"

/* cJSON's allocator, which frees these later. */
static char *
text_of(const char *ptr, size_t len)
{
	char *text = cJSON_malloc(len + 1);

	if (text == NULL)
		BUG("cJSON: out of memory");
	memcpy(text, ptr, len);
	text[len] = '\0';
	return text;
}

static void
give_key(struct build *build, cJSON *item)
{
	const char *known = intern(build->key, build->key_len);

	if (known != NULL) {
		item->string = (char *)known;
		item->type |= cJSON_StringIsConst;
	} else {
		item->string = text_of(build->key, build->key_len);
	}
	build->key = NULL;
}

static void
add(struct build *build, cJSON *item)
{
	if (item == NULL)
		BUG("cJSON: out of memory");
	if (build->key != NULL)
		give_key(build, item);
	if (build->depth == 0)
		build->root = item;
	else
		cJSON_AddItemToArray(build->stack[build->depth - 1], item);
}

void
build_open(struct build *build, bool object)
{
	cJSON *item;

	if (build == NULL)
		return;
	item = object ? cJSON_CreateObject() : cJSON_CreateArray();
	add(build, item);
	build->stack[build->depth++] = item;
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
	cJSON *item;

	if (build == NULL)
		return;
	if (escaped) {
		text_decode(&text, ptr, len);
		ptr = text.ptr;
		len = text.len;
	}
	item = cJSON_CreateNull();
	add(build, item);
	item->valuestring = text_of(ptr, len);
	item->type = cJSON_String | (item->type & cJSON_StringIsConst);
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
	add(build, cJSON_CreateNumber(minus ? -value : value));
}

void
build_word(struct build *build, char first)
{
	if (build != NULL)
		add(build, first == 'n' ? cJSON_CreateNull() :
		    cJSON_CreateBool(first == 't'));
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
	cJSON_Delete(build->root);
}
