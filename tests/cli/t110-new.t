#!/bin/sh
test_description='new: a project in the initial stage'
. "$(dirname "$0")/lib.sh"

begun

test_expect_success 'a title is enough; the id stands alone on stdout' '
	tick &&
	run 0 proven new "Film for 50 nm" &&
	grep -Eqx "[0-9a-hjkmnp-tv-z]{8}" "$out" &&
	test "$(wc -l <"$out")" = 1 &&
	id=$(cat "$out") &&
	complained "begins in stage '\''idea'\''" "proven gate $id" &&
	jq -e ".id == \"$id\" and .title == \"Film for 50 nm\" and
	    .stage == \"idea\" and .format == 1 and
	    .lead == {person: \"researcher\"}" projects/$id.json &&
	jq -e ".history | length == 1 and .[0].transition == \"@new\" and
	    .[0].from == null and .[0].to == \"idea\" and
	    .[0].by == \"researcher\" and .[0].seq == 1" projects/$id.json &&
	test -z "$(git status --porcelain)"
'

test_expect_success 'subject and trailers' '
	git log -1 --format=%B >message &&
	cat >want <<-EOT &&
	$id: new: Film for 50 nm

	Proven-Project: $id
	Proven-By: researcher

	EOT
	test_cmp want message &&
	jq -r .history[0].at projects/$id.json >at &&
	TZ=UTC git log -1 --format=%cd \
	    --date=format-local:%Y-%m-%dT%H:%M:%SZ >want &&
	test_cmp want at
'

test_expect_success '--id and --set' '
	tick &&
	run 0 proven new --id p1 --set concept.hypothesis="It holds" \
	    --set tags=a,b --set code=2026-001 "Zweites 项目" &&
	echo p1 >want && test_cmp want "$out" &&
	jq -e ".tags == [\"a\", \"b\"] and .code == \"2026-001\" and
	    .concept.hypothesis == \"It holds\"" projects/p1.json &&
	proven fmt --check
'

test_expect_success 'an id that is taken: 6, and who has it' '
	head=$(git rev-parse HEAD) &&
	run 6 proven new --id p1 Other &&
	complained "there is a project '\''p1'\'' already" "Zweites 项目" \
	    "proven show p1" &&
	test "$(git rev-parse HEAD)" = $head
'

test_expect_success 'a code that is taken: 6, and who has it' '
	run 6 proven new --id p2 --set code=2026-001 Other &&
	complained "the code '\''2026-001'\'' belongs to '\''p1'\''" \
	    "proven show p1" &&
	test "$(git rev-parse HEAD)" = $head &&
	! test -e projects/p2.json
'

for bad in ../x -x con "A b" a/b "" x- nul ä; do
	test_expect_success "the id '$bad' is refused with 2" '
		run 2 proven new --id="$bad" Title &&
		test_must_be_empty "$out" &&
		test "$(git rev-parse HEAD)" = $head &&
		test -z "$(git status --porcelain)"
	'
done

test_expect_success 'titles: empty, too long, with controls, not UTF-8' '
	run 2 proven new "" && complained "empty" && ! grep unset "$err" &&
	run 2 proven new "$(printf "%0501d" 0)" &&
	run 0 proven new --id long "$(printf "%0500d" 0)" &&
	run 2 proven new "$(printf "a\001b")" && complained "U+0001" &&
	run 2 proven new "$(printf "a\nb")" && complained "U+000A" &&
	run 2 proven new "$(printf "\377")" && complained "not UTF-8" &&
	git log -1 --format=%s >subject &&
	test "$(wc -m <subject)" = 73
'

test_expect_success 'fields: unknown, kept, of wrong type' '
	head=$(git rev-parse HEAD) &&
	run 2 proven new --set concept.hypotesis=x T &&
	complained "concept.hypothesis" &&
	run 2 proven new --set stage=closed T &&
	run 2 proven new --set start=tomorrow T &&
	run 2 proven new --set novalue T &&
	test "$(git rev-parse HEAD)" = $head
'

test_expect_success 'usage' '
	run 2 proven new &&
	run 2 proven new a b &&
	run 2 proven new --title x
'

test_expect_success 'somebody who is not in people.json' '
	tick &&
	git config user.email other@example.org &&
	git config user.name "Fictional Guest" &&
	run 0 proven new --id guest "By a guest" &&
	jq -e ".lead == {name: \"Fictional Guest\",
	    email: \"other@example.org\"} and
	    .history[0].by == \"other@example.org\"" projects/guest.json &&
	git config --remove-section user
'

test_expect_success 'for programs' '
	tick &&
	run 0 proven new --json --id json Title &&
	jq -e ".changes[0] | .id == \"json\" and .change == \"new\" and
	    .to == \"idea\" and .from == null" "$out" &&
	run 0 proven new --format csv --id csv Title &&
	said "id,change,from,to,commit" "csv,new,,idea,$(git rev-parse HEAD)"
'

test_expect_success 'an invalid workflow refuses with its place' '
	sed "s/\"initial\": \"idea\"/\"initial\": \"ide\"/" \
	    tracker/workflow.json >w &&
	cp w tracker/workflow.json && rm w &&
	git commit -q -a -m broken &&
	run 7 proven new Title &&
	complained "tracker/workflow.json:6:" &&
	git revert --no-edit HEAD >/dev/null
'

test_expect_success 'no tracker: 5; no repository: 5' '
	git init -q ../empty &&
	run 5 proven -C ../empty new Title &&
	complained "proven init" &&
	run 5 proven -C .. new Title
'

test_expect_success 'in a bare repository' '
	git clone -q --bare . ../bare.git &&
	tick &&
	run 0 proven -C ../bare.git new --id bare Title &&
	git -C ../bare.git show HEAD:projects/bare.json | jq -e .title
'

test_expect_success 'an uncommitted file in the way is not overwritten' '
	echo mine >projects/mine.json &&
	run 6 proven new --id mine Title &&
	complained "projects/mine.json" &&
	test "$(cat projects/mine.json)" = mine &&
	rm projects/mine.json
'

test_done
