#!/bin/sh
# Both sides moved: what `proven resolve` makes of it, in the middle of a
# merge, is what the audit and its oracle in Python accept.
test_description='a merge in which both sides moved: one is kept, and says why'
. "$(dirname "$0")/lib.sh"
. "$PROVEN_TOP/tests/cli/centre.sh"
. "$PROVEN_TOP/tests/cli/three.sh"

PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

# two NAME [DEPTH]: clones NAME/a and NAME/b of a tracker; p1 is an idea.
two() {
	case=$1
	rm -rf "$1" && mkdir "$1" && tracker "$1/a" >/dev/null && (
		cd "$1/a" && tick && proven new -q --id p1 Film \
		    --set concept.hypothesis="It resolves 50 nm" \
		    --set tags=film >/dev/null && tick &&
		proven new -q --id p2 Cell >/dev/null &&
		proven reshard -q "${2:-0}"
	) && git clone -q "$1/a" "$1/b" 2>/dev/null &&
	(cd "$1/b" && proven doctor -q --fix >/dev/null)
}
in_a() { tick && (cd "$case/a" && "$@"); }
in_b() { tick && (cd "$case/b" && "$@"); }
# No merge driver: all merges are text.
plain() {
	git -C "$case/a" config --remove-section merge.proven &&
	git -C "$case/a" config --remove-section diff.proven
}
# What b has comes to a, and git cannot.
conflict() {
	git -C "$case/a" fetch -q ../b main &&
	in_a test_must_fail git merge -q -m Merge FETCH_HEAD 2>"$err"
}
# a studies p1, b stops it.
both_moved() {
	in_a proven move -q p1 study &&
	in_b proven move -q p1 stop -r "No money" && conflict
}
file() { (cd "$case/a" && git ls-files | sort -u | grep 'p1\.json$'); }
field() { jq -c "$1" "$case/a/$(file)"; }
# Nothing is in conflict, and file and index agree; it is canonical.
settled() {
	test -z "$(cd "$case/a" && git ls-files -u)" &&
	git -C "$case/a" diff --quiet && in_a proven fmt --check -q
}
commits() { in_a git commit -q --no-edit; }
# Neither the check nor the audit nor the oracle has anything against it.
clean() {
	run 0 in_a proven check --fail-on note &&
	run 0 in_a proven audit --no-cache --fail-on note &&
	python3 "$PROVEN_TOP/tests/audit/oracle.py" "$case/a" >"$HOME/oracle" &&
	test_must_be_empty "$HOME/oracle"
}
test_must_be_empty() { test ! -s "$1" || { cat "$1"; return 1; }; }
# resolves STATUS WORDS...
resolves() {
	resolves_want=$1
	shift
	run "$resolves_want" in_a proven resolve "$@"
}

test_expect_success 'ours is kept' '
	two ours && both_moved &&
	complained "proven resolve p1 --keep ours|theirs --reason" &&
	resolves 0 p1 --keep ours --reason "We go on" &&
	said "p1: kept: study (stage: feasibility); dropped: stop" &&
	complained "git commit" && settled &&
	run 0 in_a proven check --fail-on note && in_a proven hook install -q &&
	commits && clean &&
	test "$(field ".history | length")" = 3 &&
	test "$(field ".history[2] |
	    [.seq, .transition, .from, .to, .by, .code, .reason]")" = \
	    "[3,\"@resolve\",\"feasibility\",\"feasibility\",\
\"researcher\",null,\"We go on\"]" &&
	in_b git show HEAD:projects/p1.json | jq -cSj ".history[-1]" >lost &&
	test "$(field .history[2].resolves)" = \
	    "\"sha256:$(sha256sum <lost | cut -d " " -f 1)\"" &&
	jq -cSj ".history[1]" ours/a/projects/p1.json >last &&
	test "$(field .history[2].prev)" = \
	    "\"sha256:$(sha256sum <last | cut -d " " -f 1)\"" &&
	jq -cSj "del(.stage, .history)" ours/a/projects/p1.json >judged &&
	test "$(field .history[2].record)" = \
	    "\"sha256:$(sha256sum <judged | cut -d " " -f 1)\"" &&
	test "$(in_a git rev-parse HEAD^2)" = "$(in_b git rev-parse HEAD)"
'

test_expect_success 'theirs is kept, two folders deep, and git merges text' '
	two theirs 2 && plain && both_moved &&
	resolves 0 p1 --theirs -r "No money, it is true" --json &&
	jq -e ".changes == [{id: \"p1\", change: \"@resolve\",
	    from: \"stopped\", to: \"stopped\", commit: null}]" "$out" &&
	settled && test "$(file)" = projects/1/p/p1.json && commits && clean &&
	test "$(field .stage)" = "\"stopped\"" &&
	test "$(field "[.history[].transition]")" = \
	    "[\"@new\",\"stop\",\"@resolve\"]" &&
	in_a proven move -q p1 reopen -r "Money" && clean
'

test_expect_success 'one side moved the files to another depth' '
	for side in ours theirs; do
		two depth && in_a proven reshard -q 2 && both_moved &&
		resolves 0 p1 --keep $side -r x && settled &&
		test "$(file)" = projects/1/p/p1.json && commits && clean &&
		two depth && in_b proven reshard -q 2 && plain &&
		in_a git config merge.renames false && both_moved &&
		resolves 0 p1 --keep $side -r x &&
		settled && test "$(file)" = projects/1/p/p1.json &&
		test ! -e depth/a/projects/p1.json && commits && clean ||
		return 1
	done
'

test_expect_success 'what else each side did is merged by member' '
	two members && in_a proven set -q p1 summary=a tags+=thin &&
	in_b proven set -q p1 call=b tags+=new tags-=film &&
	in_b proven note -q p1 "from b" && both_moved &&
	resolves 0 p1 --ours -r x && settled && commits && clean &&
	test "$(field "[.summary, .call, (.tags | sort)]")" = \
	    "[\"a\",\"b\",[\"new\",\"thin\"]]" &&
	test "$(field ".notes | length")" = 1
'

test_expect_success 'other members in conflict: named, and taken' '
	two left && in_a proven set -q p1 summary=a concept.application=A &&
	in_b proven set -q p1 summary=b concept.application=B && both_moved &&
	cp left/a/projects/p1.json before && in_a git ls-files -u >stages &&
	resolves 6 p1 --ours -r "Say why" &&
	complained "summary: ours has a; theirs has b" \
	    "concept.application: ours has A; theirs has B" \
	    "proven resolve p1 --keep ours --reason '\''Say why'\'' --take \
summary=ours|theirs --take concept.application=ours|theirs" &&
	test_cmp before left/a/projects/p1.json &&
	in_a git ls-files -u >now && test_cmp stages now &&
	resolves 6 p1 --ours -r x --take summary=theirs &&
	complained "--take concept.application=ours|theirs --take \
summary=theirs" &&
	resolves 2 p1 --ours -r x --take title=ours &&
	complained "is not in conflict" "--take summary=ours|theirs" &&
	resolves 2 p1 --ours -r x --take summary && complained "PATH=ours" &&
	resolves 2 p1 --ours -r x --take summary=b && complained "PATH=ours" &&
	resolves 0 p1 --theirs -r x --take summary=ours \
	    --take concept.application=theirs && settled && commits && clean &&
	test "$(field "[.summary, .concept.application, .stage]")" = \
	    "[\"a\",\"B\",\"stopped\"]"
'

test_expect_success 'resolved otherwise after all, and given up' '
	two again && both_moved && resolves 0 p1 --ours -r "So" &&
	resolves 0 p1 --theirs -r "Or so" && settled &&
	test "$(field "[.history[].reason]")" = \
	    "[null,\"No money\",\"Or so\"]" &&
	in_a git merge --abort && test -z "$(in_a git status --porcelain)" &&
	test "$(field .stage)" = "\"feasibility\"" && clean &&
	conflict && resolves 0 p1 --ours -r "So" && commits && clean &&
	resolves 3 p1 --theirs -r "Late" && complained "no merge is under way"
'

test_expect_success 'resolved on one side before' '
	two twice && git clone -q twice/a twice/c 2>/dev/null && both_moved &&
	resolves 0 p1 --ours -r x && commits &&
	(cd twice/c && proven move -q p1 hold -r Wait \
	    --review-by 2030-01-01) && rm -rf twice/b && mv twice/c twice/b &&
	conflict &&
	resolves 0 p1 --theirs -r "We wait" &&
	said "kept: hold (stage: on-hold); dropped: study, @resolve" &&
	settled && commits && clean &&
	test "$(field .hold.from)" = "\"idea\"" &&
	in_a proven move -q p1 resume && clean &&
	test "$(field .stage)" = "\"idea\""
'

test_expect_success 'after merges crosswise' '
	two cross && in_a proven set -q p1 summary=a &&
	in_b proven set -q p1 call=b && one=$(in_a git rev-parse HEAD) &&
	git -C cross/a fetch -q ../b && in_a git merge -q -m M FETCH_HEAD &&
	git -C cross/b fetch -q ../a && in_b git merge -q -m M "$one" &&
	in_b proven set -q p1 summary=c && both_moved &&
	resolves 0 p1 --ours -r x && settled && commits && clean &&
	test "$(field .summary)" = "\"c\""
'

test_expect_success 'an index that only git can write, another work tree' '
	two index && in_a git update-index --index-version 4 && both_moved &&
	resolves 0 p1 --theirs -r x && settled && commits && clean &&
	two tree && in_a proven move -q p1 study &&
	in_b proven move -q p1 stop -r x &&
	in_a git worktree add -q ../w -b side && rm -rf tree/d &&
	mv tree/a tree/d && mv tree/w tree/a &&
	in_a git -C ../d worktree repair ../a >/dev/null 2>&1 && conflict &&
	resolves 0 p1 --ours -r x && settled && commits && clean
'

test_expect_success 'more is in conflict' '
	two more && echo a >more/a/note.txt && echo b >more/b/note.txt &&
	in_a git add note.txt && in_a git commit -q -m note &&
	in_b git add note.txt && in_b git commit -q -m note && both_moved &&
	resolves 0 p1 --ours -r x && complained "in conflict still: note.txt" &&
	echo c >more/a/note.txt && in_a git add note.txt && settled &&
	commits && clean
'

test_expect_success 'what somebody edits there is not overwritten' '
	two edits && both_moved &&
	sed -i "s/\"title\": \"Film\"/\"title\": \"Foil\"/" \
	    edits/a/projects/p1.json && cp edits/a/projects/p1.json mine &&
	resolves 6 p1 --ours -r x &&
	complained "has a line that no side has" "Foil" \
	    "git checkout -m -- projects/p1.json" &&
	test_cmp mine edits/a/projects/p1.json &&
	in_a git checkout -q -m -- projects/p1.json &&
	resolves 0 p1 --ours -r x && settled && commits && clean &&
	two lines && plain && in_a git config core.autocrlf true &&
	in_a git config merge.conflictStyle diff3 && both_moved &&
	sed -i "s/\$/\r/" lines/a/projects/p1.json &&
	resolves 0 p1 --theirs -r x && commits && clean
'

test_expect_success 'cut off before the index knew of it: it says how to go on' '
	two cut && both_moved && cp -a cut/a cut/x && tick &&
	proven -C cut/x resolve -q p1 --ours -r x &&
	cp cut/x/projects/p1.json cut/a/projects/p1.json &&
	resolves 6 p1 --ours -r x && complained "was cut off: \"at\"" \
	    "git checkout -m -- projects/p1.json" &&
	in_a git checkout -q -m -- projects/p1.json &&
	resolves 0 p1 --ours -r x && settled && commits && clean
'

# ---- Refused ----

test_expect_success 'words that are wrong' '
	two words && both_moved && resolves 2 && resolves 2 p1 p2 &&
	resolves 2 p1 -r x && complained "which side is kept?" \
	    "proven resolve p1 --keep ours|theirs" &&
	resolves 2 p1 --ours --theirs -r x && complained "one of them" &&
	resolves 2 p1 --keep mine -r x && resolves 2 p1 --ours &&
	complained "No reason is given" "proven resolve p1 --keep ours" &&
	resolves 2 p1 --ours -r " " && resolves 4 p9 --ours -r x &&
	echo "From a file" >reason && resolves 0 p1 --ours -F "$HOME/reason" &&
	test "$(field .history[2].reason)" = "\"From a file\""
'

test_expect_success 'no merge: nothing, a squash, a rebase, a pick' '
	two none && resolves 3 p1 --ours -r x &&
	complained "no merge is under way" "git merge" &&
	in_a proven move -q p1 study && in_b proven move -q p1 stop -r x &&
	git -C none/a fetch -q ../b main &&
	in_a test_must_fail git merge -q --squash FETCH_HEAD &&
	resolves 3 p1 --ours -r x && complained "no merge is under way" &&
	in_a git reset -q --hard &&
	in_a test_must_fail git rebase -q FETCH_HEAD &&
	resolves 3 p1 --ours -r x && complained "a rebase is under way" \
	    "which step it drops" "git rebase --abort" &&
	in_a git rebase --abort &&
	in_a test_must_fail git cherry-pick FETCH_HEAD &&
	resolves 3 p1 --ours -r x && complained "git cherry-pick --abort" &&
	in_a git cherry-pick --abort && clean &&
	git clone -q --bare none/a none/c.git &&
	run 3 proven -C none/c.git resolve p1 --ours -r x
'

test_expect_success 'no conflict, or none of this kind' '
	two kind && in_a proven set -q p2 summary=a &&
	in_b proven set -q p2 summary=b && both_moved &&
	resolves 3 p2 --ours -r x &&
	complained "moved by one side at most" "git add projects/p2.json" &&
	in_a git checkout -q --ours projects/p1.json projects/p2.json &&
	in_a git add projects && resolves 3 p1 --ours -r x &&
	complained "is not in conflict in this merge" &&
	in_a git merge --abort && two added &&
	in_a proven new -q --id p3 A >/dev/null &&
	in_b proven new -q --id p3 B >/dev/null && conflict &&
	complained "under another id" &&
	resolves 3 p3 --ours -r x && complained "PV507" &&
	in_a git merge --abort && in_a proven drop -q p3 -r x &&
	in_a git rm -q projects/p2.json && in_a git commit -q -m gone &&
	in_b proven set -q p2 summary=b && conflict &&
	resolves 4 p2 --ours -r x
'

# ---- People, and what they may ----

# Film is being studied, led by Chen; only managers stop what Chen verifies.
people() {
	site=people && rm -rf "$site" &&
	three "{\"fields\": [\"concept.hypothesis\"]}" &&
	on li git clone -q . ../chen && on chen proven new -q Film --id film \
	    --set concept.hypothesis="It resolves 50 nm" >/dev/null &&
	on chen proven criterion add -q film --key c1 --metric resolution "<=" \
	    50 nm --track technical >/dev/null &&
	on chen proven move -q film study && on li git pull -q ../chen main
}
# meet WHO OTHER: what OTHER has comes to WHO, and git cannot.
meet() {
	on "$1" git fetch -q "../$2" main &&
	test_must_fail on "$1" git merge -q -m Merge FETCH_HEAD 2>"$err"
}
finish() {
	on "$1" git commit -q --no-edit &&
	run 0 on "$1" proven audit --no-cache --fail-on warning &&
	python3 "$PROVEN_TOP/tests/audit/oracle.py" "$site/$1" |
	    grep -v "note\$" >"$HOME/oracle"
	test_must_be_empty "$HOME/oracle"
}

test_expect_success 'who may take either step resolves, nobody else' '
	people && on chen proven move -q film verify &&
	on li proven move -q film stop -r "No money" && meet chen li &&
	run 3 on chen proven resolve film --ours -r "We go on" &&
	complained "'\''chen'\'' may not resolve this" "PV507" \
	    "theirs: it is for manager" &&
	on chen git merge --abort && meet li chen &&
	run 0 on li proven resolve film --theirs -r "Go on, then" && finish li
'

test_expect_success 'what the kept side has frozen stays' '
	people && on chen proven move -q film verify &&
	on li proven criterion set -q film c1 target=60 &&
	on li proven move -q film stop -r "No money" && meet li chen &&
	run 6 on li proven resolve film --theirs -r x &&
	complained "criteria.c1.target is frozen" &&
	run 0 on li proven resolve film --ours -r x && finish li
'

test_expect_success 'the tracker of one side changed' '
	for side in ours theirs; do
		people && on chen proven move -q film verify &&
		on li proven people add -q sun --name Sun \
		    --email sun@example.org &&
		on li proven move -q film stop -r "No money" &&
		meet li chen &&
		run 0 on li proven resolve film --keep $side -r x &&
		finish li || return 1
	done
'

test_expect_success 'a step that the tracker of HEAD does not know' '
	people && on chen proven move -q film verify &&
	jq ".revision += 1 | .transitions.park = {from: [\"feasibility\"],
	    to: \"stopped\", by: [\"manager\"]}" \
	    people/li/tracker/workflow.json >new &&
	cp new people/li/tracker/workflow.json &&
	on li git commit -q -a -m "Park" &&
	on li proven move -q film park && cp li.gitconfig here.gitconfig &&
	on li git clone -q ../chen ../here && meet here li &&
	run 3 on here proven resolve film --theirs -r x &&
	complained "theirs: no transition '\''park'\''" && meet li chen &&
	run 0 on li proven resolve film --ours -r x && finish li
'

test_expect_success 'a step by who has lost the right meanwhile' '
	people && on li git clone -q . ../wang &&
	on li proven people set -q wang --role manager &&
	on chen git pull -q ../li main && on wang git pull -q ../li main &&
	on wang proven move -q film stop -r "No money" &&
	on li proven people set -q wang --remove-role manager &&
	on li proven move -q film verify && meet li wang &&
	run 3 on li proven resolve film --theirs -r x &&
	complained "PV301" "'\''stop'\'' by '\''wang'\'': it is for manager" \
	    "proven resolve film --keep ours" &&
	run 0 on li proven resolve film --ours -r x && finish li
'

test_expect_success 'signed, where that is asked' '
	people && on li proven people key add -q li "$HOME/li.key.pub" &&
	on li proven people key add -q chen "$HOME/chen.key.pub" &&
	jq ".revision += 1 | .require.transitions = \"signed\"" \
	    people/li/tracker/tracker.json >new &&
	cp new people/li/tracker/tracker.json &&
	on li git commit -q -a -m "Signed" && on chen git pull -q ../li main &&
	on chen proven move -q film verify &&
	on li proven move -q film stop -r x && meet li chen &&
	cp people/li/projects/film.json before &&
	sed "s/li.key/none.key/" li.gitconfig >none.gitconfig &&
	sed "s/li.key/chen.key/" li.gitconfig >other.gitconfig &&
	run 8 on li env GIT_CONFIG_GLOBAL="$HOME/none.gitconfig" \
	    proven resolve film --ours -r "Stop it" &&
	run 3 on li env GIT_CONFIG_GLOBAL="$HOME/other.gitconfig" \
	    proven resolve film --ours -r "Stop it" &&
	complained "chen" &&
	test_cmp before people/li/projects/film.json &&
	run 0 on li proven resolve film --ours -r "Stop it" &&
	jq -e ".history[-1] | .transition == \"@resolve\" and
	    has(\"signature\")" people/li/projects/film.json && finish li &&
	said "transitions: 5; signed: 3"
'

test_expect_success '--sign, where nothing asks for it' '
	people && on li proven people key add -q li "$HOME/li.key.pub" &&
	on chen git pull -q ../li main &&
	on chen proven move -q film verify &&
	on li proven move -q film stop -r x && meet li chen &&
	run 0 on li proven resolve film --theirs -r x --sign &&
	jq -e ".history[-1] | has(\"signature\")" \
	    people/li/projects/film.json && finish li
'

test_expect_success 'the words are completed, and there is help' '
	run 0 proven resolve --help && said "--keep" "--take" &&
	run 0 proven help && said "resolve" &&
	run 0 proven --complete resolve && said "--keep" "ours|theirs"
'

test_done
