#ifndef PROVEN_JSON_JSON_H
#define PROVEN_JSON_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/sha.h"
#include "core/base/str.h"

/*
 * JSON trees, whose nodes are cJSON's.  Text is read by a strict reader of
 * our own (I-JSON, RFC 7493, with the limits below): cJSON's is lenient, and
 * allocates each node and key, which costs more than reading them.  Within a
 * tree every string is valid UTF-8 without NUL, every object's keys are
 * distinct, every number is a whole number below 2^53 in absolute value.
 *
 * A tree is owned by whoever made it and freed whole.  Nodes got from it
 * are borrowed and live until the tree changes.
 */
struct json;

enum json_type {
	JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_INTEGER, JSON_STRING,
	JSON_ARRAY, JSON_OBJECT
};

enum { JSON_MAX_DEPTH = 64, JSON_MAX_BYTES = 1024 * 1024 };

/*
 * Read LEN bytes of TEXT.  NAME (a file name, say) goes in front of
 * messages: "NAME:LINE:COLUMN: what".  Columns count code points from 1.
 * ERR_DATA: not I-JSON, or over JSON_MAX_BYTES.  Free with json_free.
 */
NODISCARD const struct err *json_read(struct json **out, const char *text,
    size_t len, const char *name);
/* The same with another limit, for files that are not records. */
NODISCARD const struct err *json_read_max(struct json **out,
    const char *text, size_t len, const char *name, size_t max);

/* Only the check: would json_read_max take it? */
NODISCARD const struct err *json_check(const char *text, size_t len,
    const char *name, size_t max);

void json_free(struct json *);
struct json *json_dup(const struct json *);
/* Same value; the order of an object's members does not matter. */
bool json_equal(const struct json *a, const struct json *b);

/* Looking.  All take NULL for the node, as an absent one. */
enum json_type json_type(const struct json *); /* JSON_NULL for NULL */
const struct json *json_get(const struct json *object, const char *key);
const struct json *json_at(const struct json *array, size_t i); /* linear */
/* Members or items, in order: first, then next until NULL. */
const struct json *json_first(const struct json *);
const struct json *json_next(const struct json *);
const char *json_key(const struct json *); /* of a member; else NULL */
size_t json_count(const struct json *);
const char *json_string(const struct json *); /* NULL: not a string */
bool json_integer(const struct json *, int64_t *value);
bool json_is_true(const struct json *);
/* json_string(json_get(object, key)) */
const char *json_text(const struct json *object, const char *key);

/*
 * The node at dotted PATH ("a.b.c"), or NULL.  "" is NODE itself.  Array
 * items are named by their index.
 */
const struct json *json_find(const struct json *node, const char *path);

/*
 * May TEXT stand in a tree: UTF-8 without noncharacters (RFC 7493)?  Ask
 * this of text from outside; giving other text to the functions below is
 * a bug and ends the program.
 */
bool json_is_text(const char *text);

/*
 * The members of an object, found by key without a walk; of what is none,
 * or NULL, nothing.  Holds while the tree does not change.
 */
struct json_index {
	const struct json **members;
	size_t n;
};
void json_index_init(struct json_index *, const struct json *);
const struct json *json_index_get(const struct json_index *,
    const char *key); /* NULL: absent */
void json_index_release(struct json_index *);

/* Making.  Children that are given are taken. */
struct json *json_new_null(void);
struct json *json_new_bool(bool);
struct json *json_new_integer(int64_t);
struct json *json_new_string(const char *);
struct json *json_new_array(void);
struct json *json_new_object(void);
/* Replaces in place, or appends. */
void json_set(struct json *object, const char *key, struct json *value);
/* The same without a walk, where OBJECT does not have KEY. */
void json_add(struct json *object, const char *key, struct json *value);
void json_set_string(struct json *object, const char *key, const char *);
void json_set_integer(struct json *object, const char *key, int64_t);
void json_append(struct json *array, struct json *value);
/*
 * NODE, of another tree, becomes a member (with the key it has there) or an
 * item of TO and stays what it is there: that tree must live longer, and
 * neither may change below NODE.
 */
void json_lend(struct json *to, const struct json *node);
void json_remove(struct json *object, const char *key);
/* Takes the member out of OBJECT; the caller owns it; NULL if absent. */
struct json *json_detach(struct json *object, const char *key);
struct json *json_get_mut(struct json *object, const char *key);
struct json *json_at_mut(struct json *array, size_t i);

/*
 * Put the members of OBJECT in the order of COMPARE over keys; members
 * that compare equal keep their order.  ARG is passed through.
 */
void json_sort(struct json *object,
    int (*compare)(const char *a, const char *b, void *arg), void *arg);

/* NODE gets the value of VALUE, which is freed, and stays where it is. */
void json_become(struct json *node, struct json *value);

/* RFC 7396.  TARGET is changed; PATCH is not. */
void json_merge_patch(struct json *target, const struct json *patch);

/*
 * The text form of files: LF, two spaces, one value a line, a blank line
 * between top-level members, strings escaped as RFC 8785 does, {} and []
 * for empty collections, LF at the end.  Members stand as they stand.
 */
void json_write(struct str *out, const struct json *);
/* On one line without blanks, members as they stand: for JSON Lines. */
void json_write_compact(struct str *out, const struct json *);
/* TEXT as a JSON string with its quotes. */
void json_write_string(struct str *out, const char *text);

/* RFC 8785 (JCS). */
void json_write_jcs(struct str *out, const struct json *);
/* "sha256:" and the digest of the JCS form. */
void json_digest(char out[DIGEST_SIZE], const struct json *);
/* The same without the members KEYS of it, which end in NULL. */
void json_digest_but(char out[DIGEST_SIZE], const struct json *,
    const char *const *keys);

/*
 * Where the value at dotted PATH starts in TEXT (which json_read
 * accepted): line and column from 1, column in code points.  False and
 * 1:1 when there is no such value.  Array items are named by their index.
 */
bool json_locate(const char *text, size_t len, const char *path, int *line,
    int *column);

/*
 * What a person typed as a path, in dotted form: "a.b" as it is, a JSON
 * Pointer (RFC 6901) "/a/b" turned.  The caller frees.  NULL: an empty
 * component, or one that a dotted path cannot hold.
 */
char *json_path(const char *typed);

#endif
