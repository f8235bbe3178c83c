#!/bin/sh
test_description='verdicts of criteria follow what is measured, whatever changes it'
. "$(dirname "$0")/lib.sh"

tracker t >/dev/null && cd t || exit 1
printf '/%s\n' out.jsonl w >.git/info/exclude
tick && proven new -q --id p1 "Film" >/dev/null || exit 1

editor() {
	printf '#!/bin/sh\n%s\n' "$1" >"$HOME/editor" &&
	chmod +x "$HOME/editor" &&
	EDITOR="\"$HOME/editor\"" && export EDITOR
}
# What stands in the record, in the work tree.
verdict() {
	test "$(jq -r ".criteria.$1.verdict" projects/p1.json)" = "$2"
}
# As committed by hand.
by_hand() {
	jq "$1" projects/p1.json >w && mv w projects/p1.json &&
	git commit -q -a -m "By hand"
}

test_expect_success 'set' '
	tick && run 0 proven set p1 criteria.c1.comparator="<=" \
	    criteria.c1.target=50 &&
	verdict c1 pending &&
	tick && run 0 proven set p1 criteria.c1.measured.value=44 &&
	verdict c1 pass &&
	complained "p1: criteria.c1.verdict: pending -> pass" &&
	tick && run 0 proven set p1 criteria.c1.target=40 &&
	verdict c1 fail &&
	complained "p1: criteria.c1.verdict: pass -> fail" &&
	tick && run 0 proven set p1 --unset criteria.c1.measured &&
	verdict c1 pending &&
	tick && run 0 proven set p1 criteria.c1.waiver.kind=waived \
	    criteria.c1.waiver.reason="No beam time" &&
	verdict c1 waived &&
	tick && run 0 proven set p1 --unset criteria.c1.waiver &&
	verdict c1 pending
'

test_expect_success 'not by hand' '
	run 2 proven set p1 criteria.c1.verdict=pass &&
	complained "computed from what was measured" &&
	editor "sed -i s/pending/pass/ \"\$1\"" &&
	run 3 proven edit p1 &&
	complained "computed from what was measured" &&
	run 0 proven edit p1 --discard
'

test_expect_success 'edit' '
	editor "jq \".criteria.c1.measured.value = \\\"39\\\"\" \"\$1\" >w &&
	    mv w \"\$1\"" &&
	tick && run 0 proven edit p1 &&
	complained "p1: criteria.c1.verdict: pending -> pass" &&
	verdict c1 pass &&
	editor "sed -i s/.39.,*\\$/\\\"41\\\"/ \"\$1\"" &&
	tick && run 0 proven edit p1 --json && verdict c1 fail
'

test_expect_success 'new and move' '
	tick && run 0 proven new --id p2 Chip \
	    --set criteria.c1.comparator=present \
	    --set criteria.c1.measured.value=yes &&
	jq -e ".criteria.c1.verdict == \"pass\"" projects/p2.json &&
	tick && run 0 proven move p2 study \
	    --set criteria.c1.measured.value=no &&
	jq -e ".criteria.c1.verdict == \"fail\"" projects/p2.json &&
	run 0 proven doctor
'

test_expect_success 'what cannot be judged is refused' '
	head=$(git rev-parse HEAD) &&
	run 7 proven set p1 --unset criteria.c1.target &&
	complained "criteria.c1.target" "is missing, and '\''41'\'' was" \
	    "[PV104]" &&
	run 7 proven set p1 criteria.c1.rule=guard_band &&
	complained "criteria.c1.measured.uncertainty" "is missing" &&
	run 7 proven set p1 criteria.c1.comparator=between &&
	complained "criteria.c1.target_high" &&
	run 7 proven set p1 criteria.c1.measured.value=yes &&
	complained "compares numbers" &&
	run 7 proven set p1 criteria.c1.waiver.kind=waived &&
	complained "a waiver needs a reason" &&
	test "$(git rev-parse HEAD)" = $head
'

test_expect_success 'a verdict written by hand is an error' '
	by_hand ".criteria.c1.verdict = \"pass\"" &&
	run 7 proven show p1 &&
	said "[PV109]" &&
	complained "proven fmt projects/p1.json" &&
	run 1 proven doctor &&
	said "[PV109]" "proven fmt projects/p1.json && git commit" &&
	run 7 proven show p1 --json &&
	jq -e ".findings[0] | .rule == \"PV109\" and .severity == \"error\"
	    and .path == \"criteria.c1.verdict\" and .line > 1 and
	    .text == \"'\''criteria.c1.verdict'\'' is '\''pass'\'', and should be '\''fail'\'': slack -1 < 0\"" "$out"
'

test_expect_success 'fmt puts it in order' '
	run 1 proven fmt --check &&
	said projects/p1.json &&
	run 0 proven fmt &&
	verdict c1 fail &&
	run 0 proven fmt --check &&
	proven fmt - <projects/p1.json >w && test_cmp projects/p1.json w &&
	git checkout -q projects/p1.json && verdict c1 pass &&
	mend=$(proven doctor | grep -m 1 -o "proven fmt .*") &&
	run 0 sh -c "$mend" && verdict c1 fail &&
	run 0 proven doctor && test -z "$(git status --porcelain)"
'

test_expect_success 'so does a value written by hand, and any other change' '
	by_hand ".criteria.c1.measured.value = \"7\"" &&
	run 7 proven show p1 &&
	tick && run 0 proven note p1 "Measured again" && verdict c1 pass &&
	by_hand ".criteria.c1.measured.value = \"70\"" &&
	tick && run 0 proven move p1 study && verdict c1 fail &&
	run 0 proven show p1
'

test_expect_success 'fmt takes out what cannot be judged' '
	by_hand "del(.criteria.c1.target)" &&
	run 0 proven fmt && verdict c1 null &&
	git commit -q -a -m Formatted &&
	run 7 proven show p1 && said "[PV104]" && ! grep -q PV109 "$out" &&
	complained "proven edit p1" &&
	tick && run 0 proven set p1 criteria.c1.target=80 && verdict c1 pass
'

test_expect_success 'in a bare repository there is nothing to format' '
	by_hand ".criteria.c1.verdict = \"fail\"" &&
	git clone -q --bare . ../bare &&
	run 1 proven -C ../bare doctor && said "proven edit p1" &&
	run 7 proven -C ../bare show p1 && complained "proven edit p1" &&
	tick && run 0 proven set p1 tags+=x && verdict c1 pass
'

test_expect_success 'import' '
	run 0 proven export --format jsonl >w &&
	cat >out.jsonl <<-\EOT &&
	{"id": "p3", "title": "Three", "criteria": {"c1": {"comparator": ">", "target": "0.2", "measured": {"value": "0.20"}}}}
	EOT
	tick && run 0 proven import out.jsonl &&
	jq -e ".criteria.c1.verdict == \"fail\"" projects/p3.json
'

test_done
