#!/bin/sh
test_description='set: change fields'
. "$(dirname "$0")/lib.sh"

begun p1 p2 p3

test_expect_success 'one field: one commit, and what changed' '
	tick &&
	run 0 proven set p1 concept.hypothesis="It holds" &&
	test_must_be_empty "$out" &&
	complained "p1: concept.hypothesis: (none) -> It holds" &&
	jq -e ".concept.hypothesis == \"It holds\"" projects/p1.json &&
	git log -1 --format=%B >message &&
	cat >want <<-\EOT &&
	p1: set concept.hypothesis

	Proven-Project: p1
	Proven-By: researcher

	EOT
	test_cmp want message &&
	git diff --name-only HEAD^ >files &&
	echo projects/p1.json >want && test_cmp want files &&
	test -z "$(git status --porcelain)"
'

test_expect_success 'several fields, a pointer, a list, an unset' '
	tick &&
	run 0 proven set p1 /concept/application=Optics tags=a,b start=2026-02-01 &&
	complained "p1: concept.application: (none) -> Optics" &&
	run 0 proven set p1 tags+=c tags-=a --unset start &&
	complained "p1: tags: a, b -> b, c" "p1: start: 2026-02-01 -> (none)" &&
	jq -e ".tags == [\"b\", \"c\"] and (has(\"start\") | not)" \
	    projects/p1.json &&
	test "$(git log -1 --format=%s)" = "p1: set tags, start"
'

test_expect_success 'nothing changed: 0, no commit, and it says so' '
	head=$(git rev-parse HEAD) &&
	run 0 proven set p1 tags=b,c &&
	complained "nothing changed" &&
	run 0 proven set p1 --unset summary &&
	complained "nothing changed" &&
	test "$(git rev-parse HEAD)" = $head
'

test_expect_success 'several projects: one commit' '
	tick &&
	run 0 proven set p1 p2 p3 tags+=x &&
	complained "p2: tags: (none) -> x" "p3: tags" &&
	test "$(git rev-list --count $head..)" = 1 &&
	git log -1 --format=%B >message &&
	cat >want <<-\EOT &&
	3 projects: set tags

	Proven-Project: p1
	Proven-Project: p2
	Proven-Project: p3
	Proven-By: researcher

	EOT
	test_cmp want message
'

test_expect_success 'only those that change are named' '
	tick &&
	proven set -q p2 tags=y &&
	run 0 proven set p1 p2 p3 tags+=y &&
	! grep -q "p2:" "$err" &&
	git log -1 --format=%B >message &&
	! grep -q "Proven-Project: p2" message
'

test_expect_success 'ids from standard input, each once' '
	tick &&
	printf "p1\np2 p1\n\n" | run 0 proven set - field=optics &&
	test "$(git log -1 --format=%s)" = "2 projects: set field" &&
	printf "" | run 2 proven set - field=x &&
	complained "no project is named" &&
	printf "p1 nobody" | run 4 proven set - field=x
'

test_expect_success 'ids on stdin may be of projects made meanwhile' '
	(sleep 1 && tick && proven new -q --id late Late) |
		run 0 proven set - field=optics &&
	complained "late: field: (none) -> optics"
'

test_expect_success 'all or nothing' '
	head=$(git rev-parse HEAD) &&
	run 4 proven set p1 nothere field=z &&
	complained "nothere" &&
	run 2 proven set p1 p2 field=z trl=3 &&
	test "$(git rev-parse HEAD)" = $head
'

test_expect_success 'what is wrong is refused with 2, and near misses named' '
	run 2 proven set p1 concept.hypotesis=x &&
	complained "concept.hypothesis" &&
	run 2 proven set p1 start=2026-02-30 &&
	run 2 proven set p1 concept.verdict=maybe &&
	complained "proven" &&
	run 2 proven set p1 lead.orcid=0000-0002-1825-0098 &&
	run 2 proven set p1 lead.orcid=0000-0002-1825-009 &&
	run 2 proven set p1 readiness.current.level=10 &&
	run 2 proven set p1 budget.approved=1.234 &&
	run 2 proven set p1 "field=$(printf "\377")" && complained UTF-8 &&
	run 2 proven set p1 "field=$(printf "a\033b")" && complained U+001B &&
	test "$(git rev-parse HEAD)" = $head
'

test_expect_success 'what only the tool changes' '
	run 2 proven set p1 stage=closed &&
	complained "proven move p1" &&
	run 2 proven set p1 id=p9 &&
	run 2 proven set p1 history=[] &&
	run 2 proven set p1 format=2 &&
	run 2 proven set p1 --unset title &&
	run 2 proven set p1 --unset stage &&
	test "$(git rev-parse HEAD)" = $head
'

test_expect_success 'money, normal forms' '
	tick &&
	run 0 proven set p1 budget.approved=1200.50 \
	    lead.orcid=https://orcid.org/0000-0002-1825-0097 &&
	jq -e ".budget.approved == 120050 and
	    .lead.orcid == \"0000-0002-1825-0097\"" projects/p1.json &&
	complained "budget.approved: (none) -> 1200.50"
'

test_expect_success 'a long value is cut in what is said, not in the record' '
	tick &&
	long=$(printf "%0200d" 0) &&
	run 0 proven set p1 summary="$long" &&
	complained "…" &&
	! grep -q "$long" "$err" &&
	jq -e ".summary == \"$long\"" projects/p1.json
'

test_expect_success 'what would be personal data is refused with 7' '
	head=$(git rev-parse HEAD) &&
	run 7 proven set p1 summary="call 13800138000" &&
	complained "'\''p1'\'' would be invalid" "[PV111]" &&
	test "$(git rev-parse HEAD)" = $head
'

test_expect_success 'what was wrong before does not block mending the rest' '
	tick &&
	jq ".summary = \"call 13800138000\"" projects/p2.json >x &&
	cp x projects/p2.json && rm x && git commit -q -a -m wrong &&
	run 0 proven set p2 field=physics &&
	jq -e ".field == \"physics\"" projects/p2.json &&
	run 7 proven set p2 lead.name="13900139000" &&
	run 0 proven set p2 summary=mended
'

test_expect_success 'a code is unique' '
	tick &&
	proven set -q p1 code=C-1 &&
	run 6 proven set p2 code=C-1 &&
	complained "the code '\''C-1'\'' belongs to '\''p1'\''" &&
	run 0 proven set p1 code=C-1 &&
	run 2 proven set p2 p3 code=C-2 &&
	run 0 proven set C-1 field=by-code &&
	jq -e ".field == \"by-code\"" projects/p1.json &&
	run 0 proven set p1 p2 --unset code
'

test_expect_success 'people leave by an end, not by removal' '
	tick &&
	proven set -q p1 team.li.name="Li (fictional)" &&
	run 0 proven set p1 --unset team.li &&
	proven set -q p1 team.li.name="Li (fictional)" &&
	proven move -q p1 study &&
	run 3 proven set p1 --unset team.li &&
	complained "'\''team.li'\'' cannot be removed" &&
	mend=$(grep -o "proven set p1 team.li.to=.*" "$err") &&
	run 0 sh -c "$mend" &&
	run 0 proven set p1 field=after
'

test_expect_success 'uncommitted edits are never overwritten' '
	cp projects/p3.json saved &&
	sed "s/Title of p3/Mine/" saved >projects/p3.json &&
	head=$(git rev-parse HEAD) &&
	run 6 proven set p3 field=x &&
	complained "projects/p3.json" &&
	run 0 proven set p2 field=other &&
	grep -q Mine projects/p3.json &&
	cp saved projects/p3.json && rm saved
'

test_expect_success 'very many projects: one commit, one pack' '
	for i in $(seq 150); do
		sed "s/\"id\": \"p3\"/\"id\": \"m$i\"/" projects/p3.json \
		    >projects/m$i.json && echo m$i || return 1
	done >ids &&
	git add projects && git commit -q -m many && git gc -q &&
	head=$(git rev-parse HEAD) && tick &&
	run 0 proven set -q - tags=many <ids && rm ids &&
	test "$(git rev-list --count $head..)" = 1 &&
	test "$(git log -1 --format=%s)" = "150 projects: set tags" &&
	test "$(git log -1 --format=%B | grep -c "^Proven-Project: m")" = 150 &&
	jq -e ".tags == [\"many\"]" projects/m150.json &&
	test "$(ls .git/objects/pack/*.pack | wc -l)" = 2 &&
	test -z "$(git status --porcelain)" && git fsck --strict
'

test_expect_success 'usage' '
	run 2 proven set &&
	run 2 proven set p1 && complained "proven set p1 PATH=VALUE" &&
	run 2 proven set field=x && complained "no project is named" &&
	run 2 proven set p1 field=x p2 && complained "'\''p2'\''" &&
	run 2 proven set p1 --unset
'

test_expect_success 'for programs' '
	tick &&
	run 0 proven set --format tsv p2 p3 tags=json &&
	test "$(wc -l <"$out")" = 3 &&
	run 0 proven set --json p2 tags=json &&
	jq -e ".kind == \"changes\" and .changes == []" "$out"
'

test_done
