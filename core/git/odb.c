#include "core/git/odb.h"

#include <string.h>

#include <git2.h>

#include "core/base/i18n.h"
#include "core/git/lib.h"
#include "core/git/limit.h"
#include "core/git/loose.h"

static const struct err *
read_fail(int rc, const struct oid *id)
{
	char hex[OID_HEX + 1];

	oid_hex(hex, id);
	if (rc == GIT_ENOTFOUND)
		return err_mend(err_new(ERR_NOTFOUND, _("object %s is missing"),
		    hex), "git fsck");
	/* As libgit2 calls a delta that cannot be applied. */
	if (git_error_last() != NULL &&
	    git_error_last()->klass == GIT_ERROR_INVALID)
		return object_damaged(id);
	return git_fail(rc, "%s", hex);
}

static const struct err *
check_header(const struct oid *id, git_object_t type, size_t len,
    enum object_type expected, size_t max)
{
	char hex[OID_HEX + 1];

	if ((int)type == (int)expected && (max == 0 || len <= max))
		return NULL;
	oid_hex(hex, id);
	if ((int)type != (int)expected)
		return err_new(ERR_DATA, _("object %s is a %s, not a %s"), hex,
		    git_object_type2string(type),
		    git_object_type2string((git_object_t)expected));
	return err_new(ERR_DATA, _("object %s has %zu bytes, over the limit "
	    "of %zu"), hex, len, max);
}

static const struct err *
check_id(const struct oid *id, enum object_type type, const void *ptr,
    size_t len)
{
	char hex[OID_HEX + 1], is[OID_HEX + 1];
	struct oid own;

	repo_hash(&own, type, ptr, len);
	if (oid_equal(&own, id))
		return NULL;
	oid_hex(hex, id);
	oid_hex(is, &own);
	return err_mend(err_new(ERR_DATA, _("object %s is damaged: its bytes "
	    "are those of %s"), hex, is), "git fsck");
}

/* Whether it may be read, by what its header says. */
static const struct err *
ask(struct git_odb *odb, const struct oid *id, enum object_type type,
    size_t max)
{
	git_object_t found;
	git_oid oid;
	size_t len;
	int rc;

	memcpy(oid.id, id->id, OID_SIZE);
	if ((rc = git_odb_read_header(&len, &found, odb, &oid)) < 0)
		return read_fail(rc, id);
	return check_header(id, found, len, type, max);
}

/*
 * Where the size matters, it is read with little memory, and only if that
 * does not do is the size asked for: what needs much may still be small,
 * made of something large.
 */
static const struct err *
read_object(git_odb_object **out, struct git_odb *odb, const struct oid *id,
    enum object_type type, size_t max)
{
	enum { OVERHEAD = 64 * 1024 };
	const struct err *err;
	bool refused = false;
	git_oid oid;
	int rc;

	memcpy(oid.id, id->id, OID_SIZE);
	if (max > 0)
		limit_begin(max + OVERHEAD);
	rc = git_odb_read(out, odb, &oid);
	if (max > 0)
		refused = limit_end();
	if (rc < 0 && refused) {
		if ((err = ask(odb, id, type, max)))
			return err;
		rc = git_odb_read(out, odb, &oid);
	}
	return rc < 0 ? read_fail(rc, id) : NULL;
}

const struct err *
odb_read(struct git_odb *odb, const struct oid *id, enum object_type type,
    size_t max, bool verify, struct str *out)
{
	git_odb_object *object = NULL;
	const struct err *err;
	size_t len;

	if ((err = read_object(&object, odb, id, type, max)))
		return err;
	len = git_odb_object_size(object);
	err = check_header(id, git_odb_object_type(object), len, type, max);
	if (err == NULL && verify)
		err = check_id(id, type, git_odb_object_data(object), len);
	if (err == NULL)
		str_addn(out, git_odb_object_data(object), len);
	git_odb_object_free(object);
	return err;
}
