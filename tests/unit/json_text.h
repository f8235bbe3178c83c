#ifndef PROVEN_TESTS_JSON_TEXT_H
#define PROVEN_TESTS_JSON_TEXT_H

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/json/json.h"

/* TEXT with ' for ", so that JSON can be read in a C file; caller frees. */
static char *
quoted(const char *text)
{
	char *copy = xstrdup(text);

	for (char *c = copy; *c != '\0'; c++)
		if (*c == '\'')
			*c = '"';
	return copy;
}

/* TEXT as it is, which is JSON. */
static inline struct json *
read_text(const char *text)
{
	struct json *tree = NULL;
	const struct err *err;

	err = json_read(&tree, text, strlen(text), "test");
	if (err != NULL)
		fail_msg("%s: %s", text, err->msg);
	return tree;
}

/* The tree of such a text. */
static inline struct json *
tree_of(const char *text)
{
	char *copy = quoted(text);
	struct json *tree = read_text(copy);

	free(copy);
	return tree;
}

#endif
