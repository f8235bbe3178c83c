#!/bin/sh
test_description='gate: what the next step asks'
. "$(dirname "$0")/lib.sh"

begun
tick && proven new -q --id p1 "Film for 50 nm" >/dev/null || exit 1

test_expect_success 'the next step first, with the ready command' '
	run 0 proven gate p1 &&
	said "p1: Film for 50 nm" "in stage '\''idea'\''" &&
	grep -n "^study: idea -> feasibility" "$out" >study &&
	grep -n "^stop: idea -> stopped" "$out" >stop &&
	test "$(cut -d: -f1 study)" -lt "$(cut -d: -f1 stop)" &&
	said "proven move p1 study" "proven move p1 stop --reason" &&
	! grep -q "resume" "$out" &&
	rm study stop
'

test_expect_success 'looking changes nothing' '
	git rev-parse HEAD >before && ls -A .git >>before &&
	run 0 proven gate p1 &&
	git rev-parse HEAD >after && ls -A .git >>after &&
	test_cmp before after && rm before after
'

test_expect_success 'an unmet condition: what is, and what would meet it' '
	tick && proven move -q p1 study &&
	run 0 proven gate p1 verify &&
	said "verify: feasibility -> verification" \
	    "concept.hypothesis" "proven set p1 concept.hypothesis=" &&
	! grep -q "^stop" "$out" &&
	! grep -q "nothing is missing" "$out" &&
	tick && proven set -q p1 concept.hypothesis=x &&
	run 0 proven gate p1 verify &&
	said "nothing is missing" "proven move p1 verify"
'

test_expect_success 'a stage names the transition that leads there' '
	run 0 proven gate p1 verification &&
	said "verify: feasibility -> verification" &&
	run 0 proven gate p1 idea &&
	said "back: feasibility -> idea"
'

test_expect_success 'what is not possible from here is refused with 3' '
	run 3 proven gate p1 closed &&
	complained "verify" &&
	run 3 proven gate p1 verfy &&
	complained "did you mean '\''verify'\''?"
'

test_expect_success 'what is printed works' '
	run 0 proven gate p1 hold &&
	grep -o "proven move p1 hold .*" "$out" >mend &&
	sed -i "s/…/later/;s/\\.\\.\\./later/" mend &&
	tick && run 0 sh mend && rm mend &&
	run 0 proven gate p1 &&
	said "resume: on-hold -> feasibility" "proven move p1 resume"
'

test_expect_success 'json: an object a transition, with its conditions' '
	tick && proven move -q p1 resume &&
	tick && proven set -q p1 --unset concept &&
	run 0 proven gate --json p1 &&
	jq -e ".schema == 1 and .kind == \"gates\" and .id == \"p1\" and
	    .stage == \"feasibility\" and .by == \"researcher\" and
	    (.gates | length) == 4" "$out" &&
	jq -e ".gates[0] | .transition == \"verify\" and
	    .from == \"feasibility\" and .to == \"verification\" and
	    .passes == false and
	    (.conditions[] | select(.name == \"fields:concept.hypothesis\") |
	    .met == false and .part == \"need\" and
	    (.mend | startswith(\"proven set p1\")))" "$out" &&
	jq -e ".gates[0].conditions[] | select(.part == \"edge\") |
	    .met and .mend == null" "$out"
'

test_expect_success 'csv, tsv, jsonl: a row a condition; markdown' '
	run 0 proven gate --format csv p1 verify &&
	head -n 1 "$out" >heading &&
	echo "id,transition,from,to,part,name,met,text,mend" >want &&
	test_cmp want heading && rm want heading &&
	said "p1,verify,feasibility,verification,need,fields:concept.hypothesis" &&
	run 0 proven gate --format tsv p1 verify &&
	said "p1	verify	feasibility" &&
	run 0 proven gate --format jsonl p1 verify &&
	jq -es "map(.name) | index(\"fields:concept.hypothesis\") != null" \
	    "$out" &&
	run 0 proven gate --format markdown p1 &&
	said "# p1: Film for 50 nm" "## verify: feasibility"
'

test_expect_success 'a right that the mover lacks is shown' '
	cp tracker/workflow.json w &&
	jq ".transitions.verify.by = [\"@lead\", \"manager\"]" w >w2 &&
	tick && run 0 proven workflow set w2 && rm w w2 &&
	run 0 proven gate p1 verify --json &&
	jq -e ".gates[0].conditions[] | select(.part == \"by\") | .met" \
	    "$out" &&
	git config user.email other@example.org &&
	run 0 proven gate p1 verify --json &&
	jq -e ".gates[0].conditions[] | select(.part == \"by\") | .met | not" \
	    "$out" &&
	jq -e ".by == \"other@example.org\"" "$out" &&
	git config --remove-section user
'

test_expect_success 'looking takes no identity' '
	git config --global --rename-section user nouser &&
	run 0 env -u EMAIL proven gate p1 --json &&
	jq -e ".by == null" "$out" &&
	git config --global --rename-section nouser user
'

test_expect_success 'nothing leads on' '
	tick && proven workflow show --preset lean |
	    jq "del(.transitions.reopen)" >w && proven workflow set -q w &&
	rm w && proven move -q p1 stop --reason done &&
	run 0 proven gate p1 &&
	said "no transition leads on from here" &&
	run 0 proven gate --json p1 &&
	jq -e ".gates == []" "$out" &&
	run 0 proven gate --format csv p1 &&
	test "$(wc -l <"$out")" = 1
'

test_expect_success 'an invalid workflow: 7 with its place; usage' '
	sed -i "s/\"initial\": \"idea\"/\"initial\": \"ide\"/" \
	    tracker/workflow.json && git commit -q -a -m broken &&
	run 7 proven gate p1 &&
	complained "tracker/workflow.json:" &&
	run 2 proven gate &&
	run 2 proven gate p1 a b &&
	run 4 proven gate nothere
'

test_done
