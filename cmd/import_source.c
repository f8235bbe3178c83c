#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/import.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"

enum { CHUNK = 65536 };

/* Standard input once, so that it can be read again. */
static const struct err *
spool(struct source *source)
{
	FILE *copy = tmpfile();
	size_t n;

	if (copy == NULL)
		return err_errno(_("temporary file"));
	while ((n = fread(source->chunk, 1, CHUNK, stdin)) > 0)
		if (fwrite(source->chunk, 1, n, copy) != n)
			break;
	if (ferror(stdin) || ferror(copy) || fflush(copy) != 0) {
		const struct err *err = err_errno(source->name);

		fclose(copy);
		return err;
	}
	source->stream = copy;
	return NULL;
}

static const struct err *
open_input(struct source *source)
{
	struct stat st;
	off_t here;

	source->name = xstrdup("<stdin>");
	if (fstat(fileno(stdin), &st) == 0 && S_ISREG(st.st_mode) &&
	    (here = ftello(stdin)) >= 0) {
		source->stream = stdin;
		source->start = here;
		return NULL;
	}
	return spool(source);
}

static const struct err *
open_file(struct source *source, const char *path)
{
	struct stat st;

	source->name = xstrdup(path);
	source->stream = fopen(path, "rbe");
	if (source->stream == NULL)
		return err_errno(path);
	if (fstat(fileno(source->stream), &st) != 0)
		return err_errno(path);
	if (S_ISREG(st.st_mode))
		return NULL;
	return err_mend(err_new(ERR_SYSTEM, _("'%s' is not a file"), path),
	    _("what comes from a pipe is read with '-'"));
}

static const struct err *
measure(struct source *source)
{
	off_t end;

	if (fseeko(source->stream, 0, SEEK_END) != 0 ||
	    (end = ftello(source->stream)) < 0)
		return err_errno(source->name);
	if (end > source->start)
		source->size = (size_t)(end - source->start);
	return NULL;
}

const struct err *
source_take(struct source *source, FILE *stream, const char *name)
{
	memset(source, 0, sizeof(*source));
	source->chunk = xmalloc(CHUNK);
	source->stream = stream;
	source->name = xstrdup(name);
	source->base = xstrdup(name);
	return measure(source);
}

const struct err *
source_open(struct source *source, const char *path)
{
	const struct err *err;
	const char *slash = strrchr(path, '/');

	memset(source, 0, sizeof(*source));
	source->path = path;
	source->chunk = xmalloc(CHUNK);
	if (strcmp(path, "-") == 0)
		err = open_input(source);
	else
		err = open_file(source, path);
	if (err != NULL)
		return err;
	source->base = xstrdup(strcmp(path, "-") == 0 ? "stdin" :
	    slash != NULL ? slash + 1 : path);
	return measure(source);
}

void
source_close(struct source *source)
{
	if (source->stream != NULL && source->stream != stdin)
		fclose(source->stream);
	free(source->name);
	free(source->base);
	free(source->chunk);
	memset(source, 0, sizeof(*source));
}

const struct err *
source_rewind(struct source *source)
{
	static const char mark[] = "\xef\xbb\xbf";
	const struct err *err;

	if (fseeko(source->stream, source->start, SEEK_SET) != 0)
		return err_errno(source->name);
	source->done = source->len = source->pos = 0;
	if ((err = source_fill(source)))
		return err;
	if (source->len >= strlen(mark) &&
	    memcmp(source->chunk, mark, strlen(mark)) == 0)
		source->pos = strlen(mark);
	return NULL;
}

const struct err *
source_fill(struct source *source)
{
	if (source->pos < source->len)
		return NULL;
	errno = 0;
	source->done += source->len;
	source->pos = 0;
	source->len = fread(source->chunk, 1, CHUNK, source->stream);
	if (source->len == 0 && ferror(source->stream))
		return err_errno(source->name);
	return NULL;
}
