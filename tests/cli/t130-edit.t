#!/bin/sh
test_description='edit: the record in an editor'
. "$(dirname "$0")/lib.sh"

begun p1 p2
kept=.git/proven/edit-p1.json

# editor SCRIPT: the editor is a shell script with the file in $1.
editor() {
	printf '#!/bin/sh\n%s\n' "$1" >"$HOME/editor" &&
	chmod +x "$HOME/editor" &&
	EDITOR="\"$HOME/editor\"" && export EDITOR
}
no_text_kept() {
	! ls .git/proven/edit-* 2>/dev/null
}

test_expect_success 'the canonical text; one commit' '
	tick &&
	editor "cp \"\$1\" \"\$HOME/seen\"; sed -i s/Title/Name/ \"\$1\"" &&
	run 0 proven edit p1 &&
	test_must_be_empty "$out" &&
	complained "'\''p1'\'' is changed" &&
	git show HEAD^:projects/p1.json >before &&
	test_cmp before "$HOME/seen" && rm before &&
	jq -e ".title == \"Name of p1\"" projects/p1.json &&
	git log -1 --format=%B >message &&
	cat >want <<-\EOT &&
	p1: edit

	Proven-Project: p1
	Proven-By: researcher

	EOT
	test_cmp want message && rm message want &&
	test -z "$(git status --porcelain)" &&
	no_text_kept
'

test_expect_success 'unchanged: nothing happens' '
	head=$(git rev-parse HEAD) &&
	editor true &&
	run 0 proven edit p1 &&
	complained "nothing changed" &&
	test "$(git rev-parse HEAD)" = $head && no_text_kept &&
	editor "jq . \"\$1\" >\"\$1.x\"; mv \"\$1.x\" \"\$1\"" &&
	run 0 proven edit p1 &&
	complained "nothing changed" &&
	test "$(git rev-parse HEAD)" = $head && no_text_kept
'

test_expect_success 'invalid text is kept, with its place' '
	editor "sed -i \"s/\\\"title\\\": /\\\"title\\\" /\" \"\$1\"" &&
	run 7 proven edit p1 &&
	complained "edit-p1.json:6:" "the text is kept in" \
	    "proven edit p1" "proven edit p1 --discard" &&
	test -f $kept &&
	test "$(git rev-parse HEAD)" = $head &&
	test -z "$(git status --porcelain)"
'

test_expect_success 'and taken up again, with the error shown' '
	tick &&
	editor "sed -i \"s/\\\"title\\\" .*/\\\"title\\\": \\\"Mended\\\",/\" \"\$1\"" &&
	run 0 proven edit p1 &&
	complained "is taken up again" "edit-p1.json:6:" \
	    "'\''p1'\'' is changed" &&
	jq -e ".title == \"Mended\"" projects/p1.json &&
	no_text_kept
'

test_expect_success 'or thrown away' '
	editor "echo {} >\"\$1\"" &&
	run 3 proven edit p1 &&
	test -f $kept &&
	run 0 proven edit p1 --discard &&
	complained "is gone" && no_text_kept &&
	run 4 proven edit p1 --discard &&
	complained "no text is kept for '\''p1'\''"
'

test_expect_success 'stage, history and id are not for editors' '
	head=$(git rev-parse HEAD) &&
	editor "sed -i \"s/\\\"stage\\\": \\\"idea\\\"/\\\"stage\\\": \\\"closed\\\"/\" \"\$1\"" &&
	run 3 proven edit p1 &&
	complained "proven move p1" "the text is kept" &&
	proven edit -q p1 --discard &&
	editor "sed -i \"s/\\\"id\\\": \\\"p1\\\"/\\\"id\\\": \\\"p9\\\"/\" \"\$1\"" &&
	run 3 proven edit p1 &&
	proven edit -q p1 --discard &&
	test "$(git rev-parse HEAD)" = $head
'

test_expect_success 'an editor that removes the text leaves nothing behind' '
	editor "rm \"\$1\"" &&
	run 8 proven edit p1 && ! grep "the text is kept" "$err" &&
	! ls .git/proven/edit-* 2>/dev/null
'

test_expect_success 'a wrong value is refused and kept' '
	editor "sed -i \"s/\\\"title\\\": .*/\\\"title\\\": \\\"\\\",/\" \"\$1\"" &&
	run 7 proven edit p1 &&
	complained "'\''p1'\'' would be invalid" "[PV104]" "is kept" &&
	editor true &&
	run 7 proven edit p1 &&
	proven edit -q p1 --discard
'

test_expect_success 'unknown keys are kept as they are' '
	tick &&
	editor "sed -i \"s/\\\"title\\\": .*/&\\n  \\\"house\\\": {\\\"room\\\": 7},/\" \"\$1\"" &&
	run 0 proven edit p1 &&
	jq -e ".house.room == 7" projects/p1.json
'

test_expect_success 'changed by somebody else meanwhile: 6, nothing lost' '
	tick &&
	editor "proven set -q p1 field=theirs; sed -i s/Mended/Mine/ \"\$1\"" &&
	run 6 proven edit p1 &&
	complained "changed by somebody else since this edit began" \
	    "git diff --no-index" "git log -p -1 -- projects/p1.json" \
	    "proven edit p1 --discard && proven edit p1" &&
	jq -e ".field == \"theirs\" and .title == \"Mended\"" \
	    projects/p1.json &&
	grep -q Mine $kept &&
	(eval "$(grep -o "git diff --no-index .*" "$err")" || true) >diff &&
	grep -q "^+.*Mine" diff && ! grep -q theirs diff && rm diff
'

test_expect_success 'it stays a conflict until it is discarded' '
	editor "echo opened >\"\$HOME/opened\"" &&
	run 6 proven edit p1 &&
	! test -e "$HOME/opened" &&
	editor "sed -i s/Mended/Mine/ \"\$1\"" &&
	run 0 sh -c "proven edit p1 --discard && proven edit p1" &&
	jq -e ".field == \"theirs\" and .title == \"Mine\"" projects/p1.json
'

test_expect_success 'another project may change meanwhile' '
	tick &&
	editor "proven set -q p2 field=other; sed -i s/Mine/Ours/ \"\$1\"" &&
	run 0 proven edit p1 &&
	jq -e ".title == \"Ours\"" projects/p1.json
'

test_expect_success 'the file has uncommitted edits: 6, the text is kept' '
	cp projects/p1.json saved && echo >>projects/p1.json &&
	editor "sed -i s/Ours/Again/ \"\$1\"" &&
	run 6 proven edit p1 &&
	complained "projects/p1.json" "the text is kept" &&
	mv saved projects/p1.json &&
	editor true &&
	run 0 proven edit p1 &&
	jq -e ".title == \"Again\"" projects/p1.json
'

test_expect_success 'an editor that fails' '
	head=$(git rev-parse HEAD) &&
	editor "exit 3" &&
	run 8 proven edit p1 &&
	no_text_kept &&
	editor "sed -i s/Again/Half/ \"\$1\"; exit 3" &&
	run 8 proven edit p1 &&
	complained "the text is kept" &&
	grep -q Half $kept &&
	proven edit -q p1 --discard &&
	EDITOR=no-such-editor run 8 proven edit p1 &&
	no_text_kept &&
	test "$(git rev-parse HEAD)" = $head
'

test_expect_success 'the editor that git would run' '
	tick &&
	editor "sed -i s/Again/Visual/ \"\$1\"" &&
	TERM=xterm VISUAL=$EDITOR EDITOR=false run 0 proven edit p1 &&
	jq -e ".title == \"Visual\"" projects/p1.json &&
	editor "sed -i s/Visual/Core/ \"\$1\"" &&
	git config --global core.editor "$EDITOR" &&
	EDITOR=false run 0 proven edit p1 &&
	jq -e ".title == \"Core\"" projects/p1.json &&
	git config --global --unset core.editor
'

test_expect_success 'in a bare repository; an unknown project; usage' '
	git clone -q --bare . ../bare.git &&
	editor "sed -i s/Core/Bare/ \"\$1\"" &&
	run 0 proven -C ../bare.git edit p1 &&
	git -C ../bare.git show HEAD:projects/p1.json | jq -e ".title == \"Bare\"" &&
	run 4 proven edit nothere &&
	run 2 proven edit &&
	run 2 proven edit p1 p2 &&
	tick && run 0 proven edit --json p1 &&
	jq -e ".changes[0].change == \"edit\"" "$out"
'

test_done
