#include "cmd/label.h"

#include <stddef.h>

#include "cmd/cmd.h"
#include "core/model/people.h"
#include "core/model/tracker.h"
#include "core/model/vocabulary.h"
#include "core/model/workflow.h"

bool
label_wanted(const struct session *session)
{
	return session->out.format == OUT_TABLE ||
	    session->out.format == OUT_MARKDOWN;
}

const char *
label_stage(const struct session *session, const char *name)
{
	const struct workflow *workflow = session->tracker->workflow;
	const struct stage *stage = NULL;

	if (workflow != NULL && name != NULL)
		stage = workflow_stage(workflow, name);
	return stage != NULL ? stage_label(stage, session->out.lang) : name;
}

const char *
label_transition(const struct session *session, const char *name)
{
	const struct workflow *workflow = session->tracker->workflow;
	const struct transition *transition = NULL;

	if (workflow != NULL && name != NULL)
		transition = workflow_transition(workflow, name);
	return transition != NULL
	    ? transition_label(transition, session->out.lang) : name;
}

const char *
label_code(const struct session *session, const char *list,
    const char *code)
{
	if (list == NULL || code == NULL)
		return code;
	return vocabulary_label(session->tracker->vocabulary, list, code,
	    session->out.lang);
}

static char
plain_letter(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return c == '-' || c == '_' ? ' ' : c;
}

bool
label_is_code(const char *label, const char *code)
{
	while (*label != '\0' && plain_letter(*label) == plain_letter(*code)) {
		label++;
		code++;
	}
	return *label == *code;
}

const char *
label_person(const struct session *session, const char *word)
{
	const struct people *people = session->tracker->people;
	const struct person *person;

	if (word == NULL)
		return NULL;
	if ((person = people_find(people, word)) == NULL)
		person = people_by_email(people, word);
	return person != NULL && person->name != NULL ? person->name : word;
}
