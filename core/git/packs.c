#include "core/git/packs.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/mman.h>

#include <libdeflate.h>

#include "core/base/mem.h"
#include "core/git/delta.h"
#include "core/git/pack_map.h"

/*
 * Of the versions of a file most are deltas of a later one, fifty deep.
 * Read from the oldest, each is what the one before was made of: what had
 * to be made on the way to an object is kept until it is asked for.  Then
 * it is given away, as nothing older will need it.
 */
enum { SLOTS = 64 * 1024, CHAIN_MAX = 4096 };

static const size_t keep_bytes = (size_t)16 * 1024 * 1024;
static const size_t most_bytes = (size_t)256 * 1024 * 1024;

/* An object at hand. */
struct made {
	const struct pack_map *map;
	uint64_t offset;
	unsigned type;
	struct str text;
};

struct link {
	uint64_t offset;
	struct pack_item item;
};

struct packs {
	struct pack_map **maps;
	size_t n, cap;
	size_t last;             /* the pack that had the last object */
	struct made *kept;       /* by offset */
	uint64_t *tags;          /* the offset of each; 0: none is there */
	size_t bytes, hand;      /* in KEPT; where room is made next */
	struct link *chain;
	size_t n_chain, cap_chain;
	struct str delta;
	struct libdeflate_decompressor *inflate;
};

/* ---- Opening ---- */

static void
add_pack(struct packs *packs, const char *dir, const char *name)
{
	char *path = xasprintf("%s/%s", dir, name);
	struct pack_map *map = NULL;

	if (str_ends(name, ".idx"))
		map = pack_map_open(path);
	if (map != NULL) {
		GROW(packs->maps, packs->n, packs->cap);
		packs->maps[packs->n++] = map;
	}
	free(path);
}

static void
add_folder(struct packs *packs, const char *objects)
{
	char *path = xasprintf("%s/pack", objects);
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		add_pack(packs, path, entry->d_name);
	if (dir != NULL)
		closedir(dir);
	free(path);
}

/* Memory that costs nothing where it is not used, as in most runs it is
 * not: calloc() writes the zeros. */
static void *
zeros(size_t size)
{
	void *ptr = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (ptr == MAP_FAILED)
		BUG("out of memory");
	return ptr;
}

struct packs *
packs_open(const struct strs *folders)
{
	struct packs *packs = xcalloc(1, sizeof(*packs));

	packs->delta = (struct str)STR_INIT;
	packs->kept = zeros(SLOTS * sizeof(*packs->kept));
	packs->tags = zeros(SLOTS * sizeof(*packs->tags));
	packs->inflate = libdeflate_alloc_decompressor();
	if (packs->inflate == NULL)
		BUG("libdeflate_alloc_decompressor");
	for (size_t i = 0; i < folders->n; i++)
		add_folder(packs, folders->items[i]);
	return packs;
}

static void
drop(struct packs *packs, size_t i)
{
	if (packs->tags[i] == 0)
		return;
	packs->bytes -= packs->kept[i].text.cap;
	str_release(&packs->kept[i].text);
	packs->tags[i] = 0;
}

void
packs_close(struct packs *packs)
{
	if (packs == NULL)
		return;
	for (size_t i = 0; packs->bytes > 0 && i < SLOTS; i++)
		drop(packs, i);
	for (size_t i = 0; i < packs->n; i++)
		pack_map_close(packs->maps[i]);
	libdeflate_free_decompressor(packs->inflate);
	str_release(&packs->delta);
	free(packs->chain);
	munmap(packs->kept, SLOTS * sizeof(*packs->kept));
	munmap(packs->tags, SLOTS * sizeof(*packs->tags));
	free(packs->maps);
	free(packs);
}

/* ---- What was made on the way ---- */

static size_t
slot_of(uint64_t offset)
{
	return (size_t)(offset * UINT64_C(0x9e3779b97f4a7c15) >> 32) % SLOTS;
}

/* Taken out of what is kept. */
static bool
take(struct packs *packs, const struct pack_map *map, uint64_t offset,
    struct made *out)
{
	size_t i = slot_of(offset);

	if (offset == 0 || packs->tags[i] != offset ||
	    packs->kept[i].map != map)
		return false;
	*out = packs->kept[i];
	packs->bytes -= out->text.cap;
	packs->tags[i] = 0;
	return true;
}

static void
keep(struct packs *packs, const struct made *made)
{
	size_t i = slot_of(made->offset);

	drop(packs, i);
	packs->kept[i] = *made;
	packs->tags[i] = made->offset;
	packs->bytes += made->text.cap;
	for (size_t n = 0; packs->bytes > keep_bytes && n < SLOTS; n++)
		drop(packs, packs->hand++ % SLOTS);
}

/* ---- Reading ---- */

static bool
inflate_whole(struct packs *packs, const struct pack_map *map,
    const struct pack_item *item, struct str *out)
{
	str_reset(out);
	str_reserve(out, item->size);
	if (!pack_map_inflate(map, item, packs->inflate, out->ptr))
		return false;
	out->len = item->size;
	out->ptr[out->len] = '\0';
	return true;
}

/* The chain from OFFSET on, to an object at hand or one that stands whole,
 * which is BASE. */
static bool
follow(struct packs *packs, const struct pack_map *map, uint64_t offset,
    size_t max, struct made *base)
{
	struct pack_item item;

	packs->n_chain = 0;
	while (!take(packs, map, offset, base)) {
		if (!pack_map_item(map, offset, &item) || item.size > max ||
		    packs->n_chain == CHAIN_MAX)
			return false;
		if (item.type != PACK_DELTA) {
			*base = (struct made){ map, offset, item.type,
				STR_INIT };
			if (inflate_whole(packs, map, &item, &base->text))
				return true;
			str_release(&base->text);
			return false;
		}
		GROW(packs->chain, packs->n_chain, packs->cap_chain);
		packs->chain[packs->n_chain++] = (struct link){ offset,
			item };
		offset = item.base;
	}
	return true;
}

/* What LINK makes of BASE takes its place; the base is kept. */
static bool
step(struct packs *packs, const struct link *link, size_t max,
    struct made *base)
{
	struct made next = { base->map, link->offset, base->type, STR_INIT };
	struct str *delta = &packs->delta;
	size_t size = 0;
	bool good = inflate_whole(packs, base->map, &link->item, delta) &&
	    delta_size(delta->ptr, delta->len, &size) && size <= max;

	if (good) {
		str_reserve(&next.text, size);
		good = delta_apply(&next.text, base->text.ptr,
		    base->text.len, delta->ptr, delta->len);
	}
	keep(packs, base);
	*base = next;
	return good;
}

static bool
read_at(struct packs *packs, const struct pack_map *map, uint64_t offset,
    size_t max, struct made *out)
{
	bool good;

	if (!follow(packs, map, offset, max, out))
		return false;
	for (good = true; good && packs->n_chain > 0; )
		good = step(packs, &packs->chain[--packs->n_chain], max, out);
	if (!good)
		str_release(&out->text);
	return good;
}

static bool
find(struct packs *packs, const struct oid *id, uint64_t *offset)
{
	for (size_t i = 0; i < packs->n; i++) {
		size_t which = (packs->last + i) % packs->n;

		if (!pack_map_find(packs->maps[which], id, offset))
			continue;
		packs->last = which;
		return true;
	}
	return false;
}

static bool
is_it(const struct made *made, const struct oid *id, bool verify)
{
	struct oid own;

	if (!verify)
		return true;
	repo_hash(&own, made->type, made->text.ptr, made->text.len);
	return oid_equal(&own, id);
}

bool
packs_read(struct packs *packs, const struct oid *id, enum object_type type,
    size_t max, bool verify, struct str *out)
{
	struct made made;
	uint64_t offset;

	if (max == 0 || max > most_bytes)
		max = most_bytes;
	if (!find(packs, id, &offset) ||
	    !read_at(packs, packs->maps[packs->last], offset, max, &made))
		return false;
	if (made.type != type || made.text.len > max ||
	    !is_it(&made, id, verify)) {
		str_release(&made.text);
		return false;
	}
	if (out->len == 0) {
		str_release(out);
		*out = made.text;
	} else {
		str_addn(out, made.text.ptr, made.text.len);
		str_release(&made.text);
	}
	return true;
}
