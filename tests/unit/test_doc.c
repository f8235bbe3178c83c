#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cmd/out/out.h"
#include "core/json/json.h"
#include "tests/unit/screen.h"

/* ---- Documents ---- */

static void
print_document(struct out *out)
{
	doc_title(out, "Title *1*");
	doc_field(out, "Stage", 6, "idea");
	doc_field(out, "Absent", 6, NULL);
	doc_field(out, "Lead", 6, "a long value that does not fit at all");
	doc_heading(out, "Gate");
	doc_check(out, '+', "fields are there", NULL);
	doc_check(out, '-', "a verdict is missing",
	    "proven set p1 concept.verdict=proven");
	doc_para(out, "One paragraph of text.");
	doc_code(out, "mermaid", "graph TD\n  a-->b\n");
}

static void
test_document(void **state)
{
	struct screen screen;

	(void)state;
	open_screen(&screen, OUT_TABLE, 30);
	print_document(&screen.out);
	expect(&screen,
	    "Title *1*\n"
	    "Stage   idea\n"
	    "Lead    a long value that does\n"
	    "        not fit at all\n"
	    "\n"
	    "Gate\n"
	    "  ✓ fields are there\n"
	    "  ✗ a verdict is missing\n"
	    "      proven set p1 concept.verdict=proven\n"
	    "\n"
	    "One paragraph of text.\n"
	    "\n"
	    "graph TD\n"
	    "  a-->b\n");
}

static void
test_document_markdown(void **state)
{
	struct screen screen;

	(void)state;
	open_screen(&screen, OUT_MARKDOWN, 0);
	print_document(&screen.out);
	expect(&screen,
	    "# Title \\*1\\*\n"
	    "\n"
	    "- **Stage** idea\n"
	    "- **Lead** a long value that does not fit at all\n"
	    "\n"
	    "## Gate\n"
	    "\n"
	    "- [x] fields are there\n"
	    "- [ ] a verdict is missing\n"
	    "  ` proven set p1 concept.verdict=proven `\n"
	    "\n"
	    "One paragraph of text.\n"
	    "\n"
	    "```mermaid\n"
	    "graph TD\n"
	    "  a-->b\n"
	    "```\n");
}

/* ---- JSON documents ---- */

static void
print_emit(struct out *out)
{
	struct json *tree = json_new_object();
	struct emit *emit = emit_begin(out, "project");

	json_set_string(tree, "title", "x");
	json_set(tree, "list", json_new_array());
	json_set_integer(tree, "n", 7);
	emit_text(emit, "id", "p1");
	emit_text(emit, "absent", NULL);
	emit_array(emit, "items");
	emit_object(emit, NULL);
	emit_bool(emit, "met", false);
	emit_close(emit);
	emit_integer(emit, NULL, -1);
	emit_close(emit);
	emit_time(emit, "at", 0);
	emit_tree(emit, "record", tree);
	emit_end(emit);
	json_free(tree);
}

static void
test_emit(void **state)
{
	struct screen screen;

	(void)state;
	open_screen(&screen, OUT_JSON, 0);
	print_emit(&screen.out);
	expect(&screen,
	    "{\n  \"schema\": 1,\n  \"kind\": \"project\",\n"
	    "  \"id\": \"p1\",\n  \"absent\": null,\n  \"items\": [\n"
	    "    {\n      \"met\": false\n    },\n    -1\n  ],\n"
	    "  \"at\": \"1970-01-01T00:00:00Z\",\n"
	    "  \"record\": {\n    \"title\": \"x\",\n    \"list\": [],\n"
	    "    \"n\": 7\n  }\n}\n");
	open_screen(&screen, OUT_JSONL, 0);
	print_emit(&screen.out);
	expect(&screen,
	    "{\"id\":\"p1\",\"absent\":null,\"items\":[{\"met\":false},-1],"
	    "\"at\":\"1970-01-01T00:00:00Z\",\"record\":{\"title\":\"x\","
	    "\"list\":[],\"n\":7}}\n");
}

static void
test_flat(void **state)
{
	static const char text[] = "{\"a\": {\"b\": [1, \"x\"], \"c\": {}}, "
	    "\"d\": null, \"e\": true}";
	struct json *tree = NULL;
	struct screen screen;

	(void)state;
	assert_null(json_read(&tree, text, strlen(text), "test"));
	open_screen(&screen, OUT_CSV, 0);
	out_flat(&screen.out, "fields", tree);
	json_free(tree);
	expect(&screen, "path,value\na.b.0,1\na.b.1,x\na.c,{}\nd,\n"
	    "e,true\n");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_document),
		cmocka_unit_test(test_document_markdown),
		cmocka_unit_test(test_emit),
		cmocka_unit_test(test_flat),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
