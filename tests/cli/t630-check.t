#!/bin/sh
test_description='check: what a change brings'
. "$(dirname "$0")/lib.sh"

change() {
	jq "$2" "$1" >"$HOME/changed" && cp "$HOME/changed" "$1" &&
	tick && git commit -q -m "$3" "$1"
}

test_expect_success 'a tracker whose past is not clean' '
	tracker t --preset lean --require \
	    tracker=authored,approvals=authored && cd t &&
	tick && proven new -q --id film "Film" >/dev/null &&
	tick && proven new -q --id cell "Cell" >/dev/null &&
	change projects/film.json ".stage = \"transfer\"" "Straight on" &&
	change projects/film.json ".stage = \"idea\"" "And back" &&
	run 1 proven audit && git switch -q -c topic
'

test_expect_success '--base trusts what is there, and judges the rest' '
	run 0 proven check --base main &&
	test "$(head -1 "$out")" = \
	    "trusted as the base: $(git rev-parse main)" &&
	tick && proven -q move film study &&
	run 0 proven check --base main && said "commits judged: 1" &&
	change projects/cell.json ".stage = \"transfer\"" "Straight on" &&
	run 1 proven check --base main &&
	said "cell, projects/cell.json:" "[PV203]" && ! grep -q film "$out" &&
	run 1 proven check --base main -q && ! grep -q trusted "$out" &&
	run 1 proven check --base main --json &&
	jq -e ".command == \"check\" and .counts.error == 1" "$out" &&
	run 1 proven check --base main --format junit &&
	said "classname=\"proven.check.PV203\""
'

test_expect_success 'a base that went on since' '
	git switch -q main && tick && proven -q note film "Meanwhile" &&
	git switch -q topic && run 1 proven check --base main &&
	said "commits judged: 2" && ! grep -q film "$out"
'

test_expect_success 'only some files' '
	run 0 proven check --base main projects/film.json &&
	said "✓ errors: 0" && run 1 proven check --base main projects &&
	run 1 proven check --base main . && run 1 proven check --base main \
	    projects/ && run 0 proven check --base main tracker &&
	cd projects && run 1 proven check --base main cell.json &&
	run 1 proven check --base main ../projects/cell.json &&
	run 0 proven check --base main film.json && cd .. &&
	run 3 proven check --base main /etc/passwd
'

# note_of COMMAND...: each PV404 that it tells.
note_of() {
	"$@" --format jsonl >"$out" 2>"$err"
	jq -r "select(.rule == \"PV404\") | [.commit, .file] | @tsv" "$out"
}

test_expect_success 'evidence to which nothing refers any more, as the audit' '
	git switch -q -c proof main && printf "measured\n" >../result.txt &&
	tick && proven evidence add -q cell --kind dataset ../result.txt &&
	base=$(git rev-parse HEAD) &&
	for by in ".evidence = {}" ".title = 7" "[]"; do
		change projects/cell.json "$by" "By hand" &&
		note_of proven audit >../audited &&
		note_of proven check --base "$base" >../checked &&
		test -s ../audited && test_cmp ../audited ../checked &&
		git reset -q --hard "$base" || return 1
	done &&
	tick && git rm -q projects/cell.json && git commit -q -m "Gone" &&
	note_of proven audit >../audited &&
	note_of proven check --base "$base" >../checked &&
	test -s ../audited && test_cmp ../audited ../checked &&
	git reset -q --hard "$base" && tick &&
	git rm -q -r evidence && jq ".evidence = {}" projects/cell.json >../x &&
	cp ../x projects/cell.json && git commit -q -a -m "Both" &&
	test -z "$(note_of proven check --base "$base")" &&
	git switch -q topic
'

test_expect_success 'a head that is on no branch' '
	git checkout -q --detach topic && run 1 proven check --base main &&
	git switch -q topic
'

test_expect_success 'what is wrong to ask' '
	run 2 proven check --base main --staged &&
	run 4 proven check --base nowhere &&
	run 2 proven check --base main --fail-on x
'

test_done
