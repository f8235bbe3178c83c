#!/bin/sh
test_description='log: the transitions'
. "$(dirname "$0")/lib.sh"

# Fictional projects.  The clock stands at the first of January 2026.
tracker t >/dev/null && cd t || exit 1
printf '/%s\n' want got >.git/info/exclude

test_expect_success 'no transitions yet' '
	run 0 proven log && test ! -s "$out" &&
	complained "no transitions yet" &&
	run 0 proven log --json &&
	test "$(jq -c . "$out")" = \
	    "{\"schema\":1,\"kind\":\"transitions\",\"transitions\":[]}"
'

test_expect_success 'two projects' '
	tick && proven new -q --id film --set code=HR-1 \
	    --set translations.zh.title=薄膜 "Film detector" >/dev/null &&
	tick && proven new -q --id cell "Cell atlas" >/dev/null &&
	tick && proven move -q film study --reason "worth it" &&
	tick && proven move -q cell study &&
	tick && proven move -q film stop --reason "no money"
'

test_expect_success 'newest first, of all or of one' '
	run 0 proven log --format csv &&
	cat >want <<-\EOT &&
	at,id,title,seq,transition,from,to,by,code,reason,date,recorded,overridden
	2026-01-01T08:06:00Z,film,Film detector,3,stop,feasibility,stopped,researcher,,no money,,false,false
	2026-01-01T08:05:00Z,cell,Cell atlas,2,study,idea,feasibility,researcher,,,,false,false
	2026-01-01T08:04:00Z,film,Film detector,2,study,idea,feasibility,researcher,,worth it,,false,false
	2026-01-01T08:03:00Z,cell,Cell atlas,1,@new,,idea,researcher,,,,false,false
	2026-01-01T08:02:00Z,film,Film detector,1,@new,,idea,researcher,,,,false,false
	EOT
	sed "s/T08:..:..Z//" want >want2 && sed "s/T08:..:..Z//" "$out" >got &&
	test_cmp want2 got && rm want2 &&
	run 0 proven log film --format csv &&
	test "$(cut -d, -f2,4 "$out" | tr "\n" " ")" = \
	    "id,seq film,3 film,2 film,1 " &&
	run 0 proven log HR-1 -n 1 --format tsv &&
	test "$(wc -l <"$out")" = 2 && said "no money" &&
	run 0 proven log --limit 2 --format jsonl &&
	test "$(wc -l <"$out")" = 2 && run 0 proven log -n 0 --json &&
	jq -e ".transitions == []" "$out"
'

test_expect_success 'for people: labels, names' '
	run 0 proven log && said "Date" "Title" "Film detector" "Stopped" \
	    "Fictional Researcher" &&
	run 0 proven log film &&
	said "2026-01-01 08:0" "Feasibility" "worth it" "no money" &&
	! grep -q "Cell" "$out" &&
	run 0 proven --lang zh log && said 薄膜 可行性研究 &&
	run 0 proven log film --format markdown && said "| Time |" "| --- |"
'

test_expect_success '--commits: commit, author, strength' '
	run 0 proven log --commits --json && cp "$out" got &&
	jq -e "[.transitions[].strength] | unique == [\"authored\"]" got &&
	jq -r ".transitions[].commit" got >want &&
	git log --format=%H | sed \$d >commits && test_cmp want commits &&
	rm commits &&
	jq -e ".transitions[0] | .author_email == \"researcher@example.org\"
	    and .author_name == \"Fictional Researcher\" and
	    .author_date == .at" got &&
	run 0 proven log film --commits &&
	said "$(git log -1 --format=%H | cut -c1-8)" authored &&
	run 0 proven log film --commits --limit 1 --format csv &&
	said "$(git log -1 --format=%H)"
'

test_expect_success 'an entry that somebody else committed is claimed' '
	tick && proven new -q --id late Late >/dev/null && tick &&
	proven move -q late study &&
	git commit -q --amend --no-edit --author="Other <other@example.org>" &&
	run 0 proven log late --commits --json &&
	jq -e ".transitions[0] | .strength == \"claimed\" and
	    .author_email == \"other@example.org\"" "$out" &&
	jq -e ".transitions[1].strength == \"authored\"" "$out" &&
	run 0 proven log late --commits && said "other@example.org" claimed
'

test_expect_success 'an address that is nobody is authored by its owner' '
	tick && git -c user.email=guest@example.org -c user.name=Guest \
	    commit -q --allow-empty -m nothing &&
	GIT_AUTHOR_EMAIL=guest@example.org GIT_AUTHOR_NAME=Guest \
	GIT_COMMITTER_EMAIL=guest@example.org GIT_COMMITTER_NAME=Guest \
	    proven new -q --id guest Guests >/dev/null &&
	run 0 proven log guest --commits --json &&
	jq -e ".transitions[0] | .by == \"guest@example.org\" and
	    .strength == \"authored\"" "$out"
'

test_expect_success 'unknown, ambiguous, too many: 4 and 2' '
	run 4 proven log nobody && complained "no project" &&
	run 2 proven log film cell && run 2 proven log --comits &&
	complained "'\''--commits'\''" && test ! -s "$out"
'

test_expect_success 'a record that cannot be read: 7' '
	cp projects/cell.json .git/keep &&
	echo x >projects/cell.json && git commit -qam bad &&
	run 7 proven log --format csv && said film &&
	complained "warning: projects/cell.json:1:1" &&
	run 0 proven log film && run 7 proven log cell &&
	cp .git/keep projects/cell.json && git commit -qam mended &&
	run 0 proven log
'

test_expect_success 'an invalid workflow does not matter' '
	cp tracker/workflow.json .git/keep &&
	sed "s/\"initial\": \"idea\"/\"initial\": \"nowhere\"/" .git/keep \
	    >tracker/workflow.json && git commit -qam broken &&
	run 0 proven log film && said "no money" &&
	cp .git/keep tracker/workflow.json && git commit -qam mended
'

test_expect_success 'at 80 columns' '
	tick && proven new -q --id long \
	    "$(printf "A title of many words %.0s" 1 2 3 4 5 6)" >/dev/null &&
	tick && proven move -q long study --reason \
	    "$(printf "a reason of many words %.0s" 1 2 3 4 5 6)" &&
	for command in "log" "log long" "log --commits" "log long --commits"
	do
		on_terminal 80 proven --no-pager --color never $command &&
		while IFS= read -r line; do
			width=$(printf %s "$line" | wc -L)
			test "$width" -le 80 ||
			    { echo "$width: $line"; return 1; }
		done <"$out" || return 1
	done
'

test_done
