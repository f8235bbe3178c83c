#!/bin/sh
test_description="a newcomer's five minutes, with no manual open"
. "$(dirname "$0")/lib.sh"

# Follow what the program prints, nothing else.
follow() { # FILE: run the last command it names
	sed -n 's/.*\(proven [a-z].*\)$/\1/p' "$1" | tail -n 1 >../next &&
	test -s ../next && eval "run 0 $(cat ../next)"
}

test_expect_success 'help names init' '
	run 0 proven help && said "init " &&
	run 5 proven list && complained "proven init"
'

test_expect_success 'init, and new as it says' '
	run 0 proven init centre && complained "proven new" &&
	cd centre && run 0 proven new "A film that resolves 50 nm" &&
	id=$(cat "$out") && complained "proven gate $id"
'

test_expect_success 'gate names the next move; move does it' '
	cp "$err" ../said && follow ../said && cp "$out" ../said &&
	grep -q "proven move $id study" ../said &&
	run 0 proven move $id study && said "idea -> feasibility"
'

test_expect_success 'a refused move prints the set that mends it' '
	run 3 proven move $id verify &&
	complained "concept.hypothesis is empty" "proven set $id" &&
	cp "$err" ../said && follow ../said && run 0 proven move $id verify
'

test_expect_success 'list, show, log' '
	run 0 proven list && said "$id" "A film that resolves 50 nm" &&
	run 0 proven show $id && said "Next:" "History" &&
	run 0 proven log && said "Verify" "Study"
'

test_expect_success 'undo takes the move back' '
	run 0 proven undo && complained "verify" &&
	run 0 proven show $id --json &&
	test "$(jq -r .project.stage "$out")" = feasibility
'

test_expect_success 'drop says what to use instead, and drops a fresh one' '
	run 3 proven drop $id --reason "not ours" && complained "stop" &&
	run 0 proven new Other && other=$(cat "$out") &&
	run 0 proven drop $other --reason "a mistake" &&
	run 4 proven show $other &&
	run 0 proven list --count && said 1 &&
	git status --porcelain >../status && test_must_be_empty ../status
'

test_expect_success 'what is mistyped is answered with what was meant' '
	run 2 proven lst && complained "list" &&
	run 2 proven list --colums id && complained "columns" &&
	run 2 proven list stge:idea && complained "stage" &&
	run 2 proven list stage:ida && complained "idea" &&
	run 3 proven move $id verfy && complained "verify" &&
	run 2 proven set $id concept.hypotesis=x && complained hypothesis &&
	run 4 proven show "${id%?}zz"
'

test_done
