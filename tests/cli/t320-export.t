#!/bin/sh
test_description='export: projects as JSON Lines, CSV, events'
. "$(dirname "$0")/lib.sh"

tracker t >/dev/null && cd t || exit 1
in=$HOME/in
mkdir "$in" || exit 1

# A fictional portfolio with values of every kind.
cat >"$in/p.jsonl" <<'EOT'
{"id": "p1", "code": "C-1", "title": "薄膜, \"50 nm\"", "stage": "idea", "summary": "two\nlines", "tags": ["a", "b,c"], "start": "2026-07-15", "lead": {"name": "Li", "email": "li@example.org"}, "consortium": true, "partners": {"a-1": {"name": "A", "role": "lead"}}, "readiness": {"scale": "trl", "current": {"level": 4}}, "budget": {"currency": "JPY", "approved": 1200}, "custom": {"n": 5, "s": "5", "l": [1, {"x": null}], "empty": "", "z": "=1+1"}}
{"id": "p2", "title": "Second", "stage": "verification", "concept": {"hypothesis": "h"}, "budget": {"approved": 120050}}
{"id": "p3", "title": "Third", "stage": "on-hold", "hold": {"from": "verification", "review_by": "2027-01-01"}}
{"id": "p4", "title": "Fourth", "stage": "closed"}
EOT
proven import -q "$in/p.jsonl" || exit 1

# whole FILE: the records of the tracker without what a new one has anew.
whole() {
	proven export | jq -cS 'del(.history, .hold.since) |
	    if .hold == {} then del(.hold) else . end' >"$1"
}
whole "$in/whole"

test_expect_success 'JSON Lines: whole records, in order of id' '
	run 0 proven export &&
	test "$(wc -l <"$out")" = 4 &&
	jq -r .id "$out" | tr "\n" " " | grep -qx "p1 p2 p3 p4 " &&
	jq -es ".[0] | .title == \"薄膜, \\\"50 nm\\\"\" and
	    .custom.l == [1, {x: null}] and (.history | length == 1)" "$out" &&
	head -1 "$out" >"$in/line" &&
	jq -c . projects/p1.json | test_cmp - "$in/line" &&
	test -z "$(git status --porcelain)"
'

test_expect_success 'they import again without loss' '
	proven export >"$in/out.jsonl" &&
	tracker ../again >/dev/null &&
	(
		cd ../again && run 0 proven import "$in/out.jsonl" &&
		whole "$in/whole2"
	) &&
	test_cmp "$in/whole" "$in/whole2"
'

test_expect_success 'CSV: dotted paths; imports again without loss' '
	run 0 proven export --format csv &&
	cp "$out" "$in/out.csv" &&
	head -1 "$out" >"$in/head" &&
	echo "id,code,title,stage,summary,tags,start,lead.name,lead.email,partners.a-1.name,partners.a-1.role,consortium,concept.hypothesis,readiness.scale,readiness.current.level,budget.currency,budget.approved,hold.from,hold.review_by,custom.empty,custom.l,custom.n,custom.s,custom.z" |
	    test_cmp - "$in/head" &&
	grep -q "^p2,,Second,verification,.*,1200.50," "$out" &&
	tracker ../csv >/dev/null &&
	(
		cd ../csv && run 0 proven import "$in/out.csv" &&
		whole "$in/whole3" &&
		proven export --format csv >"$in/out2.csv"
	) &&
	test_cmp "$in/whole" "$in/whole3" &&
	test_cmp "$in/out.csv" "$in/out2.csv"
'

test_expect_success 'the other formats' '
	run 0 proven export --json &&
	jq -e ".schema == 1 and .kind == \"projects\" and
	    (.projects | length == 4) and .projects[1].budget.approved ==
	    120050" "$out" &&
	for format in tsv table markdown
	do
		run 0 proven export --format $format &&
		said Second budget.approved 1200.50 || return 1
	done
'

test_expect_success 'a query; final stages are in unless it says else' '
	run 0 proven export stage:verification &&
	jq -se "map(.id) == [\"p2\"]" "$out" &&
	run 0 proven export is:final &&
	jq -se "map(.id) == [\"p4\"]" "$out" &&
	run 0 proven export -stage:closed "trl>=4" &&
	jq -se "map(.id) == [\"p1\"]" "$out" &&
	run 2 proven export stage:verificaton &&
	complained verification &&
	run 0 proven export zzz &&
	test ! -s "$out" && complained "no project matches" &&
	run 0 proven export zzz --json &&
	jq -e ".projects == []" "$out"
'

test_expect_success '--columns' '
	run 0 proven export --columns title,id,lead.email &&
	head -1 "$out" >"$in/line" &&
	echo "{\"title\":\"薄膜, \\\"50 nm\\\"\",\"id\":\"p1\",\"lead\":{\"email\":\"li@example.org\"}}" |
	    test_cmp - "$in/line" &&
	run 0 proven export -c id,budget.approved,tags --format csv Fourth &&
	printf "id,budget.approved,tags\np4,,\n" | test_cmp - "$out" &&
	run 2 proven export --columns titel &&
	complained "no field '\''titel'\''" "did you mean '\''title'\''?"
'

cat >"$in/map.json" <<'EOT'
{"format": 1, "newline": "crlf", "bom": true, "delimiter": ";", "row": "row",
 "columns": [
  {"name": "No", "to": "id", "make": "slug", "prefix": "m-"},
  {"name": "Name", "to": "title", "keep": "name"},
  {"name": "Begin", "to": "start", "date": "%d.%m.%y"},
  {"name": "State", "to": "stage", "keep": "state",
   "values": {"Done": "closed", "done": "closed", "": "idea"}},
  {"name": "TRL", "to": "readiness.current.level", "number": true,
   "keep": true},
  {"name": "Words", "to": "tags", "split": "/"},
  {"name": "Rest", "to": "custom"}]}
EOT
printf '\357\273\277No;Name;Begin;State;TRL;Words;Rest\r\n' >"$in/m.csv"
printf 'B 2;"a;""b""";05.07.26;done;4.0;x/y;"l\r\nm"\r\n' >>"$in/m.csv"
printf 'A 1;;;;;;=1+1\r\n' >>"$in/m.csv"

test_expect_success '--map: the rows of the other system, byte for byte' '
	tracker ../map >/dev/null && cd ../map &&
	run 0 proven import --map "$in/map.json" "$in/m.csv" &&
	jq -e ".title == \"m-a-1\"" projects/m-a-1.json &&
	run 0 proven export --map "$in/map.json" &&
	cmp "$in/m.csv" "$out" &&
	run 0 proven export --map "$in/map.json" --format csv &&
	cmp "$in/m.csv" "$out"
'

test_expect_success '--map: what was changed is written anew' '
	run 0 proven set m-b-2 readiness.current.level=5 start=2026-08-01 \
	    title=New &&
	run 0 proven move m-a-1 study &&
	run 0 proven export --map "$in/map.json" &&
	grep -q "^B 2;New;01.08.26;done;5;x/y;" "$out" &&
	grep -q "^A 1;;;feasibility;;;=1+1" "$out"
'

test_expect_success '--map in the other formats' '
	run 0 proven export --map "$in/map.json" --json &&
	jq -e ".projects | length == 2 and .[0].No == \"B 2\" and
	    .[1].Rest == \"=1+1\"" "$out" &&
	run 0 proven export --map "$in/map.json" --format jsonl &&
	jq -se "map(.No) == [\"B 2\", \"A 1\"]" "$out" &&
	run 0 proven export --map "$in/map.json" --format tsv &&
	said "=1+1"
'

test_expect_success 'wrong usage: 2; a wrong mapping: 7' '
	run 2 proven export --map "$in/map.json" --columns id &&
	run 2 proven export --history --columns id &&
	run 2 proven export --history --map "$in/map.json" &&
	run 2 proven export --history --format csv &&
	complained "events are JSON Lines" &&
	echo "{}" >"$in/wrong.json" &&
	run 7 proven export --map "$in/wrong.json" &&
	run 8 proven export --map "$in/none.json"
'

test_expect_success '--history: events that import --history reads' '
	cd ../t &&
	tick && run 0 proven set p2 concept.verdict=proven &&
	tick && run 0 proven move p2 transfer &&
	tick && run 0 proven move p1 study &&
	run 0 proven export --history &&
	jq -se "length == 6 and
	    ([.[4:][] | [.id, .transition, .from, .to]] ==
	    [[\"p2\", \"transfer\", \"verification\", \"transfer\"],
	    [\"p1\", \"study\", \"idea\", \"feasibility\"]]) and
	    .[0].by == {name: \"Fictional Researcher\",
	    email: \"researcher@example.org\"} and
	    ([.[].title] | index(\"Third\")) and
	    (map(select(.id == \"p4\")) | .[0].transition == \"@intake\"
	    and .[0].source == \"p.jsonl\" and .[0].from == null)" "$out" &&
	cp "$out" "$in/events" &&
	tracker ../events >/dev/null &&
	(
		cd ../events &&
		run 0 proven import --history --as-recorded "$in/events" &&
		run 0 proven export --history &&
		jq -c "del(.transition, .source)" "$in/events" >"$in/a" &&
		jq -c "del(.transition, .source)" "$out" >"$in/b" &&
		test_cmp "$in/a" "$in/b" &&
		jq -e ".hold.review_by == \"2027-01-01\"" projects/p3.json
	)
'

test_expect_success '--history of some projects' '
	run 0 proven export --history stage:transfer &&
	jq -se "map(.id) | unique == [\"p2\"]" "$out"
'

test_expect_success 'the names of authors come from the commits' '
	jq -nc "{at: \"2020-01-01T00:00:00Z\", by: {name: \"Bob\",
	    email: \"bob@example.org\"}, id: \"b1\", title: \"T\",
	    from: null, to: \"idea\"}, {at: \"2020-01-02T00:00:00Z\",
	    by: {name: \"Robert\", email: \"bob@example.org\"}, id: \"b1\",
	    title: \"T\", from: \"idea\", to: \"feasibility\"}" \
	    >"$in/bob" &&
	tracker ../bob >/dev/null && cd ../bob &&
	run 0 proven import --history "$in/bob" &&
	run 0 proven export --history &&
	jq -c "del(.transition)" "$out" | test_cmp "$in/bob" - &&
	cd ../t
'

test_expect_success 'a record that cannot be read: told, left out, 7' '
	git clone -q . ../damaged &&
	(
		cd ../damaged &&
		git config user.name x && git config user.email x@x &&
		echo "{" >projects/p2.json && git commit -qam damage &&
		for format in jsonl json csv
		do
			run 7 proven export --format $format &&
			complained "left out: projects/p2.json:2:1: " \
			    "1 project cannot be read" &&
			said p1 p3 p4 || return 1
		done &&
		run 7 proven export --history && said p1 p3
	)
'

test_expect_success 'an empty tracker' '
	tracker ../empty >/dev/null && cd ../empty &&
	run 0 proven export && test ! -s "$out" &&
	run 0 proven export --json && jq -e ".projects == []" "$out" &&
	run 0 proven export --format csv && echo id | test_cmp - "$out" &&
	run 0 proven export --history && test ! -s "$out" && cd ../t
'

test_expect_success 'controls in a record do not reach a terminal' '
	tracker ../evil >/dev/null && cd ../evil &&
	jq -nc "{id: \"e1\", custom: {x: \"a\\u202eb\\u009bc\"}}" \
	    >"$in/evil.jsonl" &&
	run 0 proven import "$in/evil.jsonl" &&
	run 0 proven export &&
	said "\"x\":\"a\\u202eb\\u009bc\"" &&
	jq -e ".custom.x == \"a\\u202eb\\u009bc\"" "$out" &&
	proven export --format csv -c custom.x >"$in/evil.csv" &&
	printf "custom.x\na\342\200\256b\302\233c\n" | cmp - "$in/evil.csv" &&
	on_terminal 80 proven export --format csv -c custom.x &&
	said "a\\u202eb" && ! LC_ALL=C grep "[^ -~]" "$out" && cd ../t
'

test_expect_success 'a full disk is told: 8' '
	test ! -w /dev/full ||
	{ test_expect_code 8 proven export >/dev/full 2>"$err"; }
'

test_done
