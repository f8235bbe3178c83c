#!/bin/sh
test_description='criterion: add, set, measure, waive, remove, list'
. "$(dirname "$0")/lib.sh"

tracker t --preset centre --require tracker=authored,approvals=authored \
	>/dev/null && cd t || exit 1
printf '/%s\n' want message reason got >.git/info/exclude
tick && proven new -q --id film "Scintillator film" \
    --set partners.lab.name="Metrology laboratory (fictional)" \
    --set partners.lab.role=tester \
    --set evidence.3fa91c.kind=test_report \
    --set evidence.3fa91c.url=https://example.org/report >/dev/null &&
tick && proven new -q --id chip "Chip" >/dev/null || exit 1

# is FILTER: holds for the criteria of the record.
is() {
	jq -e ".criteria | $1" projects/film.json >/dev/null && return
	jq .criteria projects/film.json
	return 1
}
# subject TEXT: of the last commit, which is the only new one.
subject() {
	test "$(git log -1 --format=%s)" = "$1" &&
	test -z "$(git status --porcelain)"
}
# refused STATUS ARGUMENTS...: nothing is committed.
refused() {
	want=$1
	shift
	head=$(git rev-parse HEAD)
	run "$want" proven criterion "$@" &&
	test_must_be_empty "$out" &&
	test "$(git rev-parse HEAD)" = "$head"
}

# ---- add ----

test_expect_success 'add: every option' '
	tick &&
	run 0 proven criterion add film --key c1 --track technical --must \
	    --claim "The film resolves 50 nm at 10 keV" \
	    --metric resolution "<=" 50 nm --rule guard_band --guard 5 \
	    --method "GB/T 33523.1, knife edge" --tester lab &&
	echo c1 >want && test_cmp want "$out" &&
	complained "'\''film'\'' has a new criterion: resolution <= 50 nm" &&
	! grep -q "it needs" "$err" &&
	is ".c1 == {track: \"technical\", must: true,
	    claim: \"The film resolves 50 nm at 10 keV\",
	    metric: \"resolution\", comparator: \"<=\", target: \"50\",
	    unit: \"nm\", rule: \"guard_band\", guard: \"5\",
	    method: \"GB/T 33523.1, knife edge\", tester: \"lab\",
	    verdict: \"pending\"}" &&
	git log -1 --format=%B >message &&
	cat >want <<-\EOT &&
	film: criterion add c1

	Proven-Project: film
	Proven-By: researcher

	EOT
	test_cmp want message && subject "film: criterion add c1"
'

test_expect_success 'add: a key is minted' '
	tick && run 0 proven criterion add film --claim "Three users want it" \
	    present &&
	key=$(cat "$out") &&
	echo "$key" | grep -qx "[0-9a-hjkmnp-tv-z]\{4\}" &&
	is ".[\"$key\"] == {claim: \"Three users want it\",
	    comparator: \"present\", verdict: \"pending\"}" &&
	complained "criterion set film $key metric=" &&
	tick && proven criterion remove -q film "$key"
'

test_expect_success 'add: comparisons' '
	tick && proven criterion add -q film --key x1 between -5 5.5 K &&
	is ".x1 | .comparator == \"between\" and .target == \"-5\" and
	    .target_high == \"5.5\" and .unit == \"K\"" &&
	tick && proven criterion add -q film --key x2 "≥" -40 °C &&
	is ".x2 | .comparator == \">=\" and .target == \"-40\" and
	    .unit == \"°C\"" &&
	tick && proven criterion add -q film --key x3 "≤" 1e-3 &&
	is ".x3 | .comparator == \"<=\" and .target == \"1e-3\" and
	    (has(\"unit\") | not)" &&
	tick && proven criterion add -q film --key x4 = 3 &&
	is ".x4.comparator == \"==\"" &&
	tick && proven criterion add -q film --key x5 outside 1 2 m/s \
	    metric=speed must=yes &&
	is ".x5 | .must and .metric == \"speed\" and .unit == \"m/s\"" &&
	tick && proven criterion add -q film --key x6 comparator="<" target=2 &&
	is ".x6 | .comparator == \"<\" and .target == \"2\"" &&
	for key in x1 x2 x3 x4 x5 x6; do
		tick && proven criterion remove -q film $key || return 1
	done && is "keys == [\"c1\"]"
'

test_expect_success 'add: refused' '
	refused 2 add film &&
	complained "nothing is said of the criterion" \
	    "proven criterion add film --must" &&
	refused 6 add film --key c1 --claim x &&
	complained "has a criterion '\''c1'\'' already" \
	    "proven criterion set film c1" &&
	refused 2 add film --key a.b --claim x &&
	complained "'\''a.b'\'' is no key" "1 to 64" &&
	refused 2 add film --key "" --claim x &&
	refused 2 add film "=<" 5 &&
	complained "cannot be '\''=<'\''" "possible: >=, >, <=" &&
	refused 2 add film "<=" && complained "takes 1 target" &&
	refused 2 add film between 5 && complained "takes 2 targets" &&
	refused 2 add film "<=" 5 nm wide &&
	complained "'\''wide'\'' is one word too many" "COMPARATOR TARGET" &&
	refused 2 add film present 5 && complained "one word too many" &&
	refused 2 add film "<=" five && complained "not a decimal number" &&
	refused 2 add film must=yes "<=" 5 &&
	complained "'\''<='\'' is no assignment MEMBER=VALUE" &&
	refused 2 add film --claim x targt=5 &&
	complained "did you mean '\''criteria." &&
	refused 2 add film "<=" 5 --guard 2 &&
	complained "the simple rule has no guard band" "--rule guard_band" &&
	refused 2 add film --track tecnical --claim x &&
	complained "did you mean '\''technical'\''" &&
	refused 2 add film --rule banded --claim x &&
	refused 7 add film --claim x --tester nobody &&
	complained "no such key in '\''partners'\''" "[PV104]" &&
	refused 7 add film "==" 5 --rule guard_band &&
	complained "has no guard band" "[PV104]" &&
	refused 7 add film between 5 4 && complained "below the target" &&
	refused 7 add film --claim "ask 13800138000" &&
	complained "[PV111]" &&
	refused 2 add film --claim "$(printf "a\033b")" &&
	refused 2 add && complained "ID is missing" \
	    "usage: proven criterion add ID" &&
	refused 4 add nothere --claim x
'

# ---- set ----

test_expect_success 'set: members, comparison, unset' '
	tick && run 0 proven criterion set film c1 --metric "edge width" \
	    "<" 45 guard=4 &&
	complained "criterion '\''c1'\'' of '\''film'\'' is changed" &&
	said "· pending: not measured" &&
	is ".c1 | .metric == \"edge width\" and .comparator == \"<\" and
	    .target == \"45\" and .unit == \"nm\" and .guard == \"4\" and
	    .must" &&
	subject "film: criterion set c1" &&
	tick && proven criterion set -q film c1 --unset guard must=no \
	    --unset tester --track prototype --method Ruler --claim Fine &&
	is ".c1 | (has(\"guard\") or has(\"tester\") or .must | not) and
	    .track == \"prototype\" and .method == \"Ruler\" and
	    .claim == \"Fine\"" &&
	tick && proven criterion set -q film c1 --must --rule simple \
	    --tester lab &&
	is ".c1 | .must and .rule == \"simple\" and .tester == \"lab\""
'

test_expect_success 'set: nothing of an earlier comparison stays' '
	tick && proven criterion set -q film c1 between 10 20 nm &&
	is ".c1.target_high == \"20\"" &&
	tick && proven criterion set -q film c1 "<=" 50 &&
	is ".c1 | .target == \"50\" and .unit == \"nm\" and
	    (has(\"target_high\") | not)" &&
	tick && proven criterion set -q film c1 present &&
	is ".c1 | has(\"target\") or has(\"unit\") | not" &&
	tick && proven criterion set -q film c1 "<=" 50 nm --rule guard_band
'

test_expect_success 'set: nothing changed; refused' '
	head=$(git rev-parse HEAD) &&
	run 0 proven criterion set film c1 "<=" 50 nm &&
	complained "nothing changed" && test_must_be_empty "$out" &&
	run 0 proven criterion set film c1 "<=" 50 nm --json &&
	jq -e ".kind == \"changes\" and .changes == []" "$out" &&
	test "$(git rev-parse HEAD)" = $head &&
	refused 4 set film c2 --claim x &&
	complained "has no criterion '\''c2'\''" "did you mean '\''c1'\''?" &&
	refused 4 set film quite-another --claim x && complained "there is: c1" &&
	refused 4 set chip c1 --claim x &&
	complained "proven criterion add chip" &&
	refused 2 set film && complained "KEY is missing" &&
	refused 2 set film c1 --unset nothing && complained "no field" &&
	refused 2 set film c1 verdict=pass &&
	complained "computed from what was measured"
'

# ---- measure ----

test_expect_success 'measure: every option' '
	tick &&
	run 0 proven criterion measure film c1 44 nm --uncertainty 4 --k 2 \
	    -n 3 --date 2025-12-30 --by lab --evidence 3fa91c &&
	echo "✓ pass: measured 44 ± 4 nm, asked <= 50 nm; slack 6 >= guard band 4" >want &&
	test_cmp want "$out" &&
	is ".c1 | .measured == {value: \"44\", uncertainty: \"4\", k: \"2\",
	    n: 3, date: \"2025-12-30\", by: \"lab\",
	    evidence: [\"3fa91c\"]} and .verdict == \"pass\"" &&
	subject "film: criterion measure c1: pass"
'

test_expect_success 'measure: today, by me, nothing of before' '
	tick && run 0 proven criterion measure film c1 48 --uncertainty 4 &&
	said "(✓) conditional pass: measured 48 ± 4 nm, asked <= 50 nm; slack 2 >= 0, within guard band 4" &&
	is ".c1 | .measured == {value: \"48\", uncertainty: \"4\",
	    date: \"2026-01-01\", by: \"researcher\"} and
	    .verdict == \"conditional_pass\"" &&
	tick && run 0 proven criterion measure film c1 51 --uncertainty 4 &&
	said "(✗) conditional fail: " "slack -1 < 0, within guard band 4" &&
	tick && run 0 proven criterion measure film c1 55 --uncertainty 4 &&
	said "✗ fail: " "slack -5 < -4, beyond the guard band" &&
	subject "film: criterion measure c1: fail" &&
	tick && proven criterion add -q film --key c2 present &&
	tick && run 0 proven criterion measure film c2 yes &&
	said "✓ pass: measured yes, asked present; the answer is '\''yes'\''" &&
	tick && proven criterion add -q film --key c3 ">=" -40 &&
	tick && run 0 proven criterion measure film c3 -39.5 &&
	said "✓ pass: measured -39.5, asked >= -40; slack 0.5 >= 0"
'

test_expect_success 'measure: somebody who is not in people.json' '
	git config user.email other@example.org &&
	tick && proven criterion measure -q film c2 no &&
	git config --remove-section user &&
	is ".c2.measured.by == \"other@example.org\" and
	    .c2.verdict == \"fail\""
'

test_expect_success 'measure: for programs' '
	tick && run 0 proven criterion measure film c1 44 --uncertainty 4 \
	    --json &&
	jq -e ".kind == \"changes\" and (.changes[0] | .id == \"film\" and
	    .change == \"criterion measure\" and .from == null and
	    .key == \"c1\" and .verdict == \"pass\" and .slack == \"6\" and
	    .commit == \"$(git rev-parse HEAD)\")" "$out" &&
	tick && run 0 proven criterion measure film c1 45 --uncertainty 4 \
	    --format csv &&
	printf "%s\n" id,change,from,to,commit,key,verdict,slack \
	    "film,criterion measure,,,$(git rev-parse HEAD),c1,pass,5" >want &&
	test_cmp want "$out"
'

test_expect_success 'measure: refused' '
	refused 2 measure film c1 && complained "VALUE is missing" &&
	refused 2 measure film c1 4 nm wide && complained "too many operands" &&
	refused 2 measure film c1 44 um &&
	complained "is measured in '\''nm'\'', not in '\''um'\''" &&
	refused 2 measure film c3 44 K &&
	complained "has no unit" "proven criterion set film c3 unit=K" &&
	refused 2 measure film c1 4,4 && complained "not a decimal number" &&
	refused 2 measure film c1 44 --k 2 && complained "--uncertainty" &&
	refused 2 measure film c1 44 -n 0 && complained "not from 1" &&
	refused 2 measure film c1 44 -n many &&
	refused 2 measure film c1 44 --date soon &&
	refused 2 measure film c1 44 --date 2026-01-05 &&
	complained "which is to come" &&
	refused 7 measure film c1 44 &&
	complained "measured.uncertainty" "is missing" \
	    "proven criterion measure film c1 44 --uncertainty U" &&
	refused 7 measure film c1 yes --uncertainty 4 &&
	complained "compares numbers" &&
	refused 2 measure film c1 44 --uncertainty 4 --by nobody &&
	complained "neither a partner of '\''film'\''" \
	    "proven set film partners.nobody.name" &&
	refused 2 measure film c1 44 --uncertainty 4 --by labb &&
	complained "did you mean '\''lab'\''?" &&
	refused 7 measure film c1 44 --uncertainty 4 --evidence aaaaaa &&
	complained "no such key in '\''evidence'\''" &&
	refused 4 measure film c9 44 &&
	tick && proven criterion add -q film --key c4 --claim Quick &&
	refused 7 measure film c4 44 &&
	complained "is missing, and '\''44'\'' was measured" \
	    "proven criterion set film c4 '\''<='\'' TARGET UNIT" &&
	tick && proven criterion remove -q film c4
'

# ---- waive ----

test_expect_success 'waive' '
	tick && run 0 proven criterion waive film c3 --reason "No beam time" &&
	said "– waived: No beam time" &&
	complained "the waiver stands before what was measured" \
	    "proven criterion set film c3 --unset waiver" &&
	is ".c3 | .waiver.kind == \"waived\" and .verdict == \"waived\" and
	    .waiver.reason == \"No beam time\" and
	    .waiver.by == \"researcher\" and
	    (.waiver.at | fromdate) == $(git log -1 --format=%ct)" &&
	git log -1 --format=%B >message &&
	cat >want <<-\EOT &&
	film: criterion waive c3

	No beam time

	Proven-Project: film
	Proven-By: researcher

	EOT
	test_cmp want message &&
	printf "Disproven\nby c1\n" >reason &&
	tick && run 0 proven criterion waive film c3 --not-applicable \
	    -F reason --json &&
	jq -e ".changes[0] | .verdict == \"not_applicable\" and
	    .slack == null" "$out" &&
	is ".c3.waiver | .kind == \"not_applicable\" and
	    .reason == \"Disproven\nby c1\""
'

test_expect_success 'a measurement does not lift a waiver; unset does' '
	tick && run 0 proven criterion measure film c3 -50 &&
	said "– not applicable: Disproven" &&
	complained "proven criterion set film c3 --unset waiver" &&
	tick && run 0 proven criterion set film c3 --unset waiver &&
	is ".c3.verdict == \"fail\""
'

test_expect_success 'waive: refused' '
	refused 2 waive film c3 &&
	complained "a waiver needs a reason" \
	    "proven criterion waive film c3 --reason" &&
	refused 2 waive film c3 --reason "" &&
	refused 2 waive film c3 --reason x -F reason &&
	refused 2 waive film && complained "KEY is missing" &&
	refused 4 waive film c9 --reason x
'

# ---- remove ----

test_expect_success 'remove' '
	tick && run 0 proven criterion remove film c3 &&
	test_must_be_empty "$out" &&
	complained "criterion '\''c3'\'' of '\''film'\'' is removed" &&
	is "has(\"c3\") | not" && subject "film: criterion remove c3" &&
	refused 4 remove film c3 && refused 2 remove film &&
	tick && run 0 proven criterion remove film c2 --json &&
	jq -e ".changes[0] | .change == \"criterion remove\" and
	    .key == \"c2\" and .verdict == null" "$out"
'

# ---- Verbs and their options ----

test_expect_success 'verbs' '
	refused 2 && complained "what is to be done is missing" \
	    "proven criterion add | set | measure | waive | remove | list" &&
	refused 2 mesure film c1 3 &&
	complained "unknown command '\''criterion mesure'\''" \
	    "did you mean '\''measure'\''?"
'

test_expect_success 'options of another verb' '
	for option in "--key k" "--unset x" "--uncertainty 1" "--k 2" "-n 1" \
	    "--date today" "--by lab" "--evidence x" "--reason x" "-F x" \
	    --not-applicable; do
		case $option in
		--key*) verb="set film c1" ;;
		*) verb="add film" ;;
		esac
		refused 2 $verb $option && complained "has no option" ||
			return 1
	done &&
	for option in "--track x" --must "--claim x" "--metric x" \
	    "--method x" "--rule simple" "--guard 1" "--tester lab" \
	    "--unset x"; do
		refused 2 measure film c1 44 $option &&
		complained "'\''criterion measure'\'' has no option" ||
			return 1
	done
'

# ---- list ----

test_expect_success 'list: what it shows' '
	tick && proven criterion set -q film c1 --track technical \
	    --metric "边缘宽度" &&
	tick && proven criterion add -q film --key c2 --track commercial \
	    --metric "signed letters of intent" ">=" 3 letters &&
	tick && proven criterion add -q film --key c3 --claim "Three" present &&
	tick && proven criterion waive -q film c3 --reason Later &&
	run 0 proven criterion list film &&
	cat >want <<-\EOT &&
	Key  Track                  Must    Criterion                              Measured   Verdict
	c1   Technical feasibility  must    边缘宽度 <= 50 nm                      45 ± 4 nm  ✓ pass
	c2   Commercial prospects   should  signed letters of intent >= 3 letters             · pending
	c3                          should  Three                                             – waived

	1 must: 1 pass; 2 should: 1 pending, 1 waived
	EOT
	sed "s/ *$//" "$out" >got && test_cmp want got
'

test_expect_success 'list: six formats' '
	run 0 proven criterion list film --format markdown &&
	said "| c1 | Technical" "1 must: 1 pass" &&
	run 0 proven criterion list film --json &&
	jq -e ".schema == 1 and .kind == \"criteria\" and
	    (.criteria | length) == 3 and (.criteria[0] |
	    .id == \"film\" and .key == \"c1\" and .must == true and
	    .track == \"technical\" and .comparator == \"<=\" and
	    .target == \"50\" and .target_high == null and
	    .unit == \"nm\" and .rule == \"guard_band\" and
	    .value == \"45\" and .uncertainty == \"4\" and .n == null and
	    .evidence == [] and .verdict == \"pass\" and
	    .slack == \"5\") and (.criteria[2] |
	    .reason == \"Later\" and .waived_by == \"researcher\" and
	    .slack == null)" "$out" &&
	run 0 proven criterion list film --format jsonl &&
	test "$(jq -r .verdict "$out" | tr "\n" " ")" = \
	    "pass pending waived " &&
	run 0 proven criterion list film --format csv &&
	head -1 "$out" >got &&
	echo id,key,track,must,claim,metric,comparator,target,target_high,unit,rule,guard,method,tester,value,uncertainty,k,n,date,by,evidence,verdict,slack,reason,waived_by >want &&
	test_cmp want got && test $(wc -l <"$out") = 4 &&
	run 0 proven criterion list film --format tsv &&
	test $(wc -l <"$out") = 4
'

test_expect_success 'list: none; the computed verdict, whatever stands there' '
	run 0 proven criterion list chip &&
	test_must_be_empty "$out" &&
	complained "has no criteria: proven criterion add chip" &&
	run 0 proven criterion list chip --json &&
	jq -e ".criteria == []" "$out" &&
	refused 2 list && refused 2 list film c1 && refused 4 list nothere &&
	jq ".criteria.c1.verdict = \"fail\" | del(.criteria.c2.target) |
	    .criteria.c2.measured.value = \"4\"" projects/film.json >got &&
	cp got projects/film.json && git commit -q -a -m "By hand" &&
	run 0 proven criterion list film &&
	said "✓ pass" "? no verdict" &&
	run 0 proven criterion list film --json &&
	jq -e ".criteria[1].verdict == null" "$out"
'

test_expect_success 'not over uncommitted edits; not elsewhere' '
	echo >>projects/film.json &&
	refused 6 set film c1 --claim x && complained "projects/film.json" &&
	git checkout -q projects/film.json &&
	mkdir ../none && run 5 proven -C ../none criterion list film
'

test_expect_success 'completion' '
	run 0 proven --complete-line criterion "" &&
	said add set measure waive remove list &&
	run 0 proven --complete-line criterion measure film "" &&
	said "c1	Fine" && ! grep -q film "$out" &&
	run 0 proven --complete-line criterion add film "" &&
	said "between" "metric=" && ! grep -q verdict "$out" &&
	run 0 proven --complete-line criterion add film ">=" -40 "met" &&
	said "metric=	metric" "method=" &&
	run 0 proven --complete-line criterion set film c1 --unset "gu" &&
	said "guard	guard band" &&
	run 0 proven --complete-line criterion add film --track "te" &&
	said "technical	Technical" &&
	run 0 proven --complete-line criterion measure film c1 3 --by "" &&
	said "lab	Metrology laboratory (fictional)" "researcher	" &&
	run 0 proven --complete-line criterion measure film c1 3 \
	    --evidence "" && said 3fa91c &&
	run 0 proven --complete-line criterion set --unset "" &&
	said guard &&
	run 0 proven --complete-line criterion measure --by "" &&
	said researcher
'

test_expect_success '-q: the key of a new criterion, and no more' '
	tick && run 0 proven -q criterion add film --key quiet --claim Q present &&
	echo quiet >want && test_cmp want "$out" &&
	test_must_be_empty "$err" &&
	tick && run 0 proven -q criterion measure film quiet yes &&
	test_must_be_empty "$out" && test_must_be_empty "$err" &&
	tick && run 0 proven -q criterion remove film quiet && rm want &&
	test_must_be_empty "$out" && test_must_be_empty "$err"
'

test_done
