#include "core/model/schema_files.h"

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/approval.h"
#include "core/model/criterion.h"
#include "core/model/fields.h"
#include "core/model/workflow.h"

/* The files of a tracker as tables, for their schemas. */

#define NAME_PATTERN "^(?![@\\s])[^/:,\\x00-\\x1f\\x7f-\\x9f]{1,64}(?<!\\s)$"
#define RULE_PATTERN "^PV[1-5][0-9]{2}$"
#define DAYS_PATTERN "^(==|!=|<=|>=|<|>)[0-9]+$"
#define AS_STRINGS \
	.type = FIELD_LIST, .item = FIELD_STRING, .min = 1, .max = 500
#define HEAD_ROWS \
	{ .name = "format", AS_INTEGER(1, 1), .flags = FIELD_REQUIRED, \
	    .label = N_("format"), \
	    .help = N_("version of the file format") }, \
	{ .name = "revision", AS_INTEGER(1, INT32_MAX), \
	    .flags = FIELD_REQUIRED, .label = N_("revision"), \
	    .help = N_("one higher at each change") }

static const struct field label_fields[] = {
	{ .name = "en", AS_STRING(500), .label = N_("English"),
	    .help = N_("name in English") },
	{ .name = "zh", AS_STRING(500), .label = N_("Chinese"),
	    .help = N_("name in Chinese") },
	FIELDS_END
};

#define LABEL_ROW \
	{ .name = "label", AS_OBJECT(label_fields), .label = N_("label"), \
	    .help = N_("the name for people") }

static const struct field stage_fields[] = {
	{ .name = "kind", AS_CHOICE("active|paused|final"),
	    .flags = FIELD_REQUIRED, .label = N_("kind"),
	    .help = N_("whether work goes on, rests or has ended") },
	LABEL_ROW,
	FIELDS_END
};

static const struct field when_fields[] = {
	{ .name = "from", AS_STRINGS, .label = N_("from"),
	    .help = N_("only from these stages") },
	{ .name = "days_in_stage", AS_STRING(20), .pattern = DAYS_PATTERN,
	    .label = N_("days in stage"),
	    .help = N_("only after or before so many days, such as >=14") },
	{ .name = "field", AS_STRING(200), .label = N_("field"),
	    .help = N_("only where this field has the value of 'is'") },
	{ .name = "is", .type = FIELD_ANY, .label = N_("is"),
	    .help = N_("the value of 'field'") },
	FIELDS_END
};

static const struct field level_fields[] = {
	{ .name = "at_least", AS_INTEGER(1, 9), .label = N_("at least"),
	    .help = N_("the level must be this or higher") },
	{ .name = "gain", AS_INTEGER(0, 8), .label = N_("gain"),
	    .help = N_("the level must be so far above the baseline") },
	{ .name = "reaches_target", .type = FIELD_BOOL,
	    .label = N_("reaches target"),
	    .help = N_("the current level must reach the target") },
	{ .name = "or_waived", .type = FIELD_BOOL, .label = N_("or waived"),
	    .help = N_("a readiness.waiver.reason does as well") },
	FIELDS_END
};

static const struct field readiness_need_fields[] = {
	{ .name = "baseline", AS_OBJECT(level_fields),
	    .label = N_("baseline"), .help = N_("level at the start") },
	{ .name = "current", AS_OBJECT(level_fields), .label = N_("current"),
	    .help = N_("level now") },
	{ .name = "target", AS_OBJECT(level_fields), .label = N_("target"),
	    .help = N_("level to reach") },
	FIELDS_END
};

/* "a|b|c|" of the table of verdicts. */
#define VERDICT_WORD(id, name) name "|"
#define VERDICT_WORDS VERDICTS(VERDICT_WORD)

static const struct field criteria_need_fields[] = {
	{ .name = "track", AS_STRINGS, .label = N_("track"),
	    .help = N_("only criteria of these tracks") },
	{ .name = "must", .type = FIELD_BOOL, .label = N_("must"),
	    .help = N_("only criteria that must be met") },
	{ .name = "count", AS_INTEGER(1, 10000), .label = N_("count"),
	    .help = N_("so many are enough; else all of them are asked") },
	{ .name = "verdict", .type = FIELD_LIST, .item = FIELD_CHOICE,
	    .words = VERDICT_WORDS, .label = N_("verdict"),
	    .help = N_("their verdict must be one of these") },
	{ .name = "evidence", .type = FIELD_BOOL, .label = N_("evidence"),
	    .help = N_("the measurement must name evidence") },
	{ .name = "measured_by", AS_CHOICE("outside"),
	    .label = N_("measured by"),
	    .help = N_("a partner in role tester must have measured") },
	{ .name = "complete", .type = FIELD_BOOL, .label = N_("complete"),
	    .help = N_("all that is needed to measure must be there") },
	FIELDS_END
};

static const struct field approval_need_fields[] = {
	{ .name = "role", AS_STRING(64), .flags = FIELD_REQUIRED,
	    .label = N_("role"), .help = N_("role of who approves, or "
	    "@lead") },
	{ .name = "count", AS_INTEGER(1, 100), .label = N_("count"),
	    .help = N_("how many must approve; 1 where it is not said") },
	{ .name = "independent", .type = FIELD_BOOL,
	    .label = N_("independent"),
	    .help = N_("neither of the team nor of a partner") },
	{ .name = "against", AS_INTEGER(0, 100), .label = N_("against"),
	    .help = N_("how many may reject; 0 where it is not said") },
	FIELDS_END
};

/* "a|b|c|" of the table of checks. */
#define CHECK_WORD(id, name) name "|"
#define CHECK_WORDS CHECKS(CHECK_WORD)

static const struct field need_fields[] = {
	{ .name = "when", AS_OBJECT(when_fields), .label = N_("when"),
	    .help = N_("the rest applies only where all of this holds") },
	{ .name = "fields", AS_STRINGS, .label = N_("fields"),
	    .help = N_("fields that must not be empty") },
	{ .name = "at_least", .type = FIELD_MAP, .item = FIELD_INTEGER,
	    .min = 1, .max = 10000, .pattern = "^.+$",
	    .label = N_("at least"),
	    .help = N_("how many members a collection must have") },
	{ .name = "reason", .type = FIELD_BOOL, .label = N_("reason"),
	    .help = N_("the move must give a reason") },
	{ .name = "codes", AS_STRING(64), .pattern = KEY_PATTERN,
	    .label = N_("codes"),
	    .help = N_("the move must give a code of this vocabulary") },
	{ .name = "days_in_stage", AS_STRING(20), .pattern = DAYS_PATTERN,
	    .label = N_("days in stage"),
	    .help = N_("days in the stage so far, such as >=14") },
	{ .name = "readiness", AS_OBJECT(readiness_need_fields),
	    .label = N_("readiness"), .help = N_("levels to have reached") },
	{ .name = "checks", .type = FIELD_LIST, .item = FIELD_CHOICE,
	    .words = CHECK_WORDS, .label = N_("checks"),
	    .help = N_("fixed tests, see proven-workflow(5)") },
	{ .name = "values", .type = FIELD_MAP, .item = FIELD_ANY,
	    .pattern = "^.+$", .label = N_("values"),
	    .help = N_("the values that fields may have, lists of strings") },
	{ .name = "review_within", AS_INTEGER(1, 3650),
	    .label = N_("review within"), .unit = "d",
	    .help = N_("the move must give a review date, at most so many "
	    "days on") },
	{ .name = "criteria", AS_OBJECT(criteria_need_fields),
	    .label = N_("criteria"),
	    .help = N_("what the criteria must be") },
	{ .name = "evidence", AS_STRINGS, .label = N_("evidence"),
	    .help = N_("kinds of evidence that must be there") },
	{ .name = "approvals", .type = FIELD_LIST, .item = FIELD_OBJECT,
	    .members = approval_need_fields, .label = N_("approvals"),
	    .help = N_("who must approve") },
	FIELDS_END
};

/* "a|b|c|" of the table of parts. */
#define FROZEN_WORD(id, name) name "|"
#define FROZEN_WORDS FROZEN_PARTS(FROZEN_WORD)

static const struct field transition_fields[] = {
	{ .name = "from", AS_STRINGS, .flags = FIELD_REQUIRED,
	    .label = N_("from"), .help = N_("stages that it leaves") },
	{ .name = "to", AS_STRING(64), .flags = FIELD_REQUIRED,
	    .label = N_("to"),
	    .help = N_("stage that it leads to, @previous or @same") },
	{ .name = "by", AS_STRINGS, .label = N_("by"),
	    .help = N_("roles that may take it, @lead too; else anyone") },
	{ .name = "needs", .type = FIELD_LIST, .item = FIELD_OBJECT,
	    .members = need_fields, .flags = FIELD_ONE_OR_MORE,
	    .label = N_("needs"), .help = N_("what must hold first") },
	{ .name = "freeze", .type = FIELD_LIST, .item = FIELD_CHOICE,
	    .words = FROZEN_WORDS, .label = N_("freezes"),
	    .help = N_("parts that cannot change from then on") },
	{ .name = "rebaseline", .type = FIELD_LIST, .item = FIELD_CHOICE,
	    .words = FROZEN_WORDS, .label = N_("rebaselines"),
	    .help = N_("parts that it changes as 'proposed' says") },
	LABEL_ROW,
	FIELDS_END
};

static const struct field override_fields[] = {
	{ .name = "by", AS_STRINGS, .flags = FIELD_REQUIRED,
	    .label = N_("by"), .help = N_("roles that may override") },
	FIELDS_END
};

static const struct field workflow_fields[] = {
	HEAD_ROWS,
	{ .name = "initial", AS_STRING(64), .flags = FIELD_REQUIRED,
	    .label = N_("initial stage"),
	    .help = N_("stage of new projects") },
	{ .name = "override", AS_OBJECT(override_fields),
	    .label = N_("override"),
	    .help = N_("who may move where conditions are not met") },
	{ .name = "stages", .type = FIELD_MAP, .item = FIELD_OBJECT,
	    .members = stage_fields, .pattern = NAME_PATTERN,
	    .flags = FIELD_REQUIRED, .label = N_("stages"),
	    .help = N_("the stages by name") },
	{ .name = "transitions", .type = FIELD_MAP, .item = FIELD_OBJECT,
	    .members = transition_fields, .pattern = NAME_PATTERN,
	    .flags = FIELD_REQUIRED, .label = N_("transitions"),
	    .help = N_("the transitions by name, each with its gate") },
	FIELDS_END
};

static const struct field organisation_fields[] = {
	{ .name = "name", AS_STRING(300), .label = N_("name"),
	    .help = N_("name of the organisation") },
	{ .name = "uscc", .type = FIELD_USCC, .label = N_("USCC"),
	    .help = N_("unified social credit code, GB 32100") },
	{ .name = "ror", .type = FIELD_ROR, .label = N_("ROR"),
	    .help = N_("ROR id of the organisation") },
	FIELDS_END
};

static const struct field key_fields[] = {
	{ .name = "ssh", AS_STRING(20000), .label = N_("ssh key"),
	    .help = N_("public key, a line of a .pub file") },
	{ .name = "openpgp", AS_STRING(40), .pattern = "^[0-9A-Fa-f]{40}$",
	    .label = N_("OpenPGP key"),
	    .help = N_("fingerprint, 40 hex digits") },
	{ .name = "forge", .type = FIELD_BOOL, .label = N_("forge"),
	    .help = N_("the key of a host, for merges only") },
	FIELDS_END
};

static const struct field person_fields[] = {
	{ .name = "name", AS_STRING(200), .flags = FIELD_REQUIRED,
	    .label = N_("name"), .help = N_("full name") },
	{ .name = "emails", .type = FIELD_LIST, .item = FIELD_STRING,
	    .min = 1, .max = 254, .flags = FIELD_REQUIRED,
	    .label = N_("e-mails"),
	    .help = N_("addresses in commits of this person") },
	{ .name = "roles", .type = FIELD_LIST, .item = FIELD_STRING,
	    .min = 1, .max = 64, .pattern = KEY_PATTERN,
	    .label = N_("roles"), .help = N_("roles that the person has") },
	{ .name = "organisation", AS_OBJECT(organisation_fields),
	    .label = N_("organisation"),
	    .help = N_("where the person belongs") },
	{ .name = "keys", .type = FIELD_LIST, .item = FIELD_OBJECT,
	    .members = key_fields, .label = N_("keys"),
	    .help = N_("keys that sign for the person") },
	FIELDS_END
};

const struct field people_fields[] = {
	HEAD_ROWS,
	{ .name = "people", .type = FIELD_MAP, .item = FIELD_OBJECT,
	    .members = person_fields, .pattern = ID_PATTERN,
	    .flags = FIELD_REQUIRED | FIELD_SORTED, .label = N_("people"),
	    .help = N_("people by handle; at least one has role admin") },
	FIELDS_END
};

static const struct field vocabulary_fields[] = {
	HEAD_ROWS,
	FIELDS_END
};

static const struct field code_list = {
	.name = "list", .type = FIELD_MAP, .item = FIELD_OBJECT,
	.members = label_fields, .pattern = KEY_PATTERN,
	.label = N_("code list"), .help = N_("codes with their labels")
};

#define STRENGTHS AS_CHOICE("claimed|authored|signed")

static const struct field require_fields[] = {
	{ .name = "tracker", STRENGTHS, .label = N_("tracker"),
	    .help = N_("proof asked of changes of the tracker") },
	{ .name = "transitions", STRENGTHS, .label = N_("transitions"),
	    .help = N_("proof asked of transitions") },
	{ .name = "approvals", STRENGTHS, .label = N_("approvals"),
	    .help = N_("proof asked of approvals") },
	FIELDS_END
};

static const struct field excuse_fields[] = {
	{ .name = "commit", AS_STRING(64), .flags = FIELD_REQUIRED,
	    .pattern = "^([0-9a-f]{40}|[0-9a-f]{64})$",
	    .label = N_("commit"), .help = N_("full name of the commit") },
	{ .name = "rule", AS_STRING(5), .flags = FIELD_REQUIRED,
	    .pattern = RULE_PATTERN, .label = N_("rule"),
	    .help = N_("rule of the finding, such as PV105") },
	{ .name = "project", AS_STRING(64), .pattern = ID_PATTERN,
	    .label = N_("project"), .help = N_("project of the finding") },
	{ .name = "reason", AS_STRING(2000), .flags = FIELD_REQUIRED,
	    .label = N_("reason"), .help = N_("why it is excused") },
	FIELDS_END
};

static const struct field tracker_fields[] = {
	HEAD_ROWS,
	{ .name = "name", AS_STRING(200), .flags = FIELD_REQUIRED,
	    .label = N_("name"), .help = N_("name of the tracker") },
	{ .name = "require", AS_OBJECT(require_fields),
	    .label = N_("require"), .help = N_("what must be signed") },
	{ .name = "severities", .type = FIELD_MAP, .item = FIELD_CHOICE,
	    .words = "note|warning|error", .pattern = RULE_PATTERN,
	    .label = N_("severities"),
	    .help = N_("rules that count more or less here") },
	{ .name = "excuses", .type = FIELD_LIST, .item = FIELD_OBJECT,
	    .members = excuse_fields, .label = N_("excuses"),
	    .help = N_("findings that are excused") },
	FIELDS_END
};

const struct schema_file schema_files[] = {
	{ "project", N_("a project"), record_fields, false, NULL },
	{ "workflow", N_("the workflow"), workflow_fields, true, NULL },
	{ "people", N_("the people"), people_fields, true, NULL },
	{ "vocabulary", N_("the vocabulary"), vocabulary_fields, true,
	    &code_list },
	{ "tracker", N_("the tracker"), tracker_fields, true, NULL },
	{ "approval", N_("an approval"), approval_fields, true, NULL },
};
const size_t n_schema_files = COUNT(schema_files);
