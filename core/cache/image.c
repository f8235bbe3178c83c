#include "core/cache/db.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/mem.h"

/*
 * The file is a SQLite database, which its own tools open, with 24 bytes
 * behind it: a mark, the length of the database, its checksum.
 */
enum { MARK_SIZE = 8, TRAILER = MARK_SIZE + 8 + 8, LANES = 4,
       BLOCK = LANES * 8 };
static const char mark[MARK_SIZE] = { 'p', 'r', 'o', 'v', 'e', 'n', 0, 1 };

static uint64_t
step(uint64_t lane, uint64_t word)
{
	lane = (lane ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return lane << 29 | lane >> 35;
}

/* Each step is one to one, so a change within one word always shows. */
uint64_t
image_checksum(const unsigned char *ptr, size_t len)
{
	uint64_t lanes[LANES] = { 1, 2, 3, 4 }, words[LANES], sum = len;
	size_t done;

	for (done = 0; len - done >= BLOCK; done += BLOCK) {
		memcpy(words, ptr + done, BLOCK);
		for (int i = 0; i < LANES; i++)
			lanes[i] = step(lanes[i], words[i]);
	}
	memset(words, 0, BLOCK);
	if (len > done)
		memcpy(words, ptr + done, len - done);
	for (int i = 0; i < LANES; i++)
		sum = step(sum, step(lanes[i], words[i]));
	return sum;
}

static void
trailer_make(unsigned char out[TRAILER], const unsigned char *image,
    size_t len)
{
	uint64_t n = len, sum = image_checksum(image, len);

	memcpy(out, mark, MARK_SIZE);
	memcpy(out + MARK_SIZE, &n, 8);
	memcpy(out + MARK_SIZE + 8, &sum, 8);
}

static bool
write_all(int fd, const unsigned char *ptr, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, ptr, len);

		if (n <= 0)
			return false;
		ptr += n;
		len -= (size_t)n;
	}
	return true;
}

/* A database has at least one page, of at least 512 bytes. */
enum { IMAGE_MIN = 512, IMAGE_MAX = 1 << 30, ROOM = 4 << 20 };

/*
 * Mapped, because touching 8 MB of fresh memory takes many times as long
 * as using what the system has of the file.  Privately, with room behind
 * it, so that it may be changed: only pages that are written are copied.
 * The file itself never changes, it is only ever replaced.
 */
static bool
map(struct image *image, int fd, size_t size)
{
	size_t total = size + ROOM;
	unsigned char *ptr = mmap(NULL, total, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (ptr == MAP_FAILED)
		return false;
	if (mmap(ptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED,
	    fd, 0) == MAP_FAILED) {
		munmap(ptr, total);
		return false;
	}
	image->ptr = ptr;
	image->len = size - TRAILER;
	image->room = total;
	return true;
}

static bool
is_good(const struct image *image)
{
	unsigned char trailer[TRAILER];

	trailer_make(trailer, image->ptr, image->len);
	return memcmp(trailer, image->ptr + image->len, TRAILER) == 0;
}

bool
image_load(const char *path, struct image *image)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	bool good;

	if (fd < 0)
		return false;
	good = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size >= IMAGE_MIN + TRAILER && st.st_size <= IMAGE_MAX &&
	    map(image, fd, (size_t)st.st_size);
	close(fd);
	if (good && !is_good(image)) {
		image_release(image);
		good = false;
	}
	return good;
}

void
image_release(struct image *image)
{
	if (image->ptr != NULL)
		munmap(image->ptr, image->room);
	*image = (struct image)IMAGE_INIT;
}

/* Whether FD, which we hold the lock of, is still the file called PATH. */
static bool
same_file(int fd, const char *path)
{
	struct stat ours, there;

	return fstat(fd, &ours) == 0 && lstat(path, &there) == 0 &&
	    ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

/*
 * The new file has one name for all, under a lock that dies with its
 * owner: whoever comes second leaves it to the first, and what a killed
 * process left is used again.
 */
static void
save_as(const char *path, const char *temporary, const unsigned char *image,
    size_t len)
{
	unsigned char trailer[TRAILER];
	int fd = open(temporary, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC |
	    O_NONBLOCK, 0666);

	if (fd < 0)
		return;
	if (flock(fd, LOCK_EX | LOCK_NB) != 0 || !same_file(fd, temporary))
		goto done;
	trailer_make(trailer, image, len);
	if (ftruncate(fd, 0) == 0 && write_all(fd, image, len) &&
	    write_all(fd, trailer, TRAILER) && rename(temporary, path) == 0)
		goto done;
	unlink(temporary);
done:
	close(fd);
}

void
image_save(const char *path, const unsigned char *image, size_t len)
{
	char *temporary;

	if (file_make_parents(path) != NULL)
		return;
	temporary = xasprintf("%s.new", path);
	save_as(path, temporary, image, len);
	free(temporary);
}
