#!/bin/sh
test_description='undo, drop and note'
. "$(dirname "$0")/lib.sh"

begun p1 p2 p3

# ---- undo ----

test_expect_success 'undo takes the last change back' '
	head=$(git rev-parse HEAD) &&
	tick && proven move -q p1 study >/dev/null &&
	run 0 proven undo &&
	test_must_be_empty "$out" &&
	complained "taken back: p1: study: idea -> feasibility" &&
	test "$(git rev-parse HEAD)" = $head &&
	jq -e ".stage == \"idea\"" projects/p1.json &&
	test -z "$(git status --porcelain)"
'

test_expect_success 'undo of a new project removes its file' '
	run 0 proven undo --json &&
	jq -e ".changes[0].change == \"undo\"" "$out" &&
	! test -e projects/p3.json &&
	tick && proven new -q --id p3 "Title of p3" >/dev/null
'

test_expect_success 'other files are left alone' '
	echo mine >mine && echo staged >staged && git add staged &&
	tick && proven set -q p1 field=x &&
	git status --porcelain >../before &&
	run 0 proven undo &&
	git status --porcelain >../after &&
	test_cmp ../before ../after &&
	git rm -q --cached staged && rm mine staged
'

test_expect_success 'not over uncommitted edits' '
	tick && proven set -q p1 field=x &&
	head=$(git rev-parse HEAD) &&
	echo >>projects/p1.json &&
	run 6 proven undo &&
	complained "projects/p1.json" &&
	git checkout -q projects/p1.json &&
	test "$(git rev-parse HEAD)" = $head &&
	run 0 proven undo
'

test_expect_success 'not what is somebody else'\''s, or no change of ours' '
	echo code >code.c && git add code.c && git commit -q -m Code &&
	run 3 proven undo &&
	tick && GIT_AUTHOR_EMAIL=other@example.org \
	    GIT_COMMITTER_EMAIL=other@example.org \
	    proven set -q p1 field=theirs &&
	head=$(git rev-parse HEAD) &&
	run 3 proven undo &&
	complained "p1: set field" "Fictional Researcher" "git revert $(git \
	    rev-parse --short=12 HEAD)" &&
	tick && GIT_AUTHOR_EMAIL=other@example.org proven -q move p1 study &&
	run 3 proven undo &&
	complained "proven move p1 back --reason" &&
	git reset -q --hard $head
'

test_expect_success 'not the founding commit' '
	tracker ../young >/dev/null &&
	run 3 proven -C ../young undo &&
	test "$(git -C ../young rev-list --count HEAD)" = 1
'

test_expect_success 'on a remote: the transition that goes back' '
	git init -q --bare ../remote.git &&
	git remote add origin ../remote.git &&
	tick && proven move -q p1 study >/dev/null &&
	git push -q origin main &&
	head=$(git rev-parse HEAD) &&
	run 3 proven undo &&
	complained "proven move p1 back --reason" &&
	test "$(git rev-parse HEAD)" = $head
'

test_expect_success 'on a remote: no transition goes back' '
	tick && proven move -q p1 hold --reason x >/dev/null &&
	tick && proven move -q p1 resume >/dev/null &&
	git push -q origin main &&
	run 3 proven undo &&
	complained "proven move p1 hold --reason" &&
	tick && proven new -q --id p9 "On the remote" >/dev/null &&
	git push -q origin main &&
	run 3 proven undo &&
	complained "remote"
'

test_expect_success 'on a remote: another change goes back by its reverse' '
	tick && proven set -q p1 field=pushed &&
	git push -q origin main &&
	run 3 proven undo &&
	complained "git revert" &&
	mend=$(grep -o "git revert .*" "$err") &&
	run 0 sh -c "$mend --no-edit" &&
	! jq -e ".field == \"pushed\"" projects/p1.json
'

test_expect_success 'undo takes no operand' '
	run 2 proven undo p1
'

# ---- drop ----

test_expect_success 'drop wants a reason' '
	run 2 proven drop p3 &&
	complained "proven drop p3 --reason" &&
	run 2 proven drop p3 --reason ""
'

test_expect_success 'drop removes the file' '
	tick &&
	run 0 proven drop p3 --reason "Entered twice" &&
	test_must_be_empty "$out" &&
	complained "'\''p3'\'' (Title of p3) is dropped" "git revert" &&
	! test -e projects/p3.json &&
	git log -1 --format=%B >message &&
	cat >want <<-\EOT &&
	p3: drop

	Entered twice

	Proven-Project: p3
	Proven-By: researcher

	EOT
	test_cmp want message && rm message want &&
	test -z "$(git status --porcelain)" &&
	mend=$(grep -o "git revert .*" "$err") &&
	run 0 sh -c "$mend --no-edit" &&
	test -f projects/p3.json &&
	tick && echo "Once more" | run 0 proven drop p3 -F - --json &&
	jq -e ".changes[0].change == \"drop\"" "$out"
'

test_expect_success 'not once something was decided' '
	head=$(git rev-parse HEAD) &&
	run 3 proven drop p1 --reason x &&
	complained "in stage '\''feasibility'\''" "'\''idea'\''" \
	    "proven move p1 stop --reason" &&
	tick && proven move -q p1 back --reason x >/dev/null &&
	run 3 proven drop p1 --reason x &&
	complained "has taken" "proven move p1 stop --reason" &&
	run 4 proven drop nothere --reason x &&
	run 2 proven drop --reason x &&
	run 2 proven drop p1 p2 --reason x
'

# ---- note ----

test_expect_success 'a dated remark' '
	tick &&
	run 0 proven note p2 "Beam time granted" &&
	test_must_be_empty "$out" &&
	complained "'\''p2'\'' has a new remark" &&
	jq -e ".notes | length == 1 and (to_entries[0] |
	    (.key | test(\"^[0-9a-hjkmnp-tv-z]{4}\$\")) and
	    .value.text == \"Beam time granted\" and
	    .value.by == \"researcher\" and
	    (.value.at | fromdate) == $(git log -1 --format=%ct))" \
	    projects/p2.json &&
	git log -1 --format=%B >message &&
	cat >want <<-\EOT &&
	p2: note

	Beam time granted

	Proven-Project: p2
	Proven-By: researcher

	EOT
	test_cmp want message && rm message want
'

test_expect_success 'from standard input and from a file' '
	tick &&
	printf "Two\nlines\n" | run 0 proven note p2 - &&
	tick && echo "From a file" >remark &&
	run 0 proven note p2 -F remark && rm remark &&
	jq -e "[.notes[].text] | sort == [\"Beam time granted\",
	    \"From a file\", \"Two\nlines\"]" projects/p2.json &&
	tick && run 0 proven note --json p2 x &&
	jq -e ".changes[0].change == \"note\"" "$out"
'

test_expect_success 'by somebody who is not in people.json; in a final stage' '
	tick && proven move -q p2 stop --reason x >/dev/null &&
	git config user.email other@example.org &&
	tick && run 0 proven note p2 "Asked again" &&
	git config --remove-section user &&
	jq -e "[.notes[].by] | index(\"other@example.org\") != null" \
	    projects/p2.json
'

test_expect_success 'note: refused' '
	head=$(git rev-parse HEAD) &&
	run 2 proven note p2 && complained "proven note p2" &&
	run 2 proven note p2 "" &&
	run 2 proven note p2 x -F y &&
	run 2 proven note p2 x y &&
	run 2 proven note p2 "$(printf "a\033b")" &&
	run 7 proven note p2 "call 13800138000" &&
	run 4 proven note nothere x &&
	test "$(git rev-parse HEAD)" = $head
'

test_done
