#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/export.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/cache/cache.h"
#include "core/model/record.h"
#include "core/store/store.h"

/* ---- Which projects match ---- */

static const struct err *
add_id(void *arg, const char *const *values)
{
	strs_add(arg, values[0]);
	return NULL;
}

static const struct err *
make_query(struct query **out, struct session *session, char **terms, int n)
{
	const struct err *err;
	struct query_context context = { .tracker = session->tracker };
	char *me = NULL;
	bool asked = false;

	for (int i = 0; i < n; i++)
		asked = asked || strstr(terms[i], "@me") != NULL ||
		    strstr(terms[i], "mine") != NULL;
	if ((err = session_today(session, &context.today)))
		return err;
	if (asked && (err = session_me(session, &me)))
		return err;
	context.me = me;
	context.cache = session->cache;
	err = query_parse(out, (const char *const *)terms, (size_t)n, true,
	    &context);
	free(me);
	return err;
}

static const struct err *
select_ids(struct strs *ids, struct session *session, char **terms, int n)
{
	const struct err *err;
	struct query *query = NULL;
	size_t column;

	if ((err = session_cache(session)))
		return err;
	if ((err = make_query(&query, session, terms, n)))
		return err;
	err = list_column_find(&column, "id");
	if (err == NULL)
		err = cache_select(session->cache, query, &column, 1, -1,
		    add_id, ids);
	query_free(query);
	if (err == NULL)
		strs_sort(ids);
	return err;
}

/* ---- The list ---- */

struct filling {
	struct export_list *list;
	const struct strs *ids; /* sorted; NULL: all */
};

static const struct err *
add_item(void *arg, const char *id, const char *path, const char *blob)
{
	struct filling *filling = arg;
	struct export_list *list = filling->list;
	struct export_item *item;

	if (filling->ids != NULL && !strs_sorted_has(filling->ids, id))
		return NULL;
	GROW(list->items, list->n, list->cap);
	item = &list->items[list->n++];
	item->id = xstrdup(id);
	item->path = xstrdup(path);
	item->blob = xstrdup(blob);
	item->row = INT64_MAX;
	item->damaged = false;
	return NULL;
}

static int
compare_items(const void *a, const void *b)
{
	const struct export_item *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return strcmp(x->id, y->id);
}

void
export_list_sort(struct export_list *list)
{
	if (list->n > 1)
		qsort(list->items, list->n, sizeof(*list->items),
		    compare_items);
}

const struct err *
export_list_fill(struct export_list *list, struct session *session,
    char **terms, int n)
{
	const struct err *err;
	struct strs ids = STRS_INIT;
	struct filling filling = { list, n > 0 ? &ids : NULL };

	memset(list, 0, sizeof(*list));
	list->session = session;
	if (n > 0 && (err = select_ids(&ids, session, terms, n)))
		goto done;
	err = snapshot_each(session->tip, add_item, &filling);
	export_list_sort(list);
done:
	strs_release(&ids);
	return err;
}

void
export_list_release(struct export_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		free(list->items[i].id);
		free(list->items[i].path);
		free(list->items[i].blob);
	}
	free(list->items);
	memset(list, 0, sizeof(*list));
}

const struct err *
export_record(struct export_list *list, size_t i, struct record **out)
{
	const struct err *err;
	struct export_item *item = &list->items[i];
	struct str text = STR_INIT;

	*out = NULL;
	if (item->damaged)
		return NULL;
	err = snapshot_blob(list->session->tip, item->blob, &text);
	if (err == NULL)
		err = record_read(out, text.ptr, text.len, item->path);
	str_release(&text);
	if (err == NULL || err->code != ERR_DATA)
		return err;
	session_warn(list->session, _("left out: %s"), err->msg);
	item->damaged = true;
	list->damaged++;
	return NULL;
}
