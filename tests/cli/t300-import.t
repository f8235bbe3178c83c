#!/bin/sh
test_description='import: projects from CSV and JSON Lines'
. "$(dirname "$0")/lib.sh"

tracker t >/dev/null && cd t || exit 1
# What the tests write for themselves is not of the tracker.
in=$HOME/in
mkdir "$in" || exit 1

test_expect_success 'headings are field paths; one commit for all' '
	cat >"$in/a.csv" <<-\EOT &&
	id,title,stage,lead.name,tags,budget.approved,custom.n,readiness.current.level
	a1,"Film, ""thin""",idea,Li,"x,y",1200.50,7,4
	a2,Probe,verification,,,,"[x",
	a3,,,,,,,
	EOT
	run 0 proven import "$in/a.csv" &&
	test ! -s "$out" &&
	complained "3 projects from '\''$in/a.csv'\'' in one commit" &&
	test "$(git rev-list --count HEAD)" = 2 &&
	test "$(git log -1 --format=%s)" = \
	    "import: 3 projects from a.csv" &&
	git log -1 --format=%B | grep -qx "Proven-By: researcher" &&
	test -z "$(git status --porcelain)" &&
	proven fmt --check &&
	jq -e ".title == \"Film, \\\"thin\\\"\" and .lead.name == \"Li\" and
	    .tags == [\"x\", \"y\"] and .budget.approved == 120050 and
	    .custom.n == 7 and .readiness.current.level == 4" \
	    projects/a1.json
'

test_expect_success 'what has begun elsewhere is taken in, the rest is new' '
	jq -e ".stage == \"verification\" and (.history | length == 1) and
	    (.history[0] | .transition == \"@intake\" and .from == null and
	    .to == \"verification\" and .source == \"a.csv\" and
	    .by == \"researcher\")" projects/a2.json &&
	jq -e ".custom.n == \"[x\"" projects/a2.json &&
	jq -e ".stage == \"idea\" and .history[0].transition == \"@new\" and
	    (.history[0] | has(\"source\") | not)" projects/a3.json
'

test_expect_success 'a missing title is the id' '
	jq -e ".title == \"a3\"" projects/a3.json
'

test_expect_success 'byte order mark, CRLF, newlines in cells' '
	printf "\357\273\277id,title,summary\r\n" >"$in/b.csv" &&
	printf "b1,\346\263\225,\"two\r\nlines\"\r\n\r\nb2,x,\r\n" \
	    >>"$in/b.csv" &&
	run 0 proven import "$in/b.csv" &&
	jq -e ".title == \"法\" and .summary == \"two\r\nlines\"" \
	    projects/b1.json &&
	jq -e "has(\"summary\") | not" projects/b2.json
'

test_expect_success 'a bad row stops it: 7, file, line and column' '
	cat >"$in/bad.csv" <<-\EOT &&
	id,title,summary,start
	c1,Good,,2026-07-15
	c2,Bad,"over
	two lines",2026-02-30
	c3,Good,,2026-07-16
	EOT
	unchanged run 7 proven import "$in/bad.csv" &&
	complained "proven: $in/bad.csv:4:12: '\''start'\''" &&
	test ! -e projects/c1.json
'

test_expect_success '--skip-invalid leaves it out and lists it' '
	run 0 proven import --skip-invalid "$in/bad.csv" &&
	complained "skipped: $in/bad.csv:4:12: " \
	    "1 of 3 rows was skipped" "2 projects from" &&
	test -e projects/c1.json && test -e projects/c3.json &&
	test ! -e projects/c2.json
'

# refused STATUS TEXT... <FILE: this file is, and nothing changes.
refused() {
	status=$1
	shift
	cat >"$in/r.csv" &&
	unchanged run "$status" proven import "$in/r.csv" &&
	complained "$@"
}

test_expect_success 'ids that are taken, malformed or twice' '
	printf "id,title\na1,x\n" |
	refused 7 "r.csv:2:1: there is a project '\''a1'\'' already" \
	    "proven show a1" &&
	printf "id,title\nd1,x\nd2,x\nd1,y\n" |
	refused 7 "r.csv:4:1: the id '\''d1'\'' is that of line 2 already" &&
	for id in ../x A -x con "a b"
	do
		printf "title,id\nx,%s\n" "$id" |
		refused 7 "r.csv:2:3: " "--ids slug" || return 1
	done &&
	printf "title,id\nx,\n" | refused 7 "r.csv:2:3: the id is empty"
'

test_expect_success 'codes that are taken' '
	printf "id,code\ne1,C-1\n" >"$in/e.csv" &&
	run 0 proven import "$in/e.csv" &&
	printf "id,code\ne2,C-1\n" |
	refused 7 "r.csv:2:4: the code '\''C-1'\'' belongs to '\''e1'\''" &&
	printf "id,code\ne2,C-2\ne3,C-2\n" |
	refused 7 "r.csv:3:4: the code '\''C-2'\'' is that of line 2"
'

test_expect_success 'headings that are no fields' '
	printf "id,titel\nf1,x\n" |
	refused 7 "r.csv:1:4: no field '\''titel'\''" \
	    "did you mean '\''title'\''?" &&
	printf "id,history\nf1,x\n" | refused 7 "r.csv:1:4: " &&
	printf "id,id\nf1,x\n" |
	refused 7 "r.csv:1:4: heading '\''id'\'' stands here twice" &&
	printf "id,\nf1,x\n" |
	refused 7 "r.csv:1:4: a column without a heading" &&
	refused 7 "r.csv:1:1: the file is empty" </dev/null
'

test_expect_success 'rows that are not of the form' '
	printf "id,title\nf1\n" |
	refused 7 "r.csv:2:1: the row has 1 cell, and there are 2 headings" &&
	printf "id,title\nf1,\"x\nf2,y\n" |
	refused 7 "r.csv:2:4: the quote that begins this cell is never" &&
	printf "id,title\nf1,x\"y\n" |
	refused 7 "r.csv:2:5: a quote that is neither doubled" &&
	printf "id,title\nf1,\377\n" |
	refused 7 "r.csv:2:4: the cell is not UTF-8" "iconv -f GB18030"
'

test_expect_success 'stages that the workflow has not' '
	printf "id,stage\ng1,verificaton\n" |
	refused 7 "r.csv:2:4: there is no stage '\''verificaton'\''" \
	    "did you mean '\''verification'\''?"
'

test_expect_success 'values that do not fit are at their cell' '
	printf "id,readiness.current.level\ng1,11\n" |
	refused 7 "r.csv:2:4: " &&
	printf "id,summary\ng1,call 13912345678\n" |
	refused 7 "r.csv:2:4: " "[PV111]" &&
	printf "id,budget.approved,budget.currency\ng1,1.50,JPY\n" |
	refused 7 "r.csv:2:4: "
'

test_expect_success '--dry-run tells the fate of each row' '
	cat >"$in/dry.csv" <<-\EOT &&
	id,title,stage
	h1,x,idea
	a1,x,idea
	h2,x,transfer
	EOT
	unchanged run 7 proven import --dry-run --json "$in/dry.csv" &&
	complained "1 of 3 rows cannot be imported" &&
	jq -e ".kind == \"rows\" and (.rows | length == 3) and
	    (.rows[0] | .line == 2 and .id == \"h1\" and
	    .fate == \"create\" and .transition == \"@new\" and
	    .to == \"idea\") and
	    (.rows[1] | .line == 3 and .column == 1 and .id == \"a1\" and
	    .fate == \"skip\" and
	    .reason == \"there is a project '\''a1'\'' already\") and
	    (.rows[2] | .transition == \"@intake\" and
	    .to == \"transfer\")" "$out" &&
	unchanged run 0 proven import --dry-run --skip-invalid \
	    "$in/dry.csv" &&
	complained "2 projects would be imported"
'

test_expect_success '--dry-run in every format' '
	for format in table json jsonl csv tsv markdown
	do
		unchanged run 7 proven import --dry-run --format $format \
		    "$in/dry.csv" &&
		said h2 transfer "there is a project" || return 1
	done
'

test_expect_success '--ids slug and random keep the original in code' '
	printf "id,title\nEIP 900!,x\ndraft,y\n" >"$in/s.csv" &&
	run 0 proven import --ids slug "$in/s.csv" &&
	jq -e ".code == \"EIP 900!\"" projects/eip-900.json &&
	jq -e "has(\"code\") | not" projects/draft.json &&
	printf "id,title\nEIP-900,x\n" >"$in/s2.csv" &&
	unchanged run 7 proven import --ids slug "$in/s2.csv" &&
	printf "id,title\n概念,x\n" >"$in/s3.csv" &&
	unchanged run 7 proven import --ids slug "$in/s3.csv" &&
	complained "has no letter or digit" "--ids random" &&
	run 0 proven import --ids random "$in/s3.csv" &&
	run 0 proven show 概念 --json &&
	jq -re ".project.id" "$out" | grep -Eqx "[0-9a-hjkmnp-tv-z]{8}"
'

test_expect_success 'without an id column ids are made' '
	printf "title\nNobody has named this\n" >"$in/n.csv" &&
	run 0 proven import --json "$in/n.csv" &&
	jq -e ".changes | length == 1 and .[0].change == \"import\" and
	    (.[0].commit | length == 40)" "$out" &&
	git show --stat --format= HEAD |
	    grep -Eq "projects/[0-9a-hjkmnp-tv-z]{8}.json"
'

test_expect_success 'JSON Lines: records whole, or by path' '
	cat >"$in/j.jsonl" <<-\EOT &&
	{"id": "j1", "title": "T", "stage": "idea", "lead": {"name": "Li"}, "budget": {"approved": 150}}

	{"id": "j2", "lead.name": "Wu", "tags": ["a,b"], "custom": {"x": [1, null]}}
	EOT
	run 0 proven import "$in/j.jsonl" &&
	jq -e ".lead.name == \"Li\" and .budget.approved == 150" \
	    projects/j1.json &&
	jq -e ".lead.name == \"Wu\" and .tags == [\"a,b\"] and
	    .custom.x == [1, null]" projects/j2.json &&
	printf "{\"id\": \"j3\"}\n{\"id\": \"j4\", \"tags\": 7}\n" \
	    >"$in/j.jsonl" &&
	unchanged run 7 proven import "$in/j.jsonl" &&
	complained "$in/j.jsonl:2:22: " &&
	printf "{\"id\": \"j3\"}\n{\"id\": 1.5}\n" >"$in/j.jsonl" &&
	unchanged run 7 proven import "$in/j.jsonl" &&
	complained "$in/j.jsonl:2:"
'

test_expect_success 'a history stays behind, and that is said' '
	jq -c . projects/a1.json | sed "s/\"a1\"/\"j5\"/" >"$in/h.jsonl" &&
	run 0 proven import "$in/h.jsonl" &&
	complained "the history of 1 project stays behind" &&
	jq -e ".history | length == 1" projects/j5.json
'

test_expect_success 'standard input, from a pipe and from a file' '
	printf "id\nk1\n" >"$in/k.csv" &&
	cat "$in/k.csv" | run 0 proven import --type csv - &&
	sed s/k1/k2/ "$in/k.csv" >"$in/k2.csv" &&
	run 0 proven import --type csv - <"$in/k2.csv" &&
	test -e projects/k1.json && test -e projects/k2.json &&
	printf "id,stage\nk3,idea\nk4,closed\n" >"$in/k.csv" &&
	cat "$in/k.csv" | run 0 proven import --type csv - &&
	jq -e ".history[0].source == \"stdin\"" projects/k4.json &&
	printf "id\n!\n" >"$in/k.csv" &&
	unchanged run 7 proven import --type csv - <"$in/k.csv" &&
	complained "<stdin>:2:1: "
'

test_expect_success 'wrong usage: 2' '
	cp "$in/a.csv" "$in/a.txt" &&
	unchanged run 2 proven import "$in/a.txt" &&
	complained "does not say by its name" "--type csv|jsonl" &&
	unchanged run 2 proven import &&
	unchanged run 2 proven import "$in/a.csv" "$in/b.csv" &&
	unchanged run 2 proven import --ids slugg "$in/a.csv" &&
	unchanged run 2 proven import --type tsv "$in/a.csv" &&
	unchanged run 2 proven import --as-recorded "$in/j.jsonl" &&
	complained "--as-recorded goes with --history only" &&
	unchanged run 2 proven import --history --map m "$in/j.jsonl" &&
	unchanged run 2 proven import --history --type csv "$in/j.jsonl" &&
	unchanged run 2 proven import --map - - --type csv
'

test_expect_success 'files that cannot be read: 8' '
	unchanged run 8 proven import "$in/none.csv" &&
	complained "none.csv" &&
	mkdir "$in/dir.csv" &&
	unchanged run 8 proven import "$in/dir.csv" &&
	complained "is not a file" &&
	unchanged run 8 proven import --map "$in/none.json" "$in/a.csv"
'

test_expect_success 'not a tracker: 5' '
	git init -q "$HOME/plain" &&
	(cd "$HOME/plain" && run 5 proven import "$in/a.csv")
'

test_expect_success 'a mapping file' '
	cat >"$in/map.json" <<-\EOT &&
	{"format": 1, "delimiter": ";", "columns": [
	  {"name": "No", "to": "id", "make": "slug", "prefix": "m-"},
	  {"name": "Name", "to": "title"},
	  {"name": "Begin", "to": "start", "date": "%d.%m.%Y"},
	  {"name": "State", "to": "stage", "values": {"Done": "closed",
	    "": "idea", "*": "verification"}},
	  {"name": "Words", "to": "tags", "split": "/"},
	  {"name": "Rest", "to": "custom"},
	  {"name": "Secret", "to": "ignore"}],
	 "set": {"call": "2026"}}
	EOT
	cat >"$in/m.csv" <<-\EOT &&
	No;Name;Begin;State;Words;Rest;Secret
	A 1;T;15.7.2026;Done;a / b,c;{"x;no
	EOT
	sed -i "s/{\"x/\"{\"\"x\"/" "$in/m.csv" &&
	run 0 proven import --map "$in/map.json" "$in/m.csv" &&
	jq -e ".code == \"A 1\" and .start == \"2026-07-15\" and
	    .stage == \"closed\" and .tags == [\"a\", \"b,c\"] and
	    .custom == {Rest: \"{\\\"x\"} and .call == \"2026\"" \
	    projects/m-a-1.json
'

test_expect_success 'a mapping file that is wrong: 7, line and column' '
	cat >"$in/wrong.json" <<-\EOT &&
	{"format": 1, "columns": [
	  {"name": "No", "to": "titel"}]}
	EOT
	unchanged run 7 proven import --map "$in/wrong.json" "$in/m.csv" &&
	complained "$in/wrong.json:2:24: no field '\''titel'\''" \
	    "did you mean '\''title'\''?"
'

test_expect_success 'a column that the mapping does not name' '
	sed "1s/Rest/Remainder/" "$in/m.csv" >"$in/m2.csv" &&
	unchanged run 7 proven import --map "$in/map.json" "$in/m2.csv" &&
	complained "$in/m2.csv:1:27: the mapping does not name column" \
	    "\"others\": \"custom\"" &&
	sed "s/;Secret\$//; s/;no\$//" "$in/m.csv" >"$in/m3.csv" &&
	unchanged run 7 proven import --map "$in/map.json" "$in/m3.csv" &&
	complained "column '\''Secret'\'', which the mapping names, is missing"
'

test_expect_success 'only an admin takes running projects in: 3' '
	printf "id,stage\nq1,idea\n" >"$in/q1.csv" &&
	printf "id,stage\nq2,closed\n" >"$in/q2.csv" &&
	(
		GIT_AUTHOR_EMAIL=other@example.org &&
		GIT_COMMITTER_EMAIL=other@example.org &&
		export GIT_AUTHOR_EMAIL GIT_COMMITTER_EMAIL &&
		run 0 proven import "$in/q1.csv" &&
		unchanged run 3 proven import "$in/q2.csv" &&
		complained "$in/q2.csv:2: " "only an admin" &&
		unchanged run 3 proven import --skip-invalid "$in/q2.csv" &&
		unchanged run 3 proven import --dry-run "$in/q2.csv" &&
		said refused
	)
'

test_expect_success 'a project on hold brings its hold' '
	cat >"$in/hold.csv" <<-\EOT &&
	id,stage,hold.from,hold.review_by
	r1,on-hold,verification,2027-01-01
	r2,on-hold,,
	EOT
	run 0 proven import "$in/hold.csv" &&
	jq -e ".hold.from == \"verification\" and
	    .hold.review_by == \"2027-01-01\" and
	    .hold.since == .history[0].at" projects/r1.json &&
	jq -e ".hold.since == .history[0].at" projects/r2.json
'

test_expect_success 'a file that is in the way is not overwritten: 6' '
	printf "id\ns1\n" >"$in/way.csv" &&
	echo mine >projects/s1.json &&
	head=$(git rev-parse HEAD) &&
	run 6 proven import "$in/way.csv" &&
	complained projects/s1.json &&
	test "$(git rev-parse HEAD)" = $head &&
	test "$(cat projects/s1.json)" = mine &&
	rm projects/s1.json
'

test_expect_success 'what else is staged or edited stays so' '
	echo a >other && git add other && git commit -qm other &&
	echo b >other && git add other && echo c >other &&
	echo d >untracked &&
	git status --porcelain >"$in/before" &&
	run 0 proven import "$in/way.csv" &&
	git status --porcelain >"$in/after" &&
	test_cmp "$in/before" "$in/after" &&
	rm untracked && git reset -q --hard
'

test_expect_success 'nothing to import is no commit' '
	printf "id,title\n" >"$in/none.csv" &&
	unchanged run 0 proven import "$in/none.csv" &&
	complained "nothing to import"
'

test_expect_success 'into a bare repository' '
	git clone -q --bare . "$HOME/bare.git" &&
	printf "id\nbare1\n" >"$in/bare.csv" &&
	run 0 proven -C "$HOME/bare.git" import "$in/bare.csv" &&
	git -C "$HOME/bare.git" cat-file -e main:projects/bare1.json
'

test_expect_success 'more than 1,000 lie at depth 2' '
	tracker ../many >/dev/null &&
	{
		echo id &&
		jq -rn "range(1001) | \"p\" + tostring"
	} >"$in/many.csv" &&
	(
		cd ../many &&
		run 0 proven import "$in/many.csv" &&
		complained "1001 projects" &&
		test "$(git rev-list --count HEAD)" = 2 &&
		test -e projects/0/0/p1000.json &&
		test -e projects/7/p/p7.json &&
		test -z "$(git status --porcelain)" &&
		git fsck --strict 2>&1 | { ! grep .; } &&
		test "$(ls .git/objects/pack/*.pack | wc -l)" = 1
	) &&
	tracker ../thousand >/dev/null &&
	sed \$d "$in/many.csv" >"$in/thousand.csv" &&
	(
		cd ../thousand &&
		run 0 proven import "$in/thousand.csv" &&
		test -e projects/p7.json
	)
'

test_done
