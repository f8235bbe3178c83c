#ifndef PROVEN_JSON_NODE_H
#define PROVEN_JSON_NODE_H

/* The memory of trees.  Of this folder only. */

#include <stdbool.h>
#include <stddef.h>

struct cJSON;

/*
 * A tree that is read or copied at once stands in one block, which its root
 * owns; what is put into it later stands alone, or in a block of its own.
 * These go into cJSON's `type`, above what it has there.  Keys are kept for
 * good (cJSON_StringIsConst) or stand alone.
 */
enum {
	NODE_BLOCK = 1 << 10,  /* the root of a block */
	NODE_WITHIN = 1 << 11, /* the node stands in the block of another */
	NODE_TEXT = 1 << 12    /* and so does its text */
};

/* A root, and room for SIZE bytes behind it. */
struct cJSON *node_root(int type, size_t size);
/* In the block of ROOT; alone where that is NULL. */
struct cJSON *node_new(struct cJSON *root, int type);
void node_set_text(struct cJSON *root, struct cJSON *node, const char *ptr,
    size_t len);
/* NODE, which has none, gets this key; none for PTR NULL. */
void node_set_key(struct cJSON *node, const char *ptr, size_t len);
void node_forget_key(struct cJSON *node);
/* Without its key; in a block if WITHIN. */
struct cJSON *node_dup(const struct cJSON *node, bool within);
/* NODE, which is in no tree any more, as one that stands alone, or has a
 * block of its own; takes it. */
struct cJSON *node_alone(struct cJSON *node, bool within);
void node_free(struct cJSON *node);

#endif
