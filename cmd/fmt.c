#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/frame.h"
#include "cmd/opt.h"
#include "cmd/out/plain.h"
#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/canonical.h"
#include "core/model/criterion.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/store/store.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_fmt = {
	"fmt", N_("[PATH...]"),
	N_("put files of the work tree into canonical form"), 0, run
};
/* The same once it is known that files are to be found. */
static const struct cmd on_files = {
	"fmt", N_("[PATH...]"),
	N_("put files of the work tree into canonical form"), CMD_STORE, run
};

enum { FILE_MAX = 1024 * 1024 };

struct fmt {
	struct session *session;
	bool check;          /* only look */
	struct table *table; /* files that were not in canonical form */
	size_t seen, changed, broken;
};

static const struct column columns[] = {
	{ "path", CELL_TEXT, 0, N_("Path"),
	    N_("file that was not in canonical form") }
};

static const struct err *filter(struct fmt *);
static const struct err *format_files(struct fmt *, char *const *paths,
    size_t n);
static const struct err *conclude(const struct fmt *);

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct err *err;
	struct fmt fmt = { session, false, NULL, 0, 0, 0 };
	const struct opt opts[] = {
		{ OPT_FLAG, 0, "check", &fmt.check, NULL, NULL,
		    N_("change nothing; name the files that differ, and "
		    "exit with 1 if there are any") },
		OPT_END
	};

	if ((err = opt_parse(session, opts, &argc, &argv)))
		return err;
	fmt.table = table_new("files", columns, COUNT(columns));
	if (argc == 1 && strcmp(argv[0], "-") == 0) {
		err = filter(&fmt);
		goto done;
	}
	session->cmd = &on_files;
	if ((err = session_open(session)))
		goto done;
	if ((err = format_files(&fmt, argv, (size_t)argc)))
		goto done;
	if (session->out.format != OUT_TABLE)
		table_print(fmt.table, &session->out);
	err = conclude(&fmt);
done:
	table_free(fmt.table);
	return err;
}

static const struct err *
conclude(const struct fmt *fmt)
{
	if (fmt->broken > 0)
		return err_new(ERR_DATA, _("files that cannot be read: %zu"),
		    fmt->broken);
	if (fmt->changed > 0 && fmt->check)
		return err_mend(err_new(ERR_FINDINGS, _("files not in "
		    "canonical form: %zu"), fmt->changed), "proven fmt");
	if (fmt->changed > 0)
		session_note(fmt->session, _("files put into canonical "
		    "form: %zu of %zu"), fmt->changed, fmt->seen);
	else
		session_note(fmt->session, _("in canonical form: "
		    "all of %zu files"), fmt->seen);
	return NULL;
}

/* The members of a record have an order, and verdicts follow from what was
 * measured; other files stay as they are. */
static const struct err *
canonical_record(struct str *out, const struct str *text, const char *name)
{
	const struct err *err;
	struct record *record = NULL;

	err = record_read(&record, text->ptr, text->len, name);
	if (err == NULL) {
		record_judge_criteria(record);
		record_write(record, out);
	}
	record_free(record);
	return err;
}

static bool
is_same(const struct str *a, const struct str *b)
{
	return a->len == b->len && memcmp(a->ptr, b->ptr, a->len) == 0;
}

/* Standard input to standard output; for editors. */
static const struct err *
filter(struct fmt *fmt)
{
	const struct err *err, *other;
	struct str text = STR_INIT, out = STR_INIT;

	if ((err = file_read(&text, "-", FILE_MAX)))
		goto done;
	other = canonical_record(&out, &text, "<stdin>");
	if (other != NULL) {
		err = canonical_text(&out, text.ptr, text.len, "<stdin>");
		if (err != NULL)
			goto done;
	}
	if (!fmt->check)
		out_bytes(&fmt->session->out, out.ptr, out.len);
	else if (!is_same(&text, &out))
		err = err_new(ERR_FINDINGS,
		    _("standard input is not in canonical form"));
done:
	str_release(&text);
	str_release(&out);
	return err;
}

static const struct err *
write_form(struct fmt *fmt, const char *file, const char *name,
    const struct str *form)
{
	const struct err *err;

	fmt->changed++;
	table_row(fmt->table);
	table_text(fmt->table, 0, name);
	if (fmt->session->out.format == OUT_TABLE && !fmt->session->quiet)
		out_line(&fmt->session->out, name);
	if (fmt->check)
		return NULL;
	if ((err = file_write(file, form->ptr, form->len, false)))
		return err;
	return NULL;
}

/* A file that is not what it should be is named, and left. */
static const struct err *
format_file(struct fmt *fmt, const char *name, bool is_record)
{
	const struct err *err;
	struct str text = STR_INIT, form = STR_INIT;
	char *file = xasprintf("%s/%s",
	    store_work_tree(fmt->session->store), name);

	fmt->seen++;
	err = file_read(&text, file, FILE_MAX);
	if (err == NULL)
		err = is_record ? canonical_record(&form, &text, name) :
		    canonical_text(&form, text.ptr, text.len, name);
	if (err != NULL && err->code == ERR_DATA) {
		session_warn(fmt->session, "%s", err->msg);
		fmt->broken++;
		err = NULL;
	} else if (err == NULL && !is_same(&text, &form)) {
		err = write_form(fmt, file, name, &form);
	}
	free(file);
	str_release(&text);
	str_release(&form);
	return err;
}

static const struct err *
format_record(void *arg, const char *id, const char *path, const char *blob)
{
	(void)id;
	(void)blob;
	return format_file(arg, path, true);
}

/* FILE of the work tree lies at or below PATH, as typed. */
static bool
is_below(const char *file, const char *path)
{
	char *real = realpath(file, NULL), *above = realpath(path, NULL);
	size_t len = above == NULL ? 0 : strlen(above);
	bool below = real != NULL && above != NULL &&
	    strncmp(real, above, len) == 0 &&
	    (real[len] == '\0' || real[len] == '/');

	free(real);
	free(above);
	return below;
}

/*
 * Files of tracker/ only where they are named: a commit that changes them
 * changes nothing else, and raises their revision.
 */
static const struct err *
format_tracker(struct fmt *fmt, const char *path)
{
	const struct err *err = NULL;
	const char *root = store_work_tree(fmt->session->store);
	char *file, *folder = xasprintf("%s/tracker", root);

	for (size_t i = 0; i < TRACKER_FILES && err == NULL; i++) {
		file = xasprintf("%s/%s", root, tracker_paths[i]);
		if (is_below(path, folder) && is_below(file, path))
			err = format_file(fmt, tracker_paths[i], false);
		free(file);
	}
	free(folder);
	return err;
}

static const struct err *
format_path(struct fmt *fmt, const char *path)
{
	const struct err *err;
	size_t seen = fmt->seen;

	err = store_each_work_file(fmt->session->store, &path, 1,
	    format_record, fmt);
	if (err == NULL)
		err = format_tracker(fmt, path);
	if (err == NULL && fmt->seen == seen)
		err = err_new(ERR_NOTFOUND,
		    _("no record and no tracker file at '%s'"), path);
	return err;
}

static const struct err *
format_files(struct fmt *fmt, char *const *paths, size_t n)
{
	const struct err *err = NULL;

	if (store_work_tree(fmt->session->store) == NULL)
		return err_new(ERR_USAGE, _("a bare repository has no files "
		    "to put into canonical form"));
	if (n == 0)
		return store_each_work_file(fmt->session->store, NULL, 0,
		    format_record, fmt);
	for (size_t i = 0; i < n && err == NULL; i++)
		err = format_path(fmt, paths[i]);
	return err;
}
