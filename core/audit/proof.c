#include <stdlib.h>
#include <string.h>

#include "core/audit/keyring.h"
#include "core/audit/own.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/loose.h"
#include "core/git/verify_gpg.h"
#include "core/json/json.h"
#include "core/model/approval.h"
#include "core/sig/sshsig.h"

/*
 * Who stands behind a commit or an entry.  A key tells who somebody is,
 * under the people in force; an address is what the host's sign-in is
 * worth; dates tell nothing.
 */

static const char git_namespace[] = "git";

enum { COMMIT_MAX = 1024 * 1024 };

/* Whether the history was made of the commit as it is: as the parser read
 * it that made it.  What is trusted was verified then. */
static bool
is_of_history(const struct commit_strict *strict, const struct dag *dag,
    uint32_t node)
{
	struct commit lenient = COMMIT_INIT;
	bool is;

	if (dag->nodes[node].trusted)
		return true;
	if (strict->fault == NULL)
		return dag_agrees(dag, node, &strict->commit);
	is = commit_parse(&lenient, strict->raw.ptr, strict->raw.len,
	    &dag->nodes[node].id) == NULL && dag_agrees(dag, node, &lenient);
	commit_release(&lenient);
	return is;
}

const struct err *
facts_read(struct facts *facts, struct worker *worker, uint32_t node)
{
	const struct dag *dag = &worker->audit->dag;
	const struct oid *id = &dag->nodes[node].id;
	const struct err *err;

	facts->node = node;
	err = commit_strict_read(&facts->commit, worker->objects, id,
	    COMMIT_MAX);
	if (err == NULL && !is_of_history(&facts->commit, dag, node))
		err = object_damaged(id);
	return err;
}

void
facts_release(struct facts *facts)
{
	commit_strict_release(&facts->commit);
	sshsig_free(facts->ssh);
	free(facts->openpgp);
}

bool
facts_are_of_candidate(const struct facts *facts,
    const struct worker *worker)
{
	return worker->audit->candidate != NULL &&
	    facts->node == worker->audit->tip;
}

static enum signer_state
check_ssh(struct facts *facts)
{
	const struct commit_strict *commit = &facts->commit;

	facts->ssh = sshsig_parse(commit->signature);
	if (facts->ssh == NULL || !sshsig_verify(facts->ssh, git_namespace,
	    commit->payload.ptr, commit->payload.len))
		return SIGNER_BAD;
	return SIGNER_GOOD;
}

/* What cannot be told is never taken for good. */
static enum signer_state
check_openpgp(struct facts *facts, struct worker *worker,
    const struct people *people)
{
	const struct commit_strict *commit = &facts->commit;
	struct gpg_result result;
	const struct err *err;

	err = keyring_verify(worker->audit->keyring, people,
	    commit->signature, &commit->payload, &result);
	if (err != NULL) {
		worker_add(worker, facts->node, RULE_PV505, "", "",
		    xasprintf(_("the signature of the commit cannot be "
		    "verified: %.*s"), (int)strcspn(err->msg, "\n"),
		    err->msg));
		worker_mend_as(worker, err);
		worker->incomplete = true;
		return SIGNER_UNTOLD;
	}
	if (result.verdict == GPG_GOOD)
		facts->openpgp = xstrdup(result.fingerprint);
	return result.verdict == GPG_GOOD ? SIGNER_GOOD :
	    result.verdict == GPG_BAD ? SIGNER_BAD : SIGNER_UNCHECKED;
}

enum signer_state
facts_signer(struct facts *facts, struct worker *worker,
    const struct people *people)
{
	/* Other people may have the OpenPGP key that these had not. */
	if (facts->checked && ((facts->state != SIGNER_UNCHECKED &&
	    facts->state != SIGNER_UNTOLD) || facts->asked == people))
		return facts->state;
	facts->checked = true;
	facts->asked = people;
	if (facts_are_of_candidate(facts, worker))
		facts->state = SIGNER_GOOD;
	else if (facts->commit.signature == NULL)
		facts->state = SIGNER_NONE;
	else if (str_starts(facts->commit.signature, "-----BEGIN PGP"))
		facts->state = check_openpgp(facts, worker, people);
	else
		facts->state = check_ssh(facts);
	return facts->state;
}

static const struct person *
owner_of(const struct people *people, const struct sshsig *sig, bool *forge)
{
	for (size_t i = 0; i < people->n; i++) {
		const struct person *person = &people->items[i];

		for (size_t k = 0; k < person->n_keys; k++) {
			if (person->keys[k].ssh == NULL ||
			    !sshsig_is_by(sig, person->keys[k].ssh))
				continue;
			*forge = person->keys[k].forge;
			return person;
		}
	}
	return NULL;
}

const struct person *
facts_person(struct facts *facts, struct worker *worker,
    const struct people *people, bool *forge)
{
	*forge = false;
	if (facts_signer(facts, worker, people) != SIGNER_GOOD)
		return NULL;
	if (facts_are_of_candidate(facts, worker))
		return people_by_email(people,
		    facts->commit.commit.author.email);
	if (facts->openpgp != NULL)
		return people_by_openpgp(people, facts->openpgp, forge);
	return owner_of(people, facts->ssh, forge);
}

bool
facts_author_address_is(const struct facts *facts,
    const struct people *people, const char *by)
{
	const char *email = facts->commit.commit.author.email;
	const struct person *person = people_find(people, by);

	return email != NULL && (person != NULL ?
	    person_has_email(person, email) : address_same(email, by));
}

bool
facts_author_is(struct facts *facts, struct worker *worker,
    const struct people *people, const char *by)
{
	const struct person *person = people_find(people, by), *signer;
	bool forge;

	if (!facts_author_address_is(facts, people, by))
		return false;
	signer = facts_person(facts, worker, people, &forge);
	return signer == NULL || forge || signer == person;
}

bool
approval_is_signed(const struct approval *approval, const struct people *people)
{
	return approval->signature != NULL && approval_signature(approval,
	    people_find(people, approval->by)) == SIGNATURE_GOOD;
}

/* The signature that the entry itself carries. */
static void
check_own(struct proof *proof, const struct entry *entry,
    const char *armour, const struct person *person)
{
	static const char *const faults[] = {
		[SIGNATURE_NONE] = N_("the signature of the entry is none"),
		[SIGNATURE_FOREIGN] = N_("the entry is signed with a key "
		    "that is not of who moved"),
		[SIGNATURE_BAD] = N_("the signature of the entry does not "
		    "hold"),
	};
	struct str payload = STR_INIT;
	enum signature_state state;

	entry_payload(entry->json, &payload);
	state = person_signature(person, armour, TRANSITION_NAMESPACE,
	    &payload);
	proof->own = state == SIGNATURE_GOOD;
	proof->bad = state != SIGNATURE_GOOD;
	if (proof->own)
		proof->strength = STRENGTH_SIGNED;
	else
		proof->text = xstrdup(_(faults[state]));
	str_release(&payload);
}

void
proof_of(struct proof *proof, struct worker *worker, struct facts *facts,
    const struct people *people, const struct entry *entry)
{
	const struct person *person, *signer;
	const char *armour;
	bool forge;

	*proof = (struct proof){ .strength = STRENGTH_CLAIMED };
	if (entry->by == NULL)
		return;
	person = people_find(people, entry->by);
	if (facts_author_is(facts, worker, people, entry->by))
		proof->strength = STRENGTH_AUTHORED;
	armour = json_text(entry->json, "signature");
	if (armour != NULL)
		check_own(proof, entry, armour, person);
	if (facts_signer(facts, worker, people) == SIGNER_BAD) {
		free(proof->text);
		proof->bad = true;
		proof->text = xstrdup(_("the signature of the commit does "
		    "not hold"));
	}
	if (proof->bad)
		return;
	signer = facts_person(facts, worker, people, &forge);
	if (signer != NULL && !forge && signer == person)
		proof->strength = STRENGTH_SIGNED;
}
