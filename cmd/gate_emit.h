#ifndef PROVEN_CMD_GATE_EMIT_H
#define PROVEN_CMD_GATE_EMIT_H

/* A judgement in JSON: one form for all commands that show one. */
struct emit;
struct gate;

/* Of enum gate_part. */
extern const char *const gate_part_names[];

/* As an item of an array. */
void gate_emit(struct emit *, const struct gate *);

#endif
