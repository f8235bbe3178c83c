#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <regex.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/json/json.h"
#include "core/model/field.h"
#include "core/model/schema.h"
#include "core/model/workflow.h"

/* As much of JSON Schema as the schemas use. */
static bool valid(const struct json *schema, const struct json *value);

static const char *
type_name(const struct json *value)
{
	static const char *const names[] = { [JSON_NULL] = "null",
	    [JSON_FALSE] = "boolean", [JSON_TRUE] = "boolean",
	    [JSON_INTEGER] = "integer", [JSON_STRING] = "string",
	    [JSON_ARRAY] = "array", [JSON_OBJECT] = "object" };

	return names[json_type(value)];
}

static bool
has_text(const struct json *list, const char *text)
{
	for (list = json_first(list); list; list = json_next(list))
		if (strcmp(json_string(list), text) == 0)
			return true;
	return false;
}

static bool
valid_type(const struct json *schema, const struct json *value)
{
	const struct json *type = json_get(schema, "type");

	if (json_type(type) == JSON_ARRAY)
		return has_text(type, type_name(value));
	return type == NULL ||
	    strcmp(json_string(type), type_name(value)) == 0;
}

/* POSIX knows neither "(?" nor "\x": such patterns are not tried here. */
static bool
matches(const char *pattern, const char *text)
{
	regex_t regex;
	bool found;

	if (pattern == NULL || strstr(pattern, "(?") ||
	    strstr(pattern, "\\x"))
		return true;
	if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		fail_msg("no regular expression: %s", pattern);
	found = regexec(&regex, text, 0, NULL, 0) == 0;
	regfree(&regex);
	return found;
}

static bool
valid_choice(const struct json *words, const struct json *value)
{
	for (words = json_first(words); words; words = json_next(words))
		if (json_equal(words, value))
			return true;
	return false;
}

static bool
valid_string(const struct json *schema, const struct json *value)
{
	const char *text = json_string(value);
	int64_t limit;

	if (json_integer(json_get(schema, "minLength"), &limit) &&
	    (int64_t)utf8_length(text) < limit)
		return false;
	if (json_integer(json_get(schema, "maxLength"), &limit) &&
	    (int64_t)utf8_length(text) > limit)
		return false;
	return matches(json_text(schema, "pattern"), text);
}

static bool
valid_integer(const struct json *schema, const struct json *value)
{
	int64_t number, limit;

	json_integer(value, &number);
	if (json_integer(json_get(schema, "minimum"), &limit) &&
	    number < limit)
		return false;
	return !json_integer(json_get(schema, "maximum"), &limit) ||
	    number <= limit;
}

static bool
valid_object(const struct json *schema, const struct json *value)
{
	const struct json *names = json_get(schema, "propertyNames");
	const struct json *others = json_get(schema, "additionalProperties");
	const struct json *at;

	for (at = json_first(json_get(schema, "required")); at;
	    at = json_next(at))
		if (json_get(value, json_string(at)) == NULL)
			return false;
	for (at = json_first(value); at; at = json_next(at)) {
		const struct json *own = json_get(json_get(schema,
		    "properties"), json_key(at));

		if (names && !matches(json_text(names, "pattern"),
		    json_key(at)))
			return false;
		if (own == NULL && json_type(others) == JSON_FALSE)
			return false;
		if (own == NULL)
			own = others;
		if (own && !valid(own, at))
			return false;
	}
	return true;
}

static bool
valid_any(const struct json *list, const struct json *value)
{
	for (list = json_first(list); list; list = json_next(list))
		if (valid(list, value))
			return true;
	return false;
}

static bool
valid(const struct json *schema, const struct json *value)
{
	const struct json *any = json_get(schema, "anyOf");
	const struct json *words = json_get(schema, "enum");

	if (!valid_type(schema, value) || (any && !valid_any(any, value)) ||
	    (words && !valid_choice(words, value)))
		return false;
	switch (json_type(value)) {
	case JSON_STRING:
		return valid_string(schema, value);
	case JSON_INTEGER:
		return valid_integer(schema, value);
	case JSON_OBJECT:
		return valid_object(schema, value);
	case JSON_ARRAY:
		for (value = json_first(value); value;
		    value = json_next(value))
			if (!valid(json_get(schema, "items"), value))
				return false;
		return true;
	default:
		return true;
	}
}

static struct json *
schema(const char *name)
{
	struct json *out = NULL;
	const struct err *err = schema_make(&out, name);

	if (err)
		fail_msg("%s", err->msg);
	return out;
}

static struct json *
read_json(const char *text, size_t len)
{
	struct json *out = NULL;
	const struct err *err = json_read(&out, text, len, "test");

	if (err)
		fail_msg("%s", err->msg);
	return out;
}

static void
check_file(const char *name, const char *text, size_t len)
{
	struct json *made = schema(name), *value = read_json(text, len);

	if (!valid(made, value))
		fail_msg("not valid as %s: %.200s", name, text);
	json_free(made);
	json_free(value);
}

static void
presets_are_valid(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_presets; i++) {
		const struct preset *p = &presets[i];

		check_file("workflow", p->workflow,
		    (size_t)(p->workflow_end - p->workflow));
		check_file("vocabulary", p->vocabulary,
		    (size_t)(p->vocabulary_end - p->vocabulary));
		check_file("tracker", p->tracker,
		    (size_t)(p->tracker_end - p->tracker));
	}
}

static void
full_record_is_valid(void **state)
{
	struct str text = STR_INIT;
	const struct err *err;

	(void)state;
	err = file_read(&text, "tests/fuzz/corpus/record/full.json",
	    JSON_MAX_BYTES);
	if (err)
		fail_msg("%s", err->msg);
	check_file("project", text.ptr, text.len);
	str_release(&text);
}

#define HEAD "{\"format\":1,\"revision\":1,"
#define PROJECT "{\"format\":1,\"id\":\"p1\",\"title\":\"T\"," \
	"\"stage\":\"s\",\"history\":[]"

struct sample {
	const char *name, *text;
	bool valid;
};

static void
check_samples(const struct sample *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *text = rows[i].text;
		struct json *made = schema(rows[i].name);
		struct json *value = read_json(text, strlen(text));

		if (valid(made, value) != rows[i].valid)
			fail_msg("%s: %s", rows[i].name, text);
		json_free(made);
		json_free(value);
	}
}

static void
a_wrong_project_is_not_valid(void **state)
{
	static const struct sample rows[] = {
		{ "project", PROJECT "}", true },
		{ "project", PROJECT ",\"unknown\":1}", true },
		{ "project", "{\"format\":1}", false },
		{ "project", PROJECT ",\"start\":\"soon\"}", false },
		{ "project", PROJECT ",\"start\":\"2026-07-15\"}", true },
		{ "project", PROJECT ",\"readiness\":{\"target\":{\"level\":"
		    "10}}}", false },
		{ "project", PROJECT ",\"concept\":{\"verdict\":\"yes\"}}",
		    false },
		{ "project", PROJECT ",\"team\":{\"a b\":{}}}", false },
		{ "project", PROJECT ",\"custom\":[]}", false },
		{ "project", "{\"format\":1,\"id\":\"p1\",\"title\":\"T\","
		    "\"stage\":\"s\",\"history\":[{\"seq\":1}]}", false },
		{ "project", PROJECT ",\"lead\":{\"orcid\":"
		    "\"0000-0002-1825-0097\"}}", true },
		{ "project", PROJECT ",\"lead\":{\"orcid\":\"1825\"}}",
		    false },
		{ "project", PROJECT ",\"proposed\":{\"criteria\":{\"c1\":"
		    "{\"target\":\"45\",\"unit\":null,\"rule\":null},"
		    "\"c2\":null},\"lead\":{\"orcid\":null},"
		    "\"readiness\":{\"target\":{\"level\":5}}}}", true },
		{ "project", PROJECT ",\"proposed\":{\"criteria\":{\"c1\":"
		    "{\"target\":45}}}}", false },
		{ "project", PROJECT ",\"proposed\":{\"criteria\":{\"c1\":"
		    "{\"rule\":\"x\"}}}}", false },
		{ "project", PROJECT ",\"proposed\":{\"title\":\"x\"}}",
		    false },
		{ "project", PROJECT ",\"proposed\":null}", false },
		{ "project", PROJECT ",\"criteria\":{\"c1\":null}}",
		    false },
	};

	(void)state;
	check_samples(rows, COUNT(rows));
}

static void
a_wrong_tracker_is_not_valid(void **state)
{
	static const struct sample rows[] = {
		{ "people", HEAD "\"people\":{\"li\":{\"name\":\"L\","
		    "\"emails\":[\"li@example.org\"],\"roles\":[\"admin\"],"
		    "\"keys\":[{\"openpgp\":\"0123456789012345678901234567"
		    "890123456789\"}]}}}", true },
		{ "people", HEAD "\"people\":{\"Li\":{\"name\":\"L\","
		    "\"emails\":[]}}}", false },
		{ "people", HEAD "\"people\":{\"li\":{\"name\":\"L\"}}}",
		    false },
		{ "people", HEAD "\"people\":{},\"x\":1}", false },
		{ "vocabulary", HEAD "\"a\":{\"b\":{\"en\":\"B\"}}}", true },
		{ "vocabulary", HEAD "\"a\":{\"b\":{\"fr\":\"B\"}}}",
		    false },
		{ "tracker", HEAD "\"name\":\"x\",\"severities\":{\"PV105\":"
		    "\"error\"}}", true },
		{ "tracker", HEAD "\"name\":\"x\",\"severities\":{\"PV105\":"
		    "\"bad\"}}", false },
		{ "tracker", HEAD "\"name\":\"x\",\"require\":{\"tracker\":"
		    "\"sealed\"}}", false },
	};

	(void)state;
	check_samples(rows, COUNT(rows));
}

/* A key that the workflow's reader knows stands in the schema, too. */
static void
every_condition_has_a_property(void **state)
{
	static const char *const keys[] = {
#define KEY(id, key) key,
		CONDITIONS(KEY)
#undef KEY
		"when"
	};
	struct json *made = schema("workflow");
	const struct json *need, *checks;

	(void)state;
	need = json_find(made, "properties.transitions.additionalProperties."
	    "properties.needs.anyOf.0.properties");
	assert_non_null(need);
	for (size_t i = 0; i < COUNT(keys); i++)
		if (json_get(need, keys[i]) == NULL)
			fail_msg("'%s' is missing", keys[i]);
	assert_int_equal(json_count(need), COUNT(keys));
	checks = json_find(need, "checks.items.enum");
	assert_int_equal(json_count(checks), CHECK_COUNT);
	for (size_t i = 0; i < CHECK_COUNT; i++)
		assert_true(has_text(checks, check_names[i]));
	json_free(made);
}

static void
check_words(const struct json *properties, const char *where)
{
	for (const struct json *at = json_first(properties); at;
	    at = json_next(at)) {
		const struct json *inner = json_get(at, "properties");

		if (json_text(at, "title") == NULL ||
		    json_text(at, "description") == NULL)
			fail_msg("%s.%s has no words", where, json_key(at));
		if (inner)
			check_words(inner, json_key(at));
		inner = json_find(at, "additionalProperties.properties");
		if (inner)
			check_words(inner, json_key(at));
	}
}

static void
every_property_says_what_it_is(void **state)
{
	(void)state;
	for (size_t i = 0; schema_names[i]; i++) {
		struct json *made = schema(schema_names[i]);

		check_words(json_get(made, "properties"), schema_names[i]);
		json_free(made);
	}
}

static void
every_field_of_a_record_is_there(void **state)
{
	struct json *made = schema("project");
	const struct json *properties = json_get(made, "properties");
	const struct json *at = json_first(properties);

	(void)state;
	for (const struct field *field = record_fields; field->name;
	    field++, at = json_next(at))
		assert_string_equal(json_key(at), field->name);
	assert_null(at);
	assert_string_equal(json_text(made, "$schema"),
	    "https://json-schema.org/draft/2020-12/schema");
	json_free(made);
}

static void
refuses_another_name(void **state)
{
	struct json *made = NULL;
	const struct err *err = schema_make(&made, "projet");

	(void)state;
	assert_null(made);
	assert_int_equal(err->code, ERR_USAGE);
	assert_non_null(strstr(err->msg, "did you mean 'project'?"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(presets_are_valid),
		cmocka_unit_test(full_record_is_valid),
		cmocka_unit_test(a_wrong_project_is_not_valid),
		cmocka_unit_test(a_wrong_tracker_is_not_valid),
		cmocka_unit_test(every_condition_has_a_property),
		cmocka_unit_test(every_property_says_what_it_is),
		cmocka_unit_test(every_field_of_a_record_is_there),
		cmocka_unit_test(refuses_another_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
