#include "core/model/fields.h"

#include "core/base/i18n.h"

/* The record from the top, with what a project is and who takes part. */

static const struct field translation_fields[] = {
	{ .name = "title", AS_STRING(500), .label = N_("title"),
	    .help = N_("the title in this language") },
	{ .name = "summary", AS_TEXT, .label = N_("summary"),
	    .help = N_("the summary in this language") },
	FIELDS_END
};

const struct field lead_fields[] = {
	{ .name = "person", .type = FIELD_HANDLE, .label = N_("person"),
	    .help = N_("handle of the lead in people.json") },
	{ .name = "name", AS_STRING(200), .label = N_("name"),
	    .help = N_("full name of the lead") },
	{ .name = "email", .type = FIELD_EMAIL, .label = N_("e-mail"),
	    .help = N_("address at which the lead is reached") },
	{ .name = "orcid", .type = FIELD_ORCID, .label = N_("ORCID"),
	    .help = N_("ORCID iD of the lead") },
	{ .name = "partner", .type = FIELD_KEY, .words = "partners",
	    .label = N_("partner"),
	    .help = N_("organisation of the lead, a key of 'partners'") },
	FIELDS_END
};

static const struct field member_fields[] = {
	{ .name = "person", .type = FIELD_HANDLE, .label = N_("person"),
	    .help = N_("handle in people.json") },
	{ .name = "name", AS_STRING(200), .label = N_("name"),
	    .help = N_("full name") },
	{ .name = "email", .type = FIELD_EMAIL, .label = N_("e-mail"),
	    .help = N_("e-mail address") },
	{ .name = "orcid", .type = FIELD_ORCID, .label = N_("ORCID"),
	    .help = N_("ORCID iD") },
	{ .name = "partner", .type = FIELD_KEY, .words = "partners",
	    .label = N_("partner"),
	    .help = N_("organisation, a key of 'partners'") },
	{ .name = "role", AS_CODE("team_role"), .label = N_("role"),
	    .help = N_("role in the project") },
	{ .name = "leader", .type = FIELD_BOOL, .label = N_("leader"),
	    .help = N_("leads the work") },
	{ .name = "contact", .type = FIELD_BOOL, .label = N_("contact"),
	    .help = N_("answers for the project") },
	{ .name = "from", .type = FIELD_DATE, .label = N_("from"),
	    .help = N_("first day in the team") },
	{ .name = "to", .type = FIELD_DATE, .label = N_("to"),
	    .help = N_("last day in the team") },
	FIELDS_END
};

static const struct field partner_fields[] = {
	{ .name = "name", AS_STRING(300), .label = N_("name"),
	    .help = N_("name of the organisation") },
	{ .name = "kind", AS_CODE("partner_kind"), .label = N_("kind"),
	    .help = N_("kind of organisation") },
	{ .name = "role", AS_CODE("partner_role"), .label = N_("role"),
	    .help = N_("role in the project; exactly one leads") },
	{ .name = "uscc", .type = FIELD_USCC, .label = N_("USCC"),
	    .help = N_("unified social credit code, GB 32100") },
	{ .name = "ror", .type = FIELD_ROR, .label = N_("ROR"),
	    .help = N_("ROR id of the organisation") },
	{ .name = "country", .type = FIELD_COUNTRY, .label = N_("country"),
	    .help = N_("country, ISO 3166-1 alpha-2") },
	{ .name = "from", .type = FIELD_DATE, .label = N_("from"),
	    .help = N_("first day as a partner") },
	{ .name = "to", .type = FIELD_DATE, .label = N_("to"),
	    .help = N_("last day as a partner") },
	FIELDS_END
};

static const struct field facility_fields[] = {
	{ .name = "name", AS_STRING(300), .label = N_("name"),
	    .help = N_("name of the facility, where no vocabulary has it") },
	{ .name = "planned_h", .type = FIELD_DECIMAL, .unit = "h",
	    .label = N_("planned hours"),
	    .help = N_("facility time planned, in hours") },
	{ .name = "used_h", .type = FIELD_DECIMAL, .unit = "h",
	    .label = N_("used hours"),
	    .help = N_("facility time used so far, in hours") },
	{ .name = "from", .type = FIELD_DATE, .label = N_("from"),
	    .help = N_("first day at the facility") },
	{ .name = "to", .type = FIELD_DATE, .label = N_("to"),
	    .help = N_("last day at the facility") },
	FIELDS_END
};

static const struct field origin_fields[] = {
	{ .name = "kind", AS_CODE("origin_kind"), .label = N_("kind"),
	    .help = N_("paper, patent, grant, ...") },
	{ .name = "doi", .type = FIELD_DOI, .label = N_("DOI"),
	    .help = N_("DOI of the result") },
	{ .name = "patent", AS_STRING(100), .label = N_("patent"),
	    .help = N_("number of the patent or application") },
	{ .name = "grant", AS_STRING(200), .label = N_("grant"),
	    .help = N_("number of the grant that paid for the result") },
	{ .name = "title", AS_STRING(500), .label = N_("title"),
	    .help = N_("title of the result") },
	{ .name = "year", AS_INTEGER(1900, 2200), .label = N_("year"),
	    .help = N_("year of the result") },
	FIELDS_END
};

static const struct field concept_fields[] = {
	{ .name = "hypothesis", AS_TEXT, .label = N_("hypothesis"),
	    .help = N_("what the project sets out to prove") },
	{ .name = "application", AS_TEXT, .label = N_("application"),
	    .help = N_("what it would be used for, and by whom") },
	{ .name = "alternatives", AS_TEXT, .label = N_("alternatives"),
	    .help = N_("what is used today, and how good it is") },
	{ .name = "verdict", AS_CHOICE("proven|partly|disproven|inconclusive"),
	    .label = N_("concept verdict"),
	    .help = N_("whether the hypothesis holds") },
	FIELDS_END
};

const struct field reading_fields[] = {
	{ .name = "level", AS_INTEGER(1, 9), .label = N_("level"),
	    .help = N_("level of the scale, 1 to 9") },
	{ .name = "date", .type = FIELD_DATE, .label = N_("date"),
	    .help = N_("day of the assessment") },
	{ .name = "by", .type = FIELD_HANDLE, .words = "partners",
	    .label = N_("by"),
	    .help = N_("who assessed it: a handle or a partner") },
	{ .name = "evidence", AS_KEYS("evidence"), .label = N_("evidence"),
	    .help = N_("keys of 'evidence' that show it") },
	FIELDS_END
};

static const struct field other_scale_fields[] = {
	{ .name = "crl", AS_INTEGER(1, 9), .label = N_("CRL"),
	    .help = N_("customer readiness level") },
	{ .name = "brl", AS_INTEGER(1, 9), .label = N_("BRL"),
	    .help = N_("business model readiness level") },
	{ .name = "iprl", AS_INTEGER(1, 9), .label = N_("IPRL"),
	    .help = N_("intellectual property readiness level") },
	{ .name = "tmrl", AS_INTEGER(1, 9), .label = N_("TMRL"),
	    .help = N_("team readiness level") },
	{ .name = "frl", AS_INTEGER(1, 9), .label = N_("FRL"),
	    .help = N_("funding readiness level") },
	{ .name = "mrl", AS_INTEGER(1, 10), .label = N_("MRL"),
	    .help = N_("manufacturing readiness level") },
	FIELDS_END
};

static const struct field level_waiver_fields[] = {
	{ .name = "reason", AS_TEXT, .label = N_("reason"),
	    .help = N_("why a lower level does") },
	{ .name = "by", .type = FIELD_HANDLE, .label = N_("by"),
	    .help = N_("who waived it") },
	{ .name = "at", .type = FIELD_TIME, .label = N_("at"),
	    .help = N_("when it was waived") },
	FIELDS_END
};

static const struct field readiness_fields[] = {
	READINESS_SCALE,
	READINESS_BASELINE,
	{ .name = "current", AS_OBJECT(reading_fields),
	    .label = N_("current"), .help = N_("where the project is") },
	READINESS_TARGET,
	{ .name = "waiver", AS_OBJECT(level_waiver_fields),
	    .label = N_("waiver"),
	    .help = N_("why the level asked for need not be reached") },
	{ .name = "other", AS_OBJECT(other_scale_fields),
	    .label = N_("other scales"),
	    .help = N_("levels on other scales of readiness") },
	FIELDS_END
};

const struct field record_fields[] = {
	{ .name = "format", AS_INTEGER(1, 1),
	    .flags = FIELD_REQUIRED | FIELD_KEPT, .label = N_("format"),
	    .help = N_("version of the file format") },
	{ .name = "id", AS_STRING(64), .flags = FIELD_REQUIRED | FIELD_KEPT,
	    .label = N_("id"), .pattern = ID_PATTERN,
	    .help = N_("the name of the file, and of the project") },
	{ .name = "code", AS_STRING(100), .label = N_("code"),
	    .help = N_("the centre's own number, unique") },
	{ .name = "raid", .type = FIELD_RAID, .label = N_("RAiD"),
	    .help = N_("RAiD of the project, ISO 23527") },
	{ .name = "title", AS_STRING(500), .flags = FIELD_REQUIRED,
	    .label = N_("title"), .help = N_("title of the project") },
	{ .name = "translations", AS_MAP(translation_fields),
	    .label = N_("translations"),
	    .help = N_("title and summary in other languages") },
	{ .name = "stage", AS_STRING(64),
	    .flags = FIELD_REQUIRED | FIELD_KEPT, .label = N_("stage"),
	    .help = N_("stage of the workflow") },
	{ .name = "summary", AS_TEXT, .label = N_("summary"),
	    .help = N_("what the project is about") },
	{ .name = "tags", .type = FIELD_LIST, .item = FIELD_STRING, .min = 1,
	    .max = 100, .label = N_("tags"),
	    .help = N_("words to find the project by") },
	{ .name = "call", AS_STRING(200), .label = N_("call"),
	    .help = N_("the call that the project answers") },
	{ .name = "start", .type = FIELD_DATE, .label = N_("start"),
	    .help = N_("first day") },
	{ .name = "end", .type = FIELD_DATE, .label = N_("end"),
	    .help = N_("last day, as planned") },
	{ .name = "direction", AS_CODE("direction"), .label = N_("direction"),
	    .help = N_("direction of science") },
	{ .name = "field", AS_STRING(200), .label = N_("field"),
	    .help = N_("field within the direction") },
	{ .name = "industry", .type = FIELD_LIST, .item = FIELD_CODE,
	    .words = "industry", .label = N_("industry"),
	    .help = N_("industries that would use it") },
	{ .name = "lead", AS_OBJECT(lead_fields), .label = N_("lead"),
	    .help = N_("who leads the project") },
	{ .name = "team", AS_MAP(member_fields), .label = N_("team"),
	    .help = N_("people who work on it") },
	{ .name = "partners", AS_MAP(partner_fields), .label = N_("partners"),
	    .help = N_("organisations that take part") },
	{ .name = "consortium", .type = FIELD_BOOL,
	    .label = N_("consortium"),
	    .help = N_("an innovation consortium led by an enterprise") },
	{ .name = "ethics", .type = FIELD_BOOL, .label = N_("ethics"),
	    .help = N_("whether the work needs an ethics approval") },
	{ .name = "facilities", AS_CODED_MAP("facility", facility_fields),
	    .label = N_("facilities"),
	    .help = N_("facility time, in hours") },
	{ .name = "origin", AS_MAP(origin_fields), .label = N_("origin"),
	    .help = N_("research results it starts from") },
	{ .name = "concept", AS_OBJECT(concept_fields),
	    .label = N_("concept"),
	    .help = N_("the concept and what became of it") },
	{ .name = "readiness", AS_OBJECT(readiness_fields),
	    .label = N_("readiness"),
	    .help = N_("technology readiness levels") },
	{ .name = "criteria", AS_MAP(criterion_fields),
	    .label = N_("criteria"), .help = N_("what \"verified\" means") },
	{ .name = "evidence", AS_MAP(evidence_fields),
	    .label = N_("evidence"),
	    .help = N_("documents and data, each with its digest") },
	{ .name = "milestones", AS_MAP(milestone_fields),
	    .label = N_("milestones"), .help = N_("what is due when") },
	{ .name = "budget", AS_OBJECT(budget_fields), .label = N_("budget"),
	    .help = N_("money planned, paid out and spent") },
	{ .name = "ip", AS_MAP(ip_fields), .label = N_("IP"),
	    .help = N_("intellectual property brought in or made") },
	{ .name = "risks", AS_MAP(risk_fields), .label = N_("risks"),
	    .help = N_("what may go wrong, and the answer to it") },
	{ .name = "outcomes", AS_MAP(outcome_fields),
	    .label = N_("outcomes"), .help = N_("what came of the project") },
	{ .name = "proposed", AS_OBJECT(proposed_fields),
	    .flags = FIELD_PATCH, .label = N_("proposed"),
	    .help = N_("a merge patch that waits for 'rebaseline'") },
	{ .name = "hold", AS_OBJECT(hold_fields), .label = N_("hold"),
	    .help = N_("why and until when the project rests") },
	{ .name = "closure", AS_OBJECT(closure_fields),
	    .label = N_("closure"), .help = N_("how the project ended") },
	{ .name = "notes", AS_MAP(note_fields), .label = N_("notes"),
	    .help = N_("dated remarks") },
	{ .name = "custom", .type = FIELD_ANY, .flags = FIELD_BRACES,
	    .label = N_("custom"),
	    .help = N_("whatever else is to be kept; never judged") },
	{ .name = "history", .type = FIELD_LIST, .item = FIELD_OBJECT,
	    .members = entry_fields, .flags = FIELD_REQUIRED | FIELD_KEPT,
	    .label = N_("history"), .help = N_("the transitions so far") },
	FIELDS_END
};
