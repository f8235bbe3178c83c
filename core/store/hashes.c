#include "core/store/hashes.h"

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/git/blob.h"

/* A blob being read. */
struct reading {
	struct sha *sha;
	int64_t bytes;
	struct str head; /* what a pointer would fit into */
};

static const struct err *
take(void *arg, const void *ptr, size_t len)
{
	struct reading *reading = arg;

	sha_add(reading->sha, ptr, len);
	reading->bytes += (int64_t)len;
	if (reading->head.len + len <= LFS_MAX_BYTES)
		str_addn(&reading->head, ptr, len);
	return NULL;
}

static const struct err *
compute(struct hash *out, struct repo *repo, const struct oid *id)
{
	struct reading reading = { sha_new(), 0, STR_INIT };
	const struct err *err = blob_each(repo, id, take, &reading);

	sha_end(reading.sha, out->sha256);
	out->bytes = reading.bytes;
	out->is_pointer = (int64_t)reading.head.len == reading.bytes &&
	    lfs_parse(&out->pointer, reading.head.ptr, reading.head.len);
	str_release(&reading.head);
	return err;
}

const struct err *
hashes_get(struct hashes *hashes, struct repo *repo, const struct oid *id,
    const struct hash **out)
{
	struct hash hash = { .bytes = 0 };
	const struct err *err;
	uint32_t at;

	if (!oidmap_get(&hashes->places, id, &at)) {
		if ((err = compute(&hash, repo, id)))
			return err;
		at = (uint32_t)hashes->n;
		oidmap_add(&hashes->places, id, at);
		GROW(hashes->items, hashes->n, hashes->cap);
		hashes->items[hashes->n++] = hash;
	}
	*out = &hashes->items[at];
	return NULL;
}

void
hashes_release(struct hashes *hashes)
{
	oidmap_release(&hashes->places);
	free(hashes->items);
}
