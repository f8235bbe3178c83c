#include "core/model/record_merge.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/model/record_impl.h"

/*
 * A merged record with its conflicts marked.  Where one is, the tree gets
 * a token that no text of it has; in the canonical text, which has one
 * value a line, each line with a token becomes both sides' lines.
 */

enum { TOKEN_SIZE = 48 };

struct marks {
	const struct merge_conflicts *conflicts;
	char token[TOKEN_SIZE]; /* what each token begins with */
};

/* The entry of the one history from which on the other differs; NULL: it
 * has no more. */
static const struct json *
first_differing(const struct json *history, const struct json *other)
{
	history = json_type(history) == JSON_ARRAY ? json_first(history) :
	    NULL;
	other = json_type(other) == JSON_ARRAY ? json_first(other) : NULL;
	while (history && other && json_equal(history, other)) {
		history = json_next(history);
		other = json_next(other);
	}
	return history;
}

static bool
is_history(const struct merge_conflict *conflict)
{
	return strcmp(conflict->path, "history") == 0 &&
	    json_type(conflict->a) == JSON_ARRAY &&
	    json_type(conflict->b) == JSON_ARRAY;
}

/* The object that CONFLICT lies in; NULL: there is none any more. */
static struct json *
holder(struct json *tree, const struct merge_conflict *conflict)
{
	for (size_t i = 0; tree && i + 1 < conflict->keys.n; i++)
		tree = json_get_mut(tree, conflict->keys.items[i]);
	return json_type(tree) == JSON_OBJECT ? tree : NULL;
}

static struct json *
marked_history(const struct merge_conflict *conflict, const char *token)
{
	const struct json *end = first_differing(conflict->a, conflict->b);
	struct json *list = json_new_array();

	for (const struct json *at = json_first(conflict->a); at != end;
	    at = json_next(at))
		json_append(list, json_dup(at));
	json_append(list, json_new_string(token));
	return list;
}

static void
mark(struct json *tree, const struct marks *marks, size_t i)
{
	const struct merge_conflict *conflict = &marks->conflicts->items[i];
	const char *key = conflict->keys.items[conflict->keys.n - 1];
	struct json *in = holder(tree, conflict);
	char *token = xasprintf("%s%zu", marks->token, i);

	if (in != NULL && is_history(conflict))
		json_set(in, key, marked_history(conflict, token));
	else if (in != NULL)
		json_set_string(in, key, token);
	free(token);
}

/* A token that TEXT does not have. */
static void
choose_token(struct marks *marks, const char *text)
{
	unsigned i = 0;

	do {
		snprintf(marks->token, sizeof(marks->token),
		    "proven-conflict-%u-", i++);
	} while (strstr(text, marks->token) != NULL);
}

/* ---- The lines of a side ---- */

/* TEXT without its first and last N lines, a comma behind it where COMMA;
 * it ends in a newline. */
static void
add_lines(struct str *out, const char *text, size_t n, bool comma)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < n; i++) {
		text = strchr(text, '\n') + 1;
		len = strlen(text);
	}
	for (size_t i = 0; i < n; i++)
		for (len--; text[len - 1] != '\n'; len--)
			;
	str_addn(out, text, len - 1);
	str_add(out, comma ? ",\n" : "\n");
}

/* NODE as the member at KEYS. */
static void
add_member(struct str *out, const struct strs *keys, const struct json *node,
    bool comma)
{
	struct json *tree = json_dup(node), *around;
	struct str text = STR_INIT;

	for (size_t i = keys->n; i > 0; i--) {
		around = json_new_object();
		json_set(around, keys->items[i - 1], tree);
		tree = around;
	}
	json_write(&text, tree);
	add_lines(out, text.ptr, keys->n, comma);
	json_free(tree);
	str_release(&text);
}

/* The entries from AT on. */
static void
add_entries(struct str *out, const struct json *at)
{
	struct json *tree = json_new_object(), *list = json_new_array();
	struct str text = STR_INIT;
	bool any = at != NULL;

	for (; at != NULL; at = json_next(at))
		json_append(list, json_dup(at));
	json_set(tree, "history", list);
	json_write(&text, tree);
	if (any)
		add_lines(out, text.ptr, 2, false);
	json_free(tree);
	str_release(&text);
}

static void
add_side(struct str *out, const struct merge_conflict *conflict,
    const struct json *side, const struct json *other, bool comma)
{
	if (is_history(conflict))
		add_entries(out, first_differing(side, other));
	else if (side != NULL)
		add_member(out, &conflict->keys, side, comma);
}

static void
add_conflict(struct str *out, const struct merge_conflict *conflict,
    bool comma)
{
	str_add(out, "<<<<<<< ours\n");
	add_side(out, conflict, conflict->a, conflict->b, comma);
	str_add(out, "=======\n");
	add_side(out, conflict, conflict->b, conflict->a, comma);
	str_add(out, ">>>>>>> theirs\n");
}

static void
add_line(struct str *out, const struct marks *marks, const char *line,
    size_t len)
{
	const char *at = memmem(line, len, marks->token,
	    strlen(marks->token));
	size_t i;

	if (at == NULL) {
		str_addn(out, line, len);
		return;
	}
	i = strtoul(at + strlen(marks->token), NULL, 10);
	add_conflict(out, &marks->conflicts->items[i],
	    len > 1 && line[len - 2] == ',');
}

void
record_merge_write(const struct record *merged,
    const struct merge_conflicts *conflicts, struct str *out)
{
	struct record *marked = record_dup(merged);
	struct marks marks = { conflicts, "" };
	struct str text = STR_INIT;
	const char *at, *end;

	record_write(merged, &text);
	choose_token(&marks, text.ptr);
	for (size_t i = 0; i < conflicts->n; i++)
		mark(marked->tree, &marks, i);
	order_record(marked->tree);
	str_reset(&text);
	record_write(marked, &text);
	for (at = text.ptr; *at != '\0'; at = end) {
		end = strchr(at, '\n') + 1;
		add_line(out, &marks, at, (size_t)(end - at));
	}
	str_release(&text);
	record_free(marked);
}
