#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/evidence_add.h"
#include "core/model/evidence.h"
#include "core/model/lfs.h"
#include "tests/fuzz/fuzz.h"

/*
 * A pointer of git-lfs has one form only; and whatever a file is called,
 * its name among the evidence is that of a file there.
 */

static void
check_pointer(const char *text, size_t len)
{
	struct lfs_pointer pointer;
	char *again;

	if (!lfs_parse(&pointer, text, len))
		return;
	again = xasprintf("version https://git-lfs.github.com/spec/v1\n"
	    "oid sha256:%s\nsize %lld\n", pointer.sha256,
	    (long long)pointer.bytes);
	if (strlen(again) != len || memcmp(again, text, len) != 0)
		BUG("two forms of one pointer");
	free(again);
}

static void
check_name(const char *text, size_t len)
{
	char *file = xstrndup(text, len), *name = NULL, *twice = NULL, *path;

	if (evidence_safe_name(file, &name) == NULL) {
		path = xasprintf("evidence/p/%s", name);
		if (strlen(name) > 210 || strchr(name, '/') != NULL ||
		    *name == '.' || !evidence_path_valid(path))
			BUG("a name that is not safe");
		if (evidence_safe_name(name, &twice) != NULL ||
		    strcmp(name, twice) != 0)
			BUG("a safe name is made safe again");
		free(path);
	}
	free(twice);
	free(name);
	free(file);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_pointer((const char *)data, size);
	check_name((const char *)data, size);
	return 0;
}
