#include "core/git/commit.h"

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/objects.h"
#include "core/git/repo.h"

enum { MAX_COMMIT = 1024 * 1024 };

/* "1700000000 +0100" */
static void
parse_time(const char *text, struct stamp *stamp)
{
	char *end;
	long zone;

	stamp->when = strtoll(text, &end, 10);
	zone = strtol(end, NULL, 10);
	stamp->offset = (int)(zone / 100 * 60 + zone % 100);
}

void
stamp_parse(struct stamp *stamp, char *line)
{
	char *less = strrchr(line, '<'), *more;

	stamp->name = stamp->email = "";
	stamp->when = 0;
	stamp->offset = 0;
	if (less == NULL || (more = strchr(less, '>')) == NULL)
		return;
	*more = '\0';
	stamp->email = less + 1;
	parse_time(more + 1, stamp);
	while (less > line && less[-1] == ' ')
		less--;
	*less = '\0';
	stamp->name = line;
}

static void
parse_line(struct commit *commit, char *line)
{
	if (str_starts(line, "parent ")) {
		GROW(commit->parents, commit->n_parents, commit->cap_parents);
		if (oid_parse(&commit->parents[commit->n_parents], line + 7))
			commit->n_parents++;
	} else if (str_starts(line, "author ") && !commit->author.name) {
		stamp_parse(&commit->author, line + 7);
	} else if (str_starts(line, "committer ") &&
	    !commit->committer.name) {
		stamp_parse(&commit->committer, line + 10);
	}
}

/* Take apart commit->text. */
static const struct err *
parse(struct commit *commit)
{
	static const struct stamp nobody;
	char *line = commit->text.ptr, *end, hex[OID_HEX + 1];

	commit->author = commit->committer = nobody;
	commit->n_parents = 0;
	commit->message = "";
	if (!str_starts(line, "tree ") ||
	    !oid_parse(&commit->tree, line + 5)) {
		oid_hex(hex, &commit->id);
		return err_mend(err_new(ERR_DATA, _("commit %s is damaged"),
		    hex), "git fsck");
	}
	for (; *line != '\0' && *line != '\n'; line = end + 1) {
		if ((end = strchr(line, '\n')) == NULL)
			break;
		*end = '\0';
		parse_line(commit, line);
	}
	if (*line == '\n')
		commit->message = line + 1;
	if (commit->author.name == NULL)
		commit->author.name = commit->author.email = "";
	if (commit->committer.name == NULL)
		commit->committer.name = commit->committer.email = "";
	return NULL;
}

const struct err *
commit_read(struct commit *commit, struct repo *repo, const struct oid *id)
{
	const struct err *err;

	commit->id = *id;
	str_reset(&commit->text);
	if ((err = repo_read(repo, id, OBJECT_COMMIT, 0, &commit->text)))
		return err;
	str_cut(&commit->text, MAX_COMMIT);
	return parse(commit);
}

static const struct err *
read_object(struct commit *commit, struct objects *objects,
    const struct oid *id, bool verify)
{
	const struct err *err;

	commit->id = *id;
	str_reset(&commit->text);
	err = (verify ? objects_read : objects_glance)(objects, id,
	    OBJECT_COMMIT, 0, &commit->text);
	if (err != NULL)
		return err;
	str_cut(&commit->text, MAX_COMMIT);
	return parse(commit);
}

const struct err *
commit_verified(struct commit *commit, struct objects *objects,
    const struct oid *id)
{
	return read_object(commit, objects, id, true);
}

const struct err *
commit_glance(struct commit *commit, struct objects *objects,
    const struct oid *id)
{
	return read_object(commit, objects, id, false);
}

const struct err *
commit_parse(struct commit *commit, const char *text, size_t len,
    const struct oid *id)
{
	commit->id = *id;
	str_reset(&commit->text);
	str_addn(&commit->text, text, len);
	return parse(commit);
}

void
commit_release(struct commit *commit)
{
	free(commit->parents);
	str_release(&commit->text);
	*commit = (struct commit)COMMIT_INIT;
}

char *
commit_subject(const struct commit *commit)
{
	const char *text = commit->message + strspn(commit->message, "\n");

	return xstrndup(text, strcspn(text, "\n"));
}

/* As git takes it off both ends of names and addresses. */
static bool
is_crud(char c)
{
	return (unsigned char)c <= 32 || strchr(".,:;<>\"\\'", c) != NULL;
}

static void
add_clean(struct str *out, const char *text)
{
	size_t len = strlen(text);

	while (len > 0 && is_crud(*text)) {
		text++;
		len--;
	}
	while (len > 0 && is_crud(text[len - 1]))
		len--;
	for (size_t i = 0; i < len; i++)
		if (strchr("<>\n", text[i]) == NULL)
			str_addc(out, text[i]);
}

static void
add_stamp(struct str *out, const char *role, const struct stamp *stamp)
{
	int offset = stamp->offset < 0 ? -stamp->offset : stamp->offset;

	str_addf(out, "%s ", role);
	add_clean(out, stamp->name);
	str_add(out, " <");
	add_clean(out, stamp->email);
	str_addf(out, "> %lld %c%02d%02d\n", (long long)stamp->when,
	    stamp->offset < 0 ? '-' : '+', offset / 60, offset % 60);
}

/* A header value of several lines: each further one begins with a blank. */
static void
add_signature(struct str *out, const char *signature)
{
	size_t len = strlen(signature);

	while (len > 0 && signature[len - 1] == '\n')
		len--;
	str_add(out, "gpgsig ");
	for (size_t i = 0; i < len; i++) {
		str_addc(out, signature[i]);
		if (signature[i] == '\n')
			str_addc(out, ' ');
	}
	str_addc(out, '\n');
}

void
commit_write(struct str *out, const struct oid *tree,
    const struct oid *parents, size_t n, const struct stamp *author,
    const struct stamp *committer, const char *signature,
    const char *message)
{
	char hex[OID_HEX + 1];

	oid_hex(hex, tree);
	str_addf(out, "tree %s\n", hex);
	for (size_t i = 0; i < n; i++) {
		oid_hex(hex, &parents[i]);
		str_addf(out, "parent %s\n", hex);
	}
	add_stamp(out, "author", author);
	add_stamp(out, "committer", committer);
	if (signature != NULL)
		add_signature(out, signature);
	str_addc(out, '\n');
	str_add(out, message);
}
