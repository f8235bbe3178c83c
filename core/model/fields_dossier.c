#include "core/model/fields.h"

#include "core/base/i18n.h"

/* The dossier: evidence, money, history, and how it ends. */

const struct field evidence_fields[] = {
	{ .name = "kind", AS_CODE("evidence_kind"), .label = N_("kind"),
	    .help = N_("kind of document or data") },
	{ .name = "title", AS_STRING(500), .label = N_("title"),
	    .help = N_("title of the document") },
	{ .name = "path", .type = FIELD_PATH, .min = 1, .max = 1000,
	    .label = N_("path"), .help = N_("file in the repository") },
	{ .name = "url", .type = FIELD_URL, .label = N_("URL"),
	    .help = N_("address, where it is kept elsewhere") },
	{ .name = "doi", .type = FIELD_DOI, .label = N_("DOI"),
	    .help = N_("DOI, where it is published") },
	{ .name = "sha256", .type = FIELD_SHA256, .label = N_("SHA-256"),
	    .help = N_("SHA-256 of the file, 64 hex digits") },
	{ .name = "bytes", AS_INTEGER(0, SAFE_MAX), .unit = "B",
	    .label = N_("size"), .help = N_("size of the file in bytes") },
	{ .name = "added", .type = FIELD_DATE, .label = N_("added"),
	    .help = N_("day on which it was added") },
	{ .name = "by", .type = FIELD_HANDLE, .words = "partners",
	    .label = N_("by"), .help = N_("who made it") },
	FIELDS_END
};

const struct field milestone_fields[] = {
	{ .name = "title", AS_STRING(300), .label = N_("title"),
	    .help = N_("what is to be reached") },
	{ .name = "due", .type = FIELD_DATE, .label = N_("due"),
	    .help = N_("day on which it is due") },
	{ .name = "baseline_due", .type = FIELD_DATE,
	    .label = N_("first due"),
	    .help = N_("day on which it was due at first") },
	{ .name = "done", .type = FIELD_DATE, .label = N_("done"),
	    .help = N_("day on which it was reached") },
	{ .name = "go_no_go", .type = FIELD_BOOL, .label = N_("go/no-go"),
	    .help = N_("whether the project ends where it is missed") },
	FIELDS_END
};

static const struct field source_fields[] = {
	{ .name = "kind", AS_CODE("source_kind"), .label = N_("kind"),
	    .help = N_("fiscal, partner cash, ...") },
	{ .name = "title", AS_STRING(300), .label = N_("title"),
	    .help = N_("name of the source") },
	{ .name = "amount", .type = FIELD_MONEY, .label = N_("amount"),
	    .help = N_("money from this source") },
	FIELDS_END
};

static const struct field line_fields[] = {
	{ .name = "planned", .type = FIELD_MONEY, .label = N_("planned"),
	    .help = N_("money planned") },
	{ .name = "spent", .type = FIELD_MONEY, .label = N_("spent"),
	    .help = N_("money spent so far") },
	FIELDS_END
};

static const struct field disbursed_fields[] = {
	{ .name = "gate", AS_STRING(64), .label = N_("gate"),
	    .help = N_("transition that released it") },
	{ .name = "date", .type = FIELD_DATE, .label = N_("date"),
	    .help = N_("day of the payment") },
	{ .name = "amount", .type = FIELD_MONEY, .label = N_("amount"),
	    .help = N_("money paid out") },
	FIELDS_END
};

const struct field budget_fields[] = {
	{ .name = "currency", .type = FIELD_CURRENCY,
	    .label = N_("currency"),
	    .help = N_("currency of all amounts, ISO 4217; else CNY") },
	{ .name = "approved", .type = FIELD_MONEY, .label = N_("approved"),
	    .help = N_("money approved") },
	{ .name = "sources", AS_MAP(source_fields), .label = N_("sources"),
	    .help = N_("where the money comes from") },
	{ .name = "lines", AS_CODED_MAP("budget_category", line_fields),
	    .label = N_("lines"),
	    .help = N_("money by category, planned and spent") },
	{ .name = "disbursed", AS_MAP(disbursed_fields),
	    .label = N_("disbursed"), .help = N_("payments so far") },
	{ .name = "returned", .type = FIELD_MONEY, .label = N_("returned"),
	    .help = N_("money paid back") },
	{ .name = "as_of", .type = FIELD_DATE, .label = N_("as of"),
	    .help = N_("day for which spent and disbursed hold") },
	FIELDS_END
};

const struct field ip_fields[] = {
	{ .name = "kind", AS_CODE("ip_kind"), .label = N_("kind"),
	    .help = N_("patent, know-how, ...") },
	{ .name = "title", AS_STRING(500), .label = N_("title"),
	    .help = N_("title of the right") },
	{ .name = "ground", AS_CHOICE("background|foreground"),
	    .label = N_("ground"),
	    .help = N_("brought into the project, or made in it") },
	{ .name = "number", AS_STRING(100), .label = N_("number"),
	    .help = N_("number of the right or application") },
	{ .name = "status", AS_CODE("ip_status"), .label = N_("status"),
	    .help = N_("filed, published, granted, ...") },
	{ .name = "owners", AS_KEYS("partners"), .label = N_("owners"),
	    .help = N_("keys of 'partners'") },
	{ .name = "disposal", AS_TEXT, .label = N_("disposal"),
	    .help = N_("what becomes of it when the project ends") },
	FIELDS_END
};

const struct field risk_fields[] = {
	{ .name = "title", AS_STRING(500), .label = N_("title"),
	    .help = N_("what may go wrong") },
	{ .name = "category", AS_CODE("risk_category"),
	    .label = N_("category"), .help = N_("technical, market, ...") },
	{ .name = "likelihood", AS_INTEGER(1, 5), .label = N_("likelihood"),
	    .help = N_("1 (rare) to 5 (almost certain)") },
	{ .name = "impact", AS_INTEGER(1, 5), .label = N_("impact"),
	    .help = N_("1 (slight) to 5 (ends the project)") },
	{ .name = "owner", .type = FIELD_HANDLE, .words = "team",
	    .label = N_("owner"),
	    .help = N_("who watches it: a handle or a key of 'team'") },
	{ .name = "response", AS_TEXT, .label = N_("response"),
	    .help = N_("what is done about it") },
	{ .name = "status", AS_CODE("risk_status"), .label = N_("status"),
	    .help = N_("open, closed, ...") },
	{ .name = "review_by", .type = FIELD_DATE, .label = N_("review by"),
	    .help = N_("day by which to look at it again") },
	FIELDS_END
};

const struct field outcome_fields[] = {
	{ .name = "kind", AS_CODE("outcome_kind"), .label = N_("kind"),
	    .help = N_("licence, company, investment, ...") },
	{ .name = "title", AS_STRING(500), .label = N_("title"),
	    .help = N_("what came of it") },
	{ .name = "date", .type = FIELD_DATE, .label = N_("date"),
	    .help = N_("day of the outcome") },
	{ .name = "due", .type = FIELD_DATE, .label = N_("due"),
	    .help = N_("day by which it is expected") },
	{ .name = "amount", .type = FIELD_MONEY, .label = N_("amount"),
	    .help = N_("money that it brings") },
	{ .name = "partner", .type = FIELD_KEY, .words = "partners",
	    .label = N_("partner"),
	    .help = N_("with whom, a key of 'partners'") },
	{ .name = "evidence", AS_KEYS("evidence"), .label = N_("evidence"),
	    .help = N_("keys of 'evidence' that show it") },
	FIELDS_END
};

const struct field hold_fields[] = {
	{ .name = "from", AS_STRING(64), .flags = FIELD_KEPT,
	    .label = N_("from"),
	    .help = N_("stage in which the project was") },
	{ .name = "code", AS_CODE("hold_reason"), .flags = FIELD_KEPT,
	    .label = N_("reason"), .help = N_("why it rests") },
	{ .name = "since", .type = FIELD_TIME, .flags = FIELD_KEPT,
	    .label = N_("since"), .help = N_("when it came to rest") },
	{ .name = "review_by", .type = FIELD_DATE, .label = N_("review by"),
	    .help = N_("day by which to look at it again") },
	FIELDS_END
};

const struct field closure_fields[] = {
	{ .name = "result", AS_CHOICE("passed|concluded|failed"),
	    .label = N_("result"), .help = N_("result of the acceptance") },
	{ .name = "code", AS_CODE("terminate_reason"), .label = N_("reason"),
	    .help = N_("why it ended early") },
	{ .name = "lessons", AS_TEXT, .label = N_("lessons"),
	    .help = N_("what others should know") },
	{ .name = "keep_until", .type = FIELD_DATE,
	    .label = N_("keep until"),
	    .help = N_("day until which the records are kept") },
	FIELDS_END
};

const struct field note_fields[] = {
	{ .name = "at", .type = FIELD_TIME, .label = N_("at"),
	    .help = N_("when it was written") },
	{ .name = "by", .type = FIELD_HANDLE, .label = N_("by"),
	    .help = N_("who wrote it") },
	{ .name = "text", AS_TEXT, .label = N_("text"),
	    .help = N_("the remark") },
	FIELDS_END
};

static const struct field recorded_fields[] = {
	{ .name = "source", AS_STRING(500), .flags = FIELD_REQUIRED,
	    .label = N_("source"), .help = N_("file that told of it") },
	{ .name = "line", AS_INTEGER(1, SAFE_MAX), .flags = FIELD_REQUIRED,
	    .label = N_("line"), .help = N_("line in that file") },
	FIELDS_END
};

const struct field entry_fields[] = {
	{ .name = "seq", AS_INTEGER(1, SAFE_MAX), .flags = FIELD_REQUIRED,
	    .label = N_("number"), .help = N_("number of the entry") },
	{ .name = "transition", AS_STRING(64), .flags = FIELD_REQUIRED,
	    .label = N_("transition"),
	    .help = N_("transition of the workflow") },
	{ .name = "from", AS_STRING(64),
	    .flags = FIELD_REQUIRED | FIELD_NULLABLE, .label = N_("from"),
	    .help = N_("stage that it left; null for the first") },
	{ .name = "to", AS_STRING(64), .flags = FIELD_REQUIRED,
	    .label = N_("to"), .help = N_("stage that it led to") },
	{ .name = "at", .type = FIELD_TIME, .flags = FIELD_REQUIRED,
	    .label = N_("at"), .help = N_("when it was taken") },
	{ .name = "by", AS_STRING(254), .flags = FIELD_REQUIRED,
	    .label = N_("by"),
	    .help = N_("handle, or the address of somebody without role") },
	{ .name = "code", AS_STRING(64), .flags = FIELD_NULLABLE,
	    .label = N_("code"), .help = N_("code of the reason") },
	{ .name = "reason", AS_TEXT, .flags = FIELD_NULLABLE,
	    .label = N_("reason"), .help = N_("why it was taken") },
	{ .name = "approvals", .type = FIELD_MAP, .item = FIELD_DIGEST,
	    .flags = FIELD_SORTED, .label = N_("approvals"),
	    .help = N_("approvals counted, each with its digest") },
	{ .name = "evidence", .type = FIELD_MAP, .item = FIELD_SHA256,
	    .flags = FIELD_SORTED, .label = N_("evidence"),
	    .help = N_("evidence relied on, each with its SHA-256") },
	{ .name = "record", .type = FIELD_DIGEST, .flags = FIELD_REQUIRED,
	    .label = N_("record"),
	    .help = N_("digest of the record as judged") },
	{ .name = "frozen", .type = FIELD_DIGEST, .label = N_("frozen"),
	    .help = N_("digest of the parts frozen") },
	{ .name = "freeze", .type = FIELD_LIST, .item = FIELD_CHOICE,
	    .words = "criteria|readiness|lead", .label = N_("freezes"),
	    .help = N_("the parts frozen") },
	{ .name = "prev", .type = FIELD_DIGEST, .flags = FIELD_REQUIRED,
	    .label = N_("previous"),
	    .help = N_("digest of the entry before") },
	{ .name = "date", .type = FIELD_DATE, .label = N_("date"),
	    .help = N_("day of the decision") },
	{ .name = "source", AS_STRING(500), .label = N_("source"),
	    .help = N_("where a running project was taken in from") },
	{ .name = "override", .type = FIELD_LIST, .item = FIELD_STRING,
	    .min = 1, .max = 500, .label = N_("override"),
	    .help = N_("conditions that were not met") },
	{ .name = "recorded", AS_OBJECT(recorded_fields),
	    .label = N_("recorded"), .help = N_("imported as it happened") },
	{ .name = "resolves", .type = FIELD_DIGEST, .label = N_("resolves"),
	    .help = N_("digest of the entry that a merge dropped") },
	{ .name = "signature", AS_TEXT, .label = N_("signature"),
	    .help = N_("signature over the rest of the entry") },
	FIELDS_END
};
