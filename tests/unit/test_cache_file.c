#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/unit/cache_repo.h"

/* Whatever happens to the file of the cache, no reader is misled. */

static void
write_file(const char *path, const void *ptr, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, ptr, len), len);
	close(fd);
}

/* Not one byte of the file can change unnoticed. */
static void
every_byte(void **state)
{
	struct world *world = *state;
	struct image image = IMAGE_INIT;
	struct str whole = STR_INIT;
	size_t read;
	int fd;

	three(world);
	free(dump_at(world, NULL, &read));
	must(file_read(&whole, world->file, 1 << 30));
	assert_true(image_load(world->file, &image));
	assert_true(image.len < whole.len);
	image_release(&image);
	fd = open(world->file, O_RDWR);
	assert_true(fd >= 0);
	for (size_t i = 0; i < whole.len; i++) {
		char c = whole.ptr[i] ^ (char)(1 << i % 8);

		assert_int_equal(pwrite(fd, &c, 1, (off_t)i), 1);
		if (image_load(world->file, &image))
			fail_msg("byte %zu of %zu", i, whole.len);
		assert_int_equal(pwrite(fd, &whole.ptr[i], 1, (off_t)i), 1);
	}
	close(fd);
	assert_true(image_load(world->file, &image));
	image_release(&image);
	for (size_t len = 0; len < whole.len; len += 1 + len / 50) {
		write_file(world->file, whole.ptr, len);
		assert_false(image_load(world->file, &image));
	}
	write_file(world->file, whole.ptr, whole.len);
	check_same(world, NULL, 0);
	str_release(&whole);
}

/* A database of ours by its checksum, but not what we would have made. */
static void
write_database(const char *path, const char *sql)
{
	struct sqlite3 *db;
	unsigned char *image;
	sqlite3_int64 len;

	must(db_new(&db));
	must(db_run(db, sql));
	image = sqlite3_serialize(db, "main", &len, 0);
	assert_non_null(image);
	unlink(path);
	image_save(path, image, (size_t)len);
	sqlite3_free(image);
	sqlite3_close(db);
}

static void
other_databases(void **state)
{
	struct world *world = *state;
	size_t read;

	three(world);
	free(dump_at(world, NULL, &read));
	write_database(world->file, "CREATE TABLE other (x)");
	check_same(world, NULL, 3);
	write_database(world->file, "CREATE TABLE meta (key, value);"
	    "INSERT INTO meta VALUES ('tables', 'CREATE TABLE old (x)')");
	check_same(world, NULL, 3);
}

static const struct err *
set_tree(const char *path, const char *tree)
{
	struct image image = IMAGE_INIT;
	const struct err *err;
	struct sqlite3 *db;
	unsigned char *ptr;
	sqlite3_int64 len;

	assert_true(image_load(path, &image));
	must(db_from_image(&db, &image));
	err = schema_set_tree(db, tree);
	ptr = sqlite3_serialize(db, "main", &len, 0);
	image_save(path, ptr, (size_t)len);
	sqlite3_free(ptr);
	sqlite3_close(db);
	image_release(&image);
	return err;
}

static void
foreign_trees(void **state)
{
	static const char *const trees[] = {
		"0123456789012345678901234567890123456789", "", "HEAD", "x",
	};
	struct world *world = *state;
	size_t read;

	three(world);
	for (size_t i = 0; i < COUNT(trees); i++) {
		free(dump_at(world, NULL, &read));
		must(set_tree(world->file, trees[i]));
		check_same(world, NULL, 3);
	}
}

static void
odd_files(void **state)
{
	struct world *world = *state;
	char *target = xasprintf("%s/target", world->dir);
	struct str text = STR_INIT;
	size_t read;

	three(world);
	free(dump_at(world, NULL, &read));
	unlink(world->file);
	assert_int_equal(mkdir(world->file, 0700), 0);
	free(dump_at(world, NULL, &read));
	assert_int_equal(read, 3);
	assert_int_equal(rmdir(world->file), 0);
	assert_int_equal(mkfifo(world->file, 0600), 0);
	check_same(world, NULL, 3);
	unlink(world->file);
	write_file(target, "precious", 8);
	assert_int_equal(symlink(target, world->file), 0);
	check_same(world, NULL, 3);
	must(file_read(&text, target, 100));
	assert_string_equal(text.ptr, "precious");
	str_release(&text);
	free(target);
}

/* Where nothing can be written the cache is in memory. */
static void
unwritable(void **state)
{
	struct world *world = *state;
	const char *folder = store_private_dir(world->store);
	char *moved = xasprintf("%s.moved", folder);
	size_t read;

	three(world);
	rename(folder, moved);
	write_file(folder, "x", 1);
	free(dump_at(world, NULL, &read));
	assert_int_equal(read, 3);
	free(dump_at(world, NULL, &read));
	assert_int_equal(read, 3);
	unlink(folder);
	rename(moved, folder);
	free(moved);
}

/* What a killed process left is used; what a living one holds is not. */
static void
the_lock(void **state)
{
	struct world *world = *state;
	char *new_file = xasprintf("%s.new", world->file);
	size_t read;
	int fd;

	three(world);
	free(dump_at(world, NULL, &read));
	unlink(world->file);
	write_file(new_file, "half", 4);
	fd = open(new_file, O_RDWR);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	free(dump_at(world, NULL, &read));
	assert_int_equal(access(world->file, F_OK), -1);
	close(fd);
	free(dump_at(world, NULL, &read));
	assert_int_equal(read, 3);
	assert_int_equal(access(world->file, F_OK), 0);
	assert_int_equal(access(new_file, F_OK), -1);
	free(dump_at(world, NULL, &read));
	assert_int_equal(read, 0);
	free(new_file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_byte), TEST(other_databases), TEST(foreign_trees),
		TEST(odd_files), TEST(unwritable), TEST(the_lock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
