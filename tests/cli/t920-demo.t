#!/bin/sh
test_description='the demonstration ends well and leaves nothing behind'
. "$(dirname "$0")/lib.sh"

TMPDIR=$PWD/tmp
export TMPDIR
mkdir "$TMPDIR"

test_expect_success 'it ends with status 0' '
	run 0 sh "$PROVEN_TOP/tests/demo/demo.sh" &&
	said "xray-film: verification -> transfer" "面向纳米分辨" "is empty" \
		"make demo KEEP=DIR"
'

test_expect_success 'nothing is left' '
	ls -A "$TMPDIR" >left &&
	test_must_be_empty left
'

test_expect_success 'what is asked for is kept, and is a tracker' '
	KEEP=$PWD/kept run 0 sh "$PROVEN_TOP/tests/demo/demo.sh" &&
	said "The tracker is in $PWD/kept/portfolio" &&
	proven -C kept/portfolio list --all --count >count &&
	test "$(cat count)" = 12 &&
	git -C kept/portfolio fsck --strict
'

test_expect_success 'not twice in one place' '
	KEEP=$PWD/kept run 3 sh "$PROVEN_TOP/tests/demo/demo.sh"
'

test_done
