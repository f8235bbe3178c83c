#!/bin/sh
test_description='the oracle: an audit in Python that shares no code'
. "$(dirname "$0")/lib.sh"
. "$PROVEN_TOP/tests/cli/centre.sh"

oracle=$PROVEN_TOP/tests/audit/oracle.py
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

# finds [LINE...]: what the oracle finds on the tip here is "RULE PROJECT"
# each, and it finds nothing else.
finds() {
	python3 "$oracle" . >"$HOME/found" 2>"$err"
	printf '%s\n' "$@" | grep . | sort -u >"$HOME/want"
	awk -v tip="$(git rev-parse HEAD)" -F '\t' '
	    { print ($1 == tip ? "" : $1 " ") $2, $3 }' "$HOME/found" |
	    sort -u >"$HOME/got"
	test_cmp "$HOME/want" "$HOME/got"
}

# by_hand FILTER MESSAGE [OPTION...]: change projects/film.json by jq.
by_hand() {
	jq "$1" projects/film.json >"$HOME/new" &&
	proven fmt - <"$HOME/new" >projects/film.json &&
	shift && tick && git commit -q -a -m "$@"
}

# faulty FILTER LINE...: FILTER by hand brings these, and is taken back.
faulty() {
	filter=$1
	shift
	by_hand "$filter" 'By hand' && finds "$@" && git reset -q --hard HEAD^
}

test_expect_success 'its own pieces, by published vectors' '
	python3 "$PROVEN_TOP/tests/audit/test_oracle.py" 2>"$err" ||
	{ cat "$err"; false; }
'

test_expect_success 'nothing is wrong with what the program writes' '
	tracker t && cd t && tick &&
	proven -q new --id film Film && tick &&
	proven -q move film study && tick &&
	proven -q set film concept.hypothesis=x && tick &&
	proven -q move film verify && tick &&
	proven -q move film hold -r wait --review-by +3m && tick &&
	proven -q move film resume && tick &&
	proven -q reshard 2 && proven -q reshard 0 && tick &&
	proven -q new --id gone Gone && tick && proven -q drop gone -r no &&
	finds
'

test_expect_success 'records changed by hand' '
	faulty ".stage = \"idea\"" "PV203 film" &&
	faulty ".history[1].reason = \"x\"" "PV204 film" "PV205 film" &&
	faulty ".start = \"soon\"" "PV104 film" &&
	faulty ".colour = \"red\"" "PV105 film" &&
	faulty ".format = 2" "PV102 film" &&
	faulty "del(.history[-1])" "PV203 film" "PV204 film" &&
	git mv projects/film.json projects/x.json && git commit -qm moved &&
	finds "PV503 film" "PV103 x" "PV508 x"
'

test_done
