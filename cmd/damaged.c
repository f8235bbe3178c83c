#include "cmd/damaged.h"

#include <string.h>

#include "cmd/cmd.h"
#include "core/base/i18n.h"
#include "core/cache/cache.h"

enum { SHOWN = 10 };

struct damaged {
	struct session *session;
	const char *id;
	size_t n;
};

static const struct err *
warn(void *arg, const char *id, const char *path, const char *why)
{
	struct damaged *damaged = arg;

	(void)path;
	if (damaged->id != NULL && strcmp(damaged->id, id) != 0)
		return NULL;
	if (damaged->n++ < SHOWN)
		session_warn(damaged->session, "%s", why);
	return NULL;
}

const struct err *
damaged_report(struct session *session, const char *id)
{
	struct damaged damaged = { session, id, 0 };
	const struct err *err;

	err = cache_damaged(session->cache, warn, &damaged);
	if (err != NULL || damaged.n == 0)
		return err;
	return err_mend(err_new(ERR_DATA, ngettext(
	    "%zu record cannot be read and is left out",
	    "%zu records cannot be read and are left out",
	    (unsigned long)damaged.n), damaged.n), "proven doctor");
}
