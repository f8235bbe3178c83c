#ifndef PROVEN_CMD_FINDING_H
#define PROVEN_CMD_FINDING_H

#include "cmd/out/findings.h"
#include "core/model/rule.h"

/* Findings of core, as cmd/out/findings.h prints them. */

enum findings_level finding_level(enum severity);
/* FINDING about FILE, of PROJECT, as they are in COMMIT; all is borrowed. */
void finding_row(struct findings_row *out, const struct finding *finding,
    const char *commit, const char *project, const char *file);
/* A row of TABLE: N TEXTS (NULL and "": absent), then line and column. */
struct table;
void finding_cells(struct table *table, const char *const *texts, size_t n,
    int line, int column);

#endif
