#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <errno.h>
#include <stdatomic.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/flush.h"
#include "core/base/mem.h"

/* A disk of this test's own, in the place of the C library's. */
static atomic_int calls, waiting, most;
static int pause_us;

int
fsync(int fd)
{
	int now = ++waiting;

	calls++;
	if (now > most)
		most = now;
	if (pause_us > 0)
		usleep((useconds_t)pause_us);
	waiting--;
	if (fd % 5 == 4) {
		errno = fd % 2 ? EIO : ENOSPC;
		return -1;
	}
	return 0;
}

static void
check_flush(size_t n, int its_pause_us)
{
	struct flush *items = xcalloc(n + 1, sizeof(*items));

	calls = waiting = most = 0;
	pause_us = its_pause_us;
	for (size_t i = 0; i < n; i++) {
		items[i].fd = (int)i;
		items[i].error = -1;
	}
	flush_all(items, n);
	assert_int_equal(calls, n);
	assert_int_equal(waiting, 0);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(items[i].error, i % 5 != 4 ? 0 :
		    i % 2 ? EIO : ENOSPC);
	free(items);
}

static void
each_is_flushed_once_and_its_error_kept(void **state)
{
	(void)state;
	check_flush(0, 0);
	check_flush(1, 0);
	check_flush(7, 0);
	check_flush(100, 0);
	for (size_t n = 0; n < 40; n += 3)
		check_flush(n, 2000);
	check_flush(100, 2000);
}

static void
a_slow_disk_is_waited_for_together(void **state)
{
	(void)state;
	check_flush(7, 20000);
	assert_true(most > 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_flushed_once_and_its_error_kept),
		cmocka_unit_test(a_slow_disk_is_waited_for_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
