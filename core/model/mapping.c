#include "core/model/mapping.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/model/mapping_column.h"

static void
pairs_release(struct pairs *pairs)
{
	for (size_t i = 0; i < pairs->n; i++) {
		free(pairs->items[i].from);
		free(pairs->items[i].to);
	}
	free(pairs->items);
}

void
pairs_add(struct pairs *pairs, const char *from, const char *to)
{
	GROW(pairs->items, pairs->n, pairs->cap);
	pairs->items[pairs->n].from = xstrdup(from);
	pairs->items[pairs->n].to = xstrdup0(to);
	pairs->n++;
}

static void
column_release(struct map_column *column)
{
	free(column->name);
	free(column->path);
	free(column->date);
	free(column->split);
	free(column->keep);
	pairs_release(&column->values);
	pairs_release(&column->also);
}

struct mapping *
mapping_plain(void)
{
	struct mapping *mapping = xcalloc(1, sizeof(*mapping));

	mapping->plain = true;
	mapping->delimiter = ',';
	return mapping;
}

void
mapping_free(struct mapping *mapping)
{
	if (mapping == NULL)
		return;
	for (size_t i = 0; i < mapping->n; i++)
		column_release(&mapping->columns[i]);
	free(mapping->columns);
	pairs_release(&mapping->constants);
	free(mapping->prefix);
	free(mapping->row);
	free(mapping);
}

struct map_column *
mapping_add(struct mapping *mapping, const char *name)
{
	static const struct map_column nothing;
	struct map_column *column;

	GROW(mapping->columns, mapping->n, mapping->cap);
	column = &mapping->columns[mapping->n++];
	*column = nothing;
	column->name = xstrdup(name);
	column->to = TO_NOWHERE;
	column->cell = CELL_NONE;
	return column;
}

void
mapping_drop(struct mapping *mapping)
{
	column_release(&mapping->columns[--mapping->n]);
}

struct map_column *
mapping_column(const struct mapping *mapping, const char *name)
{
	for (size_t i = 0; i < mapping->n; i++)
		if (strcmp(mapping->columns[i].name, name) == 0)
			return &mapping->columns[i];
	return NULL;
}

void
mapping_make_ids(struct mapping *mapping, enum ids make)
{
	mapping->make = make;
	mapping->make_given = true;
}

char
mapping_delimiter(const struct mapping *mapping)
{
	return mapping->delimiter;
}

bool
mapping_crlf(const struct mapping *mapping)
{
	return mapping->crlf;
}

bool
mapping_bom(const struct mapping *mapping)
{
	return mapping->bom;
}
