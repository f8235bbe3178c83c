#!/bin/sh
test_description='criteria that are frozen: what goes on, and how they change'
. "$(dirname "$0")/lib.sh"

# `study` freezes the criteria; `rebaseline` takes what is proposed.
tracker t >/dev/null && cd t && proven workflow show --json |
    jq ".workflow | .transitions.study.freeze = [\"criteria\"] |
	.transitions.rebaseline = {from: [\"feasibility\"], to: \"@same\",
	    rebaseline: [\"criteria\"]}" >../workflow.json &&
tick && proven -q workflow set ../workflow.json &&
tick && proven new -q --id film "Film" >/dev/null &&
tick && proven criterion add -q film --key c1 --must --metric resolution \
    "<=" 50 nm --method "knife edge" >/dev/null &&
tick && proven criterion measure -q film c1 47 >/dev/null &&
tick && proven move -q film study || exit 1

# refused MEND COMMAND...: with 3, and the command that proposes it.
refused() {
	mend=$1
	shift
	head=$(git rev-parse HEAD)
	run 3 "$@" &&
	complained "'criteria' is frozen" "[PV207]" &&
	grep -qxF "  $mend" "$err" || { cat "$err"; return 1; }
	test "$(git rev-parse HEAD)" = "$head"
}

test_expect_success 'no change of what was promised' '
	refused "proven set film proposed.criteria.c1.target=45" \
	    proven set film criteria.c1.target=45 &&
	refused "proven set film proposed.criteria.c1.target=45" \
	    proven criterion set film c1 "<=" 45 &&
	refused "proven set film proposed.criteria.c1.must=no proposed.criteria.c1.unit=um" \
	    proven criterion set film c1 must=no unit=um &&
	refused "proven set film proposed.criteria.c2.claim='\''Cheap, too'\''" \
	    proven criterion add film --key c2 --claim "Cheap, too" &&
	refused "proven set film proposed.criteria=null" \
	    proven criterion remove film c1
'

test_expect_success 'measuring and waiving go on' '
	tick && run 0 proven criterion measure film c1 48 &&
	tick && run 0 proven criterion waive film c1 --reason "No beam" &&
	tick && run 0 proven criterion set film c1 --unset waiver &&
	jq -e ".criteria.c1 | .verdict == \"pass\"" projects/film.json
'

test_expect_success 'the command that is told proposes it' '
	tick && run 3 proven criterion set film c1 "<=" 45 --claim "Sharp it is" &&
	mend=$(grep "proven set" "$err") &&
	tick && run 0 sh -c "$mend" &&
	jq -e ".proposed == {criteria: {c1: {claim: \"Sharp it is\",
	    target: \"45\"}}}" projects/film.json &&
	run 0 proven show film &&
	said "criteria.c1.target  50 -> 45"
'

test_expect_success 'the verdict follows when it takes effect' '
	tick && run 0 proven move film rebaseline &&
	jq -e "(.criteria.c1 | .target == \"45\" and .verdict == \"fail\")
	    and (has(\"proposed\") | not)" projects/film.json &&
	run 0 proven show film && ! grep -q PV "$out" &&
	refused "proven set film proposed.criteria.c1.target=50" \
	    proven criterion set film c1 "<=" 50
'

test_expect_success 'a verdict is not frozen, and none is typed by hand' '
	jq ".criteria.c1.verdict = \"pass\"" projects/film.json >../w &&
	cp ../w projects/film.json && git commit -q -a -m "By hand" &&
	run 7 proven show film && said "[PV109]" && ! grep -q PV207 "$out" &&
	tick && run 0 proven note film "Looked at" &&
	jq -e ".criteria.c1.verdict == \"fail\"" projects/film.json
'

test_done
