#include "core/gate/judge.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/gate/voter.h"
#include "core/model/approval.h"
#include "core/model/people.h"
#include "core/model/tracker.h"

/*
 * Which approvals count, and for which role.  A condition asks a number of
 * approvals in a role: so many seats.  Whoever approves in a role can take
 * one of its seats, and one seat in all: a matching in a bipartite graph,
 * grown seat by seat along augmenting paths (so what stands earlier in the
 * workflow is filled first).
 */
struct seat {
	const struct condition *asked;
	const struct approval *taken; /* NULL: it is free */
};

struct tally {
	const struct judge *judge;
	struct seat *seats;
	size_t n;
};

static const struct approvals *
given(const struct judge *j)
{
	static const struct approvals none;

	return j->step->dossier.approvals != NULL ?
	    j->step->dossier.approvals : &none;
}

/* The seat that the person BY has, or NULL. */
static struct seat *
seat_of(struct tally *tally, const char *by)
{
	for (size_t i = 0; i < tally->n; i++)
		if (tally->seats[i].taken != NULL &&
		    strcmp(tally->seats[i].taken->by, by) == 0)
			return &tally->seats[i];
	return NULL;
}

/* BY was looked at, whatever else they gave. */
static void
mark_tried(const struct approvals *all, const char *by, bool *tried)
{
	for (size_t k = 0; k < all->n; k++)
		if (all->items[k].by != NULL &&
		    strcmp(all->items[k].by, by) == 0)
			tried[k] = true;
}

/*
 * Find somebody for SEAT: one who has no seat, or whose seat can be given
 * to somebody else.  TRIED: the approvals of people looked at already.
 */
static bool
fill_seat(struct tally *tally, struct seat *seat, bool *tried)
{
	const struct approvals *all = given(tally->judge);

	for (size_t i = 0; i < all->n; i++) {
		const struct approval *a = &all->items[i];
		const char *by = a->by;
		struct seat *other;

		if (tried[i] || by == NULL || !voter_counts(tally->judge,
		    seat->asked, a, DECISION_APPROVE))
			continue;
		mark_tried(all, by, tried);
		other = seat_of(tally, by);
		if (other != NULL && !fill_seat(tally, other, tried))
			continue;
		seat->taken = a;
		return true;
	}
	return false;
}

static void
add_seats(struct tally *tally, const struct condition *c, size_t *cap)
{
	for (int64_t i = 0; i < c->number; i++) {
		GROW(tally->seats, tally->n, *cap);
		tally->seats[tally->n++] = (struct seat){ c, NULL };
	}
}

struct tally *
tally_new(const struct judge *j)
{
	struct tally *tally = xcalloc(1, sizeof(*tally));
	size_t cap = 0;

	tally->judge = j;
	for (size_t i = 0; i < j->n_asked; i++)
		if (j->asked[i]->kind == CONDITION_APPROVALS)
			add_seats(tally, j->asked[i], &cap);
	for (size_t i = 0; i < tally->n; i++) {
		bool *tried = xcalloc(given(j)->n + 1, sizeof(*tried));

		fill_seat(tally, &tally->seats[i], tried);
		free(tried);
	}
	return tally;
}

void
tally_free(struct tally *tally)
{
	if (tally == NULL)
		return;
	free(tally->seats);
	free(tally);
}

const struct approval **
tally_counted(const struct tally *tally, size_t *n)
{
	const struct approval **all = xcalloc(tally->n + 1,
	    sizeof(struct approval *));

	*n = 0;
	for (size_t i = 0; i < tally->n; i++)
		if (tally->seats[i].taken != NULL)
			all[(*n)++] = tally->seats[i].taken;
	return all;
}

static int64_t
rejections(const struct judge *j, const struct condition *c)
{
	const struct approvals *all = given(j);
	int64_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		n += voter_counts(j, c, &all->items[i], DECISION_REJECT);
	return n;
}

/* Those of the role who have not decided, and whose word would count. */
static void
find_could(const struct judge *j, const struct condition *c,
    struct answer *answer)
{
	const struct people *people = j->tracker->people;

	for (size_t i = 0; i < people->n; i++) {
		const struct person *person = &people->items[i];

		if (seat_of(j->tally, person->handle) == NULL &&
		    voter_eligible(j, c, person))
			strs_add(&answer->could, person->handle);
	}
}

/* Why each approval in this role does not count; what was counted for an
 * earlier visit has had its day. */
static void
find_ignored(const struct judge *j, const struct condition *c,
    struct answer *answer)
{
	const struct approvals *all = given(j);

	for (size_t i = 0; i < all->n; i++) {
		const struct approval *a = &all->items[i];
		const struct seat *seat;
		enum rule rule;
		char *why;

		if (!voter_concerns(j, c, a) || (a->fault == NULL &&
		    (record_counted(j->record, a) ||
		    voter_is_superseded(j, a))))
			continue;
		seat = a->by != NULL ? seat_of(j->tally, a->by) : NULL;
		why = voter_fault(j, c, a, &rule);
		if (why == NULL && a->decision == DECISION_REJECT)
			why = xstrdup(_("rejects"));
		if (why == NULL && seat != NULL && seat->asked != c)
			why = xasprintf(_("counts as '%s' already"),
			    seat->asked->word);
		if (why != NULL)
			strs_take(&answer->ignored, xasprintf("%s: %s",
			    a->by != NULL ? a->by : a->file, why));
		free(why);
	}
}

/* What TEXT makes of the list, if there is anything in it. */
static void
add_list(struct str *out, const struct strs *list,
    char *(*text)(const char *list))
{
	char *joined, *added;

	if (list->n == 0)
		return;
	joined = strs_join(list, ", ");
	added = text(joined);
	str_add(out, added);
	free(added);
	free(joined);
}

static char *
could_text(const char *list)
{
	return xasprintf(_("; could approve: %s"), list);
}

static char *
ignored_text(const char *list)
{
	return xasprintf(_("; not counted: %s"), list);
}

static char *
approvals_text(const struct condition *c, const struct answer *answer,
    int64_t against)
{
	struct str text = STR_INIT;
	char *counted = strs_join(&answer->counted, ", ");

	str_addf(&text, c->independent ?
	    _("independent approvals as %s: %zu of %" PRId64) :
	    _("approvals as %s: %zu of %" PRId64), c->word,
	    answer->counted.n, c->number);
	if (answer->counted.n > 0)
		str_addf(&text, " (%s)", counted);
	if (against > c->against)
		str_addf(&text, _("; %" PRId64 " reject, at most %" PRId64
		    " may"), against, c->against);
	if (!answer->met)
		add_list(&text, &answer->could, could_text);
	add_list(&text, &answer->ignored, ignored_text);
	free(counted);
	return str_take(&text);
}

void
judge_approvals(const struct judge *j, const struct condition *c,
    struct answer *answer)
{
	int64_t against = rejections(j, c);
	struct str mend = STR_INIT;

	for (size_t i = 0; i < j->tally->n; i++)
		if (j->tally->seats[i].asked == c &&
		    j->tally->seats[i].taken != NULL)
			strs_add(&answer->counted,
			    j->tally->seats[i].taken->by);
	find_could(j, c, answer);
	find_ignored(j, c, answer);
	answer->met = (int64_t)answer->counted.n >= c->number &&
	    against <= c->against;
	answer->text = approvals_text(c, answer, against);
	if (answer->met)
		return;
	str_addf(&mend, "proven approve %s ", record_id(j->record));
	add_shell_word(&mend, j->transition->name);
	str_addf(&mend, " --role %s", c->word);
	answer->mend = str_take(&mend);
}
