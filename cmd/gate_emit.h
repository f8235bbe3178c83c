#ifndef PROVEN_CMD_GATE_EMIT_H
#define PROVEN_CMD_GATE_EMIT_H

/* A judgement: one form for all commands that show one. */
struct emit;
struct gate;
struct gate_item;
struct out;

/* Of enum gate_part. */
extern const char *const gate_part_names[];

/* In JSON, as an item of an array. */
void gate_emit(struct emit *, const struct gate *);

/* For people: a line with its mark, and the command that meets it. */
void gate_print_item(struct out *, const struct gate_item *);

#endif
