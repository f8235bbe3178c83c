#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/file.h"
#include "core/git/packs.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/pack_made.h"

/*
 * A pack and its index.  The first byte says which kind of input follows:
 *
 *	0   the length of the pack (three bytes), the pack, the index, to which
 *	    the checksum of the pack is added here
 *	1   objects, each as four bytes (type; how many objects before it its
 *	    base is, or 0; the length of its content, two bytes) and content,
 *	    deflated here
 *
 * Whatever is read and verified has its id, and nothing is larger than it may
 * be; objects that stand whole, in a pack whose sizes are true, are read.
 */

enum { HEAD = 8, FANOUT = 1024, LARGEST = 1024 * 1024, MOST = 64 };

static char folder[] = P_tmpdir "/fuzz-pack-XXXXXX";

static void
remove_files(void)
{
	static const char *const names[] = { "pack/p.pack", "pack/p.idx",
		"pack", "" };

	for (size_t i = 0; i < COUNT(names); i++) {
		char *path = xasprintf("%s/%s", folder, names[i]);

		HOLDS(remove(path) == 0 || i < 2);
		free(path);
	}
}

static void
write_in_folder(const char *name, const struct str *text)
{
	char *path = xasprintf("%s/pack/%s", folder, name);
	FILE *file = fopen(path, "w");

	HOLDS(file != NULL);
	HOLDS(fwrite(text->ptr, 1, text->len, file) == text->len);
	HOLDS(fclose(file) == 0);
	free(path);
}

static struct packs *
open_both(const struct str *pack, const struct str *index)
{
	struct strs folders = STRS_INIT;
	struct packs *packs;
	static bool made;

	if (!made) {
		char *path;

		HOLDS(mkdtemp(folder) != NULL);
		path = xasprintf("%s/pack/p", folder);
		HOLDS(file_make_parents(path) == NULL);
		free(path);
		atexit(remove_files);
		made = true;
	}
	write_in_folder("p.pack", pack);
	write_in_folder("p.idx", index);
	strs_add(&folders, folder);
	packs = packs_open(&folders);
	strs_release(&folders);
	return packs;
}

/* ID as each type, hashed and not. */
static void
read_one(struct packs *packs, const struct oid *id)
{
	struct str text = STR_INIT;
	struct oid own;

	for (int i = 0; i < 2 * OBJECT_TAG; i++) {
		enum object_type type = (enum object_type)(i / 2 +
		    OBJECT_COMMIT);
		bool verify = i % 2 == 0;

		str_reset(&text);
		if (!packs_read(packs, id, type, LARGEST, verify, &text)) {
			HOLDS(text.len == 0);
			continue;
		}
		HOLDS(text.len <= LARGEST && text.ptr[text.len] == '\0');
		repo_hash(&own, type, text.ptr, text.len);
		HOLDS(!verify || oid_equal(&own, id));
	}
	str_release(&text);
}

/* ---- As they are ---- */

static void
seal(struct str *pack, struct str *index)
{
	if (pack->len >= OID_SIZE && index->len >= 2 * OID_SIZE)
		memcpy(index->ptr + index->len - 2 * OID_SIZE,
		    pack->ptr + pack->len - OID_SIZE, OID_SIZE);
}

static void
check_bytes(const char *data, size_t size)
{
	struct str pack = STR_INIT, index = STR_INIT;
	const unsigned char *at = (const unsigned char *)data;
	struct packs *packs;
	struct oid id;
	size_t len;

	if (size < 3)
		return;
	len = (size_t)at[0] << 16 | (size_t)at[1] << 8 | at[2];
	len = len > size - 3 ? size - 3 : len;
	str_addn(&pack, data + 3, len);
	str_addn(&index, data + 3 + len, size - 3 - len);
	seal(&pack, &index);
	packs = open_both(&pack, &index);
	for (size_t i = 0; i < MOST && index.len >= HEAD + FANOUT +
	    (i + 1) * OID_SIZE; i++) {
		memcpy(id.id, index.ptr + HEAD + FANOUT + i * OID_SIZE,
		    OID_SIZE);
		read_one(packs, &id);
	}
	packs_close(packs);
	str_release(&pack);
	str_release(&index);
}

/* ---- Made of objects ---- */

struct part {
	struct oid id;
	uint64_t offset;
	unsigned type;
	const char *ptr;
	size_t len;
};

/* Of its content where it stands whole, else by its number. */
static struct oid
id_of(const struct part *part, size_t number)
{
	struct oid id = { { (unsigned char)number, 1 } };

	if (part->type >= OBJECT_COMMIT && part->type <= OBJECT_TAG)
		repo_hash(&id, (enum object_type)part->type, part->ptr,
		    part->len);
	return id;
}

static size_t
add_part(struct made_pack *pack, struct part *parts, size_t n,
    const char *at, size_t left)
{
	const unsigned char *head = (const unsigned char *)at;
	struct part *part = &parts[n];
	size_t back = n > 0 ? head[1] % (n + 1) : 0;
	uint64_t base = n == 0 ? 0 : parts[n - back].offset;

	part->offset = made_offset(pack);
	part->type = head[0] & 7;
	part->ptr = at + 4;
	part->len = (size_t)head[2] << 8 | head[3];
	part->len = part->len > left - 4 ? left - 4 : part->len;
	part->id = id_of(part, n);
	made_name(pack, &part->id, part->offset);
	/* The size is told wrong where the type has more bits. */
	made_head(pack, part->type, part->len ^ (head[0] >> 3));
	if (part->type == MADE_OFS_DELTA)
		made_distance(pack, part->offset - (back > 0 ? base : 0));
	if (part->type == MADE_REF_DELTA)
		str_addn(&pack->body, (const char *)parts[n - back].id.id,
		    OID_SIZE);
	made_deflated(pack, part->ptr, part->len);
	return 4 + part->len;
}

static void
check_whole(struct packs *packs, const struct part *part)
{
	struct str text = STR_INIT;

	if (part->type >= OBJECT_COMMIT && part->type <= OBJECT_TAG) {
		HOLDS(packs_read(packs, &part->id,
		    (enum object_type)part->type, 0, true, &text));
		HOLDS(text.len == part->len);
		HOLDS(memcmp(text.ptr, part->ptr, text.len) == 0);
	}
	str_release(&text);
}

static void
check_parts(const char *data, size_t size)
{
	struct str bytes = STR_INIT, index = STR_INIT;
	struct made_pack pack = MADE_PACK_INIT;
	struct part parts[MOST];
	struct packs *packs;
	bool good = true;
	size_t n = 0, used;

	for (; size >= 4 && n < MOST; data += used, size -= used) {
		good = good && (data[0] & 0xf8) == 0;
		used = add_part(&pack, parts, n++, data, size);
	}
	made_bytes(&pack, &bytes, &index);
	packs = open_both(&bytes, &index);
	for (size_t i = 0; i < 2 * n; i++)
		read_one(packs, &parts[i % n].id);
	for (size_t i = 0; i < n && good; i++)
		check_whole(packs, &parts[i]);
	packs_close(packs);
	made_release(&pack);
	str_release(&bytes);
	str_release(&index);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 0 && data[0] == 0)
		check_bytes((const char *)data + 1, size - 1);
	else if (size > 0)
		check_parts((const char *)data + 1, size - 1);
	return 0;
}
