#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "core/json/json.h"
#include "tests/fuzz/fuzz.h"

static struct json *
must_read(const struct str *text)
{
	struct json *tree = NULL;

	HOLDS(json_read_max(&tree, text->ptr, text->len, "written",
	    SIZE_MAX) == NULL);
	return tree;
}

/* Whatever form TREE is written in, reading it gives TREE again. */
static void
check_form(const struct json *tree,
    void (*write_form)(struct str *out, const struct json *))
{
	struct str once = STR_INIT, twice = STR_INIT;
	char before[DIGEST_SIZE], after[DIGEST_SIZE];
	struct json *again;

	write_form(&once, tree);
	again = must_read(&once);
	write_form(&twice, again);
	HOLDS(once.len == twice.len);
	HOLDS(memcmp(once.ptr, twice.ptr, once.len) == 0);
	HOLDS(json_equal(tree, again));
	json_digest(before, tree);
	json_digest(after, again);
	HOLDS(strcmp(before, after) == 0);
	json_free(again);
	str_release(&once);
	str_release(&twice);
}

/* The reader, the tree and json_locate must agree on keys. */
static void
check_places(const struct json *tree, const char *text, size_t size)
{
	const struct json *child;
	int line, column;

	HOLDS(json_locate(text, size, "", &line, &column));
	for (child = json_first(tree); child; child = json_next(child)) {
		const char *key = json_key(child);

		if (key == NULL || *key == '\0' || strchr(key, '.') != NULL)
			continue;
		HOLDS(json_find(tree, key) == child);
		HOLDS(json_locate(text, size, key, &line, &column));
		HOLDS(line >= 1 && column >= 1);
	}
}

/* A patch applied twice is a patch applied once. */
static void
check_patch(const struct json *tree)
{
	struct json *target = json_new_object(), *once;

	json_set_string(target, "a", "b");
	json_merge_patch(target, tree);
	once = json_dup(target);
	json_merge_patch(target, tree);
	HOLDS(json_equal(once, target));
	json_free(once);
	json_free(target);
}

static void
check_refusal(const struct err *err)
{
	HOLDS(err->code == ERR_DATA);
	HOLDS(str_starts(err->msg, "fuzz:"));
	for (const char *p = err->msg; *p != '\0'; p++)
		HOLDS((unsigned char)*p >= 0x20 || *p == '\n');
}

/* cJSON, which takes more, takes this too, for the same. */
static void
check_reader(const struct json *tree, const char *text, size_t size)
{
	cJSON *other = cJSON_ParseWithLengthOpts(text, size, NULL, 0);

	HOLDS(other != NULL);
	HOLDS(json_equal(tree, (struct json *)other));
	cJSON_Delete(other);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct json *tree = NULL, *copy;
	const struct err *err;

	if ((err = json_read(&tree, text, size, "fuzz"))) {
		check_refusal(err);
		return 0;
	}
	check_reader(tree, text, size);
	copy = json_dup(tree);
	HOLDS(json_equal(tree, copy));
	json_free(copy);
	check_form(tree, json_write);
	check_form(tree, json_write_compact);
	check_form(tree, json_write_jcs);
	check_places(tree, text, size);
	check_patch(tree);
	json_free(tree);
	return 0;
}
