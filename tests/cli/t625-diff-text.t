#!/bin/sh
test_description='git diff and git log show projects as lines'
. "$(dirname "$0")/lib.sh"

tracker t >/dev/null && cd t && tick &&
proven new -q --id p1 "概念 film" --set concept.hypothesis=h \
    --set budget.currency=CNY --set budget.approved=1200.50 \
    --set ethics=yes --set tags=a,b --set start=2026-01-31 >/dev/null ||
	exit 1

test_expect_success 'a record, line by line' '
	run 0 proven diff-text projects/p1.json &&
	said "format: 1" "id: p1" "title: 概念 film" "tags[]: a" "tags[]: b" \
	    "start: 2026-01-31" "ethics: yes" "budget.approved: 1200.50" \
	    "concept.hypothesis: h" &&
	grep -qE "^history\.1: 2026-[0-9T:-]*Z researcher: @new: - -> idea \
\[sha256:[0-9a-f]{16}\]\$" "$out" &&
	! grep "canonical" "$out"
'

test_expect_success 'git diff, git log -p and git show' '
	proven set -q p1 budget.approved=99 tags-=a --unset ethics &&
	run 0 git diff HEAD^ HEAD &&
	said "-budget.approved: 1200.50" "+budget.approved: 99.00" \
	    "-tags[]: a" "-ethics: yes" &&
	tick && proven move -q p1 study &&
	run 0 git log -p -1 -- projects &&
	said "+stage: feasibility" "+history.2: " ": study: idea -> feasibility" &&
	run 0 git show && said "-stage: idea" &&
	run 0 git show --no-textconv && said "-  \"stage\": \"idea\"," &&
	sed -i "s/\"h\"/\"two\\\\nlines\"/" projects/p1.json &&
	run 0 git diff && said "-concept.hypothesis: h" \
	    "+concept.hypothesis: two" "+concept.hypothesis: lines" &&
	git checkout -q projects
'

test_expect_success 'nothing hides' '
	jq -c ".x = {a: [1, {}], b: null, \"odd key\": \"1\"} | .y = [] |
	    .tags = \"a\" | .code = false |
	    .history[0].extra = 1" projects/p1.json >j &&
	run 0 proven diff-text j &&
	said "x.a.0 = 1" "x.a.1 = {}" "x.b = null" "x.\"odd key\": 1" \
	    "y = []" "code = false" "tags = \"a\"" "(not in canonical form)" &&
	before=$(proven diff-text projects/p1.json | grep "^history.1") &&
	test "$before" != "$(grep "^history.1" "$out")" &&
	jq . tracker/workflow.json | sed "s/  / /" >k &&
	run 0 proven diff-text k && said "revision = 1" "initial: idea" \
	    "transitions.verify.from[]: feasibility" "(not in canonical form)"
'

test_expect_success 'controls are escaped; what is no JSON is as it is' '
	printf "{\"a\": \"\\\\u001b[31m \\\\u202e\"}" >j &&
	run 0 proven diff-text j && said "a: \\x1b[31m \\u202e" &&
	printf "{\"a\": \n\001" >j && run 0 proven diff-text j &&
	cmp j "$out" &&
	: >j && run 0 proven diff-text j && test ! -s "$out" &&
	run 2 proven diff-text j j && run 2 proven diff-text --json j
'

test_done
