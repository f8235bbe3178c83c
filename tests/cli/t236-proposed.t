#!/bin/sh
test_description='proposed: typed changes of what can be frozen'
. "$(dirname "$0")/lib.sh"

tracker t >/dev/null && cd t || exit 1
tick && proven new -q --id p1 "Film" \
    --set criteria.c1.comparator=between --set criteria.c1.target=10 \
    --set criteria.c1.target_high=20 --set criteria.c2.must=yes \
    --set readiness.target.level=5 >/dev/null || exit 1

proposed() {
	test "$(jq -c .proposed projects/p1.json)" = "$1" || {
		jq -c .proposed projects/p1.json
		return 1
	}
}

test_expect_success 'set types what is proposed' '
	tick && run 0 proven set p1 proposed.criteria.c1.target=12 \
	    proposed.criteria.c2=null proposed.readiness.target.level=6 \
	    proposed.criteria.c1.must=no &&
	complained "p1: proposed.criteria.c1.target: (none) -> 12" \
	    "p1: proposed.criteria.c2: (none) -> (to be removed)" &&
	proposed "{\"readiness\":{\"target\":{\"level\":6}},\"criteria\":{\"c1\":{\"must\":false,\"target\":\"12\"},\"c2\":null}}" &&
	jq -e ".criteria.c1.target == \"10\" and .criteria.c2.must" \
	    projects/p1.json &&
	run 0 proven fmt --check && run 0 proven doctor
'

test_expect_success 'a wish is taken back' '
	tick && run 0 proven set p1 --unset proposed.criteria.c2 \
	    --unset proposed.readiness &&
	complained "proposed.criteria.c2: (to be removed) -> (none)" &&
	proposed "{\"criteria\":{\"c1\":{\"must\":false,\"target\":\"12\"}}}" &&
	tick && run 0 proven set p1 --unset proposed && proposed null
'

test_expect_success 'refused' '
	head=$(git rev-parse HEAD) &&
	run 2 proven set p1 proposed.title=x &&
	complained "proposed.title" "cannot be proposed" \
	    "proven set ID title=VALUE" &&
	run 2 proven set p1 proposed.criteria.c1.measured.value=3 &&
	complained "cannot be proposed" &&
	run 2 proven set p1 proposed.criteria.c1.target=high &&
	complained "not a decimal number" &&
	run 2 proven set p1 proposed.readiness.target.evidence+=x &&
	complained "proposed whole" &&
	run 7 proven set p1 proposed.criteria.c1.target=21 &&
	complained "is impossible" "below the target" "[PV104]" &&
	run 7 proven set p1 proposed.criteria.c1.tester=nobody &&
	complained "no such key in '\''partners'\''" &&
	test "$(git rev-parse HEAD)" = $head
'

test_expect_success 'edit' '
	printf "#!/bin/sh\njq \"\$CHANGE\" \"\$1\" >\"\$1.x\" &&
	    mv \"\$1.x\" \"\$1\"\n" >"$HOME/editor" &&
	chmod +x "$HOME/editor" &&
	EDITOR="\"$HOME/editor\"" && export EDITOR &&
	CHANGE=".proposed = {criteria: {c2: null, c1: {unit: \"nm\", target: null}}}" \
	    run 0 proven edit p1 &&
	proposed "{\"criteria\":{\"c1\":{\"target\":null,\"unit\":\"nm\"},\"c2\":null}}" &&
	CHANGE=".proposed.summary = \"More\"" run 7 proven edit p1 &&
	complained "proposed.summary" "cannot be proposed" "[PV104]" &&
	run 0 proven edit p1 --discard
'

test_expect_success 'in a table and back' '
	run 0 proven export --format csv && cp "$out" ../p1.csv &&
	grep -q proposed.criteria.c2 ../p1.csv &&
	tracker ../t2 && tick &&
	(cd ../t2 && run 0 proven import ../p1.csv &&
	jq -c .proposed projects/p1.json >../w) &&
	proposed "$(cat ../w)"
'

test_expect_success 'completion knows what can be proposed' '
	run 0 proven --complete-line set p1 proposed. &&
	said "proposed.lead.person=" "proposed.criteria." &&
	! grep -q proposed.readiness.current "$out"
'

test_done
