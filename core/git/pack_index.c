#include "core/git/pack_index.h"

#include "core/base/mem.h"

/* Offsets from here on stand in a table of their own. */
static const uint64_t large = UINT64_C(1) << 31;

static int
by_id(const void *a, const void *b)
{
	const struct pack_entry *const *x = a, *const *y = b;

	return oid_compare(&(*x)->id, &(*y)->id);
}

static const struct err *
add_number(struct hashed *out, uint64_t value, size_t bytes)
{
	unsigned char text[8];

	for (size_t i = 0; i < bytes; i++)
		text[i] = (unsigned char)(value >> 8 * (bytes - 1 - i));
	return hashed_add(out, text, bytes);
}

/* How many ids begin with a byte up to each. */
static const struct err *
add_fanout(struct hashed *out, const struct pack_entry **sorted, size_t n)
{
	const struct err *err = NULL;
	size_t at = 0;

	for (unsigned byte = 0; err == NULL && byte < 256; byte++) {
		while (at < n && sorted[at]->id.id[0] == byte)
			at++;
		err = add_number(out, at, 4);
	}
	return err;
}

static const struct err *
add_offsets(struct hashed *out, const struct pack_entry **sorted, size_t n)
{
	const struct err *err = NULL;
	uint64_t n_large = 0;

	for (size_t i = 0; err == NULL && i < n; i++)
		err = add_number(out, sorted[i]->offset < large ?
		    sorted[i]->offset : large | n_large++, 4);
	for (size_t i = 0; err == NULL && n_large > 0 && i < n; i++)
		if (sorted[i]->offset >= large)
			err = add_number(out, sorted[i]->offset, 8);
	return err;
}

static const struct err *
add_tables(struct hashed *out, const struct pack_entry **sorted, size_t n,
    const struct oid *pack_sum)
{
	static const unsigned char header[8] = { 0xff, 't', 'O', 'c', 0, 0,
		0, 2 };
	const struct err *err;

	if ((err = hashed_add(out, header, sizeof(header))) ||
	    (err = add_fanout(out, sorted, n)))
		return err;
	for (size_t i = 0; err == NULL && i < n; i++)
		err = hashed_add(out, sorted[i]->id.id, OID_SIZE);
	for (size_t i = 0; err == NULL && i < n; i++)
		err = add_number(out, sorted[i]->crc, 4);
	if (err != NULL || (err = add_offsets(out, sorted, n)))
		return err;
	return hashed_add(out, pack_sum->id, OID_SIZE);
}

const struct err *
pack_index_write(struct hashed *out, const struct pack_entry *entries,
    size_t n, const struct oid *pack_sum)
{
	const struct pack_entry **sorted = xcalloc(n + 1, sizeof(*sorted));
	const struct err *err;
	struct oid sum;

	for (size_t i = 0; i < n; i++)
		sorted[i] = &entries[i];
	qsort(sorted, n, sizeof(*sorted), by_id);
	err = add_tables(out, sorted, n, pack_sum);
	free(sorted);
	return err ? err : hashed_end(out, &sum);
}
