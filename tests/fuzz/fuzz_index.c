#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/git/index_raw.h"
#include "core/git/oid.h"
#include "tests/fuzz/fuzz.h"

/*
 * An index file, to which the checksum is added here.  Whatever is taken
 * for one can be edited: what was put is there, what was removed is not,
 * the rest is as it was, and the result is an index again.
 */

static bool
parse(struct index_file *out, const struct str *bytes)
{
	bool needs_git = true;

	return index_file_parse(out, "f", (unsigned char *)bytes->ptr,
	    bytes->len, &needs_git) == NULL && !needs_git;
}

static struct index_raw *
open_bytes(const struct str *bytes)
{
	struct str copy = STR_INIT;
	struct index_file file;

	str_addn(&copy, bytes->ptr, bytes->len);
	HOLDS(parse(&file, &copy));
	return index_raw_new(&copy, &file);
}

static struct index_raw *
reopen(struct index_raw *raw)
{
	struct str out = STR_INIT;

	index_raw_write(raw, &out);
	index_raw_free(raw);
	index_seal(&out);
	raw = open_bytes(&out);
	str_release(&out);
	return raw;
}

/* Written without a change, its entries are the same bytes. */
static void
check_unchanged(const struct str *bytes, const struct index_file *file)
{
	struct index_raw *raw = open_bytes(bytes);
	struct str out = STR_INIT;

	index_raw_write(raw, &out);
	HOLDS(out.len >= file->end);
	HOLDS(memcmp(out.ptr, bytes->ptr, file->end) == 0);
	str_release(&out);
	index_raw_free(raw);
}

static void
check_rest(const struct index_file *file, const struct index_raw *raw,
    const char *removed, const char *put)
{
	struct index_entry entry;

	for (size_t i = 0; i < file->n; i++) {
		const char *path = index_file_path(file, i);

		if (strcmp(path, removed) != 0 && strcmp(path, put) != 0)
			HOLDS(index_raw_get(raw, path, &entry));
	}
}

static void
check_edits(const struct str *bytes, const struct index_file *file)
{
	static const struct oid id = { "0123456789012345678" };
	const char *removed = file->n > 0 ? index_file_path(file, 0) : "x";
	const char *put = file->n > 1 ? index_file_path(file, file->n / 2) :
	    "y";
	struct index_raw *raw = open_bytes(bytes);
	struct stat st = { .st_size = 7 };
	struct index_entry entry;

	index_raw_remove(raw, removed);
	index_raw_put(raw, put, &id, &st);
	raw = reopen(raw);
	HOLDS(strcmp(removed, put) == 0 ||
	    !index_raw_get(raw, removed, &entry));
	HOLDS(index_raw_get(raw, put, &entry));
	HOLDS(oid_equal(&entry.id, &id) && !entry.unsettled && !entry.skip);
	check_rest(file, raw, removed, put);
	index_raw_put(raw, "projects/a/b/new.json", &id, NULL);
	raw = reopen(raw);
	HOLDS(index_raw_get(raw, "projects/a/b/new.json", &entry));
	HOLDS(!index_raw_get(raw, "projects/a", &entry));
	index_raw_free(raw);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = STR_INIT;
	struct index_file file;

	str_addn(&bytes, (const char *)data, size);
	if (parse(&file, &bytes))
		index_file_release(&file);
	index_seal(&bytes);
	if (parse(&file, &bytes)) {
		check_unchanged(&bytes, &file);
		check_edits(&bytes, &file);
		index_file_release(&file);
	}
	str_release(&bytes);
	return 0;
}
