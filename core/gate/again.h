#ifndef PROVEN_GATE_AGAIN_H
#define PROVEN_GATE_AGAIN_H

#include "core/base/err.h"
#include "core/base/str.h"

struct evidence_facts;
struct record;
struct step;
struct tracker;

/*
 * A record that was merged: one side moved, the other edited.  What is
 * asked for the last entry of RECORD, approvals aside, and neither holds on
 * it as it is now nor is overridden by the entry: texts added to UNMET.
 * EVIDENCE as in a dossier.  Nothing is where the entry was recorded or
 * rebaselines, or TRACKER does not know its transition from there.
 * ERR_DATA: the workflow is invalid.
 */
NODISCARD const struct err *gate_again(struct strs *unmet,
    const struct record *record, const struct tracker *tracker,
    const struct evidence_facts *evidence);

/*
 * Why who takes STEP could not have taken the last step of RECORD, as far
 * as edge and right go; NULL: could have.  Entries that resolve are passed
 * over.  STEP says by whom and when.  The caller frees.
 */
char *gate_could_not(const struct record *record,
    const struct tracker *tracker, const struct step *step);

/*
 * The same of the last N entries of RECORD and the movers they name, from
 * the last one back: "'verify' by 'chen': it is for …"; NULL: they all
 * could.  What resolves or was recorded is passed over, and how the history
 * begins.
 */
char *gate_movers_could_not(const struct record *record, size_t n,
    const struct tracker *tracker);

#endif
