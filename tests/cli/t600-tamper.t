#!/bin/sh
test_description='the tamper corpus: random histories, legal and not

Histories that nothing of proven made (tests/audit/generate.py), as they
should be and with one illegal thing each.  What must be found, what the
audit finds and what the oracle finds are the same: rule, commit, project
and severity, and nothing beside.  PROVEN_SOAK=1: more of them, as many
seeds as PROVEN_SEEDS says.'
. "$(dirname "$0")/lib.sh"

seeds=30
test -z "${PROVEN_SOAK:-}" || seeds=${PROVEN_SEEDS:-1000}
audit=$PROVEN_TOP/tests/audit
step=10
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

# compare SEED-SEED WHAT: nothing differs; else it is told, and the
# histories are kept.
mkdir kept
compare() {
	python3 "$audit/compare.py" --program "$PROVEN_BUILD/proven" \
	    --keep "$HOME/kept" "$1" "$2" >"$out" 2>&1 ||
	{ cat "$out"; false; }
}

test_expect_success 'each rule and each threat has its mutation' '
	python3 "$audit/generate.py" --self-check
'

test_expect_success 'signatures made here are those of ssh-keygen' '
	python3 "$audit/selfcheck.py" "$HOME"
'

test_expect_success 'a seed gives the same history again' '
	for dir in one two; do
		python3 "$audit/generate.py" --seed 7 --mutation octopus \
		    --out "$HOME/$dir" || return 1
	done &&
	test "$(git -C one/repo rev-parse main)" = \
	    "$(git -C two/repo rev-parse main)" &&
	test_cmp one/expected two/expected && rm -rf one two
'

for first in $(seq 1 $step $seeds); do
	last=$((first + step - 1))
	test $last -le "$seeds" || last=$seeds
	test_expect_success "legal histories $first to $last" '
		compare $first-$last none
	'
done

# Each mutation is played once in as many seeds as there are here.
for first in $(seq 1 30 $seeds); do
	test_expect_success "mutations in seeds $first to $((first + 29))" '
		compare $first-$((first + 29)) spread
	'
done

test_done
