#!/bin/sh
test_description='list: the projects that match'
. "$(dirname "$0")/lib.sh"

# Fictional projects.  The clock stands at the first of January 2026.
tracker t >/dev/null && cd t || exit 1
printf '/%s\n' want got '*.json' >.git/info/exclude

test_expect_success 'an empty tracker: nothing on stdout, a hint on stderr' '
	run 0 proven list &&
	test ! -s "$out" &&
	complained "no projects yet" "proven new '\''TITLE'\''" &&
	run 0 proven list -q && test ! -s "$err" &&
	run 0 proven list --json &&
	echo "{\"schema\":1,\"kind\":\"projects\",\"projects\":[]}" >want &&
	jq -c . "$out" >got && test_cmp want got &&
	run 0 proven list --format csv &&
	echo id,title,stage,since,lead,trl,due >want && test_cmp want "$out" &&
	run 0 proven list --count && echo 0 >want && test_cmp want "$out"
'

project() {
	tick && proven new -q --id "$@" >/dev/null
}

test_expect_success 'some projects' '
	project film "Film detector" --set code=HR-1 --set tags=a,b \
	    --set readiness.baseline.level=2 --set readiness.current.level=4 \
	    --set direction=matter --set budget.approved=1200.50 \
	    --set milestones.m1.due=2025-12-31 \
	    --set summary="Resolves 50 nm" &&
	project cell "细胞图谱" --set code=HR-2 --set tags=b \
	    --set translations.en.title="Cell atlas" \
	    --set direction=life --set readiness.current.level=3 \
	    --set milestones.m1.due=2026-03-01 \
	    --set budget.currency=JPY --set budget.approved=1200 &&
	project sea "Carbon | buoy" &&
	tick && proven move -q film study &&
	tick && proven move -q sea study &&
	tick && proven move -q sea stop --reason "no ship"
'

test_expect_success 'the table: newest first, labels, no empty columns' '
	run 0 proven list &&
	cat >want <<-\EOT &&
	Id    Title          Stage        Since       Lead                   TRL  Due
	film  Film detector  Feasibility  2026-01-01  Fictional Researcher    4  2025-12-31
	cell  Cell atlas     Idea         2026-01-01  Fictional Researcher    3  2026-03-01
	EOT
	sed "s/  */ /g" want >want2 && sed "s/  */ /g" "$out" >got &&
	test_cmp want2 got && rm want2 &&
	test ! -s "$err" &&
	run 0 proven list id:cell && ! grep -q film "$out" &&
	run 0 proven list "title:carbon" &&
	complained "no project matches" "1 in a final stage is not shown; --all"
'

# What a term finds, and what "-TERM" does, are all projects, each once.
test_expect_success 'a term and its negation part the portfolio, every column' '
	proven list --all --columns id --format tsv | tail -n +2 | sort >want &&
	proven list --columns help --format tsv | tail -n +2 >columns &&
	{
		cut -f 1 columns | sed "s/$/:any/"
		cut -f 1 columns | sed "s/$/:none/"
		awk "\$2 == \"number\" { print \$1 \">3\"; print \$1 \"!=4\" }
		    \$2 == \"money\" { print \$1 \"<=1200\" }
		    \$2 == \"date\" || \$2 == \"time\" {
			print \$1 \"<2026-01-01\"; print \$1 \"=today\" }
		    \$2 == \"text\" && \$1 !~ /^(stage|verdict|result)\$/ { print \$1 \":e\"
			print \$1 \"!=b\" }
		    \$2 == \"words\" { print \$1 \":a,b\" }" columns
		printf "%s\n" stage:idea stage!=idea,stopped is:open is:paused \
		    is:overdue is:mine is:unknown film text:nm lead:@me
	} >terms &&
	test $(wc -l <terms) -gt 90 &&
	while read -r term; do
		{
			proven list --all --columns id --format tsv -- "$term" &&
			proven list --all --columns id --format tsv -- "-$term"
		} >found || { echo "refused: $term"; return 1; }
		grep -v "^id$" found | sort >got
		test_cmp want got || { echo "term: $term"; return 1; }
	done <terms &&
	rm want got found columns terms
'

test_expect_success 'final stages with --all or when a stage is named' '
	run 0 proven list --all && said sea Stopped &&
	run 0 proven list -a --count && test "$(cat "$out")" = 3 &&
	run 0 proven list --count && test "$(cat "$out")" = 2 &&
	run 0 proven list stage:stopped --count && test "$(cat "$out")" = 1 &&
	run 0 proven list is:final --count && test "$(cat "$out")" = 1
'

# ids QUERY...: what is found, by id.
ids() {
	proven list --all --sort id --columns id --format csv "$@" |
	    sed 1d | tr '\n' ' ' | sed 's/ $//'
}

# found WANT QUERY...
found() {
	want_ids=$1
	shift
	got_ids=$(ids "$@")
	test "$got_ids" = "$want_ids" && return
	echo "$*: '$got_ids', not '$want_ids'"
	return 1
}

test_expect_success 'the grammar of queries' '
	found "cell film sea" &&
	found "cell" direction:life &&
	found "cell film" direction:matter,life &&
	found "cell sea" -direction:matter &&
	found "cell sea" "direction!=matter" &&
	found "cell film" tag:b &&
	found "film" tag:a,b -id:cell &&
	found "sea" -tag:b &&
	found "film" "trl>=4" &&
	found "cell" "trl<4" &&
	found "film" "gain=2" &&
	found "sea" trl:none &&
	found "film" overdue:yes &&
	found "film" is:overdue &&
	found "film" "due<2026-01-01" &&
	found "cell" "due>today" "due<+6m" &&
	found "cell film sea" since:2026-01-01 &&
	found "film" "budget>1200" &&
	found "cell" "currency:JPY" &&
	found "film" film &&
	found "film" "50 NM" &&
	found "cell" atlas && found "cell" 图谱 &&
	found "cell film sea" lead:@me &&
	found "cell film sea" is:mine &&
	found "cell film sea" lead:fictional &&
	found "" lead:li &&
	found "film sea" -- -text:细胞 &&
	found "film" code:HR-1
'

test_expect_success 'what is unknown: 2, and the near miss' '
	run 2 proven list stge:idea &&
	complained "unknown field '\''stge'\''" "did you mean '\''stage'\''" &&
	run 2 proven list stage:ide &&
	complained "unknown stage '\''ide'\''" "did you mean '\''idea'\''" &&
	run 2 proven list verdict:prooven && complained "'\''proven'\''" &&
	run 2 proven list is:opn && complained "'\''open'\''" &&
	run 2 proven list "trl>=four" && complained "whole number" &&
	run 2 proven list "due<2026-02-30" && complained "2026-02-30" &&
	run 2 proven list "tag>x" && complained "no order" &&
	run 2 proven list stage: && complained "a value is missing" &&
	run 2 proven list "" && complained "empty" &&
	run 2 proven list --columns id,titel &&
	complained "'\''titel'\''" "did you mean '\''title'\''" &&
	run 2 proven list --columns id,id && complained "twice" &&
	run 2 proven list --sort dew2 && complained "unknown field" &&
	run 2 proven list --limit -1 &&
	run 2 proven list --collumns id && complained "'\''--columns'\''" &&
	test ! -s "$out"
'

test_expect_success 'a query is never SQL' '
	found "" "id:x'\'' OR 1=1 --" &&
	found "" "'\''; DROP TABLE projects; --" &&
	found "cell film sea"
'

test_expect_success '--sort, --limit, --columns' '
	run 0 proven list -a --sort -trl,id -c id,trl --format tsv &&
	printf "id\ttrl\nfilm\t4\ncell\t3\nsea\t\n" >want &&
	test_cmp want "$out" &&
	run 0 proven list -a -s stage -c id,stage --format csv &&
	printf "id,stage\ncell,idea\nfilm,feasibility\nsea,stopped\n" >want &&
	test_cmp want "$out" &&
	run 0 proven list -a -s id -n 2 -c id --format csv &&
	printf "id\ncell\nfilm\n" >want && test_cmp want "$out" &&
	run 0 proven list --limit 0 -c id --format csv &&
	echo id >want && test_cmp want "$out"
'

test_expect_success 'money: decimal in text, minor units in JSON, currency' '
	run 0 proven list -s id -c id,budget --format csv &&
	printf "id,budget,currency\ncell,1200,JPY\nfilm,1200.50,CNY\n" >want &&
	test_cmp want "$out" &&
	run 0 proven list -s id -c id,budget --json &&
	jq -c ".projects[]" "$out" >got &&
	cat >want <<-\EOT &&
	{"id":"cell","budget":1200,"currency":"JPY"}
	{"id":"film","budget":120050,"currency":"CNY"}
	EOT
	test_cmp want got &&
	run 0 proven list -s id -c id,budget && said "1200.50" &&
	! grep -q CNY "$out"
'

test_expect_success 'JSON: codes, times, lists, yes or no, null' '
	run 0 proven list -c id,title,stage,since,lead,tags,due,overdue,trl \
	    -s id -a --json &&
	jq -c ".projects[] | del(.since)" "$out" >got &&
	cat >want <<-\EOT &&
	{"id":"cell","title":"细胞图谱","stage":"idea","lead":"researcher","tags":["b"],"due":"2026-03-01","overdue":false,"trl":3}
	{"id":"film","title":"Film detector","stage":"feasibility","lead":"researcher","tags":["a","b"],"due":"2025-12-31","overdue":true,"trl":4}
	{"id":"sea","title":"Carbon | buoy","stage":"stopped","lead":"researcher","tags":null,"due":null,"overdue":false,"trl":null}
	EOT
	test_cmp want got &&
	jq -e ".projects | all(.since | test(\"^2026-01-01T08:..:..Z$\"))" "$out" &&
	run 0 proven list -c id -s id --format jsonl &&
	printf "{\"id\":\"cell\"}\n{\"id\":\"film\"}\n" >want &&
	test_cmp want "$out"
'

test_expect_success 'Markdown: labels, and no title breaks the table' '
	run 0 proven list -a -s id -c id,title,stage --format markdown &&
	said "| Id | Title | Stage |" "| cell | Cell atlas | Idea |" \
	    "Carbon \\| buoy"
'

test_expect_success '--count in every format' '
	run 0 proven list --count --json &&
	test "$(jq -c . "$out")" = "{\"schema\":1,\"kind\":\"count\",\"count\":2}" &&
	run 0 proven list --count --format jsonl &&
	test "$(cat "$out")" = "{\"count\":2}" &&
	run 0 proven list --count --format csv &&
	test "$(tr "\n" " " <"$out")" = "count 2 " &&
	run 0 proven list trl:none --count && test "$(cat "$out")" = 0
'

test_expect_success '--columns help lists the columns and the grammar' '
	run 0 proven list --columns help &&
	said "overdue" "Queries" "trl>=4" "due:none" &&
	run 0 proven list --columns help --json &&
	jq -e ".columns[] | select(.name == \"trl\") |
	    .type == \"number\" and .default" "$out" &&
	jq -r ".columns[].name" "$out" >got &&
	for column in $(cat got); do
		proven list -c $column >/dev/null || return 1
	done
'

test_expect_success 'Chinese: labels and titles' '
	run 0 proven --lang zh list -c id,title,stage -s id &&
	said 细胞图谱 创意 可行性研究 &&
	run 0 proven --lang zh list stage:创意 --count &&
	test "$(cat "$out")" = 1
'

test_expect_success 'a terminal of 80 columns: cut to fit, hidden ones named' '
	project long "$(printf "A title of many words %.0s" 1 2 3 4 5 6)" &&
	project wide "很长的中文题名很长的中文题名很长的中文题名很长的中文题名" &&
	on_terminal 80 proven --no-pager --color never list &&
	said "…" "1 in a final stage is not shown; --all" &&
	while IFS= read -r line; do
		width=$(printf %s "$line" | wc -L)
		test "$width" -le 80 || { echo "$width: $line"; return 1; }
	done <"$out" &&
	on_terminal 80 proven --no-pager --color always list &&
	grep -q "$(printf "\033\[")" "$out" &&
	proven drop -q long --reason x && proven drop -q wide --reason x
'

test_expect_success 'a record that cannot be read: the rest, a warning, 7' '
	echo "{\"format\": 1," >projects/bad.json &&
	git add projects/bad.json && git commit -qm bad &&
	run 7 proven list -c id -s id --format csv &&
	printf "id\ncell\nfilm\n" >want && test_cmp want "$out" &&
	complained "warning: projects/bad.json:2:1:" \
	    "1 record cannot be read and is left out" "proven doctor" &&
	run 7 proven list --count && test "$(cat "$out")" = 2 &&
	git rm -q projects/bad.json && git commit -qm mended &&
	run 0 proven list
'

test_expect_success 'an invalid workflow: all is listed' '
	cp tracker/workflow.json .git/keep &&
	sed "s/\"initial\": \"idea\"/\"initial\": \"nowhere\"/" .git/keep \
	    >tracker/workflow.json &&
	git commit -qam broken &&
	run 0 proven list -c id -s id --format csv &&
	printf "id\ncell\nfilm\nsea\n" >want && test_cmp want "$out" &&
	run 0 proven list stage:idea --count &&
	run 7 proven list is:open && complained nowhere &&
	cp .git/keep tracker/workflow.json && git commit -qam mended
'

test_expect_success 'another branch, an older commit, a linked work tree' '
	git branch old HEAD~8 &&
	git worktree add -q ../linked old &&
	(cd ../linked && proven list -a --count) >got &&
	proven list -a --count >>got &&
	(cd ../linked && proven list -a --count) >>got &&
	test "$(sed -n 1p got)" = "$(sed -n 3p got)" &&
	test "$(sed -n 2p got)" = 3
'

test_expect_success 'reading changes nothing but the cache' '
	git status --porcelain >want && test ! -s want &&
	find .git -type f ! -path ".git/proven/*" -exec sha1sum {} + |
	    sort >want &&
	rm -rf .git/proven && run 0 proven list -a &&
	test -f .git/proven/cache.db &&
	find .git -type f ! -path ".git/proven/*" -exec sha1sum {} + |
	    sort >got &&
	test_cmp want got
'

test_expect_success 'a cache that is damaged, or cannot be made' '
	run 0 proven list -a -s id --format csv && cp "$out" want &&
	printf x | dd of=.git/proven/cache.db bs=1 seek=5000 conv=notrunc \
	    2>/dev/null &&
	run 0 proven list -a -s id --format csv && test_cmp want "$out" &&
	test ! -s "$err" &&
	: >.git/proven/cache.db &&
	run 0 proven list -a -s id --format csv && test_cmp want "$out" &&
	rm -rf .git/proven && : >.git/proven &&
	run 0 proven list -a -s id --format csv && test_cmp want "$out" &&
	test ! -s "$err" && rm .git/proven
'

test_expect_success 'not a tracker: 5' '
	mkdir ../none && cd ../none && run 5 proven list; cd ../t &&
	git init -q ../plain && cd ../plain && run 5 proven list; cd ../t &&
	complained "proven init"
'

test_done
