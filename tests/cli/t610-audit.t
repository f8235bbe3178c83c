#!/bin/sh
test_description='audit: what is asked, what is said, how it ends'
. "$(dirname "$0")/lib.sh"

founding() {
	git log --reverse --format=%H | head -1
}
# change FILE FILTER MESSAGE: by hand, committed.
change() {
	jq "$2" "$1" >"$HOME/changed" && cp "$HOME/changed" "$1" &&
	tick && git commit -q -m "$3" "$1"
}

test_expect_success 'without a tracker: 5' '
	git init -q none && cd none && run 5 proven audit &&
	git commit -q --allow-empty -m x && run 5 proven audit && cd .. &&
	run 5 proven audit && test_must_be_empty "$out"
'

test_expect_success 'a tracker with a project that moved' '
	tracker t --preset lean --require \
	    tracker=authored,approvals=authored && cd t &&
	tick && proven new -q --id film "Film" >/dev/null &&
	tick && proven move -q film study
'

test_expect_success 'clean: what is trusted, and how much was judged' '
	run 0 proven audit &&
	test "$(head -1 "$out")" = "trusted on first use: $(founding)" &&
	said "✓ errors: 0; warnings: 0; notes: 0" "commits judged: 3" \
	    "transitions: 2; signed: 0; authored: 2; claimed: 0" &&
	test_must_be_empty "$err" &&
	run 0 proven audit --anchor "$(founding)" HEAD &&
	test "$(head -1 "$out")" = "anchored at $(founding)" &&
	run 0 proven audit -q && test_must_be_empty "$out" &&
	run 0 proven audit --lang zh && said 首次使用即信任 流转
'

test_expect_success 'clean, in each format' '
	run 0 proven audit --json && jq -e --arg founding "$(founding)" \
	    --arg tip "$(git rev-parse HEAD)" ".schema == 1 and
	    .kind == \"findings\" and .command == \"audit\" and
	    .founding == \$founding and .tip == \$tip and .anchor == null and
	    .since == null and .incomplete == false and .commits == 3 and
	    .transitions == 2 and .findings == [] and
	    .strengths == {signed: 0, authored: 2, claimed: 0} and
	    .counts == {error: 0, warning: 0, note: 0, excused: 0}" "$out" &&
	run 0 proven audit --format jsonl && test_must_be_empty "$out" &&
	run 0 proven audit --format csv && test "$(cat "$out")" = \
	    "rule,severity,commit,project,file,path,line,column,text,mend,excuse" &&
	run 0 proven audit --format gitlab && test "$(cat "$out")" = "[]" &&
	run 0 proven audit --format github && ! grep "^::" "$out" &&
	run 0 proven audit --format junit && said "failures=\"0\"" \
	    "<testcase classname=\"proven.audit.PV201\" name=" &&
	run 0 proven audit --format sarif &&
	jq -e ".runs[0].results == []" "$out" &&
	run 0 proven audit --format markdown &&
	said "## proven audit" "trusted on first use: $(founding)" &&
	run 0 proven audit --format text && said "commits judged: 3"
'

test_expect_success 'wrong usage: 2; no such commit: 4' '
	run 2 proven audit --require strong &&
	complained "it is one of: claimed|authored|signed" &&
	run 2 proven audit --fail-on warnings &&
	complained "did you mean '\''warning'\''?" &&
	run 2 proven audit --threads 2000 && complained "at most 1024" &&
	run 2 proven audit --threads many &&
	run 2 proven audit HEAD HEAD && run 2 proven audit --base HEAD &&
	run 2 proven audit --format yaml && complained "sarif" &&
	run 4 proven audit nowhere && complained "no commit '\''nowhere'\''" &&
	run 4 proven audit --anchor nowhere &&
	run 4 proven audit --since nowhere && test_must_be_empty "$out"
'

test_expect_success 'one run, several formats' '
	run 0 proven audit -q --save markdown=../a.md --save junit=../a.xml \
	    --save text=../a.txt && test_must_be_empty "$out" &&
	run 0 proven audit --no-cache && cp "$out" ../want &&
	run 0 proven audit -q --no-cache --save text=../a.txt &&
	test_cmp ../want ../a.txt && grep -q "## proven audit" ../a.md &&
	run 0 proven audit --format junit && test_cmp "$out" ../a.xml &&
	run 2 proven audit --save yaml=../x && complained "sarif" &&
	run 2 proven audit --save markdown && complained "FORMAT=FILE" &&
	run 2 proven audit --save markdown= && test ! -e ../x &&
	run 8 proven audit --save markdown=none/x && complained "none/x" &&
	run 8 proven audit --save markdown=/dev/full
'

test_expect_success 'a severity, and from which one on it fails' '
	change projects/film.json ".colour = \"red\"" "A key of ours" &&
	run 0 proven audit && said "✓ errors: 0; warnings: 1" \
	    "· warning: film, projects/film.json:" "[PV105]" "colour" &&
	run 1 proven audit --fail-on warning &&
	complained "errors and warnings: 1" && said "✗ warning: film" &&
	run 1 proven audit --fail-on note &&
	complained "errors, warnings and notes:" &&
	run 1 proven audit -q --fail-on warning &&
	said "✗ warning: film" && ! grep -q "trusted\|judged" "$out" &&
	run 1 proven audit --fail-on warning --format junit &&
	said "type=\"PV105\""
'

test_expect_success 'an error, with its commit and place' '
	change projects/film.json ".stage = \"transfer\"" "Straight on" &&
	commit=$(git rev-parse HEAD) &&
	run 1 proven audit && complained "errors: 1" &&
	said "commit $(echo $commit | cut -c 1-12)" "[PV203]" &&
	run 1 proven audit --json && jq -e --arg commit $commit \
	    ".findings[-1] | .rule == \"PV203\" and .severity == \"error\" and
	    .commit == \$commit and .project == \"film\" and
	    .file == \"projects/film.json\" and .line > 1 and .column > 1" \
	    "$out"
'

test_expect_success 'a report that is cut off is none, whatever it found' '
	for words in audit "audit --json" "audit --format sarif" \
	    "check --base HEAD~1" "review HEAD~1..HEAD --fail-on error"; do
		proven $words >/dev/full 2>"$err"
		test $? = 8 && complained "errors: 1" "standard output" ||
		    return 1
	done &&
	run 8 proven audit --save json=/dev/full &&
	complained "/dev/full" && said "[PV203]"
'

test_expect_success 'what came before is trusted where one asks for it' '
	run 0 proven audit --since HEAD && said "trusted" &&
	run 1 proven audit --since HEAD~1 && said PV203 &&
	run 0 proven audit HEAD~1
'

test_expect_success 'an excuse stays in the report, and does not count' '
	commit=$(git rev-parse HEAD) &&
	change tracker/tracker.json ".revision += 1 | .excuses = [{commit:
	    \"$commit\", rule: \"PV203\", project: \"film\",
	    reason: \"Agreed by all\"}]" "Excuse it" &&
	run 0 proven audit && said "excused: Agreed by all" "excused: 1" &&
	run 0 proven audit --json &&
	jq -e ".counts.excused == 1 and .counts.error == 0 and
	    any(.findings[]; .excuse == \"Agreed by all\")" "$out" &&
	run 0 proven audit --format junit &&
	said "<skipped message=\"Agreed by all\"/>" &&
	run 0 proven audit --format github && ! grep "^::error" "$out" &&
	run 0 proven audit --format gitlab &&
	jq -e "any(.[]; .severity == \"info\" and
	    (.description | endswith(\"excused: Agreed by all\")))" "$out" &&
	run 0 proven audit --format sarif && jq -e "any(.runs[0].results[];
	    .suppressions[0].justification == \"Agreed by all\")" "$out"
'

test_expect_success 'more may be required than the tracker does' '
	run 1 proven audit --require signed && said "[PV308]" &&
	run 0 proven audit --require claimed &&
	run 0 proven audit --require authored
'

test_expect_success 'the same report for any number of threads' '
	for format in text json sarif junit; do
		run 1 proven audit --require signed --threads 1 \
		    --format $format && cp "$out" ../one &&
		run 1 proven audit --require signed --threads 7 \
		    --format $format && test_cmp ../one "$out" || return 1
	done
'

test_expect_success 'a bare repository, a detached head' '
	git clone -q --bare . ../bare.git &&
	run 0 proven -C ../bare.git audit && said "✓ errors: 0" &&
	git checkout -q --detach && run 0 proven audit &&
	git switch -q main
'

test_expect_success 'a clone that is not whole: 7' '
	git clone -q --depth 1 "file://$PWD" ../shallow &&
	run 7 proven -C ../shallow audit && said "[PV505]" incomplete &&
	complained "incomplete" &&
	run 7 proven -C ../shallow audit --json &&
	jq -e ".incomplete" "$out" &&
	run 7 proven -C ../shallow audit --format sarif && jq -e \
	    ".runs[0].invocations[0].executionSuccessful == false" "$out"
'

test_expect_success 'at 80 columns, in Chinese as well' '
	change projects/film.json ".stage = \"$(printf 概念验证%.0s 1 2 3 4 5 6 \
	    7 8 9 10 11 12 13)\"" "By hand" &&
	for lang in en zh; do
		on_terminal 80 proven --no-pager --color never --lang $lang \
		    audit
		while IFS= read -r line; do
			width=$(printf %s "$line" | wc -L)
			test "$width" -le 80 ||
			    { echo "$width: $line"; return 1; }
		done <"$out" || return 1
	done && said 概念验证
'

test_expect_success 'nothing is written' '
	sums() {
		find . -type f ! -path "./.git/proven/*" | sort |
		    xargs -d "\\n" sha1sum
	} && sums >../before && run 1 proven audit --no-cache &&
	run 1 proven audit && sums >../after && test_cmp ../before ../after
'

test_done
