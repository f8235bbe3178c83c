#ifndef PROVEN_MODEL_RECORD_H
#define PROVEN_MODEL_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/sha.h"
#include "core/base/str.h"
#include "core/model/rule.h"

/*
 * A project: its JSON tree, whole, with unknown members kept.  Members are
 * named by dotted paths ("concept.hypothesis").  Strings got from a record
 * are borrowed and live until it changes.
 */
struct approval;
struct json;
struct record;
struct tracker;

/* A set of parts that can be frozen: core/model/frozen.h. */
typedef unsigned frozen_set;

/* "projects/<id>.json" is read with NAME for messages ("NAME:3:5: …").
 * ERR_DATA: not I-JSON, not an object, format above 1 or missing, `id`,
 * `stage` or `history` missing or of a wrong type. */
NODISCARD const struct err *record_read(struct record **out,
    const char *text, size_t len, const char *name);
/* A new record with format, id and title; no stage and no history yet. */
struct record *record_new(const char *id, const char *title);
struct record *record_dup(const struct record *);
void record_free(struct record *);

/* Looking. */
const char *record_id(const struct record *);
const char *record_stage(const struct record *); /* NULL: none yet */
/* The title in LANG ("en", "zh"), else the title. */
const char *record_title(const struct record *, const char *lang);
const char *record_text(const struct record *, const char *path);
bool record_integer(const struct record *, const char *path, int64_t *);
/* Present, and not null, "", {} or []. */
bool record_has(const struct record *, const char *path);
/* Present, and null: in `proposed` that is the wish to take it away. */
bool record_is_null(const struct record *, const char *path);
/* Members or items at PATH; 0 when absent. */
size_t record_count(const struct record *, const char *path);
/* Keys at PATH in order (indexes for a list), added to OUT. */
void record_keys(const struct record *, const char *path, struct strs *out);
/* The strings of the list at PATH, added to OUT. */
void record_items(const struct record *, const char *path,
    struct strs *out);
/* The value for people: money with its point, lists with ", ", codes as
 * they are; NULL when absent.  The caller frees. */
char *record_display(const struct record *, const char *path);
/* Where it names the person HANDLE: "lead.person", "team.a1b2.person", …,
 * "history" for entries and the approvals named in them; added to OUT. */
void record_person(const struct record *, const char *handle,
    struct strs *out);
/* The tree, borrowed, for output as JSON. */
const struct json *record_json(const struct record *);

/*
 * Changing, by the field table.  VALUE is what a person typed: "1200.50"
 * for money, "a,b" for a list, "yes" for a bool, JSON text for an object
 * or map ("{…}").  Vocabularies are looked up in TRACKER (NULL: not
 * looked up).  ERR_USAGE: no such field, one that only the tool changes, a
 * value not of its type: what is, what was asked, the near miss.
 */
NODISCARD const struct err *record_set(struct record *, const char *path,
    const char *value, const struct tracker *);
/* One item more or less in a list; ERR_USAGE also where PATH is none. */
NODISCARD const struct err *record_add(struct record *, const char *path,
    const char *value, const struct tracker *);
NODISCARD const struct err *record_subtract(struct record *,
    const char *path, const char *value, const struct tracker *);
/* Nothing happens when it is absent already. */
NODISCARD const struct err *record_unset(struct record *, const char *path);
/*
 * One argument of `set`: "PATH=VALUE", "PATH+=VALUE", "PATH-=VALUE"; PATH
 * dotted or a JSON Pointer.  ERR_USAGE as above.
 */
NODISCARD const struct err *record_assign(struct record *,
    const char *assignment, const struct tracker *);
/* A key for the map at PATH that is not taken: 4 Crockford characters,
 * longer when taken.  The caller frees. */
char *record_mint_key(const struct record *, const char *path);
/* Puts TREE, taken, in the place of the members of the record that people
 * may change (`edit`); those that only the tool changes must be the same.
 * ERR_REFUSED: they are not, named. */
NODISCARD const struct err *record_replace(struct record *,
    const char *text, size_t len, const char *name);

/*
 * What is wrong with the record alone, under the vocabularies and stages
 * of TRACKER (NULL: those are not judged).  Deterministic order.
 */
void record_check(const struct record *, const struct tracker *,
    struct findings *);
/* A record as it was read from the file of project ID. */
struct record_file {
	const struct record *record;
	const char *id, *text;
	size_t len;
};
/*
 * The same, and the text must be the canonical one (PV108).  What is wrong
 * as well with BEFORE (NULL: none), under the same tracker, may be left
 * out.
 */
void record_check_file(const struct record_file *,
    const struct record *before, const struct tracker *, struct findings *);

/*
 * What AFTER, the next state of the record BEFORE, has changed although
 * nobody may: entries of the history (PV204), people, partners and
 * facilities of the past (PV204), a frozen part (PV207), the closure of
 * what is closed (PV213), evidence that a gate relied on (PV405).  TRACKER
 * is the one in force before.
 */
void record_check_next(const struct record *before,
    const struct record *after, const struct tracker *, struct findings *);

/* The canonical text. */
void record_write(const struct record *, struct str *out);
/* The digest that entries and approvals name: without stage, hold and
 * history. */
void record_digest(const struct record *, char out[DIGEST_SIZE]);
/* The same value, whatever the order of members. */
bool record_equal(const struct record *, const struct record *);

/* What an id must look like; ERR_USAGE says how ID does not. */
NODISCARD const struct err *record_id_check(const char *id);
/* A random id, 8 Crockford characters. */
void record_id_mint(char out[9]);
/* An id from any text, "EIP 900!" gives "eip-900"; NULL when nothing is
 * left.  At most 64 characters.  The caller frees. */
char *record_id_slug(const char *text);

/*
 * History.  An entry's strings are borrowed from its record, or from
 * whoever fills one in to append it.
 */
struct entry {
	int64_t seq;             /* from 1 */
	const char *transition;  /* a name of the workflow, "@new", … */
	const char *from;        /* NULL for the first */
	const char *to;
	int64_t at;              /* seconds since the Epoch, UTC */
	const char *by;          /* handle, or e-mail address */
	const char *code, *reason, *date; /* NULL: none */
	const char *source;      /* of "@intake" */
	const char *resolves;    /* of "@resolve": digest of what it drops */
	const struct strs *override;      /* when appending; NULL: none */
	/* Keys of the evidence relied on, when appending; NULL: none. */
	const struct strs *evidence;
	const char *recorded_source;      /* imported as it happened */
	int64_t recorded_line;
	/* When appending: the approvals that were counted, parts that are
	 * frozen, and whether `proposed` is applied to them first. */
	const struct approval *const *approvals;
	size_t n_approvals;
	frozen_set freeze;
	bool rebaseline;
	const struct json *json; /* the entry whole; when reading */
};

/* All entries, oldest first; *N of them; the caller frees the array. */
struct entry *record_history(const struct record *, size_t *n);
/* Whether an entry names the approval, with its digest, as counted. */
bool record_counted(const struct record *, const struct approval *);
/* False when there is none. */
bool record_last_entry(const struct record *, struct entry *out);
/*
 * Append ENTRY and set the stage to its `to`.  seq, from, record, frozen,
 * prev and the hashes of the evidence are filled in here; evidence without
 * one proves nothing later and is left out.  Where it rebaselines, `record`
 * is the digest with `proposed`, which then is applied (RFC 7396) and gone.
 * A freeze covers what was frozen before as well.
 */
void record_append(struct record *, const struct entry *);
/*
 * The record as it was before its last entry was appended, as far as the
 * record tells: the stage is the one that the entry left, and a hold that
 * the entry began is gone.  NULL: there is no entry.  Free with
 * record_free, before RECORD changes or is freed; but one got from one so
 * got outlives that.  Only to be looked at.
 */
struct record *record_without_last(const struct record *);
/* What the signature of the last entry is over: the rest, RFC 8785. */
void record_entry_payload(const struct record *, struct str *out);
/* The same of any entry. */
void entry_payload(const struct json *entry, struct str *out);
void record_entry_sign(struct record *, const char *armour);
/*
 * Set or remove `hold` (all strings copied; CODE and REVIEW_BY may be
 * NULL); SINCE is a time.
 */
void record_set_hold(struct record *, const char *from, const char *code,
    int64_t since, const char *review_by);
void record_clear_hold(struct record *);

#endif
