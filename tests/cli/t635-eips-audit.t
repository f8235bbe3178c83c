#!/bin/sh
test_description='a real history, audited under the rules of its days'
. "$(dirname "$0")/lib.sh"
. "$PROVEN_TOP/tests/cli/eips.sh"

eras=$(jq ".eras | length" "$shared/rules-eip.json")
last=$((eras - 1))

# era N FROM TO: its rules come into force, and then what happened.
era() {
	jq --argjson era "$1" "$rules" "$shared/rules-eip.json" \
	    >"$in/workflow.json" &&
	proven workflow set -q "$in/workflow.json" --allow-orphans &&
	jq -c --arg from "$2" --arg to "$3" \
	    "select(.at >= \$from and .at < \$to)" "$data" >"$in/part.jsonl" &&
	{ ! test -s "$in/part.jsonl" ||
	proven import -q --history --as-recorded "$in/part.jsonl"; }
}

# What the audit found: line of the event, project, rule.  The commits that
# touch projects/ stand for the events, in order.
found() {
	git log --reverse --format=%H -- projects >"$in/commits" &&
	test "$(wc -l <"$in/commits")" = "$(wc -l <"$data")" &&
	proven audit --format jsonl >"$in/findings"
	test $? = 1 && jq -r "select(.severity == \"error\")
	    | [.commit, .project, .rule] | @tsv" "$in/findings" |
	    awk -v OFS="\t" "NR == FNR { line[\$1] = NR; next }
		{ print line[\$1], \$2, \$3 }" "$in/commits" - | sort -n
}

# expected VERDICT: the same, of what the verdicts say.
expected() {
	jq -r --arg verdict "$1" "select(.[\$verdict] != \"legal\")
	    | [.line, .id, (if .[\$verdict] == \"unknown-stage\" then
	    \"PV106\" elif .from == null then \"PV209\" else \"PV201\" end)]
	    | @tsv" "$shared/history-eips.expected.jsonl" | sort -n
}

counts() {
	cut -f 3 "$1" | sort | uniq -c | awk '{ print $2, $1 }' | tr '\n' ' '
}

test_expect_success 'the events came in order' '
	jq -r .at "$data" >"$in/at" && sort -c "$in/at" &&
	test "$(wc -l <"$in/at")" = \
	    "$(wc -l <"$shared/history-eips.expected.jsonl")"
'

test_expect_success 'ten years, and the rules of each day' '
	tracker t >/dev/null && cd t && tick &&
	k=0 && from= && while test $k -lt $eras; do
		to=$(jq -r --argjson next $((k + 1)) ".eras[\$next].from // \
		    \"9\"" "$shared/rules-eip.json") &&
		era $k "$from" "$to" || return 1
		from=$to k=$((k + 1))
	done && cd ..
'

test_expect_success 'what was illegal in its day is found, and nothing else' '
	cd t && found >"$in/got" && expected in_force >"$in/want" &&
	test_cmp "$in/want" "$in/got" &&
	test "$(counts "$in/got")" = "PV106 387 PV201 53 PV209 43 " && cd ..
'

test_expect_success 'with one thread and with many' '
	cd t && { proven audit --threads 1 --format jsonl >"$in/one"
	test $? = 1; } && test_cmp "$in/findings" "$in/one" &&
	{ proven audit --threads 7 --no-cache --format jsonl >"$in/many"
	test $? = 1; } && test_cmp "$in/findings" "$in/many" && cd ..
'

test_expect_success 'the newest rules throughout' '
	tracker newest >/dev/null && cd newest && tick &&
	era $last "" 9 && found >"$in/got" && expected newest >"$in/want" &&
	test_cmp "$in/want" "$in/got" &&
	test "$(counts "$in/got")" = "PV106 437 PV201 82 PV209 33 " && cd ..
'

test_done
