#!/bin/sh
test_description='the tamper corpus: random histories, legal and not'
. "$(dirname "$0")/lib.sh"

audit=$PROVEN_TOP/tests/audit
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

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

test_done
