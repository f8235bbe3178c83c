#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/export.h"
#include "cmd/seen.h"
#include "core/base/mem.h"
#include "core/model/event.h"
#include "core/model/people.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/store/store.h"

struct line {
	int64_t at;     /* never before the entry that precedes it */
	int64_t source; /* line of the file it was recorded from */
	size_t item;
	int64_t seq;
	char *text;
};

struct events {
	struct export_list *list;
	struct seen authors; /* "ID SEQ": "ADDRESS NAME" of the commit */
	struct line *lines;
	size_t n, cap;
};

/* An entry has an address only; who it was, the commit says. */
static const struct err *
note_author(void *arg, const struct step_commit *step)
{
	struct events *events = arg;
	char *key = xasprintf("%s %lld", step->id, (long long)step->seq);
	char *author = xasprintf("%s %s", step->author_email,
	    step->author_name);

	seen_note(&events->authors, key, 1, author);
	free(author);
	free(key);
	return NULL;
}

static void
events_release(struct events *events)
{
	seen_release(&events->authors);
	for (size_t i = 0; i < events->n; i++)
		free(events->lines[i].text);
	free(events->lines);
}

/* The author of the commit that added ENTRY, as "ADDRESS NAME"; NULL. */
static const char *
author_of(const struct events *events, const char *id,
    const struct entry *entry)
{
	char *key = xasprintf("%s %lld", id, (long long)entry->seq);
	const char *author = seen_value(&events->authors, key);

	free(key);
	return author;
}

/* Is AUTHOR the person, or has it the address, that `by` names? */
static bool
is_author(const char *author, const struct person *person, const char *email)
{
	size_t len = author != NULL ? strcspn(author, " ") : 0;
	char *address = author != NULL ? xstrndup(author, len) : NULL;
	bool same = author != NULL && ((email != NULL &&
	    strcmp(address, email) == 0) || (person != NULL &&
	    strs_has(&person->emails, address)));

	free(address);
	return same;
}

/* Name and address behind `by`, each NULL where it is not known; the
 * caller frees both. */
static void
find_person(const struct events *events, const char *id,
    const struct entry *entry, char **name, char **email)
{
	const struct people *people = events->list->session->tracker->people;
	const struct person *person = people_find(people, entry->by);
	const char *author = author_of(events, id, entry);
	const char *address = strchr(entry->by, '@') != NULL ? entry->by :
	    NULL;

	if (address == NULL && person != NULL && person->emails.n > 0)
		address = person->emails.items[0];
	if (is_author(author, person, address)) {
		size_t len = strcspn(author, " ");

		*email = xstrndup(author, len);
		*name = xstrdup(author + len + 1);
		return;
	}
	*email = xstrdup0(address);
	*name = xstrdup0(person != NULL ? person->name : NULL);
}

/* The program's own names are given only where they say more than the
 * stages do. */
static const char *
transition_of(const struct entry *entry)
{
	if (strcmp(entry->transition, "@new") == 0 ||
	    strcmp(entry->transition, "@recorded") == 0)
		return NULL;
	return entry->transition;
}

static char *
event_text(const struct events *events, const struct record *record,
    const struct entry *entry, bool last)
{
	struct event event;
	struct str text = STR_INIT;
	char *name, *email;

	find_person(events, record_id(record), entry, &name, &email);
	memset(&event, 0, sizeof(event));
	event.at = entry->at;
	event.by = (char *)entry->by;
	event.name = name;
	event.id = (char *)record_id(record);
	event.title = (char *)record_text(record, "title");
	event.from = (char *)entry->from;
	event.to = (char *)entry->to;
	event.transition = (char *)transition_of(entry);
	event.source = (char *)entry->source;
	event.reason = (char *)entry->reason;
	event.code = (char *)entry->code;
	event.date = (char *)entry->date;
	if (last)
		event.review_by = (char *)record_text(record,
		    "hold.review_by");
	event_write(&text, &event, email);
	free(email);
	free(name);
	return str_take(&text);
}

static void
add_events(struct events *events, size_t item, const struct record *record)
{
	size_t n;
	struct entry *entries = record_history(record, &n);
	int64_t at = INT64_MIN;

	for (size_t i = 0; i < n; i++) {
		struct line *line;

		GROW(events->lines, events->n, events->cap);
		line = &events->lines[events->n++];
		if (entries[i].at > at)
			at = entries[i].at;
		line->at = at;
		line->source = entries[i].recorded_line;
		line->item = item;
		line->seq = (int64_t)i;
		line->text = event_text(events, record, &entries[i],
		    i + 1 == n);
	}
	free(entries);
}

static int
compare_lines(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->item == y->item)
		return (x->seq > y->seq) - (x->seq < y->seq);
	if (x->source != y->source)
		return x->source < y->source ? -1 : 1;
	return x->item < y->item ? -1 : 1;
}

const struct err *
export_history(struct export_list *list)
{
	const struct err *err;
	struct events events = { list, SEEN_INIT, NULL, 0, 0 };

	if ((err = snapshot_steps(list->session->tip, NULL, note_author,
	    &events)))
		goto done;
	for (size_t i = 0; i < list->n; i++) {
		struct record *record = NULL;

		if ((err = export_record(list, i, &record)))
			goto done;
		if (record != NULL)
			add_events(&events, i, record);
		record_free(record);
	}
	if (events.n > 1)
		qsort(events.lines, events.n, sizeof(*events.lines),
		    compare_lines);
	for (size_t i = 0; i < events.n; i++) {
		char *text = events.lines[i].text;
		const struct str line = { text, strlen(text), 0 };

		export_json_line(&list->session->out, &line);
	}
done:
	events_release(&events);
	return err;
}
