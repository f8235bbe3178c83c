#include "core/git/find.h"

#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include <git2.h>

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/config.h"
#include "core/git/lib.h"

char *
find_link(const char *path, const char *prefix)
{
	struct str text = STR_INIT;
	const char *slash = strrchr(path, '/'), *target;
	char *link = NULL;

	if (file_read(&text, path, PATH_MAX + 16) != NULL ||
	    !str_starts(text.ptr, prefix))
		goto done;
	while (text.len > 0 && strchr("\r\n", text.ptr[text.len - 1]))
		str_cut(&text, text.len - 1);
	target = text.ptr + strlen(prefix);
	if (*target == '/' || slash == NULL)
		link = xstrdup(target);
	else if (*target != '\0')
		link = xasprintf("%.*s/%s", (int)(slash - path), path,
		    target);
done:
	str_release(&text);
	return link;
}

char *
find_common(const char *git_dir)
{
	char *file = xasprintf("%s/commondir", git_dir), *link = NULL;

	if (file_exists(file))
		link = find_link(file, "");
	free(file);
	return link ? link : xstrdup(git_dir);
}

bool
find_same(const char *a, const char *b)
{
	struct stat sa, sb;

	return stat(a, &sa) == 0 && stat(b, &sb) == 0 &&
	    sa.st_dev == sb.st_dev && sa.st_ino == sb.st_ino;
}

/* Extensions that change nothing for this program, or that it follows. */
static const struct extension {
	const char *name, *value; /* NULL: any */
} known[] = {
	{ "extensions.noop", NULL },
	{ "extensions.objectformat", "sha1" },
	{ "extensions.partialclone", NULL },
	{ "extensions.preciousobjects", NULL },
	{ "extensions.refstorage", "files" },
	{ "extensions.worktreeconfig", NULL },
};

static const struct err *
refuse(const char *git_dir, const char *name, const char *value)
{
	if (strcmp(name, "extensions.objectformat") == 0)
		return err_mend(err_new(ERR_SYSTEM, _("'%s' names objects by "
		    "%s; this program reads SHA-1 repositories only"),
		    git_dir, value), "git init --object-format=sha1");
	if (strcmp(name, "extensions.refstorage") == 0)
		return err_mend(err_new(ERR_SYSTEM, _("'%s' keeps references "
		    "as %s; this program reads files only"), git_dir, value),
		    "git refs migrate --ref-format=files");
	return err_mend(err_new(ERR_SYSTEM, _("'%s' uses the extension "
	    "'%s', which this program does not know"), git_dir,
	    name + strlen("extensions.")), "git config --show-origin %s",
	    name);
}

static const struct err *
check_extension(const char *git_dir, const git_config_entry *entry)
{
	const char *value = entry->value ? entry->value : "true";

	if (!str_starts(entry->name, "extensions."))
		return NULL;
	for (size_t i = 0; i < COUNT(known); i++)
		if (strcmp(entry->name, known[i].name) == 0 &&
		    (known[i].value == NULL ||
		    strcasecmp(value, known[i].value) == 0))
			return NULL;
	return refuse(git_dir, entry->name, value);
}

static const struct err *
check_extensions(const char *git_dir, const git_config *config)
{
	git_config_iterator *iterator = NULL;
	const struct err *err = NULL;
	git_config_entry *entry;
	int rc = git_config_iterator_new(&iterator, config);

	if (rc < 0)
		return git_fail(rc, "'%s/config'", git_dir);
	while (err == NULL && git_config_next(&entry, iterator) == 0)
		err = check_extension(git_dir, entry);
	git_config_iterator_free(iterator);
	return err;
}

const struct err *
find_check_format(const struct find *found)
{
	char *file = xasprintf("%s/config", found->common_dir);
	const struct err *err = NULL;
	git_config *config = NULL;
	int32_t version = 0;
	int rc;

	if (!file_exists(file))
		goto done;
	if ((rc = git_config_open_ondisk(&config, file)) < 0) {
		err = git_fail(rc, "'%s'", file);
		goto done;
	}
	if (git_config_get_int32(&version, config,
	    "core.repositoryformatversion") < 0)
		version = 0;
	if (version > 1)
		err = err_new(ERR_SYSTEM, _("'%s' has format %d; this "
		    "program reads formats 0 and 1"), found->common_dir,
		    (int)version);
	else
		err = check_extensions(found->common_dir, config);
done:
	git_config_free(config);
	free(file);
	return err;
}

/* Root under sudo counts as the one who called it, as for git. */
static bool
is_own(const char *path, const struct config *config)
{
	struct stat st;
	const char *sudo;
	char *end;

	if (lstat(path, &st) < 0 || st.st_uid == geteuid())
		return true;
	sudo = geteuid() == 0 ? config_env(config, "SUDO_UID") : NULL;
	if (sudo == NULL || *sudo == '\0')
		return false;
	return strtoul(sudo, &end, 10) == st.st_uid && *end == '\0';
}

/* VALUE of safe.directory: everything, a path, or "path/" and a star. */
static bool
covers(const char *value, const char *path)
{
	size_t len = strlen(value);

	if (strcmp(value, "*") == 0)
		return true;
	if (str_ends(value, "/*"))
		return strncmp(value, path, len - 1) == 0;
	while (len > 1 && value[len - 1] == '/')
		len--;
	return strlen(path) == len && memcmp(value, path, len) == 0;
}

static bool
is_safe(const char *path, const struct config *config)
{
	struct strs values = STRS_INIT;
	bool safe = false;

	config_all(config, "safe.directory", true, &values);
	for (size_t i = 0; i < values.n; i++) {
		/* An empty value forgets those before it. */
		if (*values.items[i] == '\0')
			safe = false;
		else if (covers(values.items[i], path))
			safe = true;
	}
	strs_release(&values);
	return safe;
}

const struct err *
find_check_owner(const struct find *found, const char *work_tree,
    const struct config *config)
{
	const char *path = work_tree ? work_tree : found->git_dir;
	char *file = xasprintf("%s/.git", path);
	bool own = is_own(found->git_dir, config) &&
	    (work_tree == NULL || (is_own(work_tree, config) &&
	    is_own(file, config)));

	free(file);
	if (own || found->explicit || is_safe(path, config))
		return NULL;
	return err_mend(err_new(ERR_SYSTEM, _("'%s' is owned by somebody "
	    "else"), path), "git config --global --add safe.directory %s",
	    path);
}
