#include "cmd/gate_emit.h"

#include <string.h>

#include "cmd/out/out.h"
#include "core/gate/gate.h"
#include "core/model/workflow.h"

const char *const gate_part_names[] = {
	[GATE_EDGE] = "edge", [GATE_BY] = "by", [GATE_NEED] = "need",
	[GATE_INPUT] = "input", [GATE_OVERRIDE] = "override",
};

/* Who approved, who could, and why what was given does not count. */
static void
emit_approvals(struct emit *emit, const struct gate_item *item)
{
	if (item->part != GATE_NEED ||
	    !str_starts(item->name, "approvals:"))
		return;
	emit_list(emit, "counted", &item->counted);
	emit_list(emit, "could", &item->could);
	emit_list(emit, "ignored", &item->ignored);
}

static void
emit_item(struct emit *emit, const struct gate_item *item)
{
	emit_object(emit, NULL);
	emit_text(emit, "part", gate_part_names[item->part]);
	emit_text(emit, "name", item->name);
	emit_bool(emit, "met", item->met);
	emit_text(emit, "text", item->text);
	emit_text(emit, "mend", item->met ? NULL : item->mend);
	emit_approvals(emit, item);
	emit_close(emit);
}

void
gate_emit(struct emit *emit, const struct gate *gate)
{
	emit_object(emit, NULL);
	emit_text(emit, "transition", gate->transition->name);
	emit_text(emit, "from", gate->from);
	emit_text(emit, "to", gate->to);
	emit_bool(emit, "passes", gate->passes);
	emit_array(emit, "conditions");
	for (size_t i = 0; i < gate->n; i++)
		emit_item(emit, &gate->items[i]);
	emit_close(emit);
	emit_close(emit);
}

/* What a move brings along itself is neither met nor unmet before it. */
static bool
is_open(const struct gate_item *item)
{
	return item->part == GATE_INPUT ||
	    strcmp(item->name, "reason") == 0 ||
	    strcmp(item->name, "review_within") == 0 ||
	    str_starts(item->name, "codes");
}

void
gate_print_item(struct out *out, const struct gate_item *item)
{
	char mark = item->met ? '+' : is_open(item) ? ' ' : '-';

	/* That it leads there is in the heading. */
	if (item->part == GATE_EDGE && item->met)
		return;
	doc_check(out, mark, item->text, item->met ? NULL : item->mend);
}
