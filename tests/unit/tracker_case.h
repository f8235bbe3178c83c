#ifndef PROVEN_TESTS_TRACKER_CASE_H
#define PROVEN_TESTS_TRACKER_CASE_H

#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "core/model/tracker.h"
#include "tests/unit/json_text.h"

/* A tracker of these texts, with ' for "; NULL: the file is not there. */
static inline const struct err *
tracker_of_texts(struct tracker **out, const char *const given[TRACKER_FILES])
{
	struct tracker_text texts[TRACKER_FILES];
	char *copies[TRACKER_FILES];
	const struct err *err;

	for (int i = 0; i < TRACKER_FILES; i++) {
		copies[i] = given[i] != NULL ? quoted(given[i]) : NULL;
		texts[i].ptr = copies[i];
		texts[i].len = copies[i] != NULL ? strlen(copies[i]) : 0;
	}
	err = tracker_read(out, texts);
	for (int i = 0; i < TRACKER_FILES; i++)
		free(copies[i]);
	return err;
}

/* The one that somebody founds with PRESET. */
static inline const struct err *
tracker_of_preset(struct tracker **out, const char *preset, const char *name,
    const char *person, const char *email)
{
	struct str files[TRACKER_FILES] = { STR_INIT, STR_INIT, STR_INIT,
	    STR_INIT };
	struct tracker_text texts[TRACKER_FILES];
	const struct err *err;

	err = tracker_found(files, preset, name, person, email);
	for (int i = 0; i < TRACKER_FILES; i++)
		texts[i] = (struct tracker_text){ files[i].ptr,
		    files[i].len };
	if (err == NULL)
		err = tracker_read(out, texts);
	for (int i = 0; i < TRACKER_FILES; i++)
		str_release(&files[i]);
	return err;
}

#endif
