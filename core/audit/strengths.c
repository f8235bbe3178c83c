#include "core/audit/strengths.h"

#include <stdlib.h>

#include "core/audit/keyring.h"
#include "core/audit/own.h"
#include "core/audit/settle.h"
#include "core/base/mem.h"
#include "core/git/objects.h"
#include "core/store/store.h"

struct strengths {
	struct audit audit;
	struct audit_options options;
	struct audit_report report;
	struct worker worker;
	struct node node;           /* the commit looked at last */
	struct facts facts;
	const struct people *people; /* in force; NULL: none can be read */
};

const struct err *
strengths_open(struct strengths **out, struct store *store)
{
	struct strengths *s = xcalloc(1, sizeof(*s));
	const struct err *err;

	s->audit = (struct audit){ .store = store,
		.repo = store_repo(store), .options = &s->options,
		.report = &s->report, .dag = DAG_INIT };
	s->audit.dag.nodes = &s->node;
	s->node.trusted = true; /* there is no history to agree with */
	s->facts = (struct facts)FACTS_INIT;
	s->audit.keyring = keyring_new(s->audit.repo);
	if ((err = worker_open(&s->worker, &s->audit)))
		strengths_close(s);
	else
		*out = s;
	return err;
}

void
strengths_close(struct strengths *s)
{
	if (s == NULL)
		return;
	found_drop(&s->worker);
	facts_release(&s->facts);
	worker_close(&s->worker);
	keyring_free(s->audit.keyring);
	free(s);
}

/* ---- The commit ---- */

/* Of the first parent that has a tracker; of a founding commit, its own. */
static const struct err *
find_rules(struct strengths *s, const struct rules **out)
{
	const struct commit *commit = &s->facts.commit.commit;
	struct commit parent = COMMIT_INIT;
	const struct err *err = NULL;

	*out = NULL;
	for (size_t i = 0; err == NULL && *out == NULL &&
	    i < commit->n_parents; i++) {
		err = commit_verified(&parent, s->worker.objects,
		    &commit->parents[i]);
		if (err == NULL)
			err = rules_of(&s->worker, &parent.tree, out);
	}
	if (err == NULL && *out == NULL)
		err = rules_of(&s->worker, &commit->tree, out);
	commit_release(&parent);
	return err;
}

static const struct err *
take_commit(struct strengths *s, const struct oid *id)
{
	const struct rules *rules = NULL;
	const struct err *err;

	if (oid_equal(id, &s->node.id))
		return NULL;
	facts_release(&s->facts);
	s->facts = (struct facts)FACTS_INIT;
	s->people = NULL;
	s->node.id = *id;
	if ((err = facts_read(&s->facts, &s->worker, 0)) ||
	    (err = find_rules(s, &rules)))
		return err;
	if (rules != NULL && rules->tracker != NULL)
		s->people = rules->tracker->people;
	return NULL;
}

/* ---- The entry ---- */

static const struct err *
read_record(struct strengths *s, const char *id, struct object **out)
{
	const struct err *err;
	struct oid blob;
	bool found;

	err = find_record(&s->worker, &s->facts.commit.commit.tree, id, &blob,
	    NULL, &found);
	return err != NULL || !found ? err :
	    record_object(&s->worker, id, &blob, out);
}

static enum strength
judge(struct strengths *s, const struct record *record, int64_t seq)
{
	struct proof proof = { .strength = STRENGTH_CLAIMED };
	struct entry *entries;
	size_t n;

	entries = record_history(record, &n);
	if (seq >= 1 && (size_t)seq <= n &&
	    entries[seq - 1].recorded_source == NULL)
		proof_of(&proof, &s->worker, &s->facts, s->people,
		    &entries[seq - 1]);
	free(proof.text);
	free(entries);
	return proof.strength;
}

const struct err *
strengths_get(struct strengths *s, const char *commit, const char *id,
    int64_t seq, enum strength *out)
{
	struct object *object = NULL;
	const struct err *err;
	struct oid oid;

	*out = STRENGTH_CLAIMED;
	if (!oid_parse(&oid, commit))
		BUG("a commit that is no id");
	if ((err = take_commit(s, &oid)) == NULL && s->people != NULL)
		err = read_record(s, id, &object);
	if (object != NULL && object->record != NULL)
		*out = judge(s, object->record, seq);
	object_put(object);
	return err != NULL && err->code != ERR_SYSTEM ? NULL : err;
}
