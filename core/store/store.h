#ifndef PROVEN_STORE_STORE_H
#define PROVEN_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"

/*
 * A tracker in a git repository: its files as they stand in a commit
 * (struct snapshot), and changes that become commits (struct change).
 * Nobody above this layer knows git.
 *
 * Reading never writes to the repository.  A change touches only the
 * paths it names: the index, the work tree and the branch are brought into
 * step for these and nothing else.
 */
struct approvals;
struct json;
struct evidence_facts;
struct record;
struct tracker;

struct store;    /* an open repository */
struct snapshot; /* the tracker in one commit; immutable */
struct change;   /* commits being made, in one publication */

enum { COMMIT_HEX = 40 };

struct store_options {
	const char *dir;    /* where to start looking; NULL: "." */
	const char *branch; /* NULL: the branch of HEAD */
	/* The environment, as getenv(3): GIT_DIR, GIT_AUTHOR_NAME, … */
	const char *(*env)(const char *name);
};

/*
 * Find and open the repository.  ERR_NOTRACKER: no repository here.
 * ERR_SYSTEM: git cannot read it (foreign owner, unknown extension,
 * SHA-256, reftable): named with the mend.  ERR_NOTFOUND: no such branch.
 * That it has a tracker is judged when a snapshot's tracker is asked for.
 */
NODISCARD const struct err *store_open(struct store **out,
    const struct store_options *);
void store_close(struct store *);
/* The same repository once more, for another thread. */
NODISCARD const struct err *store_again(struct store **out,
    const struct store *);
/* What the audit reads, which takes no one's word for the history. */
struct repo *store_repo(const struct store *);
/* The commit that REV names: as store_at. */
struct oid;
NODISCARD const struct err *store_revision(struct store *, const char *rev,
    struct oid *out);
/* What the branch in use is at; *FOUND false: no commit yet. */
NODISCARD const struct err *store_tip_id(struct store *, struct oid *out,
    bool *found);

/* The root of the work tree; NULL in a bare repository.  Borrowed. */
const char *store_work_tree(const struct store *);
/* ".git/proven" of the common directory: caches.  Borrowed; may not exist
 * yet. */
const char *store_private_dir(const struct store *);
/* The common git directory.  Borrowed. */
const char *store_git_dir(const struct store *);
/* Where git looks for hooks (core.hooksPath); the caller frees. */
char *store_hooks_dir(const struct store *);
/* Short name of the branch in use; NULL: HEAD is detached.  Borrowed. */
const char *store_branch(const struct store *);
/* A key of the user's git configuration (never the repository's when
 * TRUSTED); NULL: not set.  The caller frees. */
char *store_config(const struct store *, const char *key, bool trusted);
/* KEY is VALUE in the configuration of this repository from now on. */
NODISCARD const struct err *store_put_config(const struct store *,
    const char *key, const char *value);

/* Who acts, and when, as git would say (git var GIT_COMMITTER_IDENT). */
struct identity {
	char *name, *email;
	int64_t when;  /* seconds since the Epoch */
	int offset;    /* minutes east of UTC */
};

/* ERR_SYSTEM with git's two `git config` lines: there is none. */
NODISCARD const struct err *store_author(const struct store *,
    struct identity *out);
NODISCARD const struct err *store_committer(const struct store *,
    struct identity *out);
void identity_release(struct identity *);

/*
 * The ssh signature (SSHSIG, armoured) in NAMESPACE of LEN bytes at
 * PAYLOAD, added to ARMOUR, by the key that the user's git configuration
 * names; its public key, a line that ssh_key_valid takes, in *PUBLIC_KEY,
 * which the caller frees.  It has been verified.  ERR_SYSTEM with the mend:
 * gpg.format is not "ssh", no key, no program, or it gives no signature or
 * a wrong one.
 */
NODISCARD const struct err *store_sign(struct store *, const char *namespace,
    const char *payload, size_t len, struct str *armour, char **public_key);
/*
 * The public key that would sign; NULL: gpg.format is not "ssh" or no
 * user.signingkey is set.  Asks for no passphrase.  The caller frees.
 * ERR_SYSTEM: there is no such key.
 */
NODISCARD const struct err *store_signing_key(struct store *,
    char **public_key);

struct person_key;
/*
 * The key that signs commits, as the user's configuration has it: an ssh
 * key, or the fingerprint of an OpenPGP key as far as gpg tells it.  With
 * neither, none is configured.  Released by the caller.  ERR_SYSTEM: there
 * is no such key.
 */
NODISCARD const struct err *store_signer(struct store *,
    struct person_key *out);
/* The same before there is a repository; ENV as for store_open. */
NODISCARD const struct err *signer_of_user(const char *(*env)(const char *),
    struct person_key *out);

/* ---- Reading ---- */

/* The tip of the branch in use.  ERR_NOTRACKER: no commit yet. */
NODISCARD const struct err *store_tip(struct store *, struct snapshot **out);
/*
 * The commit REV names: a revision as git understands it, or a date
 * ("2026-07-15": the last commit of the branch's first-parent history with
 * a committer date not after the end of that day, UTC; or an RFC 3339
 * time).  ERR_NOTFOUND: none.
 */
NODISCARD const struct err *store_at(struct store *, const char *rev,
    struct snapshot **out);
void snapshot_free(struct snapshot *);

/* Does commit TIP lead to OLD (both 40 hex digits), or is it OLD? */
NODISCARD const struct err *store_reaches(struct store *, const char *tip,
    const char *old, bool *reaches);

/* 40 hex digits.  Borrowed. */
const char *snapshot_commit(const struct snapshot *);
/* Hex id of the tree projects/; "" when there is none.  Borrowed. */
const char *snapshot_projects_tree(const struct snapshot *);
/*
 * tracker/ as it is there, read once.  Borrowed.  ERR_NOTRACKER: there is
 * none; the message names `proven init`.  ERR_DATA as tracker_read.
 */
NODISCARD const struct err *snapshot_tracker(struct snapshot *,
    const struct tracker **out);
/*
 * One record by exact id, at either depth.  ERR_NOTFOUND: no such file.
 * ERR_DATA: "projects/x.json:3:5: …".  Free with record_free.
 */
NODISCARD const struct err *snapshot_record(struct snapshot *,
    const char *id, struct record **out);
/* Whether a record with this exact id exists; its path in *PATH when PATH
 * is not NULL (the caller frees).  False also for a malformed id. */
bool snapshot_has(struct snapshot *, const char *id, char **path);
/*
 * The approvals of project ID, those of all its visits, added to OUT (freed
 * with approvals_release).  ERR_DATA: one cannot be read.
 */
NODISCARD const struct err *snapshot_approvals(struct snapshot *,
    const char *id, struct approvals *out);
/* The bytes of any file; ERR_NOTFOUND: no such file or not a blob;
 * ERR_DATA: over MAX bytes. */
NODISCARD const struct err *snapshot_file(struct snapshot *,
    const char *path, size_t max, struct str *out);

/*
 * Every record file, in order of path: FN gets the id, the path, the hex
 * id of the blob; an error from FN ends the walk.  Odd entries (a link, a
 * folder called x.json) are passed over here; the audit names them.
 */
typedef const struct err *(*snapshot_fn)(void *arg, const char *id,
    const char *path, const char *blob);
NODISCARD const struct err *snapshot_each(struct snapshot *, snapshot_fn,
    void *arg);
/*
 * Only what differs from OLD_TREE (a former snapshot_projects_tree):
 * BLOB is NULL for what is gone.  ERR_NOTFOUND: OLD_TREE is not in the
 * repository any more.
 */
NODISCARD const struct err *snapshot_diff(struct snapshot *,
    const char *old_tree, snapshot_fn, void *arg);
/* The bytes of a blob that snapshot_each named. */
NODISCARD const struct err *snapshot_blob(struct snapshot *,
    const char *blob, struct str *out);

/*
 * What the files of the record's evidence are in this commit, a fact for
 * each of them in order of key; a git-lfs pointer stands for the file that
 * it names.  A file found once is not read again in this run.  ERR_DATA: an
 * object is damaged, or not in this clone.
 */
NODISCARD const struct err *snapshot_evidence(struct snapshot *,
    const struct record *, struct evidence_facts *out);

/*
 * Every file of the evidence of project ID (NULL: of all), in order of
 * path, whether a record refers to it or not: as snapshot_each.
 */
NODISCARD const struct err *snapshot_each_evidence(struct snapshot *,
    const char *id, snapshot_fn, void *arg);

/* Where the file at PATH, of a piece of evidence, lies in this commit: there
 * or at the other depth; NULL: nowhere.  The caller frees. */
NODISCARD const struct err *snapshot_evidence_path(struct snapshot *,
    const char *path, char **where);
/* "ID/REST" of a file of evidence, whatever the depth; NULL: PATH is none.
 * The caller frees. */
char *store_evidence_name(const char *path);

/* A file of the commit that is to be evidence where it is. */
struct committed {
	bool there;   /* a plain file */
	char *text;   /* what is at PATH instead; NULL: nothing */
	bool edited;  /* the work tree has it otherwise */
	bool pointer; /* of git-lfs: the hash is that of its file */
	char sha256[64 + 1];
	int64_t bytes;
};
NODISCARD const struct err *snapshot_committed(struct snapshot *,
    const char *path, struct committed *out);
void committed_release(struct committed *);
/*
 * FILE, a path that was typed, as one from the root of the work tree (in a
 * bare repository: of the commit); the caller frees.  ERR_REFUSED: it is
 * not in the repository.  ERR_SYSTEM: there is no such folder.
 */
NODISCARD const struct err *store_relative(struct store *, const char *file,
    char **path);
/* Whether PATH, from the root, is a file or a folder of the work tree, of
 * the index, of the tip or of the commit REV (may be NULL). */
NODISCARD const struct err *store_has_path(struct store *, const char *rev,
    const char *path, bool *has);

/* ---- History ---- */

/* One commit that added an entry to a record. */
struct step_commit {
	char commit[COMMIT_HEX + 1];
	const char *id;   /* of the project */
	int64_t seq;      /* of the entry */
	const char *author_name, *author_email;
	int64_t author_when, committer_when;
	const char *subject;
};
typedef const struct err *(*step_commit_fn)(void *arg,
    const struct step_commit *);
/*
 * Walk the history of SNAPSHOT, newest first, and name each commit that
 * added entries to the record ID (NULL: to any).  Reads the history.
 */
NODISCARD const struct err *snapshot_steps(struct snapshot *, const char *id,
    step_commit_fn, void *arg);

/* What HEAD has and BASE has not. */
struct store_range {
	struct snapshot *fork; /* where they parted; freed by the caller */
	bool ahead;            /* that is BASE itself */
	size_t commits, merges;
};
/* ERR_NOTFOUND: they have no common ancestor. */
NODISCARD const struct err *store_range(struct store *,
    struct snapshot *base, struct snapshot *head, struct store_range *out);

/* One file that is not the same in two commits. */
enum difference_kind { DIFFERENCE_TRACKER, DIFFERENCE_RECORD,
	DIFFERENCE_APPROVAL, DIFFERENCE_EVIDENCE, DIFFERENCE_OTHER };
struct difference {
	enum difference_kind kind;
	const char *path;
	const char *id;        /* of the project; "": of none */
	const char *file;      /* in the folder of the project; else "" */
	const char *old, *new; /* hex ids of the blobs; NULL: not there */
};
typedef const struct err *(*difference_fn)(void *arg,
    const struct difference *);
/* In order of path.  What is below the tracker's folders and belongs to
 * nothing is DIFFERENCE_OTHER. */
NODISCARD const struct err *snapshot_differences(struct snapshot *old,
    struct snapshot *new, difference_fn, void *arg);

/*
 * What git would do to a file at PATH on its way into a commit, by the
 * attributes of the work tree, or of this commit where there is none in
 * step with the branch.  This program puts bytes as they are.
 */
enum conversion {
	CONVERSION_NONE,
	CONVERSION_FILTER,  /* a program changes them: git-lfs, git-crypt */
	CONVERSION_LINES,   /* CR LF becomes LF */
	CONVERSION_ENCODING /* it becomes UTF-8 */
};
/* *FILTER, NULL where there is none, is the caller's to free. */
NODISCARD const struct err *snapshot_conversion(struct snapshot *,
    const char *path, enum conversion *, char **filter);

/* ---- Files from outside ---- */

/*
 * A file that is on its way into the repository.  It is read once, in
 * pieces, whatever happens to it afterwards; its bytes wait in a temporary
 * file until a change that it is put into is published.
 */
struct incoming;

/* ERR_REFUSED: it is a link, a folder, a device, … or empty.  ERR_SYSTEM:
 * it cannot be read. */
NODISCARD const struct err *incoming_open(struct incoming **out,
    struct store *, const char *path);
/* Its size, before it is read as well. */
int64_t incoming_bytes(const struct incoming *);
/* ERR_CONFLICT: it changed meanwhile. */
NODISCARD const struct err *incoming_read(struct incoming *);
/* 64 hex digits.  Borrowed. */
const char *incoming_sha256(const struct incoming *);
/* The id of its blob. */
void incoming_blob_id(const struct incoming *, char hex[COMMIT_HEX + 1]);
/* Some line of it ends in CR LF. */
bool incoming_has_crlf(const struct incoming *);
void incoming_free(struct incoming *);

/* ---- Changing ---- */

/*
 * Called with the tip that the change will stand on; puts what is to be
 * written into CHANGE.  It may be called again, on a newer tip, when
 * somebody else moved first: so it judges what it is given, each time.
 * An error ends the change with nothing written.
 */
typedef const struct err *(*change_fn)(struct change *, struct snapshot *tip,
    void *arg);

struct change_options {
	bool bulk;  /* many objects: one pack, no delta search */
	bool sign;  /* sign commits also where commit.gpgsign does not say */
	bool signoff; /* Signed-off-by of the committer */
	bool found; /* the founding commit: an unborn branch is allowed and
	             * tracker/ need not exist */
};

/*
 * Make the commits that FN asks for and publish them: writers' lock, tip,
 * FN, refusal on uncommitted edits of the paths named, objects written,
 * fsynced and read back, compare-and-swap of the branch, work tree and
 * index brought into step.  Hex id of the last commit in COMMIT (may be
 * NULL); empty when FN put nothing (no commit is made).
 * ERR_CONFLICT: uncommitted edits (the file named), or the branch moved
 * again and again.  ERR_SYSTEM: no identity, detached HEAD, a merge or
 * rebase under way, lock held, disk full …: the reference is unmoved
 * unless the message says so.
 */
NODISCARD const struct err *store_change(struct store *,
    const struct change_options *, change_fn, void *arg,
    char commit[COMMIT_HEX + 1]);

/* Put RECORD, canonical, where it lies, or where new ones go. */
NODISCARD const struct err *change_put_record(struct change *,
    const struct record *);
/* ERR_NOTFOUND: no such record. */
NODISCARD const struct err *change_remove_record(struct change *,
    const char *id);
/* Put APPROVAL into FILE, beside the record of ID.  ERR_NOTFOUND: there is
 * no such record. */
NODISCARD const struct err *change_put_approval(struct change *,
    const char *id, const char *file, const struct json *approval);
/* PATH holds these bytes. */
NODISCARD const struct err *change_put_file(struct change *,
    const char *path, const void *ptr, size_t len);
/* PATH is the file that was read.  IN must outlive the change. */
NODISCARD const struct err *change_put_incoming(struct change *,
    const char *path, struct incoming *in);
/* Nothing happens when there is no such file. */
NODISCARD const struct err *change_remove_file(struct change *,
    const char *path);
/*
 * Where a new file called NAME goes among the evidence of record ID, which
 * CHANGE has: at the depth of the record.  The caller frees.
 */
NODISCARD const struct err *change_evidence_path(struct change *,
    const char *id, const char *name, char **path);
/* Where new records go from now on: depth 0 or 2 (imports, reshard). */
void change_set_depth(struct change *, int depth);
/* Move every record, approval and evidence file to DEPTH; *N files. */
NODISCARD const struct err *change_reshard(struct change *, int depth,
    size_t *n);
/* Record ID as CHANGE has it by now, put or not.  As snapshot_record. */
NODISCARD const struct err *change_record(struct change *, const char *id,
    struct record **out);
/* Subject, optional body, trailers "Key: value" in order (newlines in a
 * value are folded to blanks). */
void change_message(struct change *, const char *subject, const char *body);
void change_trailer(struct change *, const char *key, const char *value);
/* Author of the commit being made, when it is not the user. */
void change_author(struct change *, const char *name, const char *email,
    int64_t when, int offset);
/* Seal the commit being made and begin the next on top of it.  Every
 * change has one commit at the end without this. */
NODISCARD const struct err *change_commit(struct change *);

/*
 * Take back the last commit of the branch: it must be the user's own, have
 * one parent, touch only the tracker's four folders, not be the founding
 * commit, and be in no remote-tracking branch; then branch, index and work
 * tree go back to its parent.  SUBJECT (caller frees) and COMMIT are what
 * was taken back.  ERR_REFUSED says which of these is not so; *OTHERS is
 * whether others made it, or may have seen it on a remote.
 */
NODISCARD const struct err *store_undo(struct store *, char **subject,
    char commit[COMMIT_HEX + 1], bool *others);

/*
 * Make DIR a repository if it is none; ERR_REFUSED: it lies inside another
 * work tree (its root named).  *MADE says whether one was made.
 */
NODISCARD const struct err *store_init(const char *dir,
    const char *(*env)(const char *), bool *made);

/*
 * The files OURS and THEIRS, which both come from BASE, as git merges lines;
 * *CONFLICTS: how many places are marked in OUT.  ERR_SYSTEM: git cannot.
 */
NODISCARD const struct err *store_merge_lines(struct str *out,
    const char *ours, const char *base, const char *theirs, int *conflicts);

/* The work tree's file of record ID, as it is on disk now; "" in a bare
 * repository.  The caller frees. */
char *store_work_path(struct store *, struct snapshot *, const char *id);
/* Every record file in the work tree or below PATHS (n of them, 0: all):
 * FN gets id, path (relative to the work tree root), and NULL. */
NODISCARD const struct err *store_each_work_file(struct store *,
    const char *const *paths, size_t n, snapshot_fn, void *arg);

/* ---- State of this clone, for doctor ---- */

struct clone_state {
	bool pending;       /* a change was cut off before its sync */
	char *pending_text; /* which files; NULL */
	char *stale_lock;   /* index.lock or a reference's lock; NULL */
	bool shallow, partial, bare, detached, replaced, grafted;
	bool attributes;    /* .gitattributes has our lines at the tip */
	size_t flat_files;  /* record files directly in projects/ */
	char *operation;    /* "merge", "rebase" under way; NULL */
};
NODISCARD const struct err *store_state(struct store *,
    struct clone_state *out);
void clone_state_release(struct clone_state *);
/* Finish a sync that was cut off; *N files brought into step.  Files that
 * were edited since are named in LEFT and left. */
NODISCARD const struct err *store_recover(struct store *, size_t *n,
    struct strs *left);

#endif
