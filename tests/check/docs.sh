#!/bin/sh
# The manuals say what the program does: a page a command, the options of
# its table and no others, every rule and no other, and no complaint from
# mandoc.
set -eu
cd "$(dirname "$0")/../.."
: "${B:=build}"
proven=$B/proven
work=$B/docs
mkdir -p "$work"
LC_ALL=C.UTF-8
export LC_ALL
unset LANGUAGE

status=0
complain() {
	echo "docs: $*" >&2
	status=1
}

# differ WHAT LEFT RIGHT: names what only one of two sorted lists has.
differ() {
	only=$(comm -23 "$2" "$3" | tr '\n' ' ')
	test -z "$only" || complain "$1: only in the program: $only"
	only=$(comm -13 "$2" "$3" | tr '\n' ' ')
	test -z "$only" || complain "$1: only in the manual: $only"
}

# The options that a page describes, sorted: --limit, -n.
described() {
	sed -n 's/^\.It Fl/Fl/p' "$1" | tr -s ' ,' '\n' | awk '
	    previous == "Fl" { print "-" $0 }
	    { previous = $0 }' | sort -u
}

# The options that the program has, sorted.
offered() {
	grep -v '^@' | cut -f 1,2 | tr '\t' '\n' | grep . | sort -u
}

{ $proven --complete && $proven --complete-plumbing; } | cut -f 1 |
	sort >"$work/commands"
for page in man/proven-*.1; do
	name=${page#man/proven-}
	echo "${name%.1}"
done | sort >"$work/pages"
differ 'commands and pages' "$work/commands" "$work/pages"

for command in $(comm -12 "$work/commands" "$work/pages"); do
	page=man/proven-$command.1
	$proven --complete "$command" | offered >"$work/offered" || true
	described "$page" >"$work/described"
	differ "$page" "$work/offered" "$work/described"
	for section in NAME SYNOPSIS DESCRIPTION 'EXIT STATUS' EXAMPLES; do
		grep -qx "\.Sh $section" "$page" ||
			complain "$page: no section $section"
	done
	grep -qE "^\.Xr proven-$command 1" man/proven.1 ||
		complain "man/proven.1 does not name $command"
done
$proven --complete-globals | offered >"$work/offered"
described man/proven.1 >"$work/described"
differ man/proven.1 "$work/offered" "$work/described"

# The rules as the program has them: "PV101 (error): not I-JSON".
rule_of='s/^[[:blank:]]*_(\(PV[0-9]*\), \([A-Z]*\), N_("\(.*\)")).*/\1 \2 \3/'
sed -n "${rule_of}p" core/model/rule.h |
    while read -r rule severity meaning; do
	severity=$(echo "$severity" | tr '[:upper:]' '[:lower:]')
	echo "$rule ($severity): $meaning"
done >"$work/rules"
test "$(grep -c '_(PV' core/model/rule.h)" = "$(grep -c . "$work/rules")" ||
	complain 'core/model/rule.h: a rule is not on one line'
page=man/proven-rules.7
sed -n 's/^\.Ss \(PV.*\)/\1/p' $page >"$work/entries"
sort "$work/rules" >"$work/left"
sort "$work/entries" >"$work/right"
differ $page "$work/left" "$work/right"
cmp -s "$work/rules" "$work/entries" ||
	complain "$page: not in the order of the rules"
# What each rule is, an example of it, and how it is mended.
awk '/^\.S[sh]/ { rule = "" }
    /^\.Ss PV/ { rule = $2 }
    rule == "" { next }
    !/^\./ && !has[rule, "text"]++ { said[rule] = said[rule] "text " }
    /^\.It (Example|Mend):$/ { said[rule] = said[rule] $2 " " }
    END {
	for (rule in said)
		if (said[rule] != "text Example: Mend: ")
			print rule ": has " said[rule]
    }' $page >"$work/parts"
test ! -s "$work/parts" || complain "$page: $(cat "$work/parts")"
sed 's/ .*//' "$work/rules" | sort >"$work/left"
grep -ohE 'PV[0-9]{3}' man/* README.md README.zh.md | sort -u >"$work/right"
differ 'rules that manuals name' "$work/left" "$work/right"

for page in man/*.[1-9]; do
	mandoc -T lint -W warning "$page" >"$work/lint" 2>&1 || true
	test ! -s "$work/lint" || complain "$(cat "$work/lint")"
	# Pages that are referred to are there.
	# shellcheck disable=SC2013 # words are what is wanted
	for other in $(sed -n 's/^\.Xr \(proven[a-z-]*\) \([1-9]\).*/\1.\2/p' \
	    "$page"); do
		test -f "man/$other" || complain "$page: no page $other"
	done
done
exit $status
