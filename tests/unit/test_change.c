#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cmd/attributes.h"
#include "cmd/change.h"
#include "cmd/text.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/model/canonical.h"

/* What the commands that write have in common, as far as it is text. */

static void
check_quote(const char *text, const char *want)
{
	char *quoted = shell_quote(text);

	assert_string_equal(quoted, want);
	free(quoted);
}

static void
words_for_a_shell(void **state)
{
	(void)state;
	check_quote("verify", "verify");
	check_quote("", "''");
	check_quote("Last Call", "'Last Call'");
	check_quote("it's", "'it'\\''s'");
	check_quote("$(rm -rf x)", "'$(rm -rf x)'");
	check_quote("a/b-c_d.json", "a/b-c_d.json");
	check_quote("\xe4\xb8\xad", "'\xe4\xb8\xad'");
}

static void
check_path(const char *assignment, const char *want)
{
	char *path = edit_path(assignment);

	assert_string_equal(path, want);
	free(path);
}

static void
paths_of_edits(void **state)
{
	(void)state;
	check_path("a.b=c", "a.b");
	check_path("tags+=x", "tags");
	check_path("tags-=x=y", "tags");
	check_path("/a/b=c", "a.b");
	check_path("/a/b", "a.b");
	check_path("a.b", "a.b");
	check_path("=", "");
}

static void
check_text(const char *text, bool lines, const char *want)
{
	const struct err *err = text_check("the text", text, lines);

	if (want == NULL) {
		assert_null(err);
		return;
	}
	assert_non_null(err);
	assert_int_equal(err->code, ERR_USAGE);
	assert_non_null(strstr(err->msg, want));
}

static void
texts_that_may_stand(void **state)
{
	(void)state;
	check_text("plain", false, NULL);
	check_text("\xe4\xb8\xad \xf0\x9f\x94\xac", false, NULL);
	check_text("two\nlines\tand a tab", true, NULL);
	check_text("two\nlines", false, "U+000A at byte 4");
	check_text("\x1b[31m", true, "U+001B at byte 1");
	check_text("a\rb", true, "U+000D");
	check_text("a\x7f", true, "U+007F");
	check_text("a\xc2\x9b", true, "U+009B at byte 2");
	check_text("a\xef\xbf\xbf", true, "U+FFFF");
	check_text("a\xff", true, "not UTF-8 at byte 2");
	check_text("\xed\xa0\x80", true, "not UTF-8 at byte 1");
	check_text("\xc0\xaf", true, "not UTF-8 at byte 1");
}

static void
texts_that_are_given(void **state)
{
	char *text = NULL;

	(void)state;
	assert_null(text_given(&text, "reason", NULL, NULL));
	assert_null(text);
	assert_null(text_given(&text, "reason", " \n a\r\n\n b \n", NULL));
	assert_string_equal(text, "a\n\n b");
	free(text);
	assert_non_null(text_given(&text, "reason", "", NULL));
	assert_null(text);
	assert_non_null(text_given(&text, "reason", "\n\t ", NULL));
	assert_non_null(text_given(&text, "reason", "a", "file"));
	assert_non_null(text_given(&text, "reason", "a\rb", NULL));
	assert_null(text);
}

static void
texts_in_files(void **state)
{
	char path[] = "/tmp/proven-text-XXXXXX", *text = NULL;
	const struct err *err;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	assert_null(file_write(path, "\na reason\n", 10, false));
	assert_null(text_given(&text, "reason", NULL, path));
	assert_string_equal(text, "a reason");
	free(text);
	assert_null(file_write(path, "a\0b", 3, false));
	err = text_given(&text, "reason", NULL, path);
	assert_non_null(err);
	assert_int_equal(err->code, ERR_USAGE);
	assert_non_null(strstr(err->msg, "NUL"));
	unlink(path);
	err = text_given(&text, "reason", NULL, path);
	assert_non_null(err);
	assert_int_equal(err->code, ERR_SYSTEM);
	assert_null(text);
}

static void
check_attributes(const char *old, size_t added, const char *start)
{
	struct str out = STR_INIT, again = STR_INIT;

	assert_int_equal(attributes_add(&out, old), added);
	assert_memory_equal(out.ptr, start, strlen(start));
	assert_int_equal(attributes_add(&again, out.ptr), 0);
	assert_string_equal(again.ptr, out.ptr);
	str_release(&out);
	str_release(&again);
}

static void
attributes_are_added_once(void **state)
{
	(void)state;
	check_attributes("", 4, "/tracker/");
	check_attributes("*.png binary", 4, "*.png binary\n/tracker/");
	check_attributes("*.png binary\n", 4, "*.png binary\n/tracker/");
	check_attributes("/projects/**/*.json text eol=lf merge=proven "
	    "diff=proven\n", 3, "/projects/");
	check_attributes("/projects/**/*.json text eol=lf merge=proven "
	    "diff=proven\r\n", 3, "/projects/");
	check_attributes("/projects/**/*.json text eol=lf", 4,
	    "/projects/**/*.json text eol=lf\n/tracker/");
}

static void
check_revision(const char *text, int64_t want)
{
	assert_int_equal(canonical_revision(text, strlen(text)), want);
}

static void
revisions_of_broken_files(void **state)
{
	(void)state;
	check_revision("{\"format\": 1, \"revision\": 7}", 7);
	check_revision("{\"a\": {\"revision\": 3}, \"revision\": 7}", 7);
	check_revision("{\"revision\": \"7\"}", 0);
	check_revision("{\"revision\": -1}", 0);
	check_revision("{}", 0);
	check_revision("", 0);
	check_revision("[]", 0);
	check_revision("{\"format\": 1, \"revision\" :\n 12, ", 12);
	check_revision("\"revision\"", 0);
	check_revision("\"revision\": 99999999999999999999", 999999999999999);
}

static void
canonical_form_of_any_json(void **state)
{
	static const char text[] = "{\"b\":[],\"a\":{\"c\":1}}";
	struct str out = STR_INIT;
	const struct err *err;

	(void)state;
	assert_null(canonical_text(&out, text, strlen(text), "x"));
	assert_string_equal(out.ptr,
	    "{\n  \"b\": [],\n\n  \"a\": {\n    \"c\": 1\n  }\n}\n");
	str_reset(&out);
	err = canonical_text(&out, "{\"a\":01}", 8, "x");
	assert_non_null(err);
	assert_int_equal(err->code, ERR_DATA);
	assert_memory_equal(err->msg, "x:1:", 4);
	assert_int_equal(out.len, 0);
	str_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_for_a_shell),
		cmocka_unit_test(paths_of_edits),
		cmocka_unit_test(texts_that_may_stand),
		cmocka_unit_test(texts_that_are_given),
		cmocka_unit_test(texts_in_files),
		cmocka_unit_test(attributes_are_added_once),
		cmocka_unit_test(revisions_of_broken_files),
		cmocka_unit_test(canonical_form_of_any_json)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
