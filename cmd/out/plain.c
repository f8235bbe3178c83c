#include "cmd/out/plain.h"

#include <stdio.h>
#include <stdlib.h>

#include "cmd/out/out.h"
#include "core/base/str.h"
#include "core/json/json.h"

void
out_line(struct out *out, const char *text)
{
	char *escaped = out_escape(text);

	fputs(escaped, out->stream);
	fputc('\n', out->stream);
	free(escaped);
}

void
out_bytes(struct out *out, const void *ptr, size_t len)
{
	fwrite(ptr, 1, len, out->stream);
}

void
out_json(struct out *out, struct json *tree)
{
	struct str text = STR_INIT;

	json_write(&text, tree);
	out_bytes(out, text.ptr, text.len);
	str_release(&text);
	json_free(tree);
}

const struct err *
emit_json(struct emit *emit, const char *key, const char *text, size_t len,
    const char *name)
{
	const struct err *err;
	struct json *tree = NULL;

	if ((err = json_read(&tree, text, len, name)))
		return err;
	emit_tree(emit, key, tree);
	json_free(tree);
	return NULL;
}
