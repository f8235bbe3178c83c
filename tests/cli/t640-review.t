#!/bin/sh
test_description='review: a page about a change; which buttons keep the proof'
. "$(dirname "$0")/lib.sh"

change() {
	jq "$2" "$1" >"$HOME/changed" && cp "$HOME/changed" "$1" &&
	tick && git commit -q -m "$3" "$1"
}
as_li() {
	GIT_AUTHOR_NAME=Li GIT_AUTHOR_EMAIL=li@example.org "$@"
}
# button NAME: yes or no, as the page says.
button() {
	sed -n "s/^| $1 | \([a-z]*\) |.*/\1/p" "$out"
}
# begin BRANCH: from main.
begin() {
	git switch -q main && git switch -q -c "$1"
}

# What the page says of each button is what comes of it.
agrees() { # BRANCH SQUASH REBASE
	run 0 proven review main.."$1" &&
	test "$(button "Merge commit")" = yes &&
	test "$(button Squash) $(button Rebase)" = "$2 $3" || {
		cat "$out"
		return 1
	}
	as= && { ! grep -q "if its author is li" "$out" || as=as_li; } &&
	git switch -q -C try main && git merge -q --squash "$1" >/dev/null &&
	tick && $as git commit -q -m Squash && judged "$2" &&
	git switch -q -C try "$1" && tick &&
	git rebase -q --force-rebase main && judged "$3" &&
	git switch -q -C try main && tick &&
	git merge -q --no-ff -m Merge "$1" && judged yes &&
	git switch -q "$1"
}
judged() { # yes or no
	proven check --base main >"$HOME/judged" 2>&1
	got=$?
	case $1 in
	yes) test $got = 0 ;;
	no) test $got = 1 ;;
	esac || { cat "$HOME/judged"; return 1; }
}

test_expect_success 'a tracker with two people' '
	tracker t --preset lean --require \
	    tracker=authored,approvals=authored && cd t && tick &&
	proven -q people add li --name Li --email li@example.org \
	    --role admin &&
	tick && proven new -q --id film "Film" >/dev/null &&
	tick && proven new -q --id cell "Cell" >/dev/null
'

test_expect_success 'what is wrong to ask' '
	run 2 proven review && run 2 proven review main &&
	complained "'\''main'\'' is no range" "proven review main..HEAD" &&
	run 2 proven review .. && run 2 proven review a..b c..d &&
	run 2 proven review main..HEAD --limit-bytes 10 &&
	complained "at least 4096" &&
	run 2 proven review main..HEAD --json &&
	run 4 proven review nowhere..HEAD && run 4 proven review main..none &&
	test_must_be_empty "$out"
'

test_expect_success 'nothing changed' '
	run 0 proven review main..HEAD && said "**Every step is legal.**" \
	    "commits: 0; projects: 0" && run 0 proven review main.. &&
	run 0 proven review ..main && run 0 proven review main...HEAD
'

test_expect_success 'a step with its edits: any button' '
	begin one && tick &&
	proven -q set film concept.hypothesis="It resolves 50 nm" &&
	tick && proven -q move film study -r "Worth it" &&
	run 0 proven review main..one && said "## film: Film" \
	    "| study | Idea → Feasibility | researcher | 2026-01-01 | authored" \
	    "| Worth it |" "| concept.hypothesis |  | It resolves 50 nm |" \
	    "Next: verify → Verification; conditions met: 1 of 1" \
	    "| Squash | yes | if its author is researcher |" \
	    "s0 --> s1 : Study (1)" "class s1 moved" &&
	agrees one yes yes
'

test_expect_success 'two steps of a project, and an edit after the last' '
	begin two && tick && proven -q move film study && tick &&
	proven -q set film concept.hypothesis="It resolves 50 nm" &&
	tick && proven -q move film verify && agrees two no yes &&
	run 0 proven review main..two &&
	said "film: 2 steps in one commit (PV508)" &&
	begin after && tick && proven -q move film study && tick &&
	proven -q set film summary="Later" && agrees after no yes &&
	run 0 proven review main..after &&
	said "film: edited after its last step (PV206)"
'

test_expect_success 'steps of two projects, by one person or by two' '
	begin both && tick && proven -q move film study && tick &&
	proven -q move cell study && agrees both yes yes &&
	begin people && tick && proven -q move film study && tick &&
	as_li proven -q move cell study && agrees people no yes &&
	run 0 proven review main..people &&
	said "one commit has one author: li, researcher (PV302)"
'

test_expect_success 'the tracker alone, twice, and along with a project' '
	begin alone && tick && proven -q people add wang --name Wang \
	    --email wang@example.org && agrees alone yes yes &&
	run 0 proven review main..alone && said "## The tracker itself" \
	    "- \`tracker/people.json\`" &&
	begin twice && tick && proven -q people add wang --name Wang \
	    --email wang@example.org && tick &&
	proven -q people set wang --role expert && agrees twice no yes &&
	begin along && tick && proven -q people add wang --name Wang \
	    --email wang@example.org && tick && proven -q move film study &&
	agrees along no yes &&
	run 0 proven review main..along && said "(PV311)"
'

test_expect_success 'a project that begins and moves, and one that goes' '
	begin new && tick && proven new -q --id third Third >/dev/null &&
	agrees new yes yes && run 0 proven review main..new &&
	said "A new project." "[*] --> s0 : (1)" && tick &&
	proven -q move third study && agrees new no yes &&
	begin gone && tick && proven -q drop cell -r "Not ours" &&
	agrees gone yes yes && run 0 proven review main..gone &&
	said "## cell: Cell" "The project is gone."
'

test_expect_success 'what is not legal is told first' '
	begin bad && change projects/film.json ".stage = \"transfer\"" \
	    "Straight on" && run 0 proven review main..bad &&
	said "**Not every step is legal.** errors: 1" "## Findings" \
	    "- **error PV203** film, projects/film.json:" &&
	test "$(grep -n "^## Findings" "$out" | cut -d : -f 1)" -lt \
	    "$(grep -n "^## Which buttons" "$out" | cut -d : -f 1)" &&
	run 1 proven review main..bad --fail-on error && said PV203 &&
	begin unread && echo "{" >projects/film.json && tick &&
	git commit -q -a -m "Not JSON" && run 0 proven review main..unread &&
	said "**error PV101**" "## film" "projects/film.json:2:1" &&
	begin broken && echo "{" >tracker/people.json && tick &&
	git commit -q -a -m "No people" &&
	run 0 proven review main..broken && said "**error PV"
'

test_expect_success 'the base went on: the same project, or another' '
	git switch -q -C base main && tick && proven -q note cell "Meanwhile" &&
	begin late && tick && proven -q move film study &&
	run 0 proven review base..late &&
	test "$(button "Merge commit")" = yes && ! grep -q Meanwhile "$out" &&
	git switch -q base && tick && proven -q note film "As well" &&
	git switch -q late && run 0 proven review base..late &&
	test "$(button "Merge commit")" = no &&
	said "film: the base has changed it as well" &&
	test "$(button Squash) $(button Rebase)" = "no no" &&
	! grep -q "As well" "$out" && run 0 proven review late..base &&
	git switch -q -C rebased late && tick && git rebase -q base &&
	run 1 proven check --base base && said PV206 &&
	git switch -q -C squashed base && git merge -q --squash late &&
	tick && git commit -q -m Squash && run 1 proven check --base base &&
	said PV206 && git switch -q late
'

test_expect_success 'an approval alone, and what it is worth' '
	git switch -q main && jq ".revision += 1 | .transitions.study.needs =
	    {approvals: [{role: \"admin\", count: 1}]}" \
	    tracker/workflow.json >../w && cp ../w tracker/workflow.json &&
	tick && git commit -q -a -m "Ask an admin" && begin approve && tick &&
	as_li proven -q approve film study --note "Good | well" &&
	run 0 proven review main..approve &&
	said "- li (admin) **approves** study, authored: Good \\| well" &&
	agrees approve yes yes && tick &&
	proven -q move film study && agrees approve no yes &&
	run 0 proven review main..approve &&
	said "authored, counted by the transition" "li, researcher (PV302)"
'

test_expect_success 'signed on the commit, or in the entry' '
	cd .. && use_ssh_key key && tracker s --preset lean \
	    --require tracker=signed,transitions=signed,approvals=signed &&
	cd s && git config --global commit.gpgsign true && tick &&
	proven new -q --id film Film >/dev/null && begin commit && tick &&
	proven -q move film study && run 0 proven review main..commit &&
	cat "$out" && said "signed" && cp "$out" ../page
'

test_expect_success 'titles that do harm' '
	cd ../t && git config --global commit.gpgsign false && begin harm &&
	tick && proven new -q --id x "::error:: | \`x\` <script>@all [a](b)" \
	    >/dev/null && change tracker/workflow.json ".revision += 1 |
	    .stages.idea.label.en = \"a\\\"; click s0 \\\"x\\\" %% # end --> [*]\"" \
	    "Harm" && run 0 proven review main..harm &&
	said "## x: ::error:: \\| \\\`x\\\` \\<script\\>@<!-- -->all \\[a\\](b)" \
	    "state \"a   click s0  x       end --     \" as s0"
'

test_expect_success 'no more bytes than asked' '
	begin many && for i in $(seq 60); do
		proven new -q --id p$i "Project $i" >/dev/null || return 1
	done && run 0 proven review main..many && test "$(wc -c <"$out")" -gt \
	    10000 && run 0 proven review main..many --limit-bytes 8000 &&
	test "$(wc -c <"$out")" -le 8000 &&
	said "projects that have no room here: " &&
	run 0 proven review main..many --limit-bytes 4096 &&
	test "$(wc -c <"$out")" -le 4096
'

test_done
