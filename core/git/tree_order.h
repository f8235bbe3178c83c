#ifndef PROVEN_GIT_TREE_ORDER_H
#define PROVEN_GIT_TREE_ORDER_H

#include <stdbool.h>
#include <stddef.h>

/* Shared by the reader and the editor of trees. */

/* Less than, equal to or more than 0, as git sorts: a folder as if its
 * name ended in '/'. */
int tree_order(const char *a, size_t a_len, bool a_tree, const char *b,
    size_t b_len, bool b_tree);
/* May stand in a tree: not "", ".", "..", ".git" in any case, no '/'. */
bool tree_name_is_safe(const char *name, size_t len);
/* May stand in a tree, but something in it, or what another system makes
 * of it, harms: why, to be translated; NULL: nothing. */
const char *tree_name_harm(const char *name, size_t len);

#endif
