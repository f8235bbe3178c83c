#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/decimal.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/cache/column.h"
#include "core/cache/query.h"
#include "core/model/people.h"
#include "core/model/tracker.h"

enum { DAY = 86400, MONEY_DIGITS = 4, MONEY_SCALE = 10000 };

/* Of enum op, in SQL. */
static const char *const op_texts[] = { "=", "=", "=", "<", "<=", ">", ">=" };

/* "COLUMN OP ?": the parameter is still to be added. */
static void
add_left(struct parse *parse, struct str *sql, size_t i, enum op op)
{
	query_column(parse->query, sql, i);
	str_addf(sql, " %s ", op_texts[op]);
}

/* ---- By type ---- */

static const struct err *
integer_value(struct parse *parse, struct str *sql, size_t i, enum op op,
    const char *value)
{
	int64_t number;

	if (!integer_parse(value, &number))
		return parse_err(parse, _("'%s' is not a whole number"),
		    value);
	add_left(parse, sql, i, op);
	query_add_number(parse->query, sql, number);
	return NULL;
}

static const struct err *
date_value(struct parse *parse, struct str *sql, size_t i, enum op op,
    const char *value)
{
	char date[DATE_SIZE];
	const struct err *err;
	int64_t days;

	if ((err = date_typed(&days, value, parse->context->today)) != NULL)
		return parse_in(parse, err);
	date_format(date, days);
	add_left(parse, sql, i, op);
	query_add_text(parse->query, sql, date);
	return NULL;
}

/* A day is all its seconds: from FIRST, to before END. */
static void
add_span(struct parse *parse, struct str *sql, size_t i, enum op op,
    int64_t first, int64_t end)
{
	if (op < OP_LT || op == OP_GE || op == OP_LT) {
		add_left(parse, sql, i, op == OP_LT ? OP_LT : OP_GE);
		query_add_number(parse->query, sql, first);
	}
	if (op < OP_LT)
		str_add(sql, " AND ");
	if (op < OP_LT || op == OP_LE || op == OP_GT) {
		add_left(parse, sql, i, op == OP_GT ? OP_GE : OP_LT);
		query_add_number(parse->query, sql, end);
	}
}

static const struct err *
time_value(struct parse *parse, struct str *sql, size_t i, enum op op,
    const char *value)
{
	const struct err *err;
	int64_t day, seconds;

	if (time_parse(value, &seconds)) {
		add_span(parse, sql, i, op, seconds, seconds + 1);
		return NULL;
	}
	if ((err = date_typed(&day, value, parse->context->today)) != NULL)
		return parse_in(parse, err);
	add_span(parse, sql, i, op, day * DAY, (day + 1) * DAY);
	return NULL;
}

/* "-1200.5" is -1200 and -5000: units, and ten thousandths of one. */
static bool
money_split(const char *text, int64_t *whole, int64_t *part)
{
	size_t head = strcspn(text, "."), n;
	char *units = xstrndup(text, head);
	bool good = integer_parse(units, whole);

	free(units);
	*part = 0;
	if (!good || text[head] == '\0')
		return good;
	text += head + 1;
	n = strspn(text, "0123456789");
	if (n < 1 || n > MONEY_DIGITS || text[n] != '\0')
		return false;
	for (size_t i = 0; i < MONEY_DIGITS; i++)
		*part = *part * 10 + (i < n ? text[i] - '0' : 0);
	if (text[-(ptrdiff_t)head - 1] == '-')
		*part = -*part;
	return true;
}

/* Currencies differ in their digits, so both sides are split in two. */
static const struct err *
money_value(struct parse *parse, struct str *sql, size_t i, enum op op,
    const char *value)
{
	const char *name = list_columns[i].name;
	int64_t whole, part;

	if (!money_split(value, &whole, &part))
		return parse_err(parse, _("'%s' is not an amount"), value);
	str_addf(sql, "(\"%s\" / scale, \"%s\" %% scale * (%d / scale)) "
	    "%s (", name, name, MONEY_SCALE, op_texts[op]);
	query_add_number(parse->query, sql, whole);
	str_add(sql, ", ");
	query_add_number(parse->query, sql, part);
	str_addc(sql, ')');
	return NULL;
}

static const struct err *
yesno_value(struct parse *parse, struct str *sql, size_t i, enum op op,
    const char *value)
{
	if (op > OP_NE || (strcmp(value, "yes") != 0 &&
	    strcmp(value, "no") != 0))
		return parse_err(parse, _("it is 'yes' or 'no', not '%s'"),
		    value);
	add_left(parse, sql, i, op);
	query_add_text(parse->query, sql, value);
	return NULL;
}

typedef const struct err *(*value_fn)(struct parse *, struct str *, size_t,
    enum op, const char *);

/* NULL: values of this type have no order. */
static const value_fn typed[] = {
	[LIST_INTEGER] = integer_value,
	[LIST_DATE] = date_value,
	[LIST_TIME] = time_value,
	[LIST_MONEY] = money_value,
	[LIST_YESNO] = yesno_value,
};

const struct err *
value_compare(struct parse *parse, struct str *sql, size_t i, enum op op,
    const char *value)
{
	enum list_type type = list_columns[i].type;

	if (type == LIST_YESNO || (size_t)type >= COUNT(typed) ||
	    typed[type] == NULL)
		return parse_err(parse, _("'%s' has no order; it takes ':', "
		    "'=' or '!='"), list_columns[i].name);
	return typed[type](parse, sql, i, op, value);
}

/* ---- Text and words ---- */

/* One of several values is kept with newlines around it. */
static void
add_whole(struct parse *parse, struct str *sql, const char *expr,
    const char *word)
{
	char *line = xasprintf("\n%s\n", word);

	str_addf(sql, "instr(%s, ", expr);
	query_add_text(parse->query, sql, line);
	str_addc(sql, ')');
	free(line);
}

static void
add_exact(struct parse *parse, struct str *sql, size_t i, const char *value)
{
	char *expr;

	if (list_columns[i].type == LIST_WORDS) {
		expr = xasprintf("\"%s\"", list_columns[i].name);
		add_whole(parse, sql, expr, value);
		free(expr);
		return;
	}
	add_left(parse, sql, i, OP_EQ);
	query_add_text(parse->query, sql, value);
}

/* Whatever the case; part of it where OP is ':', else the whole. */
static void
add_folded(struct parse *parse, struct str *sql, size_t i, bool whole,
    const char *value)
{
	const char *name = list_columns[i].name;
	char *expr = strcmp(name, "title") == 0
	    ? xstrdup("fold(title || char(10) || ifnull(title_en, '')"
	        " || char(10) || ifnull(title_zh, ''))")
	    : xasprintf("fold(\"%s\")", name);
	char *folded = utf8_fold(value);

	if (whole && strcmp(name, "title") == 0) {
		char *lines = xasprintf("char(10) || %s || char(10)", expr);

		add_whole(parse, sql, lines, folded);
		free(lines);
	} else if (whole && list_columns[i].type == LIST_WORDS) {
		add_whole(parse, sql, expr, folded);
	} else {
		str_addf(sql, whole ? "%s = " : "instr(%s, ", expr);
		query_add_text(parse->query, sql, folded);
		str_add(sql, whole ? "" : ")");
	}
	free(folded);
	free(expr);
}

/* ---- People ---- */

/* The names that a person goes by: handle and addresses, folded. */
static void
person_names(const struct person *person, struct strs *out)
{
	strs_take(out, utf8_fold(person->handle));
	for (size_t i = 0; i < person->emails.n; i++)
		strs_take(out, utf8_fold(person->emails.items[i]));
}

static bool
person_is(const struct person *person, const char *folded, bool by_name)
{
	struct strs names = STRS_INIT;
	char *name = utf8_fold(person->name != NULL ? person->name : "");
	bool is;

	person_names(person, &names);
	is = strs_has(&names, folded) ||
	    (by_name && strstr(name, folded) != NULL);
	strs_release(&names);
	free(name);
	return is;
}

/* Part of a name; where it is in Latin letters, the head of a word. */
static void
add_part_of_name(struct parse *parse, struct str *sql, const char *expr,
    const char *folded)
{
	bool latin = (unsigned char)*folded < 0x80;

	for (int way = 0; way < 1 + latin; way++) {
		char *part = xasprintf("%s%s",
		    !latin ? "" : way == 0 ? " " : "\n", folded);

		str_addf(sql, " OR instr(char(10) || fold(%s), ", expr);
		query_add_text(parse->query, sql, part);
		str_addc(sql, ')');
		free(part);
	}
}

static void
add_person(struct parse *parse, struct str *sql, size_t i, bool by_name,
    const char *folded)
{
	const struct people *people = parse->context->tracker->people;
	bool words = list_columns[i].type == LIST_WORDS;
	const char *expr = words ? "team" : "lead_name";
	struct strs names = STRS_INIT;

	strs_add(&names, folded);
	for (size_t k = 0; k < people->n; k++)
		if (person_is(&people->items[k], folded, by_name))
			person_names(&people->items[k], &names);
	str_addc(sql, '0');
	for (size_t k = 0; k < names.n; k++) {
		str_add(sql, " OR ");
		if (words) {
			add_whole(parse, sql, "fold(team)", names.items[k]);
			continue;
		}
		query_add_text(parse->query, sql, names.items[k]);
		str_add(sql, " IN (fold(lead), fold(email))");
	}
	if (by_name)
		add_part_of_name(parse, sql, expr, folded);
	strs_release(&names);
}

static const struct err *
person_value(struct parse *parse, struct str *sql, size_t i, enum op op,
    const char *value)
{
	const char *me = parse->context->me;
	bool mine = strcmp(value, "@me") == 0;
	char *folded;

	if (*value == '@' && !mine)
		return err_mend(parse_err(parse, _("unknown word '%s'"),
		    value), _("did you mean '%s'?"), "@me");
	if (mine && me == NULL)
		return err_mend(parse_err(parse,
		    _("git does not know who you are")),
		    "git config user.email ADDRESS");
	folded = utf8_fold(mine ? me : value);
	add_person(parse, sql, i, op == OP_IS && !mine, folded);
	free(folded);
	return NULL;
}

/* ---- By the kind of the column ---- */

static const struct err *
known_value(struct parse *parse, struct str *sql, size_t i,
    const char *value)
{
	const struct err *err = NULL;
	char *known = NULL;

	switch (cache_columns[i].match) {
	case MATCH_STAGE:
		err = known_stage(parse, i, value, &known);
		break;
	case MATCH_CODE:
		err = known_code(parse, i, value, &known);
		break;
	default:
		err = known_choice(parse, i, value, &known);
		break;
	}
	if (err == NULL)
		add_exact(parse, sql, i, known);
	free(known);
	return err;
}

const struct err *
value_equal(struct parse *parse, struct str *sql, size_t i, enum op op,
    const char *value)
{
	switch (cache_columns[i].match) {
	case MATCH_VALUE:
		return typed[list_columns[i].type](parse, sql, i, op, value);
	case MATCH_STAGE:
	case MATCH_CODE:
	case MATCH_CHOICE:
		return known_value(parse, sql, i, value);
	case MATCH_PERSON:
		return person_value(parse, sql, i, op, value);
	case MATCH_EXACT:
		add_exact(parse, sql, i, value);
		return NULL;
	case MATCH_WORD:
		add_folded(parse, sql, i, true, value);
		return NULL;
	case MATCH_FOLD:
		add_folded(parse, sql, i, op != OP_IS, value);
		return NULL;
	}
	BUG("a column that nothing matches");
}
