#ifndef PROVEN_MODEL_FIELD_H
#define PROVEN_MODEL_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

/*
 * The field table of a project record: names, types, vocabularies, order.
 * `set`, `edit`, the checks, the canonical order, `show` and `schema` all
 * work from it, and from nothing else.  Tables end in a NULL name.
 */
enum field_type {
	FIELD_STRING,  /* one line, MIN to MAX characters */
	FIELD_TEXT,    /* several lines */
	FIELD_INTEGER, /* MIN to MAX */
	FIELD_MONEY,   /* integer, minor units of the record's currency */
	FIELD_DECIMAL, /* string, exact (core/base/decimal.h); or of WORDS */
	FIELD_BOOL,
	FIELD_DATE,    /* "2026-07-15" */
	FIELD_TIME,    /* "2026-07-15T08:30:00Z" */
	FIELD_CODE,    /* code of the vocabulary WORDS */
	FIELD_CHOICE,  /* one of WORDS, "a|b|c" */
	FIELD_HANDLE,  /* key of people.json, or an e-mail address; or a
			* key of the collection WORDS */
	FIELD_KEY,     /* key of another collection of this record (WORDS) */
	FIELD_DIGEST,  /* "sha256:" and 64 hex digits */
	FIELD_SHA256,  /* 64 hex digits */
	FIELD_ORCID, FIELD_ROR, FIELD_USCC, FIELD_DOI, FIELD_RAID,
	FIELD_EMAIL, FIELD_URL,
	FIELD_PATH,    /* of a file in the repository */
	FIELD_COUNTRY, /* ISO 3166-1 alpha-2 */
	FIELD_CURRENCY,/* ISO 4217 */
	FIELD_LIST,    /* array of ITEM */
	FIELD_OBJECT,  /* MEMBERS */
	FIELD_MAP,     /* object by key, each value of ITEM or MEMBERS */
	FIELD_ANY      /* never judged */
};

enum field_flags {
	FIELD_REQUIRED = 1 << 0, /* always present */
	FIELD_KEPT = 1 << 1,     /* only the tool changes it, never `set` */
	FIELD_SORTED = 1 << 2,   /* map: members stand in order of key */
	FIELD_BY_VOCABULARY = 1 << 3, /* map: keys are codes of WORDS */
	FIELD_NULLABLE = 1 << 4, /* null is allowed */
	FIELD_BRACES = 1 << 5,   /* FIELD_ANY: an object all the same */
	FIELD_ONE_OR_MORE = 1 << 6, /* list of objects: or one such object */
	FIELD_PATCH = 1 << 7     /* object: a merge patch (RFC 7396) of the
	                          * record: null, in it, takes away */
};

struct field {
	const char *name;
	enum field_type type;
	enum field_type item;         /* of lists and of maps of scalars */
	const char *words;            /* vocabulary, choices or collection */
	const struct field *members;  /* of objects and of maps of objects */
	unsigned flags;
	int64_t min, max;
	const char *label;            /* for people, translated with _() */
	const char *help;             /* one line, translated with _() */
	const char *unit;             /* "h"; NULL: none */
	const char *pattern;          /* of the text, or of a map's keys:
	                               * regular expression of `schema` */
};

/* The top level of a record, in canonical order. */
extern const struct field record_fields[];

/*
 * The field that the dotted PATH names ("criteria.c1.target"; a map's key
 * stands for any).  Below a FIELD_ANY the answer is that field; an item of
 * a list ("tags.0") or of a map ("criteria.c1") is answered by its list or
 * map.  NULL with ERR_USAGE in *ERR, naming the near miss, when there is
 * none.
 */
const struct field *field_find(const char *path, const struct err **err);

/* The member of TABLE called NAME, or NULL. */
const struct field *field_member(const struct field *table, const char *name);
/* The same, sooner where it stands behind LAST (may be NULL). */
const struct field *field_behind(const struct field *table,
    const struct field *last, const char *name);

/* "date", "list of code (industry)": for messages and help. Caller frees. */
char *field_describe(const struct field *);

/* What keys of maps look like: 1 to 64 of A-Z, a-z, 0-9, '_' and '-'. */
bool field_key_valid(const char *key);

#endif
