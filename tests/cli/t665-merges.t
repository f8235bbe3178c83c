#!/bin/sh
# In clones of three people who have git and nothing else: no merge driver is
# known there, all merges are text.  The audit, its oracle in Python and the
# hook say the same of each.
test_description='merges that git makes: which keep the proof, and which do not'
. "$(dirname "$0")/lib.sh"
. "$PROVEN_TOP/tests/cli/centre.sh"
. "$PROVEN_TOP/tests/cli/three.sh"

PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

# Film is being studied, led by Chen, and has a criterion; Cell is an idea.
test_expect_success 'setup: a portfolio, and three clones' '
	site=base && three "{\"fields\": [\"concept.hypothesis\"]}" &&
	on li git init -q --bare ../hub.git &&
	on li git clone -q . ../chen && on li git clone -q . ../wang &&
	on chen proven new -q Film --id film \
	    --set concept.hypothesis="It resolves 50 nm" >/dev/null &&
	on chen proven criterion add -q film --key c1 --metric resolution "<=" 50 nm \
	    --track technical >/dev/null &&
	on chen proven new -q Cell --id cell >/dev/null &&
	on chen proven new -q Mask --id mask >/dev/null &&
	on chen proven move -q film study &&
	echo data >$site/chen/data.txt &&
	on chen proven evidence add -q film data.txt \
	    --kind experiment_data >/dev/null && rm $site/chen/data.txt &&
	git -C $site/li config --remove-section merge.proven &&
	git -C $site/li config --remove-section diff.proven &&
	for who in li wang chen; do
		on $who git remote add hub ../hub.git &&
		on $who git pull -q ../chen main || return 1
	done && on li git push -q hub main &&
	proven -C $site/hub.git hook install -q
'

# A case of its own in a copy.
begin() {
	site=case && rm -rf "$site" && cp -a base case
}

# merge WHO OTHER [OPTION...]: what OTHER has comes to WHO.
merge() {
	merge_who=$1 other=$2
	shift 2
	on "$merge_who" git fetch -q "../$other" main &&
	on "$merge_who" git merge -q -m Merge "$@" FETCH_HEAD
}

# conflict WHO OTHER: the same, and git cannot.
conflict() {
	on "$1" git fetch -q "../$2" main &&
	test_must_fail on "$1" git merge -q -m Merge FETCH_HEAD
}

# said_of WHO: each finding there by the program, and by the oracle.
said_of() {
	(cd "$site/$1" && proven audit --no-cache --format jsonl) 2>"$err" |
	    jq -r 'select(.rule) | [.commit, .rule,
	    (if .project then .project else "-" end | if . == "" then "-"
	    else . end), .severity] | @tsv' | sort -u >"$HOME/program" &&
	python3 "$PROVEN_TOP/tests/audit/oracle.py" "$site/$1" |
	    sort -u >"$HOME/oracle"
	test_cmp "$HOME/program" "$HOME/oracle" || {
		cat "$err"
		return 1
	}
}

# found WHO ["REV RULE PROJECT"...]: these, but for notes, and nothing else.
# Where there is an error the hook refuses, else it does not.
found() {
	found_who=$1
	shift
	said_of "$found_who" &&
	for finding; do
		# shellcheck disable=SC2086 # three words
		set -- $finding
		printf '%s\t%s\t%s\n' "$(git -C "$site/$found_who" \
		    rev-parse "$1")" "$2" "$3"
	done | sort -u >want &&
	grep -v 'note$' program | cut -f 1-3 | sort -u >got
	test_cmp want got || return
	pushed=0
	! grep -q 'error$' program || pushed=1
	run $pushed on "$found_who" git push hub HEAD:main
}

# ---- What keeps everything ----

test_expect_success 'fast-forward, and a merge commit' '
	begin && on chen proven move -q cell study &&
	on chen proven set -q film summary=x &&
	merge li chen --ff-only && found li &&
	on chen proven set -q film call=2026 && merge li chen --no-ff &&
	found li
'

test_expect_success 'two edits of one project' '
	begin && on chen proven set -q film summary=x &&
	on li proven set -q film concept.application=y &&
	on li proven set -q cell summary=z && merge li chen && found li
'

test_expect_success 'other files, and other histories' '
	begin && echo a >$site/li/README && on li git add README &&
	on li git commit -q -m "Read me" &&
	on chen proven move -q cell study && merge li chen &&
	on li git switch -q --orphan pages && echo b >$site/li/index.html &&
	on li git add index.html && on li git commit -q -m "A page" &&
	on li git switch -q main &&
	on li git merge -q --allow-unrelated-histories -m Merge pages &&
	found li
'

test_expect_success 'criss-cross' '
	begin && on chen proven set -q film summary=x &&
	on li proven set -q cell summary=y &&
	git -C $site/li rev-parse HEAD >tip &&
	merge li chen && on chen git fetch -q ../li "$(cat tip)" &&
	on chen git merge -q -m Merge FETCH_HEAD &&
	on li proven set -q film call=1 && on chen proven set -q cell call=2 &&
	merge li chen && test "$(git -C $site/li merge-base --all HEAD^1 \
	    HEAD^2 | wc -l)" = 2 && found li
'

test_expect_success 'criss-cross of a step and an approval' '
	begin && on chen proven move -q film verify &&
	on wang proven approve -q film hold --role expert &&
	git -C $site/wang rev-parse HEAD >tip &&
	merge wang chen && on chen git fetch -q ../wang "$(cat tip)" &&
	on chen git merge -q -m Merge FETCH_HEAD &&
	on chen proven set -q cell call=2 && merge wang chen && found wang
'

test_expect_success 'one moved, the other edited' '
	begin && on chen proven move -q film verify &&
	on li proven set -q film summary=x tags=y && merge li chen &&
	jq -e ".stage == \"verification\" and .summary == \"x\"" \
	    $site/li/projects/film.json && found li
'

# ---- Squash, rebase, cherry-pick, revert ----

# squash WHO OTHER
squash() {
	on "$1" git fetch -q "../$2" main &&
	on "$1" git merge -q --squash FETCH_HEAD &&
	on "$1" git commit -q -m Squash
}

test_expect_success 'a squash keeps one step and the edits before it' '
	begin && on chen proven set -q film summary=x &&
	on chen proven move -q film verify && squash chen chen 2>/dev/null
	on chen git reset -q --soft HEAD~2 &&
	on chen git commit -q -m Squash && found chen
'

test_expect_success 'a squash by another than who moved' '
	begin && on chen proven move -q film verify && squash li chen &&
	found li "HEAD PV302 film"
'

test_expect_success 'a squash of an edit after the step' '
	begin && on chen proven move -q film verify &&
	on chen proven set -q film summary=x &&
	on chen git reset -q --soft HEAD~2 &&
	on chen git commit -q -m Squash && found chen "HEAD PV206 film"
'

test_expect_success 'a squash of two steps' '
	begin && on chen proven move -q film verify &&
	on chen proven move -q film back -r "Too early" &&
	on chen git reset -q --soft HEAD~2 &&
	on chen git commit -q -m Squash && found chen "HEAD PV508 film"
'

test_expect_success 'a rebase keeps each step' '
	begin && on chen proven set -q film summary=x &&
	on chen proven move -q film verify &&
	on li proven set -q cell summary=y &&
	on chen git fetch -q ../li main &&
	on chen git rebase -q FETCH_HEAD && found chen
'

test_expect_success 'a rebase onto an edit of what was moved' '
	begin && on chen proven move -q film verify &&
	on li proven set -q film summary=y &&
	on chen git fetch -q ../li main &&
	on chen git rebase -q FETCH_HEAD && found chen "HEAD PV206 film"
'

test_expect_success 'an edit picked, and merged later' '
	begin && on chen proven set -q film summary=x &&
	on chen proven set -q cell summary=z &&
	on li git fetch -q ../chen main &&
	on li git cherry-pick FETCH_HEAD~1 && found li &&
	merge li chen && found li
'

test_expect_success 'a step picked, and merged later' '
	begin && on chen proven move -q film verify &&
	on li proven set -q cell summary=z &&
	on li git fetch -q ../chen main &&
	on li git cherry-pick FETCH_HEAD && found li &&
	on chen proven set -q mask summary=x && merge li chen && found li
'

test_expect_success 'a step picked onto another state' '
	begin && on chen proven set -q film call=x &&
	on chen proven move -q film verify &&
	on li git fetch -q ../chen main &&
	on li git cherry-pick FETCH_HEAD && found li "HEAD PV206 film"
'

test_expect_success 'an edit, and a merge of edits, taken back' '
	begin && on chen proven set -q film summary=x &&
	on chen git revert --no-edit HEAD && found chen &&
	on li proven set -q cell summary=y && merge li chen --no-ff &&
	on chen proven set -q film summary=z && merge li chen --no-ff &&
	on li git revert --no-edit -m 1 HEAD && found li
'

test_expect_success 'a step taken back by git' '
	begin && on chen proven move -q film verify &&
	on chen git revert --no-edit HEAD &&
	found chen "HEAD PV204 film"
'

test_expect_success 'a merge that brought a step, taken back by git' '
	begin && on chen proven move -q film verify &&
	merge li chen --no-ff && on li git revert --no-edit -m 1 HEAD &&
	found li "HEAD PV204 film"
'

# ---- What is dropped ----

test_expect_success '-s ours drops an edit, and a project' '
	begin && on chen proven set -q film summary=x &&
	on chen proven new -q Lens --id lens >/dev/null &&
	on li proven set -q cell summary=y && merge li chen -s ours &&
	found li "HEAD PV502 film" "HEAD PV502 lens"
'

test_expect_success '-s ours drops a step, and an approval' '
	begin && on wang proven approve -q film hold --role expert \
	    --reject &&
	on li proven set -q film summary=y && merge li wang -s ours &&
	found li "HEAD PV502 film" &&
	begin && on chen proven move -q cell study &&
	on li proven set -q film summary=y && merge li chen -s ours &&
	found li "HEAD PV502 cell"
'

test_expect_success '-s ours drops a change of the tracker' '
	begin && on li proven people set -q wang --remove-role expert &&
	on chen proven set -q film summary=x && merge chen li -s ours &&
	found chen "HEAD PV502 -"
'

test_expect_success '-X ours takes one side where both edited' '
	begin && on chen proven set -q film summary=x &&
	on li proven set -q film summary=y && merge li chen -X ours &&
	found li
'

# ---- More than two ----

# octopus FILE: three branches, one of which changes FILE.
octopus() {
	for name in one two three; do
		on li git switch -q -c $name main &&
		echo $name >$site/li/$name.txt &&
		on li git add $name.txt &&
		on li git commit -q -m $name || return
	done
}

test_expect_success 'an octopus of other files' '
	begin && octopus && on li git switch -q main &&
	on li git merge -q -m Octopus one two three &&
	test "$(git -C $site/li rev-list --parents -n 1 HEAD | wc -w)" = 4 &&
	found li
'

test_expect_success 'an octopus that changes a project' '
	begin && octopus && on li proven set -q film summary=x &&
	on li git switch -q main &&
	on li git merge -q -m Octopus one two three &&
	found li "HEAD PV502 film"
'

test_expect_success 'an octopus after which only some differ' '
	begin && on li proven set -q cell summary=y && octopus &&
	on li git switch -q one && on li proven set -q film call=x &&
	on li git switch -q main && on li proven set -q film call=y &&
	on li git merge -q -s ours -m Octopus one two three &&
	found li "HEAD PV502 film"
'

# ---- What is smuggled in ----

# open WHO OTHER: a merge that is not committed yet.
open_merge() {
	on "$1" git fetch -q "../$2" main &&
	on "$1" git merge -q --no-ff --no-commit FETCH_HEAD
}
close_merge() {
	on "$1" git add -A && on "$1" git commit -q -m Merge
}
change() {
	jq "$3" "$site/$1/$2" >new && cp new "$site/$1/$2"
}

test_expect_success 'an evil merge: a member' '
	begin && on chen proven set -q film summary=x &&
	on li proven set -q cell summary=y && open_merge li chen &&
	change li projects/film.json ".call = \"z\"" && close_merge li &&
	found li "HEAD PV502 film"
'

test_expect_success 'an evil merge: a project that neither touched' '
	begin && on chen proven set -q film summary=x &&
	on li proven set -q mask call=y && open_merge li chen &&
	change li projects/cell.json ".call = \"z\"" && close_merge li &&
	found li "HEAD PV502 cell"
'

test_expect_success 'an evil merge: a project, an approval, evidence' '
	begin && on chen proven set -q film summary=x &&
	on li proven set -q cell summary=y && open_merge li chen &&
	sed "s/cell/lens/" $site/li/projects/cell.json \
	    >$site/li/projects/lens.json && close_merge li &&
	said_of li && grep -q "PV502.lens" program &&
	begin && on chen proven set -q film summary=x &&
	on li proven set -q cell summary=y && open_merge li chen &&
	mkdir -p $site/li/evidence/film && echo x >$site/li/evidence/film/x &&
	close_merge li && found li "HEAD PV502 film"
'

test_expect_success 'an evil merge: an approval' '
	begin && on wang proven approve -q film hold --role expert &&
	on wang proven set -q cell summary=y && merge li wang &&
	on chen proven set -q mask summary=x && open_merge li chen &&
	file=$(cd $site/li && git ls-files approvals) &&
	cp $site/li/$file $site/li/${file%1.json}2.json &&
	close_merge li && found li "HEAD PV502 film"
'

test_expect_success 'an evil merge: a right' '
	begin && on chen proven set -q film summary=x &&
	on li proven set -q cell summary=y && open_merge chen li &&
	change chen tracker/people.json ".people.chen.roles = [\"admin\"]" &&
	close_merge chen && said_of chen &&
	grep -q "PV502.-" program && run 1 on chen git push hub main
'

test_expect_success 'an evil merge: a step' '
	begin && on chen proven set -q film summary=x &&
	on li proven set -q cell call=y && open_merge li chen &&
	steps li projects/film.json verify verification li &&
	close_merge li && found li "HEAD PV502 film"
'

test_expect_success 'an evil merge: a project away' '
	begin && on chen proven set -q film summary=x &&
	on li proven set -q mask call=y && open_merge li chen &&
	rm $site/li/projects/film.json && close_merge li &&
	said_of li && grep -q "PV502.film" program &&
	begin && on chen proven set -q film summary=x &&
	on li proven set -q film concept.application=y &&
	open_merge li chen &&
	rm $site/li/projects/film.json && close_merge li &&
	said_of li && grep -q "PV503.film" program
'

# ---- Both moved ----

# Li stops Film, Chen takes it on; git cannot merge that.
both_moved() {
	begin && on chen proven move -q film verify &&
	on li proven move -q film stop -r "No money" && conflict li chen
}

test_expect_success 'both moved: one side is dropped' '
	both_moved && on li git checkout --ours projects/film.json &&
	close_merge li && found li "HEAD PV507 film"
'

test_expect_success 'both moved: one is kept, and says what it drops' '
	both_moved && on li git checkout --ours projects/film.json &&
	on li git show FETCH_HEAD:projects/film.json >theirs.json &&
	steps li projects/film.json @resolve stopped li \
	    "reason=\"Stopped in June\"" "resolves=@$HOME/theirs.json" &&
	close_merge li && found li
'

test_expect_success 'both moved: resolved by who had not the right to both' '
	both_moved && on li git merge --abort && conflict chen li &&
	on chen git checkout --ours projects/film.json &&
	on chen git show FETCH_HEAD:projects/film.json >theirs.json &&
	steps chen projects/film.json @resolve verification chen \
	    "reason=\"We go on\"" "resolves=@$HOME/theirs.json" &&
	close_merge chen && found chen "HEAD PV507 film"
'

test_expect_success 'both moved: resolved to another stage, or wrongly' '
	both_moved && on li git checkout --ours projects/film.json &&
	on li git show FETCH_HEAD:projects/film.json >theirs.json &&
	steps li projects/film.json @resolve idea li \
	    "reason=\"None\"" "resolves=@$HOME/theirs.json" &&
	close_merge li && said_of li && grep -q "PV507.film" program &&
	both_moved && on li git checkout --ours projects/film.json &&
	cp $site/li/projects/film.json ours.json &&
	steps li projects/film.json @resolve stopped li \
	    "reason=\"None\"" "resolves=@$HOME/ours.json" &&
	close_merge li && found li "HEAD PV507 film"
'

test_expect_success 'one moved, the other edited: what the gate asks' '
	begin && on chen proven move -q film verify &&
	on li proven set -q film --unset concept.hypothesis &&
	merge li chen && found li "HEAD PV202 film"
'

test_expect_success 'one moved, the other edited: what is frozen' '
	begin && on chen proven move -q film verify &&
	sed -i "s/\"target\": \"50\"/\"target\": \"60\"/" \
	    $site/li/projects/film.json && on li git commit -q -a -m "60" &&
	merge li chen && found li "HEAD PV207 film"
'

test_expect_success 'one moved, the other edited: the edit is dropped' '
	begin && on chen proven move -q film verify &&
	on li proven set -q film summary=x && open_merge li chen &&
	on li git checkout FETCH_HEAD projects/film.json &&
	close_merge li && found li "HEAD PV502 film"
'

# ---- Across a change of the rules ----

test_expect_success 'a step that the new workflow does not know' '
	begin && on chen proven move -q cell study &&
	by_hand li tracker/workflow.json ".revision += 1 |
	    .transitions.explore = .transitions.study |
	    del(.transitions.study)" && merge li chen &&
	found li "HEAD PV201 cell"
'

test_expect_success 'a step that the mover may not take any more' '
	begin && on chen proven move -q cell study &&
	by_hand li tracker/workflow.json ".revision += 1 |
	    .transitions.study.by = [\"manager\"]" && merge chen li &&
	found chen "HEAD PV301 cell"
'

test_expect_success 'a gate that has become harder meanwhile' '
	begin && on chen proven move -q film verify &&
	by_hand li tracker/workflow.json ".revision += 1 |
	    .transitions.verify.needs.approvals = [{role: \"expert\"}]" &&
	merge li chen && found li &&
	on chen git pull -q ../li main && found chen
'

test_expect_success 'a step by who has lost the role' '
	begin && on li proven people set -q wang --role manager &&
	on wang git pull -q ../li main &&
	on wang proven move -q cell study &&
	on li proven people set -q wang --remove-role manager &&
	merge li wang && found li "HEAD PV301 cell"
'

# Wang and Li change people.json; git makes one text of it.
both_people() {
	begin && on li proven people set -q wang --role admin &&
	on wang git pull -q ../li main &&
	on wang proven people set -q chen --org Lab &&
	on li proven people set -q li --org Institute
}

test_expect_success 'both changed one file of the tracker' '
	both_people && merge li wang && found li "HEAD PV311 -"
'

test_expect_success 'both changed it: one is taken, the other made again' '
	both_people && open_merge li wang &&
	on li git checkout HEAD tracker && close_merge li &&
	on li proven people set -q chen --org Lab && found li
'

test_expect_success 'both changed it: who merges is an admin' '
	both_people && on chen git pull -q ../wang main &&
	open_merge chen li && on chen git checkout HEAD tracker &&
	close_merge chen && found chen "HEAD PV307 -"
'

# ---- Across a reshard ----

test_expect_success 'edited where it was, moved to the other depth' '
	begin && on chen proven set -q film summary=x &&
	on chen proven move -q cell study &&
	on li proven reshard -q 2 && merge li chen &&
	jq -e ".summary == \"x\"" $site/li/projects/m/l/film.json &&
	test ! -e $site/li/projects/film.json && found li
'

test_expect_success 'the other way round' '
	begin && on chen proven set -q film summary=x &&
	on li proven reshard -q 2 && merge chen li &&
	test ! -e $site/chen/projects/film.json && found chen
'

test_expect_success 'new where most were, and approved there' '
	begin && on wang proven new -q Lens --id lens >/dev/null &&
	on wang proven approve -q film hold --role expert &&
	on li proven reshard -q 2 && merge li wang &&
	test -e $site/li/projects/lens.json && found li
'

test_expect_success 'an edit lost on the way' '
	begin && on chen proven set -q film summary=x &&
	on li proven reshard -q 2 && open_merge li chen &&
	on li git checkout HEAD projects && close_merge li &&
	found li "HEAD PV502 film"
'

test_expect_success 'at both depths' '
	begin && on chen proven set -q film summary=x &&
	on li proven reshard -q 2 && open_merge li chen &&
	on li git checkout FETCH_HEAD projects/film.json &&
	close_merge li && said_of li && grep -q "PV506.film" program
'

test_done
