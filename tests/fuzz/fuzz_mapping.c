#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/model/mapping.h"
#include "core/model/record.h"
#include "core/model/row.h"
#include "tests/fuzz/fuzz.h"

/*
 * A mapping, and behind an empty line the cells of a row, one a line.
 * Whatever mapping is read takes the row or says where it does not fit, and
 * gives as many cells back as it has columns.
 */

static struct row
row_of(struct row_cell *cells, const struct strs *texts, size_t n)
{
	struct row row = { "f", 1, 1, cells, n, NULL, 0, NULL };

	for (size_t i = 0; i < n; i++)
		cells[i] = (struct row_cell){ texts->items[i], 1,
			(int)i + 1 };
	return row;
}

static void
check_back(struct mapping *mapping, const struct record *record)
{
	struct strs header = STRS_INIT, cells = STRS_INIT;

	mapping_survey(mapping, record);
	mapping_header(mapping, &header);
	mapping_cells(mapping, record, &cells);
	if (header.n != cells.n)
		BUG("headings and cells differ in number");
	strs_release(&header);
	strs_release(&cells);
}

static void
apply(struct mapping *mapping, const char *rest)
{
	struct strs header = STRS_INIT, texts = STRS_INIT;
	struct row_cell *cells;
	struct draft draft;
	struct row row;

	mapping_header(mapping, &header);
	strs_split(&texts, rest, '\n');
	while (texts.n < header.n)
		strs_add(&texts, "");
	cells = xcalloc(header.n + 1, sizeof(*cells));
	row = row_of(cells, &header, header.n);
	if (mapping_headings(mapping, &row) != NULL)
		BUG("a mapping does not know its own headings");
	row = row_of(cells, &texts, header.n);
	if (mapping_apply(&draft, mapping, &row, NULL) == NULL) {
		record_append(draft.record, &(struct entry){
		    .transition = "@new", .by = "a",
		    .to = draft.stage != NULL ? draft.stage : "idea" });
		check_back(mapping, draft.record);
	}
	draft_release(&draft);
	free(cells);
	strs_release(&header);
	strs_release(&texts);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	const char *end = size > 0 ? memmem(text, size, "\n\n", 2) : NULL;
	size_t len = end != NULL ? (size_t)(end - text) : size;
	struct mapping *mapping = NULL;
	char *rest = xstrndup(end != NULL ? end + 2 : "",
	    end != NULL ? size - len - 2 : 0);

	/* Readers of files give no other cells. */
	if (!utf8_valid(rest, strlen(rest)) || strstr(rest, "\xef\xbf") ||
	    strstr(rest, "\xef\xb7") || strchr(rest, '\xf4') ||
	    strstr(rest, "\xbf\xbf") || strstr(rest, "\xbf\xbe"))
		*rest = '\0';
	if (mapping_read(&mapping, text, len, "map") == NULL)
		apply(mapping, rest);
	mapping_free(mapping);
	free(rest);
	return 0;
}
