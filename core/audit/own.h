#ifndef PROVEN_AUDIT_OWN_H
#define PROVEN_AUDIT_OWN_H

/* Shared by the files of this folder only. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/audit/audit.h"
#include "core/audit/dag.h"
#include "core/base/str.h"
#include "core/git/commit_strict.h"
#include "core/git/tree.h"
#include "core/model/people.h"
#include "core/model/record.h"

struct json;
struct keyring;
struct objects;
struct repo;
struct snapshot;
struct sshsig;
struct trust;

/* ---- Objects that were read, kept for a while (memo.c) ---- */

struct object {
	struct oid id;
	unsigned refs;
	struct str raw;
	/* A tree: each name once, and in git's order; once that was ASKED. */
	bool sorted, asked;
	/* Of a large one: where its entries begin, by name; NULL: not yet. */
	uint32_t *places;
	size_t n_places;
	/* Of a blob that is a record: either of them. */
	struct record *record;
	struct findings fault; /* why it is none: one finding */
};

/* The four files of tracker/, of one tree of it. */
struct rules {
	struct oid id;          /* of the tree tracker/ */
	struct tracker *tracker; /* NULL: it cannot be read */
	struct object *files[TRACKER_FILES]; /* NULL: no such file */
	struct oid ids[TRACKER_FILES];       /* zero: none */
};

/* What lay last at each place; where there is no more room, any goes. */
enum { MEMO_SLOTS = 32 * 1024 };

struct memo {
	struct object **slots;
	size_t bytes, hand;
};

/* ---- What is put off (docket.c) ---- */

/* A commit that changed a record and nothing else. */
struct docketed {
	uint32_t node, parent;
	const struct rules *rules; /* in force */
	bool was;
	struct oid old, new;       /* OLD: where it was */
	char *id, *path;
};

struct docket {
	struct docketed *items;
	size_t n, cap;
};

/* ---- One thread ---- */

struct found {
	uint32_t node; /* NO_NODE: of no commit; comes last */
	size_t rank;   /* among those before all that was loaded; else 0 */
	bool at_tip;   /* of the state at the tip, not of what a commit did */
	struct audit_finding finding;
};

struct worker {
	const struct audit *audit;
	struct store *store;
	struct repo *repo;
	struct objects *objects;
	struct dag_marks marks;
	struct memo trees, records;
	struct rules **rules;
	size_t n_rules, cap_rules;
	struct docket docket;
	struct found *found;
	size_t n, cap;
	/* Counted for the report. */
	size_t commits, transitions, strengths[STRENGTH_SIGNED + 1];
	bool incomplete;
	bool at_tip;
};

struct audit {
	struct store *store;
	struct repo *repo;
	struct dag dag;
	const struct audit_options *options;
	struct audit_report *report;
	struct keyring *keyring;
	struct trust *trust;    /* NULL: none */
	struct json *gists;     /* of the tip, for TRUST; NULL: none */
	bool descends;          /* the tip, from --since */
	bool resumed;           /* what trust has of a tip was taken */
	size_t ranks;
	const char *branch;     /* NULL: no branch is audited as such */
	struct oid published;   /* as far as others have BRANCH */
	bool has_published;
	uint32_t tip;
	/* What is judged before it is a commit; NULL: nothing is. */
	const struct oid *candidate;
	struct store *under; /* of it, without what is no commit yet */
	bool loose; /* it may differ in files that are of no concern */
	struct worker *workers;
	size_t n_workers;
};

/* Of AUDIT, with its own handles on what is there. */
NODISCARD const struct err *worker_open(struct worker *, struct audit *);
void worker_close(struct worker *);
/* The run: as audit_run, with the candidate of AUDIT, whose other members
 * that are set are its store and its options. */
NODISCARD const struct err *audit_all(struct audit_report **out,
    struct audit *);

/*
 * Read through the memo; given back with object_put.  PLACE, of LEN bytes,
 * is where it lies: what lies there in a commit is mostly asked for again
 * with the next one.  Errors as objects_read.
 */
NODISCARD const struct err *tree_object(struct worker *, const char *place,
    size_t len, const struct oid *, struct object **out);
/* A blob as a record; `fault` says why it is none.  PLACE is the project, or
 * a path. */
NODISCARD const struct err *record_object(struct worker *,
    const char *place, const struct oid *, struct object **out);
/* A blob of at most JSON_MAX_BYTES as it is; else `fault` says so. */
NODISCARD const struct err *file_object(struct worker *,
    const struct oid *, struct object **out);
void object_put(struct object *);
/* Of a tree. */
bool object_sorted(struct object *);
/* The text behind ":LINE:COLUMN: " at the start of MSG; both 0, and MSG
 * itself, where it does not start so. */
const char *place_in(const char *msg, int *line, int *column);
/* The tracker files in the tree ROOT; *OUT NULL: there is no
 * tracker/tracker.json.  Borrowed. */
NODISCARD const struct err *rules_of(struct worker *, const struct oid *root,
    const struct rules **out);
/* What lies at PATH below ROOT (lookup.c). */
NODISCARD const struct err *look_up(struct worker *, const struct oid *root,
    const char *path, struct tree_file *out, bool *found);
/* Record ID below ROOT, at either depth, the flat one first; PATH (may be
 * NULL) is the caller's. */
NODISCARD const struct err *find_record(struct worker *,
    const struct oid *root, const char *id, struct oid *blob, char **path,
    bool *found);
void memo_release(struct worker *);

/* ---- What differs between two trees (trees.c, units.c) ---- */

struct delta {
	char *path;
	struct tree_file old, new;
	bool was, is;
};

struct odd {
	char *path;
	char *why;
};

struct changes {
	struct delta *items; /* in the four folders */
	size_t n, cap;
	struct odd *odds;    /* what NEW has, OLD has not, and git has not */
	size_t n_odds, cap_odds;
	bool others;         /* anything else differs */
};

/* OLD NULL: nothing was there. */
NODISCARD const struct err *changes_between(struct worker *,
    const struct oid *old, const struct oid *new, struct changes *out);
void changes_release(struct changes *);

enum unit_kind { UNIT_TRACKER, UNIT_RECORD, UNIT_APPROVAL, UNIT_EVIDENCE,
	UNIT_STRAY };

struct unit_side {
	bool there;
	struct oid blob;
	const char *path; /* borrowed from the changes */
};

/* One thing, wherever it lies. */
struct unit {
	enum unit_kind kind;
	char *id;   /* of the project; "": of none */
	char *name; /* of the file; "" for a record */
	struct unit_side old, new;
	bool twice; /* NEW has it at both depths, OLD had not */
};

struct units {
	struct unit *items; /* by id, kind and name */
	size_t n, cap;
};

/*
 * The changes between OLD and NEW (their trees) as units that really
 * differ; a file that only moved to the other depth is none.
 */
NODISCARD const struct err *units_of(struct worker *,
    const struct changes *, const struct oid *old, const struct oid *new,
    struct units *out);
/* The same of two trees; paths are left out. */
NODISCARD const struct err *units_between(struct worker *,
    const struct oid *old, const struct oid *new, struct units *out);
/* The id of the project that PATH belongs to, or "".  The caller frees. */
char *path_project(const char *path);
void units_release(struct units *);
/* The unit of the same thing; NULL: none. */
struct unit *units_find(const struct units *, const struct unit *);
int unit_order(const struct unit *, const struct unit *);

/* ---- Who stands behind a commit (proof.c) ---- */

enum signer_state { SIGNER_NONE, SIGNER_GOOD, SIGNER_BAD,
	SIGNER_UNCHECKED, /* OpenPGP, by a key of nobody */
	SIGNER_UNTOLD     /* OpenPGP, whose cannot be told here: PV505 */ };

struct facts {
	struct commit_strict commit;
	uint32_t node;
	bool checked;
	const struct people *asked; /* whose keys were tried */
	enum signer_state state;
	struct sshsig *ssh;  /* of SIGNER_GOOD, an ssh key */
	char *openpgp;       /* fingerprint, of another */
};

#define FACTS_INIT { COMMIT_STRICT_INIT, NO_NODE, false, NULL, SIGNER_NONE, \
	NULL, NULL }

NODISCARD const struct err *facts_read(struct facts *, struct worker *,
    uint32_t node);
void facts_release(struct facts *);
/* It is no commit yet; whoever makes it one can sign it, so it counts as
 * signed by its author. */
bool facts_are_of_candidate(const struct facts *, const struct worker *);
/* Verifies, once; PEOPLE tell which OpenPGP keys are worth asking for. */
enum signer_state facts_signer(struct facts *, struct worker *,
    const struct people *);
/* Whose key signed the commit; NULL: nobody's, or it is not signed. */
const struct person *facts_person(struct facts *, struct worker *,
    const struct people *, bool *forge);
/* Whether the author's address is one of BY, a handle or an address. */
bool facts_author_address_is(const struct facts *, const struct people *,
    const char *by);
/* And no signature tells otherwise. */
bool facts_author_is(struct facts *, struct worker *, const struct people *,
    const char *by);

/* How strong an entry is, and what is wrong with its signatures. */
struct proof {
	enum strength strength;
	bool bad;         /* a signature that does not hold: PV309 */
	bool own;         /* signed in the entry itself */
	char *text;       /* of BAD */
};

/* FACTS are of the commit that added the entry. */
void proof_of(struct proof *, struct worker *, struct facts *,
    const struct people *, const struct entry *);

struct approval;
/* Whether it carries a signature of its person. */
bool approval_is_signed(const struct approval *, const struct people *);

/* ---- One commit on trial ---- */

struct trial {
	struct worker *worker;
	uint32_t node;
	uint32_t blame;             /* what findings are told of; mostly NODE */
	struct oid tree;
	uint32_t parent;            /* of an ordinary commit, and of a merge
	                             * the first in scope */
	struct oid parent_tree;
	uint32_t second;            /* of a merge */
	struct oid second_tree;
	const struct rules *rules;  /* in force: the parent's */
	const struct tracker *tracker;
	struct facts facts;
	struct units units;
	struct snapshot *snapshot;  /* of the commit; NULL: not needed yet */
	bool told_signature;        /* PV309 was given already */
	bool policy_met;            /* a merge had to choose a tracker file */
	bool told_policy;           /* its author may not */
};

/* Findings of the commit at hand. */
void tell(struct trial *, enum rule, const char *project, const char *file,
    const char *fmt, ...) PRINTF(5, 6);
/* The same with the severity SEVERITY instead of the rule's. */
void tell_as(struct trial *, enum rule, enum severity, const char *project,
    const char *file, const char *fmt, ...) PRINTF(6, 7);
/* At the member PATH of FILE, whose text is OBJECT (may be NULL). */
struct place_at {
	const char *project, *file, *path;
	const struct object *object;
};
void tell_at(struct trial *, enum rule, const struct place_at *,
    const char *fmt, ...) PRINTF(4, 5);
/* What was found in FILE, whose text is OBJECT. */
void tell_findings(struct trial *, const struct findings *,
    const char *project, const char *file, const struct object *);
/* Of any commit; the severity that of the rule. */
struct audit_finding *worker_add(struct worker *, uint32_t node, enum rule,
    const char *project, const char *file, char *text);

/* What is missing or damaged is a finding, and no error any more. */
NODISCARD const struct err *told_err(struct trial *, const struct err *);

/* The command that mends what was told last; taken. */
void worker_mend(struct worker *, char *mend);
/* The same, as ERR says it, and as the clone is: parts may be left out. */
void worker_mend_as(struct worker *, const struct err *);

NODISCARD const struct err *trial_snapshot(struct trial *,
    struct snapshot **out);
/* Give up the snapshot, if there is one. */
void trial_forget(struct trial *);

/* The commit, that was read, is judged from now on. */
void begin_trial(struct trial *);

/* Whether the commit, whose units are known, can be judged later. */
bool docket_add(struct trial *);
/* What was put off by any worker. */
NODISCARD const struct err *docket_judge(struct audit *);
void docket_release(struct docket *);

/* ---- What is judged ---- */

NODISCARD const struct err *judge_node(struct worker *, uint32_t node);
/* The parents of NODE in scope: *N of them, the first two in OUT. */
void scoped_parents(const struct dag *, uint32_t node, uint32_t out[2],
    size_t *n);
NODISCARD const struct err *judge_founding(struct trial *);
NODISCARD const struct err *judge_ordinary(struct trial *);
NODISCARD const struct err *judge_merge(struct trial *);
NODISCARD const struct err *judge_octopus(struct trial *);
/* FIRST and SECOND are what differs from either parent; NOW are the tracker
 * files of the merge. */
NODISCARD const struct err *merge_things(struct trial *,
    const struct changes *first, const struct changes *second,
    const struct rules *now);
/* The evidence of projects, but those named in BUT, whose files FIRST or
 * SECOND change. */
NODISCARD const struct err *merge_evidence(struct trial *,
    const struct units *first, const struct units *second,
    const struct strs *but);
/* True where there is no tracker, or none that can be read: then that is
 * told and nothing else is to be judged. */
bool judge_without_rules(struct trial *, const struct changes *,
    const struct rules *now);
/* A signature that is wrong in itself, whatever it would be needed for. */
void judge_signature(struct trial *);
/* The tracker files of the commit, where they differ. */
NODISCARD const struct err *judge_policy(struct trial *,
    const struct changes *);
/* The revision of a tracker file; 0: there is none, -1: none can be read. */
int64_t side_revision(struct worker *, const struct unit_side *);
/* The author may change the tracker; PV307 to 309. */
void judge_policy_right(struct trial *, const struct tracker *);
/* A tracker file that is new here, as it reads. */
void judge_policy_file(struct trial *, enum tracker_file,
    const struct object *);
/* Units I to END are those of one project. */
NODISCARD const struct err *judge_project(struct trial *, size_t i,
    size_t end);
NODISCARD const struct err *judge_tip(struct worker *, uint32_t tip);
/* The folders of commit ID, whatever is in them.  Errors of objects_read. */
NODISCARD const struct err *standing_read(struct store *,
    const struct oid *id);
/* What makes the history another than git shows: PV505. */
void tell_masks(struct trial *);
/* --since, --anchor, branches and checkpoints: PV501. */
NODISCARD const struct err *judge_trust(struct trial *);
/* Whether the tip, which is on trial, leads to ID; that may lie before what
 * was loaded. */
NODISCARD const struct err *tip_reaches(struct trial *, const struct oid *id,
    bool *yes);

/* A project in the commit at hand. */
struct matter {
	struct trial *trial;
	const char *id;
	char *path;               /* of its file in the commit; NULL */
	struct object *before, *after; /* NULL: none */
	struct object *other;     /* of a merge, the second parent's */
	size_t added;             /* entries, behind those of BEFORE */
	bool evidence;            /* files of its evidence changed */
	bool dropped;             /* as it may be */
};

void matter_release(struct matter *);
/*
 * OBJECT, that of project ID in NODE, given up for the last one along first
 * parents that can be read; NULL: none can.
 */
NODISCARD const struct err *readable_before(struct trial *, const char *id,
    uint32_t node, struct object **object);
NODISCARD const struct err *judge_approval(struct trial *,
    const struct unit *, bool dropped);
/* What is wrong with the record as it is now and was not before; NEXT is
 * what the step from one to the other has. */
NODISCARD const struct err *judge_state(struct matter *,
    struct findings *next);
/* The files of its evidence changed, and nothing else. */
NODISCARD const struct err *judge_evidence_files(struct matter *);
/* Stages that the workflow does not know, in the record or in the entries
 * that were added, which end the N ENTRIES. */
void judge_stages(struct matter *, const struct entry *entries, size_t n);
/* The entries that were added. */
NODISCARD const struct err *judge_entries(struct matter *);
/* Whether the last entry would pass its gate, approvals aside, on a record
 * that a merge has edited. */
NODISCARD const struct err *hear_again(struct matter *,
    const struct tracker *);
/* The entry that keeps one of two histories, A or B. */
void hear_resolve(struct matter *, const struct record *a,
    const struct record *b);
/* The last N entries, which a branch brings, under a tracker that it does
 * not have. */
void hear_late(struct matter *, size_t n);

#endif
