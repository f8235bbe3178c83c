#include "cmd/drivers.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/store/store.h"

const struct driver drivers[DRIVERS] = {
	{ "merge.proven.driver", "proven merge-driver %O %A %B %P",
	    N_("merges projects line by line, which may make of two good "
	    "edits something that nobody wrote") },
	{ "diff.proven.textconv", "proven diff-text",
	    N_("shows changes of projects as lines of JSON") },
};

static const char name_key[] = "merge.proven.name";
static const char name[] = "projects by member (proven)";

enum driver_state
driver_state(const struct store *store, const struct driver *driver,
    char **other)
{
	char *value = store_config(store, driver->key, false);
	enum driver_state state = DRIVER_OTHER;

	if (value == NULL || *value == '\0')
		state = DRIVER_MISSING;
	else if (strcmp(value, driver->value) == 0)
		state = DRIVER_SET;
	if (state == DRIVER_OTHER && other != NULL)
		*other = value;
	else
		free(value);
	return state;
}

const struct err *
driver_set(const struct store *store, const struct driver *driver)
{
	const struct err *err;
	char *old = store_config(store, name_key, false);

	err = store_put_config(store, driver->key, driver->value);
	if (err == NULL && old == NULL && str_starts(driver->key, "merge."))
		err = store_put_config(store, name_key, name);
	free(old);
	return err;
}

/* A clone without them works; so nothing fails for them. */
void
drivers_set(struct session *session)
{
	const struct err *err;
	char *other = NULL;

	for (size_t i = 0; i < DRIVERS; i++) {
		const struct driver *driver = &drivers[i];

		switch (driver_state(session->store, driver, &other)) {
		case DRIVER_MISSING:
			err = driver_set(session->store, driver);
			if (err != NULL)
				session_warn(session, "%s", err->msg);
			break;
		case DRIVER_OTHER:
			session_warn(session, _("%s is '%s', and stays so"),
			    driver->key, other);
			free(other);
			break;
		case DRIVER_SET:
			break;
		}
	}
}
