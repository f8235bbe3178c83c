#include "core/model/fields.h"

#include "core/base/i18n.h"

/* What "verified" means, and what of a record can be proposed. */

static const struct field measured_fields[] = {
	{ .name = "value", .type = FIELD_DECIMAL, .words = "yes|no",
	    .label = N_("value"), .help = N_("the measured value") },
	{ .name = "uncertainty", .type = FIELD_DECIMAL,
	    .label = N_("uncertainty"),
	    .help = N_("expanded uncertainty, in the unit of the target") },
	{ .name = "k", .type = FIELD_DECIMAL, .label = N_("coverage factor"),
	    .help = N_("coverage factor of the uncertainty, usually 2") },
	{ .name = "n", AS_INTEGER(1, SAFE_MAX), .label = N_("repetitions"),
	    .help = N_("how often it was measured") },
	{ .name = "date", .type = FIELD_DATE, .label = N_("date"),
	    .help = N_("day of the measurement") },
	{ .name = "by", .type = FIELD_HANDLE, .words = "partners",
	    .label = N_("by"),
	    .help = N_("who measured it: a partner or a handle") },
	{ .name = "evidence", AS_KEYS("evidence"), .label = N_("evidence"),
	    .help = N_("keys of 'evidence' that show it") },
	FIELDS_END
};

static const struct field waiver_fields[] = {
	{ .name = "kind", AS_CHOICE("waived|not_applicable"),
	    .label = N_("kind"),
	    .help = N_("waived, or pointless for this project") },
	{ .name = "reason", AS_TEXT, .label = N_("reason"),
	    .help = N_("why it need not be met") },
	{ .name = "by", .type = FIELD_HANDLE, .label = N_("by"),
	    .help = N_("who waived it") },
	{ .name = "at", .type = FIELD_TIME, .label = N_("at"),
	    .help = N_("when it was waived") },
	FIELDS_END
};

/* What a criterion is, whatever is measured. */
#define DEFINITION_ROWS \
	{ .name = "track", AS_CODE("track"), .label = N_("track"), \
	    .help = N_("technical, commercial, ...") }, \
	{ .name = "must", .type = FIELD_BOOL, .label = N_("must"), \
	    .help = N_("whether the concept stands and falls with it") }, \
	{ .name = "claim", AS_TEXT, .label = N_("claim"), \
	    .help = N_("what is claimed, in words") }, \
	{ .name = "metric", AS_STRING(300), .label = N_("metric"), \
	    .help = N_("what is measured") }, \
	{ .name = "comparator", \
	    AS_CHOICE(">=|>|<=|<|==|between|outside|present"), \
	    .label = N_("comparator"), \
	    .help = N_("how the value is compared with the target") }, \
	{ .name = "target", .type = FIELD_DECIMAL, .label = N_("target"), \
	    .help = N_("the value to reach") }, \
	{ .name = "target_high", .type = FIELD_DECIMAL, \
	    .label = N_("upper target"), \
	    .help = N_("upper end, for 'between' and 'outside'") }, \
	{ .name = "unit", AS_STRING(50), .label = N_("unit"), \
	    .help = N_("unit of value and target") }, \
	{ .name = "rule", AS_CHOICE("simple|guard_band"), \
	    .label = N_("decision rule"), \
	    .help = N_("whether uncertainty counts (ILAC-G8)") }, \
	{ .name = "guard", .type = FIELD_DECIMAL, .label = N_("guard band"), \
	    .help = N_("width of the guard band; else the uncertainty") }, \
	{ .name = "method", AS_TEXT, .label = N_("method"), \
	    .help = N_("how it is measured, by which standard") }, \
	{ .name = "tester", .type = FIELD_KEY, .words = "partners", \
	    .label = N_("tester"), \
	    .help = N_("who is to measure it, a key of 'partners'") }

const struct field criterion_fields[] = {
	DEFINITION_ROWS,
	{ .name = "measured", AS_OBJECT(measured_fields),
	    .label = N_("measured"), .help = N_("what was measured") },
	{ .name = "waiver", AS_OBJECT(waiver_fields), .label = N_("waiver"),
	    .help = N_("why it need not be met") },
	{ .name = "verdict", AS_CHOICE("pass|conditional_pass|"
	    "conditional_fail|fail|pending|waived|not_applicable"),
	    .flags = FIELD_KEPT, .label = N_("verdict"),
	    .help = N_("computed from the measurement") },
	FIELDS_END
};

/* ---- The merge patch that waits for 'rebaseline' ---- */

/* Of a criterion what is frozen: measurements go on. */
static const struct field proposed_criterion_fields[] = {
	DEFINITION_ROWS,
	FIELDS_END
};

static const struct field proposed_readiness_fields[] = {
	READINESS_SCALE,
	READINESS_BASELINE,
	READINESS_TARGET,
	FIELDS_END
};

/* The parts that can be frozen (core/model/frozen.h), and no other. */
const struct field proposed_fields[] = {
	{ .name = "lead", AS_OBJECT(lead_fields), .label = N_("lead"),
	    .help = N_("who is to lead the project") },
	{ .name = "readiness", AS_OBJECT(proposed_readiness_fields),
	    .label = N_("readiness"),
	    .help = N_("where the project is to start and to arrive") },
	{ .name = "criteria", AS_MAP(proposed_criterion_fields),
	    .label = N_("criteria"),
	    .help = N_("what \"verified\" is to mean") },
	FIELDS_END
};
