#include "core/store/change.h"

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/blob_file.h"
#include "core/git/commit.h"
#include "core/git/sign.h"
#include "core/json/json.h"
#include "core/model/record.h"
#include "core/store/authority.h"
#include "core/store/incoming.h"
#include "core/store/own.h"
#include "core/store/place.h"

/* What file systems take as the name of a file or folder. */
enum { NAME_BYTES = 255 };

static const struct err *
read_tree(void *arg, const struct oid *id, struct str *out)
{
	struct change *change = arg;
	const struct err *err;

	err = sink_read(change->sink, id, OBJECT_TREE, 0, out);
	if (err != NULL && err->code == ERR_NOTFOUND)
		err = err_new(ERR_DATA, "%s", err->msg);
	return err;
}

static const struct err *
write_tree(void *arg, const char *raw, size_t len,
    const struct former *former, struct oid *id)
{
	struct change *change = arg;

	return sink_put_next(change->sink, OBJECT_TREE, raw, len, former, id);
}

const struct err *
change_new(struct change **out, struct store *store, struct snapshot *tip,
    const struct change_options *options, const struct identity *author,
    const struct identity *committer)
{
	struct change *change = xcalloc(1, sizeof(*change));
	struct tree_store trees = { change, read_tree, write_tree,
		options->bulk };
	const struct err *err = NULL;

	change->store = store;
	change->tip = tip;
	change->options = options;
	change->user_author = author;
	change->committer = committer;
	change->sign = options->sign || sign_wanted(store->repo);
	change->depth = -1;
	change->head = tip->commit;
	change->head_tree = tip->tree;
	change->has_head = !tip->unborn;
	if (options->bulk)
		err = sink_new_pack(&change->sink, store->repo);
	else
		change->sink = sink_new(store->repo);
	change->tree = tree_new(&trees, tip->unborn ? NULL : &tip->tree);
	if (err != NULL)
		change_free(change);
	else
		*out = change;
	return err;
}

void
change_free(struct change *change)
{
	if (change == NULL)
		return;
	tree_free(change->tree);
	sink_free(change->sink);
	paths_release(&change->touched);
	message_release(&change->message);
	identity_release(&change->author);
	free(change);
}

/* A plain file at PATH. */
static const struct err *
is_there(struct change *change, const char *path, struct oid *blob,
    bool *found)
{
	struct tree_file file;
	const struct err *err = tree_get(change->tree, path, &file, found);

	if (err != NULL || !*found)
		return err;
	if ((file.mode & MODE_TYPE) != (MODE_BLOB & MODE_TYPE))
		return err_new(ERR_DATA, _("'%s' is no plain file"), path);
	*blob = file.id;
	return NULL;
}

const struct err *
change_find(struct change *change, const char *id, char **path,
    struct oid *blob, bool *found)
{
	struct str flat = STR_INIT, deep = STR_INIT;
	const struct err *err;
	struct oid other;
	bool also;

	place_path(&flat, place_projects, id, 0, place_suffix);
	place_path(&deep, place_projects, id, 2, place_suffix);
	if ((err = is_there(change, flat.ptr, blob, found)) ||
	    (err = is_there(change, deep.ptr, &other, &also)))
		goto done;
	if (*found && also) {
		err = err_new(ERR_DATA, _("two files claim the id '%s': "
		    "'%s' and '%s'"), id, flat.ptr, deep.ptr);
		goto done;
	}
	if (also)
		*blob = other;
	*path = *found ? str_take(&flat) : also ? str_take(&deep) : NULL;
	*found = *found || also;
done:
	str_release(&flat);
	str_release(&deep);
	return err;
}

const struct err *
change_touch(struct change *change, const char *path)
{
	for (const char *p = path; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return err_new(ERR_DATA, _("bad path '%s'"), path);
	for (const char *p = path; *p != '\0'; p += *p == '/') {
		if (strcspn(p, "/") > NAME_BYTES)
			return err_new(ERR_DATA, _("the name of a file would "
			    "have more than %d bytes: '%s'"), NAME_BYTES,
			    path);
		p += strcspn(p, "/");
	}
	paths_add(&change->touched, path);
	return NULL;
}

/* PATH becomes a plain file with the blob ID. */
static const struct err *
put_blob(struct change *change, const char *path, const struct oid *id)
{
	struct tree_file file = { .mode = MODE_BLOB, .id = *id }, old;
	const struct err *err;
	bool found;

	if ((err = change_touch(change, path)) ||
	    (err = tree_get(change->tree, path, &old, &found)))
		return err;
	if (found && (old.mode & MODE_TYPE) != (MODE_BLOB & MODE_TYPE))
		return err_new(ERR_DATA, _("'%s' is no plain file"), path);
	return tree_put(change->tree, path, &file);
}

const struct err *
change_put_file(struct change *change, const char *path, const void *ptr,
    size_t len)
{
	const struct err *err;
	struct oid id;

	if ((err = sink_put(change->sink, OBJECT_BLOB, ptr, len, &id)))
		return err;
	return put_blob(change, path, &id);
}

const struct err *
change_put_incoming(struct change *change, const char *path,
    struct incoming *in)
{
	struct blob_file *blob = incoming_blob(in);

	sink_put_file(change->sink, blob);
	return put_blob(change, path, blob_file_id(blob));
}

const struct err *
change_remove_file(struct change *change, const char *path)
{
	const struct err *err = change_touch(change, path);

	return err ? err : tree_remove(change->tree, path);
}

const struct err *
change_evidence_path(struct change *change, const char *id,
    const char *name, char **path)
{
	struct str out = STR_INIT, flat = STR_INIT;
	const struct err *err;
	char *record = NULL;
	struct oid blob;
	bool found;

	if ((err = change_find(change, id, &record, &blob, &found)))
		return err;
	place_path(&flat, place_projects, id, 0, place_suffix);
	place_path(&out, place_evidence, id, record &&
	    strcmp(record, flat.ptr) != 0 ? 2 : 0, "/");
	str_add(&out, name);
	*path = str_take(&out);
	str_release(&flat);
	free(record);
	return NULL;
}

const struct err *
change_put_record(struct change *change, const struct record *record)
{
	const char *id = record_id(record);
	struct str text = STR_INIT, path = STR_INIT;
	const struct err *err;
	char *old = NULL;
	struct oid blob;
	bool found;

	if ((err = record_id_check(id)) ||
	    (err = change_find(change, id, &old, &blob, &found)))
		goto done;
	if (!found && change->depth < 0 &&
	    (err = change_depth(change, &change->depth)))
		goto done;
	if (!found)
		place_path(&path, place_projects, id, change->depth,
		    place_suffix);
	record_write(record, &text);
	if (text.len > JSON_MAX_BYTES)
		err = err_new(ERR_DATA, _("'%s' would have %zu bytes; a "
		    "record has %d at most"), id, text.len, JSON_MAX_BYTES);
	else
		err = change_put_file(change, found ? old : path.ptr,
		    text.ptr, text.len);
done:
	free(old);
	str_release(&path);
	str_release(&text);
	return err;
}

const struct err *
change_remove_record(struct change *change, const char *id)
{
	const struct err *err;
	char *path = NULL;
	struct oid blob;
	bool found;

	if ((err = change_find(change, id, &path, &blob, &found)))
		return err;
	if (!found)
		err = err_new(ERR_NOTFOUND, _("no project '%s'"), id);
	else if ((err = change_touch(change, path)) == NULL)
		err = tree_remove(change->tree, path);
	free(path);
	return err;
}

const struct err *
change_record(struct change *change, const char *id, struct record **out)
{
	struct str text = STR_INIT;
	const struct err *err;
	char *path = NULL;
	struct oid blob;
	bool found = false;

	if (record_id_check(id) == NULL &&
	    (err = change_find(change, id, &path, &blob, &found)))
		goto done;
	if (!found) {
		err = err_new(ERR_NOTFOUND, _("no project '%s'"), id);
		goto done;
	}
	err = sink_read(change->sink, &blob, OBJECT_BLOB, JSON_MAX_BYTES,
	    &text);
	if (err == NULL)
		err = record_read(out, text.ptr, text.len, path);
	else
		err = err_in(err_new(ERR_DATA, "%s", err->msg), path);
done:
	free(path);
	str_release(&text);
	return err;
}

void
change_message(struct change *change, const char *subject, const char *body)
{
	message_set(&change->message, subject, body);
}

void
change_trailer(struct change *change, const char *key, const char *value)
{
	message_trailer(&change->message, key, value);
}

void
change_author(struct change *change, const char *name, const char *email,
    int64_t when, int offset)
{
	identity_release(&change->author);
	change->author.name = xstrdup(name);
	change->author.email = xstrdup(email);
	change->author.when = when;
	change->author.offset = offset;
}

static struct stamp
stamp(const struct identity *identity)
{
	struct stamp stamp = { identity->name, identity->email,
		identity->when, identity->offset };

	return stamp;
}

/* The bytes of the commit; signed, they are written twice. */
static const struct err *
write_commit(struct change *change, const struct oid *tree, struct str *out)
{
	size_t parents = change->has_head ? 1 : 0;
	struct stamp author = stamp(change->author.name ?
	    &change->author : change->user_author);
	struct stamp committer = stamp(change->committer);
	struct str text = STR_INIT, signature = STR_INIT;
	const struct err *err = NULL;
	char *signer;

	message_write(&change->message, &text);
	commit_write(out, tree, &change->head, parents, &author, &committer,
	    NULL, text.ptr);
	if (change->sign) {
		signer = xasprintf("%s <%s>", committer.name,
		    committer.email);
		err = sign_commit(change->store->repo, signer, out->ptr,
		    out->len, &signature);
		str_reset(out);
		if (err == NULL)
			commit_write(out, tree, &change->head, parents,
			    &author, &committer, signature.ptr, text.ptr);
		free(signer);
	}
	str_release(&signature);
	str_release(&text);
	return err;
}

static void
sign_off(struct change *change)
{
	char *who = xasprintf("%s <%s>", change->committer->name,
	    change->committer->email);

	message_trailer(&change->message, "Signed-off-by", who);
	free(who);
}

const struct err *
change_commit(struct change *change)
{
	struct str text = STR_INIT;
	const struct err *err;
	struct oid tree, id;

	if ((err = tree_write(change->tree, &tree)) ||
	    (change->has_head && oid_equal(&tree, &change->head_tree)) ||
	    (!change->has_head && change->touched.list.n == 0))
		goto done;
	if (change->message.subject == NULL)
		BUG("a commit without a message");
	if (change->options->signoff)
		sign_off(change);
	if ((err = authority_check(change, &change->sign)) ||
	    (err = write_commit(change, &tree, &text)) ||
	    (err = sink_put(change->sink, OBJECT_COMMIT, text.ptr, text.len,
	    &id)))
		goto done;
	change->head = id;
	change->head_tree = tree;
	change->has_head = true;
	change->n_commits++;
done:
	message_release(&change->message);
	identity_release(&change->author);
	str_release(&text);
	return err;
}
