#!/bin/sh
test_description='random people do random things: nothing illegal comes of it'
. "$(dirname "$0")/lib.sh"
. "$PROVEN_TOP/tests/cli/centre.sh"

seeds=30
test -z "${PROVEN_SOAK:-}" || seeds=${PROVEN_SEEDS:-1000}

test_expect_success 'a centre, and a lean tracker with the same people' '
	centre centre-0 && git init -q lean-0 && tick &&
	(cd lean-0 && as wang proven -q init)
'

for seed in $(seq $seeds); do
	test_expect_success "seed $seed" '
		preset=$(test $((seed % 3)) = 0 && echo lean || echo centre) &&
		cp -a $preset-0 work && cd work &&
		perl "$PROVEN_TOP/tests/cli/property.pl" $seed 40 \
		    wang li zhao chen zhou sun &&
		cd .. && rm -rf work
	'
done

test_done
