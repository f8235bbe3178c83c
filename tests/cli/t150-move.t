#!/bin/sh
test_description='move: transitions'
. "$(dirname "$0")/lib.sh"

begun p1 p2 p3 p4 p5

test_expect_success 'a transition: one line, one commit' '
	tick &&
	run 0 proven move p1 study &&
	echo "p1: idea -> feasibility" >want &&
	test_cmp want "$out" &&
	test_must_be_empty "$err" &&
	jq -e ".stage == \"feasibility\" and (.history | length) == 2 and
	    (.history[1] | .seq == 2 and .transition == \"study\" and
	    .from == \"idea\" and .to == \"feasibility\" and
	    .by == \"researcher\" and .code == null and .reason == null)" \
	    projects/p1.json &&
	git diff --name-only HEAD^ >files &&
	echo projects/p1.json >want && test_cmp want files && rm files &&
	test -z "$(git status --porcelain)"
'

test_expect_success 'subject, trailers, time' '
	git log -1 --format=%B >message &&
	cat >want <<-\EOT &&
	p1: study: idea -> feasibility

	Proven-Project: p1
	Proven-Transition: study
	Proven-From: idea
	Proven-To: feasibility
	Proven-By: researcher

	EOT
	test_cmp want message && rm message want &&
	test "$(jq -r ".history[1].at | fromdate" projects/p1.json)" = \
	    "$(git log -1 --format=%ct)"
'

test_expect_success 'refused: what is missing, and the command that mends it' '
	head=$(git rev-parse HEAD) &&
	run 3 proven move p1 verify &&
	test_must_be_empty "$out" &&
	complained "'\''p1'\''" "verify" "concept.hypothesis" \
	    "proven set p1 concept.hypothesis=" &&
	test "$(git rev-parse HEAD)" = $head &&
	test -z "$(git status --porcelain)"
'

test_expect_success 'the mend that it prints, and again' '
	tick &&
	grep -o "proven set p1 .*" "$err" | sed "s/…/It holds/;s/\\.\\.\\./It holds/" >mend &&
	run 0 sh mend && rm mend &&
	tick &&
	run 0 proven move p1 verification &&
	said "p1: feasibility -> verification" &&
	jq -e ".history[2].transition == \"verify\"" projects/p1.json
'

test_expect_success '--set in the same commit' '
	tick &&
	head=$(git rev-parse HEAD) &&
	run 2 proven move p1 transfer --set concept.verdit=proven &&
	complained "concept.verdict" &&
	run 0 proven move p1 transfer --set concept.verdict=proven \
	    --set tags+=x &&
	test "$(git rev-list --count $head..)" = 1 &&
	jq -e ".concept.verdict == \"proven\" and .tags == [\"x\"] and
	    .stage == \"transfer\"" projects/p1.json
'

test_expect_success 'reason: text, file, standard input; body of the commit' '
	tick &&
	run 3 proven move p1 back &&
	complained "reason" "proven move p1 back --reason" &&
	printf "Not ready\n\nSee the minutes.\n\n" >reason &&
	run 0 proven move p1 back -F reason &&
	rm reason &&
	jq -e ".history[-1].reason == \"Not ready\n\nSee the minutes.\"" \
	    projects/p1.json &&
	git log -1 --format=%B >message &&
	cat >want <<-\EOT &&
	p1: back: transfer -> verification

	Not ready

	See the minutes.

	Proven-Project: p1
	Proven-Transition: back
	Proven-From: transfer
	Proven-To: verification
	Proven-By: researcher

	EOT
	test_cmp want message && rm message want &&
	tick && echo "From stdin" | run 0 proven move p1 transfer -F - &&
	jq -e ".history[-1].reason == \"From stdin\"" projects/p1.json &&
	run 2 proven move p1 back --reason x -F y &&
	run 2 proven move p1 back --reason " " &&
	complained "reason is empty" &&
	run 2 proven move p1 back --reason "$(printf "\377")" &&
	run 8 proven move p1 back -F nothere &&
	tick && run 0 proven move p1 back --reason short
'

test_expect_success 'code, review-by: a hold' '
	tick &&
	run 0 proven move p2 hold --reason "No beam" --review-by +30d &&
	jq -e ".stage == \"on-hold\" and .hold.from == \"idea\" and
	    .hold.review_by == \"2026-01-31\" and
	    .hold.since == .history[-1].at" projects/p2.json &&
	tick &&
	run 0 proven move p2 resume &&
	said "p2: on-hold -> idea" &&
	jq -e "has(\"hold\") | not" projects/p2.json &&
	run 2 proven move p2 hold --reason x --review-by someday &&
	run 3 proven move p2 hold --reason x --review-by 2020-01-01 &&
	tick &&
	run 0 proven move p2 hold --reason x --code beam &&
	jq -e ".history[-1].code == \"beam\" and .hold.code == \"beam\"" \
	    projects/p2.json &&
	tick && proven move -q p2 resume
'

test_expect_success '--date: when it was decided' '
	tick &&
	run 0 proven move p2 study --date 2025-12-24 &&
	jq -e ".history[-1].date == \"2025-12-24\"" projects/p2.json &&
	run 2 proven move p2 back --reason x --date 2026-02-30 &&
	run 2 proven move p2 back --reason x --date +2d &&
	complained "is to come" &&
	tick && run 0 proven move p2 back --reason x --date yesterday ||
	run 0 proven move p2 back --reason x --date -1d &&
	jq -e ".history[-1].date == \"2025-12-31\"" projects/p2.json
'

test_expect_success 'no such transition; near misses' '
	head=$(git rev-parse HEAD) &&
	run 3 proven move p2 studdy &&
	complained "did you mean '\''study'\''?" "study (-> feasibility)" &&
	run 3 proven move p2 transfer &&
	complained "proven gate p2" &&
	run 3 proven move p2 closed &&
	test "$(git rev-parse HEAD)" = $head
'

test_expect_success 'several projects: those that may, and the first status' '
	tick &&
	run 3 proven move p1 p3 p2 study &&
	printf "p3: idea -> feasibility\np2: idea -> feasibility\n" >want &&
	test_cmp want "$out" && rm want &&
	complained "warning: '\''p1'\'' cannot take '\''study'\''" \
	    "of 3 projects, 1 did not move" &&
	test "$(git rev-list --count $head..)" = 2
'

test_expect_success 'ids from standard input, each once' '
	tick &&
	printf "p4\np5\np4\n" | run 0 proven move - study &&
	test "$(wc -l <"$out")" = 2
'

test_expect_success 'an unknown id: nothing is done' '
	head=$(git rev-parse HEAD) &&
	run 4 proven move p4 nothere back --reason x &&
	test "$(git rev-parse HEAD)" = $head
'

test_expect_success 'the clock never goes back' '
	GIT_COMMITTER_DATE="@1767254400 +0000" \
	    run 0 proven move p4 back --reason x &&
	complained "warning: the clock is" "seconds behind" &&
	jq -e ".history[-1].at == .history[-2].at" projects/p4.json
'

test_expect_success 'who may: roles, @lead, override' '
	proven workflow show --preset lean |
	    jq ".transitions.study.by = [\"manager\"] |
	    .override = {by: [\"admin\"]}" >w &&
	tick && proven workflow set -q w &&
	run 3 proven move p4 study &&
	complained "manager" "researcher" &&
	run 3 proven move p4 study --override &&
	jq ".transitions.study.by = [\"@lead\"]" w >w2 &&
	tick && proven workflow set -q w2 && rm w w2 &&
	git config user.email other@example.org &&
	git config user.name "Fictional Guest" &&
	run 3 proven move p4 study &&
	complained "other@example.org" &&
	run 3 proven move p3 verify --override &&
	git config --remove-section user &&
	tick && run 0 proven move p4 study
'

test_expect_success '--override waives conditions, and says which' '
	tick &&
	run 0 proven move p3 verify --override &&
	said "p3: feasibility -> verification" &&
	complained "overridden: fields:concept.hypothesis" &&
	jq -e ".history[-1].override == [\"fields:concept.hypothesis\"]" \
	    projects/p3.json &&
	run 3 proven move p3 study --override
'

test_expect_success '@lead is the lead before the change' '
	tick &&
	proven set -q p5 lead.person=somebody 2>/dev/null ||
	proven set -q p5 --unset lead.person &&
	tick && proven move -q p5 back --reason x &&
	run 3 proven move p5 study --set lead.person=researcher &&
	tick && proven set -q p5 lead.person=researcher &&
	tick && run 0 proven move p5 study
'

test_expect_success '--branch, without checking it out' '
	git branch side &&
	head=$(git rev-parse HEAD) &&
	tick &&
	run 0 proven move p5 back --reason x --branch side &&
	test "$(git rev-parse HEAD)" = $head &&
	test -z "$(git status --porcelain)" &&
	test "$(git log -1 --format=%s side)" = \
	    "p5: back: feasibility -> idea" &&
	run 4 proven move p5 back --reason x --branch nothere &&
	git worktree add -q ../wt side &&
	run 8 proven move p5 study --branch side &&
	complained "side" &&
	git worktree remove ../wt
'

test_expect_success '-s adds a line' '
	tick &&
	run 0 proven move p5 back -s --reason x &&
	git log -1 --format=%B |
	    grep -qx "Signed-off-by: Fictional Researcher <researcher@example.org>"
'

test_expect_success '--sign' '
	ssh-keygen -q -t ed25519 -N "" -f "$HOME/key" &&
	git config --global gpg.format ssh &&
	git config --global user.signingkey "$HOME/key" &&
	tick &&
	run 3 proven move p5 study --sign &&
	complained "proven people key add researcher" &&
	jq --arg key "$(cat "$HOME/key.pub")" ".revision += 1 |
	    .people.researcher.keys = [{ssh: \$key}]" tracker/people.json >x &&
	mv x tracker/people.json && git commit -q -a -m "a key" &&
	run 0 proven move p5 study --sign &&
	proven show p5 --json >shown &&
	jq -r ".project.history[-1].signature" shown >sig &&
	jq -cSj ".project.history[-1] | del(.signature)" shown >entry &&
	echo "r $(cat "$HOME/key.pub")" >allowed &&
	ssh-keygen -q -Y verify -n proven-transition -I r -f allowed \
	    -s sig <entry && rm shown sig entry allowed &&
	git config --global user.signingkey "$HOME/nothere" &&
	head=$(git rev-parse HEAD) &&
	run 8 proven move p5 back --reason x --sign &&
	test "$(git rev-parse HEAD)" = $head &&
	git config --global --unset user.signingkey
'

test_expect_success 'a stage written by hand is no ground to move from' '
	sed "s/\"stage\": \"feasibility\"/\"stage\": \"verification\"/" \
	    projects/p5.json >x && cp x projects/p5.json && rm x &&
	git commit -q -a -m "by hand" &&
	head=$(git rev-parse HEAD) &&
	run 7 proven move p5 transfer --set concept.verdict=proven &&
	complained "its history does not hold" "[PV203]" &&
	test "$(git rev-parse HEAD)" = $head &&
	git revert --no-edit HEAD >/dev/null
'

test_expect_success 'a wrong value does not come in with a move' '
	tick &&
	run 7 proven move p5 back --reason x \
	    --set summary="call 13800138000" &&
	complained "[PV111]" &&
	run 7 proven move p5 back --reason "call 13800138000"
'

test_expect_success 'uncommitted edits: 6, left alone' '
	echo >>projects/p5.json &&
	run 6 proven move p5 back --reason x &&
	complained "projects/p5.json" &&
	git checkout -q projects/p5.json
'

test_expect_success 'detached HEAD, a merge under way' '
	git checkout -q --detach &&
	run 8 proven move p5 back --reason x &&
	git checkout -q main &&
	git rev-parse HEAD >.git/MERGE_HEAD &&
	run 8 proven move p5 back --reason x &&
	rm .git/MERGE_HEAD
'

test_expect_success 'an invalid workflow refuses' '
	cp tracker/workflow.json w &&
	echo "{}" >tracker/workflow.json && git commit -q -a -m broken &&
	run 7 proven move p5 back --reason x &&
	complained "tracker/workflow.json:1:1" &&
	cp w tracker/workflow.json && rm w && git commit -q -a -m mended
'

test_expect_success 'for programs' '
	tick &&
	run 0 proven move --json p5 back --reason x &&
	jq -e ".kind == \"changes\" and (.changes[0] | .id == \"p5\" and
	    .change == \"back\" and .from == \"feasibility\" and
	    .to == \"idea\" and .commit == \"$(git rev-parse HEAD)\")" "$out" &&
	tick && run 0 proven move --format csv p5 study &&
	said "id,change,from,to,commit" "p5,study,idea,feasibility,"
'

test_expect_success '-q: nothing is said of what was done' '
	tick && run 0 proven -q move p5 back --reason y &&
	test_must_be_empty "$out" && test_must_be_empty "$err" &&
	tick && run 0 proven -q move p5 study --json && said "\"study\"" &&
	for command in "set p5 tags+=q" "note p5 q" "reshard 2" "reshard 0" \
	    undo fmt; do
		tick && run 0 proven -q $command &&
		test_must_be_empty "$out" && test_must_be_empty "$err" ||
		    return 1
	done &&
	tick && run 0 proven -q new Quiet --id quiet && echo quiet >want &&
	test_cmp want "$out" && test_must_be_empty "$err" &&
	tick && run 0 proven -q drop quiet -r x && rm want &&
	test_must_be_empty "$out" && test_must_be_empty "$err"
'

test_expect_success 'usage' '
	run 2 proven move && run 2 proven move p5 &&
	run 2 proven move p5 study --branch
'

test_expect_success 'the repository is clean after all that' '
	git fsck --strict 2>&1 | tee fsck && ! grep -v "^dangling" fsck &&
	rm fsck && test -z "$(git status --porcelain)"
'

test_done
