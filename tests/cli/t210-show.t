#!/bin/sh
test_description='show: one project'
. "$(dirname "$0")/lib.sh"

# A fictional project.  The clock stands at the first of January 2026.
tracker t >/dev/null && cd t || exit 1
printf '/%s\n' want got before >.git/info/exclude

test_expect_success 'a project' '
	tick && proven new -q --id film --set code=HR-1 \
	    --set summary="Resolves 50 nm" --set tags=a,b \
	    --set translations.zh.title=薄膜探测器 \
	    --set readiness.current.level=4 \
	    --set milestones.m1.title=Sample \
	    --set milestones.m1.due=2026-03-01 \
	    --set milestones.m1.go_no_go=yes \
	    --set partners.o1.name="Example, Inc." --set partners.o1.role=lead \
	    --set budget.approved=1200.50 \
	    --set budget.lines.equipment.planned=1000 \
	    --set custom.room=B12 \
	    "Film detector" &&
	tick 86400 && proven move -q film study --reason "worth it"
'

test_expect_success 'the page' '
	tick 86400 && run 0 proven show film &&
	said "Film detector" "film" "HR-1" \
	    "Feasibility, since 2026-01-02, 1 day" "Resolves 50 nm" "a, b" \
	    "Partners" "Example, Inc.; role lead" "Readiness" \
	    "Milestones" "Sample; due 2026-03-01; go/no-go yes" \
	    "1200.50 CNY" "equipment: planned 1000.00 CNY" "B12" \
	    "Next: verify -> Verification" "concept.hypothesis is empty" \
	    "proven set film concept.hypothesis=" \
	    "also possible from here:" "hold" "stop" \
	    "History" "2026-01-01" "@new" "2026-01-02" "worth it" &&
	test ! -s "$err"
'

test_expect_success 'by code, by prefix, not by anything else' '
	proven show film >want &&
	run 0 proven show HR-1 && test_cmp want "$out" &&
	run 0 proven show fi && test_cmp want "$out" &&
	tick && proven new -q --id film2 Other >/dev/null &&
	run 0 proven show film && test_cmp want "$out" &&
	run 4 proven show fi && complained "not one project but 2" \
	    "film  Film detector" "film2  Other" &&
	run 4 proven show flim && complained "did you mean '\''film'\''" &&
	run 4 proven show nobody && complained "no project '\''nobody'\''" &&
	run 4 proven show ../film && run 4 proven show "" &&
	run 2 proven show && run 2 proven show film film2 &&
	test ! -s "$out"
'

test_expect_success 'a full id neither opens nor makes the cache' '
	rm -rf .git/proven && run 0 proven show film &&
	test ! -e .git/proven &&
	run 0 proven show HR-1 && test -e .git/proven/cache.db
'

test_expect_success 'JSON: the record as it is, the gates, the findings' '
	run 0 proven show film --json && cp "$out" got &&
	jq -e ".schema == 1 and .kind == \"project\" and
	    .file == \"projects/film.json\" and .findings == []" got &&
	test "$(jq -r .commit got)" = "$(git rev-parse HEAD)" &&
	jq -S .project got >want && jq -S . projects/film.json >before &&
	test_cmp before want &&
	jq -e ".gates[0] | .transition == \"verify\" and
	    .from == \"feasibility\" and .to == \"verification\" and
	    (.passes | not)" got &&
	jq -e ".gates[0].conditions[] |
	    select(.name == \"fields:concept.hypothesis\") |
	    (.met | not) and (.mend | startswith(\"proven set film \"))" got &&
	run 0 proven show film --format jsonl &&
	test "$(wc -l <"$out")" = 1 && jq -e .project.id "$out"
'

test_expect_success 'CSV and TSV: a row for each value' '
	run 0 proven show film --format csv &&
	said path,value id,film tags.1,b milestones.m1.due,2026-03-01 \
	    budget.approved,120050 "\"Example, Inc.\"" \
	    history.1.reason,"worth it" &&
	run 0 proven show film --format tsv &&
	grep -q "^title	Film detector$" "$out"
'

test_expect_success 'Markdown' '
	run 0 proven show film --format markdown &&
	said "# Film detector" "## Milestones" "- **m1** Sample" \
	    "## History" "| Date | Transition |" "- [ ] "
'

test_expect_success 'Chinese: title, stage, transition' '
	run 0 proven --lang zh show film &&
	said 薄膜探测器 "可行性研究 (feasibility)" 进入验证 verify 是
'

test_expect_success 'nothing is missing: the command that moves' '
	tick && proven set -q film concept.hypothesis="It holds" &&
	run 0 proven show film &&
	said "nothing is missing" "proven move film verify"
'

test_expect_success '--at a commit, a date, before it was there' '
	first=$(git log --reverse --format=%H | sed -n 2p) &&
	run 0 proven show film --at $first && said "Idea, since 2026-01-01" \
	    "as of commit" $first && ! grep -q "^Next" "$out" &&
	run 0 proven show film --at 2026-01-01 && said "Idea" &&
	run 0 proven show film --at 2026-01-02 && said "Feasibility" &&
	run 0 proven show HR-1 --at 2026-01-01 --json &&
	jq -e ".gates == [] and .project.stage == \"idea\"" "$out" &&
	run 4 proven show film2 --at 2026-01-01 &&
	complained "no project '\''film2'\''" &&
	run 4 proven show film --at 2025-01-01 &&
	run 4 proven show film --at no-such-revision
'

test_expect_success 'what was there then and is gone now' '
	tick && proven drop -q film2 --reason twice &&
	run 4 proven show film2 &&
	run 0 proven show film2 --at HEAD~1 && said Other
'

test_expect_success 'a record with findings is shown: 7' '
	sed "s/\"due\": \"2026-03-01\"/\"due\": \"2026-02-30\"/" \
	    projects/film.json >want && cp want projects/film.json &&
	git commit -qam broken &&
	run 7 proven show film &&
	said "Film detector" "Findings" "✗ error: film, projects/film.json:" \
	    "milestones.m1.due" "[PV104]" \
	    "History" &&
	complained "'\''projects/film.json'\'' is not as a record must be" \
	    "proven edit film" &&
	run 7 proven show film --json &&
	jq -e ".findings[0] | .rule == \"PV104\" and
	    .severity == \"error\" and .path == \"milestones.m1.due\" and
	    .line > 1 and .project == \"film\" and
	    .file == \"projects/film.json\"" "$out" &&
	git revert -n HEAD && git commit -qm mended && run 0 proven show film
'

test_expect_success 'what is no record is shown as text: 7' '
	echo "{\"id\": \"film\" 1}" >projects/film.json &&
	git commit -qam garbled &&
	run 7 proven show film &&
	said "projects/film.json" "{\"id\": \"film\" 1}" &&
	complained "projects/film.json:1:" &&
	run 7 proven show film --json && test ! -s "$out" &&
	git revert -n HEAD && git commit -qm mended && run 0 proven show film
'

test_expect_success 'an invalid workflow: the rest is shown' '
	cp tracker/workflow.json .git/keep &&
	sed "s/\"initial\": \"idea\"/\"initial\": \"nowhere\"/" .git/keep \
	    >tracker/workflow.json && git commit -qam broken &&
	run 0 proven show film &&
	said "Film detector" "nowhere" "History" &&
	cp .git/keep tracker/workflow.json && git commit -qam mended
'

test_expect_success 'controls from a record do not reach the terminal' '
	tick && proven new -q --id evil "Evil" >/dev/null &&
	jq ".title = \"E\\u001b[31m\\u202eX\"" projects/evil.json >want &&
	cp want projects/evil.json && git commit -qam evil &&
	run 7 proven show evil && said "\\x1b[31m\\u202eX" &&
	! grep -q "$(printf "\033")" "$out"
'

test_expect_success 'at 80 columns' '
	tick && proven set -q film summary="$(printf "many words %.0s" \
	    1 2 3 4 5 6 7 8 9 10 11 12)" \
	    concept.hypothesis="$(printf "很长的假设%.0s" 1 2 3 4 5 6 7 8 9 \
	    10 11 12)" &&
	on_terminal 80 proven --no-pager --color never show film &&
	while IFS= read -r line; do
		width=$(printf %s "$line" | wc -L)
		test "$width" -le 80 || { echo "$width: $line"; return 1; }
	done <"$out"
'

test_expect_success 'in a bare repository' '
	git clone -q --bare . ../bare.git &&
	(cd ../bare.git && run 0 proven show film && said "many words" &&
	    run 0 proven show HR-1)
'

test_expect_success 'what a move brings along is marked as gate marks it' '
	tick && proven new -q --id late Late >/dev/null &&
	proven move -q late study && proven move -q late verify \
	    --set concept.hypothesis=h &&
	proven move -q late transfer --set concept.verdict=proven &&
	run 0 proven gate late close && said "  · a reason is asked" &&
	run 0 proven show late && said "  · a reason is asked"
'

test_done
