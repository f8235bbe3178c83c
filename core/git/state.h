#ifndef PROVEN_GIT_STATE_H
#define PROVEN_GIT_STATE_H

#include <stdbool.h>

struct repo;

/* What is unusual about a clone. */
bool state_is_shallow(const struct repo *);
/* Objects are left at a remote and fetched when needed. */
bool state_is_partial(const struct repo *);
/* refs/replace/ has anything: git shows other objects than are there. */
bool state_is_replaced(struct repo *);
/* info/grafts has anything. */
bool state_is_grafted(const struct repo *);

/* All of these at once: what makes a history less, or another one, than
 * git shows. */
enum repo_mask {
	MASK_SHALLOW = 1 << 0,
	MASK_PARTIAL = 1 << 1,
	MASK_REPLACED = 1 << 2,
	MASK_GRAFTED = 1 << 3,
	MASK_ALTERNATES = 1 << 4
};
unsigned repo_masks(struct repo *);

/* The path of a lock on the index or a reference that is older than a few
 * seconds; NULL: none.  The caller frees. */
char *state_stale_lock(const struct repo *);

#endif
