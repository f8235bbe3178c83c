#include "core/json/node.h"

#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "core/base/mem.h"
#include "core/json/intern.h"

enum { LEAST = 512, MORE = 4096, MOST = 64 * 1024, TYPE = 0xff };

struct chunk {
	struct chunk *next;
	double bytes[]; /* aligned for any node */
};

struct block {
	cJSON root; /* first: the one is the other */
	struct chunk *chunks;
	char *at, *end; /* room in the first of them */
};

static void
add_chunk(struct block *block, size_t size)
{
	struct chunk *chunk = xmalloc(sizeof(*chunk) + size);

	chunk->next = block->chunks;
	block->chunks = chunk;
	block->at = (char *)chunk->bytes;
	block->end = block->at + size;
}

static void *
take(cJSON *root, size_t size)
{
	struct block *block = (struct block *)(void *)root;
	void *ptr;

	size += -size % sizeof(double);
	if ((size_t)(block->end - block->at) < size)
		add_chunk(block, size < MORE ? MORE : size);
	ptr = block->at;
	block->at += size;
	return ptr;
}

static void
block_free(cJSON *root)
{
	struct block *block = (struct block *)(void *)root;
	struct chunk *next;

	for (struct chunk *at = block->chunks; at != NULL; at = next) {
		next = at->next;
		free(at);
	}
	free(block);
}

cJSON *
node_root(int type, size_t size)
{
	struct block *block = xcalloc(1, sizeof(*block));

	add_chunk(block, size < LEAST ? LEAST : size > MOST ? MOST : size);
	block->root.type = type | NODE_BLOCK;
	return &block->root;
}

cJSON *
node_new(cJSON *root, int type)
{
	cJSON *node;

	if (root == NULL) {
		node = xcalloc(1, sizeof(*node));
		node->type = type;
		return node;
	}
	node = take(root, sizeof(*node));
	memset(node, 0, sizeof(*node));
	node->type = type | NODE_WITHIN;
	return node;
}

void
node_set_text(cJSON *root, cJSON *node, const char *ptr, size_t len)
{
	char *text = root != NULL ? take(root, len + 1) : xmalloc(len + 1);

	memcpy(text, ptr, len);
	text[len] = '\0';
	node->valuestring = text;
	if (root != NULL)
		node->type |= NODE_TEXT;
}

void
node_set_key(cJSON *node, const char *ptr, size_t len)
{
	const char *known = ptr != NULL ? intern(ptr, len) : NULL;

	if (known != NULL) {
		node->string = (char *)known;
		node->type |= cJSON_StringIsConst;
	} else if (ptr != NULL) {
		node->string = xstrndup(ptr, len);
	}
}

void
node_forget_key(cJSON *node)
{
	if (!(node->type & cJSON_StringIsConst))
		free(node->string);
	node->type &= ~cJSON_StringIsConst;
	node->string = NULL;
}

/* ---- Copies ---- */

static void
copy_content(cJSON *root, cJSON *to, const cJSON *from)
{
	to->valueint = from->valueint;
	to->valuedouble = from->valuedouble;
	if (from->valuestring != NULL)
		node_set_text(root, to, from->valuestring,
		    strlen(from->valuestring));
	for (const cJSON *at = from->child; at != NULL; at = at->next) {
		cJSON *child = node_new(root, at->type & TYPE);

		if (at->string != NULL)
			node_set_key(child, at->string, strlen(at->string));
		copy_content(root, child, at);
		cJSON_AddItemToArray(to, child);
	}
}

cJSON *
node_dup(const cJSON *node, bool within)
{
	int type = node->type & TYPE;
	bool block = within && node->child != NULL;
	cJSON *root = block ? node_root(type, 0) : NULL;
	cJSON *copy = block ? root : node_new(NULL, type);

	copy_content(root, copy, node);
	return copy;
}

cJSON *
node_alone(cJSON *node, bool within)
{
	cJSON *copy;

	if (!(node->type & NODE_WITHIN) &&
	    (within || !(node->type & NODE_BLOCK)))
		return node;
	copy = node_dup(node, within);
	node_free(node);
	return copy;
}

void
node_free(cJSON *node)
{
	cJSON *next;

	if (node == NULL)
		return;
	if (!(node->type & cJSON_IsReference)) {
		for (cJSON *at = node->child; at != NULL; at = next) {
			next = at->next;
			node_free(at);
		}
		if (!(node->type & NODE_TEXT))
			free(node->valuestring);
	}
	if (!(node->type & cJSON_StringIsConst))
		free(node->string);
	if (node->type & NODE_BLOCK)
		block_free(node);
	else if (!(node->type & NODE_WITHIN))
		free(node);
}
