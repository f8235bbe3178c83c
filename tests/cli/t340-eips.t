#!/bin/sh
test_description='a real history: ten years of Ethereum Improvement Proposals'
. "$(dirname "$0")/lib.sh"
. "$PROVEN_TOP/tests/cli/eips.sh"

tracker t >/dev/null && cd t || exit 1

test_expect_success 'a workflow made from the newest rules' '
	jq --argjson era -1 "$rules" "$shared/rules-eip.json" >"$in/workflow.json" &&
	run 0 proven workflow set "$in/workflow.json" &&
	run 0 proven workflow show --json
'

test_expect_success 'refused at the first event not allowed, with its line' '
	line=$(jq -r "select(.newest != \"legal\") | .line" \
	    "$shared/history-eips.expected.jsonl" | head -1) &&
	head=$(git rev-parse HEAD) &&
	run 3 proven import --history "$data" &&
	complained "history-eips.jsonl:$line: " &&
	test "$(git rev-parse HEAD)" = $head &&
	test -z "$(git status --porcelain)" &&
	test ! -e projects
'

test_expect_success 'what is legal up to there is taken in' '
	head -$((line - 1)) "$data" >"$in/legal.jsonl" &&
	tracker ../legal >/dev/null &&
	(
		cd ../legal && proven workflow set -q "$in/workflow.json" &&
		run 0 proven import --history "$in/legal.jsonl"
	)
'

test_expect_success 'a dry run judges as the expected verdicts say' '
	run 3 proven import --history --dry-run --json "$data" &&
	jq -r ".rows[] | [.line, .fate] | @tsv" "$out" >"$in/fates" &&
	test "$(wc -l <"$in/fates")" = 2759 &&
	jq -r "select(.newest == \"legal\") | .line" \
	    "$shared/history-eips.expected.jsonl" | sort >"$in/legal" &&
	awk "\$2 == \"create\" || \$2 == \"move\" { print \$1 }" "$in/fates" |
	    sort | comm -23 - "$in/legal" >"$in/wrongly" &&
	test ! -s "$in/wrongly" &&
	awk "\$2 == \"refused\" { print \$1 }" "$in/fates" | sort |
	    comm -12 - "$in/legal" >"$in/wrongly" &&
	test ! -s "$in/wrongly"
'

test_expect_success '--as-recorded: a commit for each of 2,759 events' '
	tick &&
	run 0 proven import --history --as-recorded "$data" &&
	complained "957 projects and 1802 transitions" \
	    "left out, being the other system'\''s own: commit, merge" &&
	test "$(git rev-list --count HEAD)" = 2761 &&
	test -z "$(git status --porcelain)" &&
	test "$(ls projects | wc -l)" = 957
'

test_expect_success 'with their authors and dates' '
	git log --reverse --date=format-local:%Y-%m-%dT%H:%M:%SZ \
	    --format="%ad%x09%ae%x09%an" HEAD~2759.. >"$in/got" &&
	jq -r "[.at, .by.email, .by.name] | @tsv" "$data" >"$in/want" &&
	test_cmp "$in/want" "$in/got"
'

test_expect_success 'the last stage and title of all 957 are right' '
	jq -nr "reduce inputs as \$e ({}; .[\$e.id] = [\$e.to, \$e.title])
	    | to_entries[] | [.key] + .value | @tsv" "$data" |
	    sort >"$in/want" &&
	proven export | jq -r "[.id, .stage, .title] | @tsv" |
	    sort >"$in/got" &&
	test "$(wc -l <"$in/got")" = 957 &&
	test_cmp "$in/want" "$in/got"
'

test_expect_success 'each entry is marked with its source and line' '
	proven export | jq -r ".id as \$id | .history[]
	    | [.recorded.line, .recorded.source, \$id, .from, .to, .at, .by]
	    | @tsv" | sort -n >"$in/got" &&
	jq -r "[input_line_number, \"history-eips.jsonl\", .id, .from, .to,
	    .at, .by.email] | @tsv" "$data" >"$in/want" &&
	test_cmp "$in/want" "$in/got"
'

test_expect_success 'transitions are named where one joins the pair' '
	proven export | jq -r ".history[] | select(.from != null)
	    | [.from, .to, .transition] | @tsv" | sort -u >"$in/got" &&
	jq -r ".transitions | to_entries[] | [.value.from[0], .value.to, .key]
	    | @tsv" "$in/workflow.json" | sort >"$in/named" &&
	grep -v "@recorded" "$in/got" | comm -23 - "$in/named" >"$in/odd" &&
	test ! -s "$in/odd" &&
	grep "@recorded" "$in/got" | cut -f 1,2 >"$in/unnamed" &&
	cut -f 1,2 "$in/named" | sort | comm -12 - "$in/unnamed" \
	    >"$in/odd" &&
	test ! -s "$in/odd"
'

test_expect_success 'log eip-900 tells the story' '
	run 0 proven log eip-900 --format csv &&
	jq -r "select(.id == \"eip-900\") | .to" "$data" >"$in/want" &&
	test "$(wc -l <"$in/want")" -ge 3 &&
	run 0 proven log eip-900 --json &&
	jq -r "[.. | objects | select(has(\"transition\"))] | reverse
	    | .[].to" "$out" | test_cmp "$in/want" - &&
	run 0 proven log eip-900 &&
	said Final Draft Stagnant Moved &&
	run 0 proven show eip-900 && said Moved
'

test_expect_success 'git finds nothing wrong' '
	git fsck --strict 2>&1 | { ! grep .; } &&
	proven fmt --check
'

test_expect_success 'the history goes out again as it came in' '
	run 0 proven export --history &&
	jq -cS "del(.commit, .merge, .src, .via, .title)" "$data" \
	    >"$in/want" &&
	jq -cS "del(.title, .transition)" "$out" | test_cmp "$in/want" -
'

test_expect_success 'it may come in parts' '
	sed -n 1,2000p "$data" >"$in/one.jsonl" &&
	sed -n 2001,2759p "$data" >"$in/two.jsonl" &&
	tracker ../parts >/dev/null &&
	(
		cd ../parts && proven workflow set -q "$in/workflow.json" &&
		proven import -q --history --as-recorded "$in/one.jsonl" &&
		proven import -q --history --as-recorded "$in/two.jsonl" &&
		proven export | jq -c "[.id, .stage, .title]" >"$in/got"
	) &&
	proven export | jq -c "[.id, .stage, .title]" | test_cmp - "$in/got"
'

test_done
