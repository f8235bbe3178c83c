#include "core/model/approval.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/decimal.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/fields.h"
#include "core/model/record_impl.h"

/* Above this a number is no whole number in every reader of JSON. */
#define SAFE_MAX INT64_C(9007199254740991)

const char *const decision_names[] = {
	[DECISION_APPROVE] = "approve",
	[DECISION_REJECT] = "reject",
	[DECISION_ABSTAIN] = "abstain",
};

const struct field approval_fields[] = {
	{ .name = "format", AS_INTEGER(1, 1), .flags = FIELD_REQUIRED,
	    .label = N_("format"),
	    .help = N_("version of the file format") },
	{ .name = "project", AS_STRING(64), .flags = FIELD_REQUIRED,
	    .pattern = ID_PATTERN, .label = N_("project"),
	    .help = N_("id of the project") },
	{ .name = "seq", AS_INTEGER(1, SAFE_MAX), .flags = FIELD_REQUIRED,
	    .label = N_("number"),
	    .help = N_("number of the entry that it is for") },
	{ .name = "transition", AS_STRING(64), .flags = FIELD_REQUIRED,
	    .label = N_("transition"),
	    .help = N_("transition that it is for") },
	{ .name = "by", AS_STRING(64), .flags = FIELD_REQUIRED,
	    .pattern = ID_PATTERN, .label = N_("by"),
	    .help = N_("handle of who decides") },
	{ .name = "role", AS_STRING(64), .flags = FIELD_REQUIRED,
	    .label = N_("role"),
	    .help = N_("role in which it is given, or @lead") },
	{ .name = "decision", AS_CHOICE("approve|reject|abstain"),
	    .flags = FIELD_REQUIRED, .label = N_("decision"),
	    .help = N_("approve, reject or abstain") },
	{ .name = "coi", AS_CHOICE("none|declared"),
	    .flags = FIELD_REQUIRED, .label = N_("conflict of interest"),
	    .help = N_("a declared one does not count") },
	{ .name = "at", .type = FIELD_TIME, .flags = FIELD_REQUIRED,
	    .label = N_("at"), .help = N_("when it was given") },
	{ .name = "note", AS_TEXT, .label = N_("note"),
	    .help = N_("a remark") },
	{ .name = "record", .type = FIELD_DIGEST, .flags = FIELD_REQUIRED,
	    .label = N_("record"),
	    .help = N_("digest of the record that was judged") },
	{ .name = "gate", .type = FIELD_DIGEST, .flags = FIELD_REQUIRED,
	    .label = N_("gate"),
	    .help = N_("digest of the transition in the workflow") },
	{ .name = "signature", AS_TEXT, .label = N_("signature"),
	    .help = N_("ssh signature over the rest") },
	FIELDS_END
};

/* ---- Reading ---- */

static void
fill(struct approval *a)
{
	const struct json *json = a->json;
	const char *decision = json_text(json, "decision");
	const char *coi = json_text(json, "coi"), *at = json_text(json, "at");

	json_integer(json_get(json, "seq"), &a->seq);
	a->project = json_text(json, "project");
	a->transition = json_text(json, "transition");
	a->by = json_text(json, "by");
	a->role = json_text(json, "role");
	a->note = json_text(json, "note");
	a->record = json_text(json, "record");
	a->gate = json_text(json, "gate");
	a->signature = json_text(json, "signature");
	a->coi = coi != NULL && strcmp(coi, "declared") == 0;
	for (size_t i = 0; decision && i < COUNT(decision_names); i++)
		if (strcmp(decision_names[i], decision) == 0)
			a->decision = (enum decision)i;
	if (at == NULL || !time_parse(at, &a->at))
		a->at = 0;
}

/* The first fault in the members, or NULL; the caller frees. */
static char *
member_fault(const struct json *json)
{
	const struct field whole = { .name = "approval",
		.type = FIELD_OBJECT, .members = approval_fields };
	struct place place = PLACE_INIT;
	struct findings findings = FINDINGS_INIT;
	char *fault = NULL;

	place.field = &whole;
	check_value(NULL, NULL, &place, json, "", &findings);
	if (findings.n > 0)
		fault = xstrdup(findings.items[0].text);
	findings_release(&findings);
	return fault;
}

enum { NUMBER_DIGITS = 4 };

/* "<seq>-<transition>-<by>-": what the name of its file begins with. */
static char *
file_prefix(int64_t seq, const char *transition, const char *by)
{
	return xasprintf("%" PRId64 "-%s-%s-", seq, transition, by);
}

/* The N of FILE, "<prefix><n>.json"; 0: the name is not so. */
static int64_t
file_number(const char *file, const char *prefix)
{
	size_t len = strlen(prefix), digits;
	char text[32];
	int64_t n;

	if (strncmp(file, prefix, len) != 0)
		return 0;
	digits = strspn(file + len, "0123456789");
	if (digits == 0 || digits > NUMBER_DIGITS || file[len] == '0' ||
	    strcmp(file + len + digits, ".json") != 0)
		return 0;
	snprintf(text, sizeof(text), "%.*s", (int)digits, file + len);
	return integer_parse(text, &n) ? n : 0;
}

static void
check_place(struct approval *a, const char *id)
{
	char *prefix = file_prefix(a->seq, a->transition, a->by);

	a->n = file_number(a->file, prefix);
	if (strcmp(a->project, id) != 0)
		a->fault = xasprintf(_("it is for the project '%s'"),
		    a->project);
	else if (a->n == 0)
		a->fault = xasprintf(_("its name must be %sN.json"), prefix);
	free(prefix);
}

static void
read_one(struct approval *a, const char *id, const char *text, size_t len)
{
	const struct err *err;

	if ((err = json_read(&a->json, text, len, a->file))) {
		a->fault = xstrdup(err->msg);
		return;
	}
	json_digest(a->digest, a->json);
	fill(a);
	a->fault = json_type(a->json) != JSON_OBJECT ?
	    xstrdup(_("it is no object")) : member_fault(a->json);
	if (a->fault == NULL)
		check_place(a, id);
}

static struct approval *
append(struct approvals *list, const char *file)
{
	GROW(list->items, list->n, list->cap);
	list->items[list->n] = (struct approval){ .file = xstrdup(file) };
	return &list->items[list->n++];
}

void
approvals_add(struct approvals *list, const char *id, const char *file,
    const char *text, size_t len)
{
	struct approval *a = append(list, file);

	read_one(a, id, text, len);
	for (size_t i = 0; i + 1 < list->n && a->fault == NULL; i++)
		if (strcmp(list->items[i].file, file) == 0)
			a->fault = xstrdup(_("there are two of this name"));
}

void
approvals_add_broken(struct approvals *list, const char *file,
    const char *why)
{
	append(list, file)->fault = xstrdup(why);
}

void
approvals_release(struct approvals *list)
{
	for (size_t i = 0; i < list->n; i++) {
		json_free(list->items[i].json);
		free(list->items[i].file);
		free(list->items[i].fault);
	}
	free(list->items);
	*list = (struct approvals){ NULL, 0, 0 };
}

/* ---- Making ---- */

struct json *
approval_new(const struct approval_draft *draft)
{
	struct json *json = json_new_object();
	char at[TIME_SIZE];

	time_format(at, draft->at);
	json_set_integer(json, "format", 1);
	json_set_string(json, "project", draft->project);
	json_set_integer(json, "seq", draft->seq);
	json_set_string(json, "transition", draft->transition);
	json_set_string(json, "by", draft->by);
	json_set_string(json, "role", draft->role);
	json_set_string(json, "decision", decision_names[draft->decision]);
	json_set_string(json, "coi", draft->coi ? "declared" : "none");
	json_set_string(json, "at", at);
	if (draft->note != NULL)
		json_set_string(json, "note", draft->note);
	json_set_string(json, "record", draft->record);
	json_set_string(json, "gate", draft->gate);
	return json;
}

void
approval_free(struct json *approval)
{
	json_free(approval);
}

void
approval_sign(struct json *approval, const char *armour)
{
	json_set_string(approval, "signature", armour);
}

void
approval_text(struct str *out, const struct json *approval)
{
	json_write(out, approval);
}

void
approval_payload(struct str *out, const struct json *approval)
{
	struct json *rest = json_dup(approval);

	json_remove(rest, "signature");
	json_write_jcs(out, rest);
	json_free(rest);
}

enum signature_state
approval_signature(const struct approval *approval,
    const struct person *person)
{
	struct str payload = STR_INIT;
	enum signature_state state;

	approval_payload(&payload, approval->json);
	state = person_signature(person, approval->signature,
	    APPROVAL_NAMESPACE, &payload);
	str_release(&payload);
	return state;
}

static bool
is_taken(const struct approvals *files, const char *file)
{
	for (size_t i = 0; files != NULL && i < files->n; i++)
		if (strcmp(files->items[i].file, file) == 0)
			return true;
	return false;
}

char *
approval_file(const struct approval_draft *draft,
    const struct approvals *files)
{
	char *prefix = file_prefix(draft->seq, draft->transition, draft->by);
	char *file = xasprintf("%s1.json", prefix);

	for (int n = 2; is_taken(files, file); n++) {
		free(file);
		file = xasprintf("%s%d.json", prefix, n);
	}
	free(prefix);
	return file;
}
