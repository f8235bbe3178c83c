#include "core/gate/judge.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/field.h"
#include "core/model/tracker.h"
#include "core/model/vocabulary.h"

/* Commands that mend what is unmet, ready to be typed. */

enum { CHOICES_WIDTH = 60, VALUES_MAX = 5 };

/* What somebody must fill in. */
static const char blank[] = "'…'";

void
add_shell_word(struct str *out, const char *word)
{
	size_t plain = strspn(word, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.,:/+@%=");

	if (plain > 0 && word[plain] == '\0') {
		str_add(out, word);
		return;
	}
	str_addc(out, '\'');
	for (; *word != '\0'; word++) {
		if (*word == '\'')
			str_add(out, "'\\''");
		else
			str_addc(out, *word);
	}
	str_addc(out, '\'');
}

/* The codes of LIST as "a|b|c"; "" when there are none. */
static void
add_codes(struct str *out, const struct judge *j, const char *list)
{
	const char **codes;
	size_t n;

	codes = vocabulary_codes(j->tracker->vocabulary, list, &n);
	for (size_t i = 0; i < n; i++)
		str_addf(out, "%s%s", i > 0 ? "|" : "", codes[i]);
	free(codes);
}

/* What may stand behind the '=', to choose from or to fill in. */
static void
add_value(struct str *out, const struct judge *j, enum field_type type,
    const char *words)
{
	struct str choices = STR_INIT;

	if (type == FIELD_CHOICE)
		str_add(&choices, words);
	else if (type == FIELD_CODE)
		add_codes(&choices, j, words);
	if (choices.len > 0 && choices.len <= CHOICES_WIDTH)
		str_addf(out, "'%s'", choices.ptr);
	else if (type == FIELD_DATE)
		str_add(out, "YYYY-MM-DD");
	else if (type == FIELD_BOOL)
		str_add(out, "yes");
	else
		str_add(out, blank);
	str_release(&choices);
}

static bool
is_taken(const struct judge *j, const struct str *path, const char *key)
{
	char *full = xasprintf("%s.%s", path->ptr, key);
	bool taken = record_has(j->record, full);

	free(full);
	return taken;
}

/* ".m1": a key of the collection at PATH that is free; NTH of those. */
static void
add_key(struct str *path, const struct judge *j, const struct field *f,
    size_t nth)
{
	char letter = f->name[0];
	const char **codes = NULL;
	size_t n = 0, seen = 0;
	char *key;

	if (f->flags & FIELD_BY_VOCABULARY)
		codes = vocabulary_codes(j->tracker->vocabulary, f->words,
		    &n);
	for (size_t i = 0;; i++) {
		if (i < n)
			key = xstrdup(codes[i]);
		else
			key = xasprintf("%c%zu", letter, i - n + 1);
		if (!is_taken(j, path, key) && seen++ == nth)
			break;
		free(key);
	}
	str_addf(path, ".%s", key);
	free(key);
	free(codes);
}

/* The member that names an object best. */
static const struct field *
main_member(const struct field *members)
{
	static const char *const names[] = { "title", "name", "claim",
		"planned", "text" };

	for (size_t i = 0; i < COUNT(names); i++) {
		const struct field *f = field_member(members, names[i]);

		if (f != NULL)
			return f;
	}
	for (; members->name != NULL; members++)
		if (!(members->flags & FIELD_KEPT))
			return members;
	return NULL;
}

/*
 * " PATH=VALUE" for the field F, down to what can be given on a command
 * line; false where nobody but the tool sets it.
 */
static bool
add_assignment(struct str *out, const struct judge *j, const struct field *f,
    const char *path, size_t nth)
{
	struct str deep = STR_INIT;
	const char *sign = "=";

	str_add(&deep, path);
	while (f != NULL && !(f->flags & FIELD_KEPT) &&
	    (f->type == FIELD_MAP || f->type == FIELD_OBJECT)) {
		if (f->type == FIELD_MAP)
			add_key(&deep, j, f, nth);
		if (f->members == NULL)
			break;
		f = main_member(f->members);
		if (f != NULL)
			str_addf(&deep, ".%s", f->name);
	}
	if (f != NULL && f->type == FIELD_LIST)
		sign = "+=";
	if (f != NULL && !(f->flags & FIELD_KEPT)) {
		str_addf(out, " %s%s", deep.ptr, sign);
		add_value(out, j, f->type == FIELD_LIST ||
		    f->type == FIELD_MAP ? f->item : f->type, f->words);
	}
	str_release(&deep);
	return f != NULL && !(f->flags & FIELD_KEPT);
}

char *
mend_set(const struct judge *j, const char *path, size_t n)
{
	const struct err *err = NULL;
	const struct field *field = field_find(path, &err);
	struct str out = STR_INIT;

	str_addf(&out, "proven set %s", record_id(j->record));
	for (size_t i = 0; i < n && i < VALUES_MAX; i++) {
		if (field != NULL && add_assignment(&out, j, field, path, i))
			continue;
		str_release(&out);
		return NULL;
	}
	return str_take(&out);
}

char *
mend_assign(const struct judge *j, const char *path, const char *value)
{
	return xasprintf("proven set %s %s=%s", record_id(j->record), path,
	    value);
}

static bool
asks(const struct judge *j, enum condition_kind kind)
{
	for (size_t i = 0; i < j->transition->n_needs; i++)
		if (j->transition->needs[i].kind == kind &&
		    condition_applies(j, &j->transition->needs[i]))
			return true;
	return false;
}

char *
mend_move(const struct judge *j, const char *more)
{
	struct str out = STR_INIT;

	str_addf(&out, "proven move %s ", record_id(j->record));
	add_shell_word(&out, j->transition->name);
	if (asks(j, CONDITION_CODES))
		str_addf(&out, " --code %s", blank);
	if (asks(j, CONDITION_REASON) || j->step->reason != NULL)
		str_addf(&out, " --reason %s", blank);
	str_add(&out, more);
	return str_take(&out);
}
