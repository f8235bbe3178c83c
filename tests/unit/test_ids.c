#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/model/ids.h"

struct row {
	const char *text;
	bool valid;
};

static void
check_rows(bool (*valid)(const char *), const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (valid(rows[i].text) != rows[i].valid)
			fail_msg("'%s' should be %s", rows[i].text,
			    rows[i].valid ? "well-formed" : "refused");
}

/* Each change of one character of TEXT is refused: the check sees it. */
static void
check_single_changes(bool (*valid)(const char *), const char *text,
    const char *alphabet)
{
	char *copy = xstrdup(text);

	for (size_t i = 0; copy[i]; i++) {
		char was = copy[i];

		for (const char *c = alphabet; *c; c++) {
			copy[i] = *c;
			if (*c != was && valid(copy))
				fail_msg("'%s' passes as '%s' does", copy,
				    text);
		}
		copy[i] = was;
	}
	free(copy);
}

struct normal {
	const char *typed, *stored;
};

static void
check_normals(char *(*normal)(const char *), const struct normal *rows,
    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *stored = normal(rows[i].typed);

		if (rows[i].stored == NULL)
			assert_null(stored);
		else if (stored == NULL)
			fail_msg("'%s' is refused", rows[i].typed);
		else
			assert_string_equal(stored, rows[i].stored);
		free(stored);
	}
}

static void
orcids(void **state)
{
	static const struct row rows[] = {
		{ "0000-0002-1825-0097", true },
		{ "0000-0002-1694-233X", true },
		{ "0000-0002-6378-6229", true },
		{ "0000-0001-5109-3700", true },
		{ "0000-0002-1694-233x", false },
		{ "0000-0002-1825-0098", false },
		{ "0000000218250097", false },
		{ "0000-0002-1825-009", false },
		{ "0000-0002-1825-00977", false },
		{ "0000-0002-1825+0097", false },
		{ "X000-0002-1825-0097", false },
		{ "", false },
	};
	static const struct normal normals[] = {
		{ "https://orcid.org/0000-0002-1825-0097",
		    "0000-0002-1825-0097" },
		{ "HTTP://ORCID.ORG/0000-0002-1694-233x",
		    "0000-0002-1694-233X" },
		{ "orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097" },
		{ "0000000218250097", "0000-0002-1825-0097" },
		{ " 0000 0002 1825 0097 ", "0000-0002-1825-0097" },
		{ "https://orcid.org/", NULL },
		{ "0000-0002-1825-0098", NULL },
		{ "0000-0002-1825-0097-0000", NULL },
	};

	(void)state;
	check_rows(orcid_valid, rows, COUNT(rows));
	check_normals(orcid_normal, normals, COUNT(normals));
	check_single_changes(orcid_valid, "0000-0002-1694-233X",
	    "0123456789X-");
}

static void
rors(void **state)
{
	static const struct row rows[] = {
		{ "03yrm5c26", true }, { "01k4yrm29", true },
		{ "05dxps055", true }, { "040ty4453", true },
		{ "03taz7m60", true }, { "01qz5mb56", true },
		{ "00pjdza24", true }, { "01wass480", true },
		{ "02xn1ny06", true }, { "038sjwq14", true },
		{ "03f0f6041", true }, { "027bh9e22", true },
		{ "01k4yrm30", false }, { "027bh9e2", false },
		{ "13yrm5c26", false }, { "03yrm5c2|", false },
		{ "03YRM5C26", false }, { "03yrmoc26", false },
		{ "03yrm5c260", false }, { "", false },
	};
	static const struct normal normals[] = {
		{ "https://ror.org/03yrm5c26", "03yrm5c26" },
		{ "ror.org/03YRM5C26", "03yrm5c26" },
		{ "https://ror.org/01k4yrm30", NULL },
	};

	(void)state;
	check_rows(ror_valid, rows, COUNT(rows));
	check_normals(ror_normal, normals, COUNT(normals));
	check_single_changes(ror_valid, "03yrm5c26",
	    "0123456789abcdefghijklmnopqrstuvwxyz|");
}

static void
usccs(void **state)
{
	static const struct row rows[] = {
		{ "91110116MA00002850", true },  /* sum divides evenly */
		{ "91350100M000100Y43", true },
		{ "91350100M000100Y4Z", false }, /* the standard's own */
		{ "91110000802100433B", true },
		{ "12100000400000624D", true },
		{ "914403001922038216", true },
		{ "91110116MA0000285I", false },
		{ "91110116MA0000285O", false },
		{ "91110116MA0000285S", false },
		{ "91110116MA0000285V", false },
		{ "91110116MA0000285Z", false },
		{ "91110000802100433b", false },
		{ "91110000802100433", false },
		{ "911100008021004330B", false },
		{ "", false },
	};

	(void)state;
	check_rows(uscc_valid, rows, COUNT(rows));
	check_single_changes(uscc_valid, "91110116MA00002850",
	    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

static void
dois(void **state)
{
	static const struct row rows[] = {
		{ "10.5555/12345678", true },
		{ "10.25.10.1234/a1b2c", true },
		{ "10.1002/(SICI)1097-4571<1::AID-ASI1>3.0.CO;2-8", true },
		{ "10.5555/概念", true },
		{ "10.5555/", false }, { "10./x", false }, { "10/x", false },
		{ "10.5555x/y", false }, { "10.5555./y", false },
		{ "10..5/y", false }, { "11.5555/y", false },
		{ "10.5555/a b", false }, { "10.5555/a\nb", false },
		{ "10.5555/a\xe3\x80\x80""b", false },
		{ "10.5555/\xff", false },
		{ "doi:10.5555/12345678", false }, { "", false },
	};
	static const struct normal normals[] = {
		{ "doi:10.5555/12345678", "10.5555/12345678" },
		{ "DOI: 10.5555/AbC", "10.5555/AbC" },
		{ "https://doi.org/10.5555/x", "10.5555/x" },
		{ "http://dx.doi.org/10.5555/x", "10.5555/x" },
		{ "https://example.org/10.5555/x", NULL },
	};
	static const struct normal raids[] = {
		{ "https://raid.org/10.25.10.1234/a1b2c",
		    "https://raid.org/10.25.10.1234/a1b2c" },
		{ "10.25.10.1234/a1b2c",
		    "https://raid.org/10.25.10.1234/a1b2c" },
		{ "https://raid.org/10.25.10.1234/概", NULL },
		{ "https://raid.org/", NULL },
	};

	(void)state;
	check_rows(doi_valid, rows, COUNT(rows));
	check_normals(doi_normal, normals, COUNT(normals));
	check_normals(raid_normal, raids, COUNT(raids));
	assert_false(raid_valid("10.25.10.1234/a1b2c"));
}

static void
addresses(void **state)
{
	static const struct row emails[] = {
		{ "li@example.org", true }, { "root@localhost", true },
		{ "a+b.c@sub.example.org", true }, { "李@例子.cn", true },
		{ "", false }, { "@", false }, { "li", false },
		{ "li@", false }, { "@example.org", false },
		{ "li@@example.org", false }, { "l i@example.org", false },
		{ "li@example..org", false }, { "<li@example.org>", false },
		{ "li@.org", false }, { "li@-x.org", false },
		{ "li@example.org\n", false }, { "li@x,y@z", false },
	};
	static const struct row urls[] = {
		{ "https://example.org", true },
		{ "http://example.org/a?b=c#d", true },
		{ "ftp://ftp.example.org/x", true },
		{ "HTTPS://example.org/", true },
		{ "https://例子.cn/概念", true },
		{ "", false }, { "https://", false },
		{ "https:///x", false }, { "example.org", false },
		{ "javascript:alert(1)", false },
		{ "file:///etc/passwd", false },
		{ " https://example.org", false },
		{ "https://example.org/a b", false },
		{ "https://example.org/<x>", false },
		{ "https://example.org/\x1b[31m", false },
	};

	(void)state;
	check_rows(email_valid, emails, COUNT(emails));
	check_rows(url_valid, urls, COUNT(urls));
}

static void
codes(void **state)
{
	static const struct row countries[] = {
		{ "CN", true }, { "DE", true }, { "ZW", true },
		{ "AD", true }, { "cn", false }, { "XX", false },
		{ "D ", false }, { " D", false }, { "", false },
		{ "CHN", false },
	};
	static const struct row currencies[] = {
		{ "CNY", true }, { "EUR", true }, { "cny", false },
		{ "CN", false }, { "CNYX", false }, { "C1Y", false },
	};
	static const struct row digests[] = {
		{ "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b"
		    "7852b855", true },
		{ "E3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b"
		    "7852b855", false },
		{ "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b"
		    "7852b85", false },
		{ "", false },
	};

	(void)state;
	check_rows(country_valid, countries, COUNT(countries));
	check_rows(currency_valid, currencies, COUNT(currencies));
	check_rows(sha256_valid, digests, COUNT(digests));
}

/* The number that the standard GB 11643 gives as its example. */
int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(orcids),
		cmocka_unit_test(rors),
		cmocka_unit_test(usccs),
		cmocka_unit_test(dois),
		cmocka_unit_test(addresses),
		cmocka_unit_test(codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
