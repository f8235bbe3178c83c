#include "core/git/index_format.h"

#include <ctype.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/sha.h"

/* The fields of an entry; each takes four bytes, the id OID_SIZE, flags
 * two.  CHANGED is of all that is known of a file, MODIFIED of content. */
enum {
	AT_CHANGED = 0, AT_MODIFIED = 8, AT_DEVICE = 16, AT_INODE = 20,
	AT_MODE = 24, AT_USER = 28, AT_GROUP = 32, AT_SIZE = 36, AT_ID = 40,
	AT_FLAGS = 60, AT_MORE_FLAGS = 62, FIXED = 62
};

enum {
	ASSUME_UNCHANGED = 0x8000, EXTENDED = 0x4000, STAGE = 0x3000,
	STAGE_SHIFT = 12, NAME = 0x0fff
};
enum { SKIP_WORKTREE = 0x4000, INTENT_TO_ADD = 0x2000 }; /* more flags */

/* No entry is smaller than SMALLEST. */
enum { SMALLEST = 64, PLAIN_FILE = 0100644 };

const unsigned char index_empty[] = {
	'D', 'I', 'R', 'C', 0, 0, 0, 2, 0, 0, 0, 0,
	0x39, 0xd8, 0x90, 0x13, 0x9e, 0xe5, 0x35, 0x6c, 0x7e, 0xf5,
	0x72, 0x21, 0x6c, 0xeb, 0xcd, 0x27, 0xaa, 0x41, 0xf9, 0xdf
};
const size_t index_empty_len = sizeof(index_empty);

uint32_t
index_number(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	    (uint32_t)at[2] << 8 | at[3];
}

void
index_put_number(unsigned char *at, uint32_t value)
{
	at[0] = (unsigned char)(value >> 24);
	at[1] = (unsigned char)(value >> 16);
	at[2] = (unsigned char)(value >> 8);
	at[3] = (unsigned char)value;
}

static unsigned
half(const unsigned char *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

static void
put_half(unsigned char *at, unsigned value)
{
	at[0] = (unsigned char)(value >> 8);
	at[1] = (unsigned char)value;
}

void
index_seal(struct str *file)
{
	unsigned char sum[SHA1_BYTES];

	sha1_of(sum, file->ptr, file->len);
	str_addn(file, (const char *)sum, sizeof(sum));
}

/* ---- An entry ---- */

static unsigned
flags(const unsigned char *entry)
{
	return half(entry + AT_FLAGS);
}

static unsigned
more_flags(const unsigned char *entry)
{
	return flags(entry) & EXTENDED ? half(entry + AT_MORE_FLAGS) : 0;
}

static size_t
fixed_len(unsigned its_flags)
{
	return FIXED + (its_flags & EXTENDED ? 2 : 0);
}

/* With one to eight NULs behind the path, to a multiple of eight. */
static size_t
whole_len(size_t fixed, size_t path_len)
{
	return (fixed + path_len + 8) & ~(size_t)7;
}

const char *
ondisk_path(const unsigned char *entry)
{
	return (const char *)entry + fixed_len(flags(entry));
}

static unsigned
stage(const unsigned char *entry)
{
	return flags(entry) & STAGE;
}

size_t
ondisk_len(const unsigned char *entry)
{
	size_t path_len = flags(entry) & NAME;

	if (path_len == NAME)
		path_len = strlen(ondisk_path(entry));
	return whole_len(fixed_len(flags(entry)), path_len);
}

void
ondisk_get(const unsigned char *entry, struct index_entry *out)
{
	memcpy(out->id.id, entry + AT_ID, OID_SIZE);
	out->mode = index_number(entry + AT_MODE);
	out->skip = more_flags(entry) & SKIP_WORKTREE;
	out->unsettled = stage(entry) != 0 ||
	    more_flags(entry) & INTENT_TO_ADD;
}

unsigned
ondisk_stage(const unsigned char *entry)
{
	return stage(entry) >> STAGE_SHIFT;
}

bool
ondisk_is_assumed(const unsigned char *entry)
{
	return flags(entry) & ASSUME_UNCHANGED;
}

/* A git that keeps whole seconds writes 0 for the rest. */
static bool
same_time(const unsigned char *at, const struct timespec *time)
{
	uint32_t rest = index_number(at + 4);

	return index_number(at) == (uint32_t)time->tv_sec &&
	    (rest == 0 || rest == (uint32_t)time->tv_nsec);
}

static bool
is_older(const unsigned char *at, const struct timespec *age)
{
	uint32_t seconds = index_number(at), rest = index_number(at + 4);

	return seconds < (uint32_t)age->tv_sec ||
	    (seconds == (uint32_t)age->tv_sec && rest != 0 &&
	    rest < (uint32_t)age->tv_nsec);
}

bool
ondisk_fits(const unsigned char *entry, const struct stat *st,
    const struct timespec *age)
{
	return same_time(entry + AT_MODIFIED, &st->st_mtim) &&
	    same_time(entry + AT_CHANGED, &st->st_ctim) &&
	    is_older(entry + AT_MODIFIED, age) &&
	    index_number(entry + AT_INODE) == (uint32_t)st->st_ino &&
	    index_number(entry + AT_SIZE) == (uint32_t)st->st_size;
}

uint32_t
ondisk_changed(const unsigned char *entry)
{
	return index_number(entry + AT_MODIFIED);
}

uint32_t
ondisk_size(const unsigned char *entry)
{
	return index_number(entry + AT_SIZE);
}

void
ondisk_forget_size(unsigned char *entry)
{
	index_put_number(entry + AT_SIZE, 0);
}

static void
put_time(unsigned char *at, const struct timespec *time)
{
	index_put_number(at, (uint32_t)time->tv_sec);
	index_put_number(at + 4, (uint32_t)time->tv_nsec);
}

static void
put_stat(unsigned char *entry, const struct stat *st)
{
	put_time(entry + AT_CHANGED, &st->st_ctim);
	put_time(entry + AT_MODIFIED, &st->st_mtim);
	index_put_number(entry + AT_DEVICE, (uint32_t)st->st_dev);
	index_put_number(entry + AT_INODE, (uint32_t)st->st_ino);
	index_put_number(entry + AT_USER, st->st_uid);
	index_put_number(entry + AT_GROUP, st->st_gid);
	index_put_number(entry + AT_SIZE, (uint32_t)st->st_size);
}

unsigned char *
ondisk_new(size_t *len, const char *path, const struct oid *id,
    const struct stat *st, const unsigned char *old)
{
	size_t path_len = strlen(path);
	unsigned more = 0, its_flags = path_len < NAME ? (unsigned)path_len :
	    NAME;
	unsigned char *entry;

	if (old != NULL)
		its_flags |= flags(old) & ASSUME_UNCHANGED;
	if (old != NULL && st == NULL)
		more = more_flags(old) & SKIP_WORKTREE;
	if (more != 0)
		its_flags |= EXTENDED;
	*len = whole_len(fixed_len(its_flags), path_len);
	entry = xcalloc(1, *len);
	if (st != NULL)
		put_stat(entry, st);
	index_put_number(entry + AT_MODE, PLAIN_FILE);
	memcpy(entry + AT_ID, id->id, OID_SIZE);
	put_half(entry + AT_FLAGS, its_flags);
	if (more != 0)
		put_half(entry + AT_MORE_FLAGS, more);
	memcpy(entry + fixed_len(its_flags), path, path_len + 1);
	return entry;
}

/* ---- The file ---- */

enum state { PLAIN, NEEDS_GIT, DAMAGED };

/* The entry at AT is whole, and *LEN bytes long. */
static enum state
check_entry(const unsigned char *at, size_t room, bool may_extend,
    size_t *len)
{
	const unsigned char *nul;
	size_t fixed, path_len;

	if (room < SMALLEST)
		return DAMAGED;
	if ((flags(at) & EXTENDED) && (!may_extend ||
	    more_flags(at) & ~(unsigned)(SKIP_WORKTREE | INTENT_TO_ADD)))
		return NEEDS_GIT;
	fixed = fixed_len(flags(at));
	if ((nul = memchr(at + fixed, 0, room - fixed)) == NULL)
		return DAMAGED;
	path_len = (size_t)(nul - at) - fixed;
	*len = whole_len(fixed, path_len);
	if (*len > room ||
	    (flags(at) & NAME) != (path_len < NAME ? path_len : NAME))
		return DAMAGED;
	return PLAIN;
}

static enum state
walk_entries(struct index_file *file, bool may_extend)
{
	size_t end = file->len - OID_SIZE, at = INDEX_HEADER, len;
	size_t n = index_number(file->ptr + 8);
	enum state state;

	if (n > (end - at) / SMALLEST)
		return DAMAGED;
	file->at = xreallocarray(NULL, n + 1, sizeof(*file->at));
	for (; file->n < n; file->n++, at += len) {
		state = check_entry(file->ptr + at, end - at, may_extend,
		    &len);
		if (state != PLAIN)
			return state;
		file->at[file->n] = (uint32_t)at;
	}
	file->end = at;
	return PLAIN;
}

/* Optional extensions that may be lost: git makes them anew. */
static bool
may_go(const unsigned char *name)
{
	return isupper(name[0]) && memcmp(name, "UNTR", 4) != 0;
}

static enum state
walk_extensions(const struct index_file *file)
{
	const unsigned char *at = file->ptr + file->end;
	const unsigned char *end = file->ptr + file->len - OID_SIZE;

	while (end - at >= 8) {
		if (!may_go(at))
			return NEEDS_GIT;
		if (index_number(at + 4) > (size_t)(end - at) - 8)
			return DAMAGED;
		at += 8 + index_number(at + 4);
	}
	return at == end ? PLAIN : DAMAGED;
}

/* By path, those of an unmerged one by stage. */
static bool
are_sorted(const struct index_file *file)
{
	for (size_t i = 1; i < file->n; i++) {
		const unsigned char *a = file->ptr + file->at[i - 1];
		const unsigned char *b = file->ptr + file->at[i];
		int order = strcmp(ondisk_path(a), ondisk_path(b));

		if (order > 0 || (order == 0 && (stage(a) == 0 ||
		    stage(a) >= stage(b))))
			return false;
	}
	return true;
}

static const struct err *
damaged(const char *name, const char *why)
{
	return err_mend(err_new(ERR_DATA, _("'%s' is damaged: %s"), name, why),
	    _("made anew, with nothing staged: rm '%s' && git reset"), name);
}

/* What is missing or wrong whatever the version. */
static const struct err *
check_frame(const char *name, const unsigned char *ptr, size_t len,
    bool *no_sum)
{
	static const unsigned char none[OID_SIZE];
	unsigned char sum[SHA1_BYTES];

	if (len < INDEX_HEADER + OID_SIZE || len > UINT32_MAX ||
	    memcmp(ptr, "DIRC", 4) != 0)
		return damaged(name, _("it is no index"));
	*no_sum = memcmp(ptr + len - OID_SIZE, none, OID_SIZE) == 0;
	if (*no_sum)
		return NULL;
	sha1_of(sum, ptr, len - OID_SIZE);
	if (memcmp(ptr + len - OID_SIZE, sum, OID_SIZE) != 0)
		return damaged(name, _("its checksum is wrong"));
	return NULL;
}

const struct err *
index_file_parse(struct index_file *out, const char *name,
    const unsigned char *ptr, size_t len, bool *needs_git)
{
	struct index_file file = { ptr, len, NULL, 0, 0 };
	const struct err *err;
	enum state state = NEEDS_GIT;
	bool no_sum = false;
	uint32_t version;

	if ((err = check_frame(name, ptr, len, &no_sum)))
		return err;
	version = index_number(ptr + 4);
	if (!no_sum && (version == 2 || version == 3))
		state = walk_entries(&file, version == 3);
	if (state == PLAIN)
		state = walk_extensions(&file);
	/* In a split index entries without a path stand for others. */
	if (state == PLAIN && !are_sorted(&file))
		state = DAMAGED;
	*needs_git = state == NEEDS_GIT;
	if (state == PLAIN) {
		*out = file;
		return NULL;
	}
	index_file_release(&file);
	return state == DAMAGED ?
	    damaged(name, _("it is malformed")) : NULL;
}

void
index_file_release(struct index_file *file)
{
	free(file->at);
	memset(file, 0, sizeof(*file));
}

const char *
index_file_path(const struct index_file *file, size_t i)
{
	return i < file->n ? ondisk_path(file->ptr + file->at[i]) : NULL;
}

size_t
index_file_find(const struct index_file *file, const char *path)
{
	size_t low = 0, high = file->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(ondisk_path(file->ptr + file->at[middle]), path) <
		    0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
