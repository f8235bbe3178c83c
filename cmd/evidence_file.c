#include <stdlib.h>
#include <string.h>

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/evidence.h"
#include "cmd/evidence_add.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/evidence.h"
#include "core/store/store.h"

/* Files that become evidence: from outside, and where they are. */

/* How a file comes in by git itself, which knows the filter. */
static const struct err *
by_git(const struct err *err, const struct add *add, const char *path)
{
	char *from = shell_quote(add->what), *to = shell_quote(path);

	err = err_mend(err, "cp %s %s && git add %s && git commit -m "
	    "Evidence -- %s", from, to, to, to);
	err = err_mend(err, "proven evidence add %s %s --kind %s --in-place",
	    add->id, to, add->options->kind);
	free(from);
	free(to);
	return err;
}

static const struct err *
filtered(const struct add *add, const char *path, const char *filter)
{
	return by_git(err_new(ERR_REFUSED, _("by .gitattributes '%s' goes "
	    "through the filter '%s', which only git runs"), path, filter),
	    add, path);
}

static const struct err *
converted(const char *path)
{
	return err_mend(err_new(ERR_REFUSED, _("by .gitattributes git would "
	    "change the bytes of '%s', and its hash would not hold"), path),
	    "echo '/evidence/** -text -working-tree-encoding' "
	    ">>.gitattributes && git commit -m Attributes "
	    "-- .gitattributes");
}

/* READ: its bytes are known. */
static const struct err *
check_path(const struct add *add, struct snapshot *tip, const char *path,
    bool read)
{
	enum conversion conversion;
	const struct err *err;
	char *filter = NULL;

	if ((err = snapshot_conversion(tip, path, &conversion, &filter)))
		return err;
	if (conversion == CONVERSION_FILTER)
		err = filtered(add, path, filter);
	else if (conversion == CONVERSION_ENCODING || (read &&
	    conversion == CONVERSION_LINES && incoming_has_crlf(add->in)))
		err = converted(path);
	free(filter);
	return err;
}

/* Before it is read; where it goes in the end is judged once more. */
const struct err *
add_check_filter(const struct add *add)
{
	char *path = xasprintf("evidence/%s/%s", add->id, add->name);
	const struct err *err = check_path(add, add->session->tip, path,
	    false);

	free(path);
	return err;
}

/* ---- In place ---- */

const struct err *
add_find_path(struct add *add)
{
	const struct err *err;

	if ((err = store_relative(add->session->store, add->what,
	    &add->path)))
		return err;
	if (!evidence_path_valid(add->path))
		return err_new(ERR_REFUSED, _("'%s' cannot be evidence: "
		    "it is the tracker's own, or git's"), add->path);
	return NULL;
}

static const struct err *
not_committed(const struct add *add)
{
	char *path = shell_quote(add->path);
	const struct err *err = err_new(ERR_REFUSED, _("'%s' is not "
	    "committed, and so cannot be evidence where it is"),
	    add->path);

	err = err_mend(err, "git add -- %s", path);
	err = err_mend(err, "git commit -m Evidence -- %s", path);
	err = err_mend(err, "proven evidence add %s %s --kind %s --in-place",
	    add->id, path, add->options->kind);
	free(path);
	return err;
}

static const struct err *
edited(const struct add *add)
{
	char *path = shell_quote(add->path);
	const struct err *err = err_new(ERR_CONFLICT, _("'%s' has "
	    "uncommitted edits"), add->path);

	err = err_mend(err, "git diff HEAD -- %s", path);
	err = err_mend(err, "git commit -m Evidence -- %s", path);
	free(path);
	return err;
}

static const struct err *
take_committed(struct add *add, const struct committed *committed)
{
	if (committed->text != NULL)
		return err_new(ERR_REFUSED, "%s", committed->text);
	if (!committed->there)
		return not_committed(add);
	if (committed->edited)
		return edited(add);
	if (committed->bytes == 0)
		return err_new(ERR_REFUSED, _("'%s' is empty: it shows "
		    "nothing"), add->path);
	add->bytes = committed->bytes;
	return add_check_hash(add, committed->sha256);
}

const struct err *
add_committed(struct add *add, struct snapshot *tip)
{
	struct committed committed;
	const struct err *err = snapshot_committed(tip, add->path,
	    &committed);

	if (err == NULL)
		err = take_committed(add, &committed);
	committed_release(&committed);
	return err;
}

/* ---- From outside ---- */

/* One that lies where it would go, but is in no commit yet. */
static const struct err *
check_place(const struct add *add)
{
	const struct err *err;
	char *path = NULL;

	if (store_relative(add->session->store, add->what, &path) != NULL)
		return NULL;
	err = strcmp(path, add->path) == 0 ? not_committed(add) : NULL;
	free(path);
	return err;
}

const struct err *
add_put_file(struct add *add, struct change *change, struct snapshot *tip)
{
	char blob[COMMIT_HEX + 1], *name = NULL, *same = NULL;
	const struct err *err;

	free(add->path);
	add->path = NULL;
	incoming_blob_id(add->in, blob);
	if ((err = evidence_free_name(tip, add->id, add->name, blob,
	    add->sha256, &name, &same)))
		return err;
	if (same != NULL) {
		add->path = same;
		goto done;
	}
	if ((err = change_evidence_path(change, add->id, name,
	    &add->path)) ||
	    (err = check_path(add, tip, add->path, true)) ||
	    (err = check_place(add)))
		goto done;
	err = change_put_incoming(change, add->path, add->in);
done:
	free(name);
	return err;
}
