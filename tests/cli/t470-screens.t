#!/bin/sh
test_description='ten screens, in English and in Chinese, at 80 columns'
. "$(dirname "$0")/lib.sh"

test_expect_success 'a portfolio' '
	tracker t && cd t && tick &&
	proven -q import "$PROVEN_TOP/tests/demo/portfolio.csv" && tick &&
	proven -q set cryo-sensor lead.name="Li Wei" \
	    lead.email=li@example.org milestones.m1.title="First curve" \
	    milestones.m1.due=2026-03-01 tags+=urgent && tick &&
	proven -q move cryo-sensor verify --reason "Bench test 台架试验" &&
	tick && proven -q move fog-radar hold --reason "No radar yet" \
	    --review-by 2026-06-01
'

# NAME STATUS COMMAND: what it prints on a terminal of 80 columns, without
# the controls that colour it; no line is wider than the terminal.
screen() {
	test_expect_success "screen $1" '
		for lang in en zh; do
			on_terminal 80 proven --lang $lang --no-pager '"$3"'
			test $? = '"$2"' || { cat "$out"; return 1; }
			sed "s/$(printf "\033")\[[0-9;]*m//g" "$out" >../screen &&
			golden screens/'"$1"'.$lang ../screen || return 1
		done
	'
}

screen list 0 'list'
screen list-columns 0 'list --columns id,title,stage,direction,tags,trl trl\>=3'
screen show 0 'show cryo-sensor'
screen show-hold 0 'show fog-radar'
screen gate 0 'gate organ-chip'
screen move-refused 3 'move organ-chip transfer'
screen log 0 'log'
screen workflow 0 'workflow show'
screen doctor 0 'doctor'
screen help 0 'move --help'

test_done
