#!/bin/sh
test_description='audit: long histories, in bounded memory'
. "$(dirname "$0")/lib.sh"

history=$PROVEN_BUILD/tests/tools/history

# A bare tracker in $1, called as its folder is, with the people of the history.
begin() {
	git init -q --bare "$1" && git -C "$1" config gc.auto 0 &&
	proven -q -C "$1" init || return 1
	for person in 0 1 2 3 4 5 6 7
	do
		"$history" key $person >key.pub &&
		proven -q -C "$1" people add m$person --key "$HOME/key.pub" \
		    --name "Fictional Person $person" \
		    --email m$person@example.org || return 1
	done
}

test_expect_success '3,000 commits, each signed, are found clean' '
	begin small && "$history" write small 2000 200 1 sign >/dev/null &&
	"$history" write small 1000 100 2 sign >/dev/null &&
	proven -C small audit --no-cache >report &&
	grep "commits judged: 3009; projects: 300" report &&
	grep "authored: 0; claimed: 0" report
'

test_expect_success 'the same history is written again' '
	mkdir again && begin again/small &&
	"$history" write again/small 2000 200 1 sign >tip &&
	git -C small rev-parse main~1000 >want && test_cmp want tip
'

test_expect_success 'a folder of many files is the same at the other depth' '
	git init -q wide && (cd wide && proven -q init &&
	for i in $(seq 300)
	do
		echo "{\"id\":\"w$i\",\"title\":\"Fictional $i\"}" || exit
	done | proven -q import - --ids keep --type jsonl &&
	proven audit --no-cache >before && proven -q reshard 2 &&
	proven audit --no-cache >after) &&
	grep "projects: 300" wide/before &&
	grep "projects: 300" wide/after &&
	test_must_fail grep PV wide/before wide/after
'

test_expect_success 'and what lies at both is told' '
	cp wide/projects/2/1/w12.json wide/projects/w12.json &&
	git -C wide add . && git -C wide commit -q -m both &&
	test_expect_code 1 proven -C wide audit --no-cache >report &&
	grep -c "PV506" report >count && grep -x 1 count
'

# The tree $1 under ten names in another one.
ten_of() {
	for name in 0 1 2 3 4 5 6 7 8 9
	do
		printf '%s %s\td%s\n' "$1" "$2" $name
	done | git mktree
}

test_expect_success 'a few trees that have 100,000,000 files end it soon' '
	git init -q bomb && (cd bomb && proven -q init &&
	tree=$(ten_of "100644 blob" $(git hash-object -w tracker/people.json)) &&
	for depth in 1 2 3 4 5 6 7
	do
		tree=$(ten_of "040000 tree" $tree) || exit
	done && { git ls-tree HEAD && printf "040000 tree %s\tevidence\n" \
	    $tree; } | git mktree >../tree &&
	git reset -q --soft $(git commit-tree -p HEAD -m x $(cat ../tree))) &&
	test_expect_code 7 proven -C bomb audit --no-cache >report &&
	grep "more than 4194304 files and folders differ .PV505." report &&
	grep "errors: 1;" report
'

# The most anonymous memory, KiB, that the audit of $1 takes, and how much
# CPU time, ms; one thread.
measure() {
	most=0
	sh -c 'proven -C "$1" audit --no-cache --threads 1 >report; times' \
	    sh "$1" >times &
	shell=$!
	while kill -0 $shell 2>/dev/null
	do
		for pid in $(cat /proc/$shell/task/*/children 2>/dev/null)
		do
			kib=$(sed -n "s/^RssAnon:[^0-9]*\([0-9]*\).*/\1/p" \
			    /proc/"$pid"/status 2>/dev/null)
			test "${kib:-0}" -gt $most && most=$kib
		done
		sleep 0.2
	done
	wait $shell &&
	awk 'NR == 2 { split($1 "m" $2, t, "[ms]"); printf "%d\n",
	    (t[1] * 60 + t[2] + t[4] * 60 + t[5]) * 1000 }' times >cpu
}

# Ten parts of 10,000 projects each, as the tool holds what it writes.
if test -n "$PROVEN_SOAK"
then
test_expect_success '1,000,000 commits: under 400 MB, and no dearer each' '
	begin first && "$history" write first 10000 1000 1 >/dev/null &&
	git -C first repack -qad && measure first && small=$(cat cpu) &&
	begin large &&
	for part in 1 2 3 4 5 6 7 8 9 10
	do
		"$history" write large 100000 10000 $part >/dev/null &&
		git -C large repack -qd || return 1
	done &&
	git -C large repack -qad && measure large && large=$(cat cpu) &&
	grep "commits judged: 1000009" report &&
	echo "# $most KiB; $small ms for 10,000, $large ms for 1,000,000" &&
	test $most -lt 400000 && test $large -lt $((small * 200))
'
fi

test_done
