#include "core/model/value.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/date.h"
#include "core/base/decimal.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/model/ids.h"
#include "core/model/fields.h"
#include "core/model/record_impl.h"
#include "core/model/tracker.h"
#include "core/model/vocabulary.h"

enum { CODE_MAX = 64, ADDRESS_MAX = 254, QUOTE_COLUMNS = 60 };

/* One value being judged. */
struct judge {
	const struct field *field;
	const struct record *record;
	const struct tracker *tracker;
	struct fault *fault;
};

static bool
wrong(struct judge *judge, const char *text)
{
	str_add(&judge->fault->text, text);
	return false;
}

char *
value_quote(const char *text)
{
	struct str out = STR_INIT;
	size_t fit, n, left;
	uint32_t cp;

	fit = utf8_fit(text, QUOTE_COLUMNS);
	for (left = fit; left > 0; text += n, left -= n) {
		n = utf8_next(text, left, &cp);
		if (n == 0 || utf8_is_control(cp)) {
			str_addc(&out, ' ');
			n = n ? n : 1;
		} else
			str_addn(&out, text, n);
	}
	if (*text)
		str_add(&out, "…");
	return str_take(&out);
}

void
fault_release(struct fault *fault)
{
	str_release(&fault->text);
	free(fault->near);
	free(fault->choices);
	fault->near = fault->choices = NULL;
}

/* C0, C1 and DEL; and what ends a line. */
static bool
breaks_line(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0x2028 ||
	    cp == 0x2029;
}

static bool
judge_length(struct judge *judge, const char *text)
{
	const struct field *field = judge->field;
	size_t n = utf8_length(text);

	if (n >= (size_t)field->min && n <= (size_t)field->max)
		return true;
	str_addf(&judge->fault->text,
	    _("%zu characters, and it should be %lld to %lld"), n,
	    (long long)field->min, (long long)field->max);
	return false;
}

static bool
judge_text(struct judge *judge, const char *text)
{
	size_t left = strlen(text), n;
	uint32_t cp;

	if (!judge_length(judge, text))
		return false;
	for (const char *at = text; left > 0; at += n, left -= n) {
		if ((n = utf8_next(at, left, &cp)) == 0)
			return wrong(judge, _("not UTF-8"));
		if (!breaks_line(cp) || (judge->field->type == FIELD_TEXT &&
		    (cp == '\n' || cp == '\t' || cp == '\r')))
			continue;
		return wrong(judge, judge->field->type == FIELD_TEXT ?
		    _("a control character is in it") :
		    _("a control character or a line end is in it"));
	}
	if (text[strspn(text, " \n\t\r")] == '\0')
		return wrong(judge, _("nothing but blanks"));
	return true;
}

static bool
judge_decimal(struct judge *judge, const char *text)
{
	struct decimal *decimal = decimal_parse(text);

	decimal_free(decimal);
	if (decimal)
		return true;
	if (judge->field->words && (strcmp(text, "yes") == 0 ||
	    strcmp(text, "no") == 0))
		return true;
	return wrong(judge, judge->field->words ?
	    _("not a decimal number, nor yes or no") :
	    _("not a decimal number"));
}

static bool
judge_date(struct judge *judge, const char *text)
{
	int64_t days;

	return date_parse(text, &days) ||
	    wrong(judge, _("not a date such as 2026-07-15"));
}

static bool
judge_time(struct judge *judge, const char *text)
{
	int64_t seconds;

	return time_parse(text, &seconds) ||
	    wrong(judge, _("not a time such as 2026-07-15T08:30:00Z"));
}

static bool
judge_code(struct judge *judge, const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
	    "0123456789_-";
	const char *list = judge->field->words, **codes, *nearest;
	const struct vocabulary *words = NULL;
	struct str choices = STR_INIT;
	size_t n = strspn(text, letters);

	if (judge->tracker)
		words = judge->tracker->vocabulary;
	if (words == NULL || !vocabulary_has_list(words, list)) {
		if (n >= 1 && n <= CODE_MAX && text[n] == '\0')
			return true;
		return wrong(judge, _("a code is 1 to 64 letters a-z, "
		    "digits, '_' and '-'"));
	}
	if (vocabulary_has(words, list, text))
		return true;
	codes = vocabulary_codes(words, list, &n);
	nearest = str_nearest(text, codes, n);
	judge->fault->near = xstrdup0(nearest);
	for (size_t i = 0; i < n; i++)
		str_addf(&choices, "%s%s", i ? ", " : "", codes[i]);
	judge->fault->choices = str_take(&choices);
	free(codes);
	str_addf(&judge->fault->text, _("not a code of '%s'"), list);
	return false;
}

static bool
judge_choice(struct judge *judge, const char *text)
{
	struct strs words = STRS_INIT;
	bool found;

	strs_split(&words, judge->field->words, '|');
	found = strs_has(&words, text);
	if (!found) {
		judge->fault->near = xstrdup0(str_nearest(text,
		    (const char *const *)words.items, words.n));
		judge->fault->choices = strs_join(&words, ", ");
		wrong(judge, _("not one of the choices"));
	}
	strs_release(&words);
	return found;
}

/* The collection that keys of FIELD lie in; NULL: not looked up. */
static const struct json *
collection(const struct judge *judge)
{
	if (judge->record == NULL || judge->field->words == NULL)
		return NULL;
	return json_get(judge->record->tree, judge->field->words);
}

static bool
judge_handle(struct judge *judge, const char *text)
{
	const struct err *err;

	if (judge->field->words && field_key_valid(text))
		return true;
	if (strchr(text, '@') && strlen(text) <= ADDRESS_MAX &&
	    text[strcspn(text, " \t\r\n")] == '\0')
		return true;
	err = record_id_check(text);
	return err == NULL ||
	    wrong(judge, _("neither a handle nor an e-mail address"));
}

static bool
judge_key(struct judge *judge, const char *text)
{
	const struct json *keys = collection(judge);
	const char **names = NULL;
	size_t n = 0, cap = 0;

	if (!field_key_valid(text))
		return wrong(judge, _("not a key"));
	if (judge->record == NULL || json_get(keys, text))
		return true;
	for (keys = json_first(keys); keys; keys = json_next(keys)) {
		GROW(names, n, cap);
		names[n++] = json_key(keys);
	}
	judge->fault->near = xstrdup0(str_nearest(text, names, n));
	free(names);
	str_addf(&judge->fault->text, _("no such key in '%s'"),
	    judge->field->words);
	return false;
}

static bool
judge_digest(struct judge *judge, const char *text)
{
	return (str_starts(text, "sha256:") &&
	    sha256_valid(text + strlen("sha256:"))) ||
	    wrong(judge, _("not 'sha256:' and 64 hex digits"));
}

/* May PART stand in a path: below the one before it, and not git's own? */
static bool
descends(const char *part)
{
	return *part && strcmp(part, ".") != 0 && strcmp(part, "..") != 0 &&
	    strcasecmp(part, ".git") != 0 && !strchr(part, '\\');
}

/* Where the tracker keeps what it changes itself. */
static bool
is_tracker_folder(const char *part)
{
	return strcasecmp(part, "projects") == 0 ||
	    strcasecmp(part, "approvals") == 0 ||
	    strcasecmp(part, "tracker") == 0;
}

/* A file in the repository, not above it, and not git's own. */
static bool
judge_path(struct judge *judge, const char *text)
{
	struct strs parts = STRS_INIT;
	bool good = judge_text(judge, text);

	if (!good)
		return false;
	strs_split(&parts, text, '/');
	for (size_t i = 0; good && i < parts.n; i++)
		good = descends(parts.items[i]);
	if (!good) {
		judge->fault->rule = RULE_PV403;
		wrong(judge, _("not the path of a file in the repository"));
	} else if (is_tracker_folder(parts.items[0])) {
		good = wrong(judge, _("the tracker's own files are no "
		    "evidence"));
	}
	strs_release(&parts);
	return good;
}

/* What is well-formed or not, with nothing more to say. */
static const struct {
	bool (*valid)(const char *);
	const char *text;
	enum rule rule;
} forms[FIELD_ANY + 1] = {
	[FIELD_ORCID] = { orcid_valid, N_("not a well-formed ORCID iD"),
	    RULE_PV110 },
	[FIELD_ROR] = { ror_valid, N_("not a well-formed ROR id"),
	    RULE_PV110 },
	[FIELD_USCC] = { uscc_valid,
	    N_("not a well-formed unified social credit code"), RULE_PV110 },
	[FIELD_DOI] = { doi_valid, N_("not a well-formed DOI"), RULE_PV110 },
	[FIELD_RAID] = { raid_valid, N_("not a well-formed RAiD"),
	    RULE_PV110 },
	[FIELD_EMAIL] = { email_valid, N_("not an e-mail address"),
	    RULE_PV104 },
	[FIELD_URL] = { url_valid, N_("not a web address"), RULE_PV104 },
	[FIELD_COUNTRY] = { country_valid,
	    N_("not a country code of ISO 3166-1, such as CN"), RULE_PV104 },
	[FIELD_CURRENCY] = { currency_valid,
	    N_("not a currency code of ISO 4217, such as CNY"), RULE_PV104 },
	[FIELD_SHA256] = { sha256_valid, N_("not 64 hex digits a-f, 0-9"),
	    RULE_PV104 },
};

static bool (*const judges[FIELD_ANY + 1])(struct judge *, const char *) = {
	[FIELD_STRING] = judge_text,
	[FIELD_TEXT] = judge_text,
	[FIELD_DECIMAL] = judge_decimal,
	[FIELD_DATE] = judge_date,
	[FIELD_TIME] = judge_time,
	[FIELD_CODE] = judge_code,
	[FIELD_CHOICE] = judge_choice,
	[FIELD_HANDLE] = judge_handle,
	[FIELD_KEY] = judge_key,
	[FIELD_DIGEST] = judge_digest,
	[FIELD_PATH] = judge_path,
};

static bool
judge_integer(struct judge *judge, const struct json *value)
{
	const struct field *field = judge->field;
	int64_t number;

	if (!json_integer(value, &number))
		return wrong(judge, _("not a whole number"));
	if (field->type == FIELD_MONEY ||
	    (number >= field->min && number <= field->max))
		return true;
	str_addf(&judge->fault->text, _("not from %lld to %lld"),
	    (long long)field->min, (long long)field->max);
	return false;
}

static bool
judge_string(struct judge *judge, const struct json *value)
{
	enum field_type type = judge->field->type;
	const char *text = json_string(value);

	if (text == NULL)
		return wrong(judge, _("not a string"));
	if (judges[type])
		return judges[type](judge, text);
	if (forms[type].valid(text))
		return true;
	judge->fault->rule = forms[type].rule;
	return wrong(judge, _(forms[type].text));
}

bool
value_judge(const struct field *field, const struct json *value,
    const struct record *record, const struct tracker *tracker,
    struct fault *fault)
{
	struct judge judge = { field, record, tracker, fault };
	enum json_type type = json_type(value);

	*fault = (struct fault)FAULT_INIT;
	switch (field->type) {
	case FIELD_INTEGER:
	case FIELD_MONEY:
		return judge_integer(&judge, value);
	case FIELD_BOOL:
		return type == JSON_TRUE || type == JSON_FALSE ||
		    wrong(&judge, _("neither true nor false"));
	case FIELD_ANY:
		return true;
	default:
		return judge_string(&judge, value);
	}
}
