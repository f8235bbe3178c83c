#ifndef PROVEN_TESTS_WORKFLOW_CASE_H
#define PROVEN_TESTS_WORKFLOW_CASE_H

#include "core/model/workflow.h"
#include "tests/unit/json_case.h"

/* The workflow that TEXT is, with ' for ". */
static inline struct workflow *
must_parse(const char *text)
{
	struct json *tree = tree_of(text);
	struct workflow *w = NULL;
	const struct err *err;
	char *where = NULL;

	err = workflow_parse(&w, tree, &where);
	if (err != NULL)
		fail_msg("%s: %s\n%s", where, err->msg, text);
	assert_null(where);
	json_free(tree);
	return w;
}

#endif
