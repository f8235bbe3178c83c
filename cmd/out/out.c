#include "cmd/out/out.h"

#include <errno.h>
#include <stdlib.h>

#include "cmd/out/term.h"
#include "core/base/i18n.h"

const char out_format_words[] = "table|json|jsonl|csv|tsv|markdown";

const struct err *
out_finish(struct out *out)
{
	const struct err *err = NULL;
	FILE *stream = out->stream;

	if (stream == NULL)
		return NULL;
	errno = 0;
	if (fflush(stream) != 0 || ferror(stream)) {
		if (errno == 0)
			errno = EIO;
		err = err_errno(_("standard output"));
	}
	pager_end(out);
	return err;
}

void
out_text(struct out *out, const char *text)
{
	fputs(text, out->stream);
}

void
out_message(const char *prefix, const char *text)
{
	char *escaped = out_escape_lines(text);

	fprintf(stderr, "%s%s\n", prefix, escaped);
	free(escaped);
}
