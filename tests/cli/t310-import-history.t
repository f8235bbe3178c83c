#!/bin/sh
test_description='import --history: an event a commit'
. "$(dirname "$0")/lib.sh"

tracker t >/dev/null && cd t || exit 1
in=$HOME/in
mkdir "$in" || exit 1

# event AT WHO ID FROM TO [MEMBERS]: a line; FROM "" is null.
event() {
	jq -nc --arg at "$1" --arg who "$2" --arg id "$3" --arg from "$4" \
	    --arg to "$5" "{at: \$at, by: {name: \$who,
	    email: \"\(\$who)@example.org\"}, id: \$id,
	    from: (if \$from == \"\" then null else \$from end),
	    to: \$to} + {${6:-}}"
}

test_expect_success 'each event is a commit with its author and date' '
	{
		event 2020-01-01T10:00:00Z ann p1 "" idea "title: \"One\"" &&
		event 2020-02-01T18:00:00+08:00 bob p1 idea feasibility &&
		event 2020-03-01T10:00:00Z ann p2 "" idea &&
		event 2020-04-01T10:00:00Z bob p1 feasibility on-hold \
		    "reason: \"no money\", review_by: \"2021-01-01\""
	} >"$in/a.jsonl" &&
	run 0 proven import --history "$in/a.jsonl" &&
	test ! -s "$out" &&
	complained "2 projects and 2 transitions from" "each a commit" &&
	git log --reverse --format="%an <%ae> %ad %s" --date=iso HEAD~4.. \
	    >"$in/log" &&
	cat >"$in/want" <<-\EOT &&
	ann <ann@example.org> 2020-01-01 10:00:00 +0000 p1: new: One
	bob <bob@example.org> 2020-02-01 18:00:00 +0800 p1: study: idea -> feasibility
	ann <ann@example.org> 2020-03-01 10:00:00 +0000 p2: new: p2
	bob <bob@example.org> 2020-04-01 10:00:00 +0000 p1: hold: feasibility -> on-hold
	EOT
	test_cmp "$in/want" "$in/log" &&
	git log -1 --format="%cn <%ce>" | grep -qx \
	    "Fictional Researcher <researcher@example.org>" &&
	test -z "$(git status --porcelain)" &&
	git fsck --strict 2>&1 | { ! grep .; } &&
	proven fmt --check
'

test_expect_success 'the committer date is that of the import' '
	test "$(git log -1 --format=%ct)" = $clock
'

test_expect_success 'body and trailers' '
	git log -1 --format=%B >"$in/body" &&
	cat >"$in/want" <<-\EOT &&
	p1: hold: feasibility -> on-hold

	no money

	Proven-Project: p1
	Proven-Transition: hold
	Proven-From: feasibility
	Proven-To: on-hold
	Proven-By: bob@example.org

	EOT
	test_cmp "$in/want" "$in/body"
'

test_expect_success 'the record tells the story' '
	jq -e ".stage == \"on-hold\" and .title == \"One\" and
	    .hold.from == \"feasibility\" and
	    .hold.review_by == \"2021-01-01\" and
	    .hold.since == \"2020-04-01T10:00:00Z\" and
	    ([.history[].transition] == [\"@new\", \"study\", \"hold\"]) and
	    .history[1].at == \"2020-02-01T10:00:00Z\" and
	    .history[1].by == \"bob@example.org\" and
	    .history[2].reason == \"no money\" and
	    ([.history[] | has(\"recorded\")] | any | not)" \
	    projects/p1.json &&
	run 0 proven log p1 --format csv &&
	said study hold
'

test_expect_success 'a history can come in parts; the last title wins' '
	{
		event 2020-05-01T10:00:00Z bob p1 on-hold feasibility \
		    "title: \"First\"" &&
		event 2020-05-02T10:00:00Z bob p2 idea feasibility
	} >"$in/b.jsonl" &&
	run 0 proven import --history "$in/b.jsonl" &&
	complained "0 projects and 2 transitions" &&
	jq -e ".title == \"First\" and .stage == \"feasibility\" and
	    .history[3].transition == \"resume\" and (has(\"hold\") | not)" \
	    projects/p1.json
'

# bad TEXT... <EVENTS: status 7, these texts, and nothing is imported.
bad() {
	cat >"$in/bad.jsonl" &&
	unchanged run 7 proven import --history "$in/bad.jsonl" &&
	complained "$@"
}

test_expect_success 'events that do not fit: 7, file and line' '
	event 2020-06-01T10:00:00Z bob p1 idea feasibility |
	bad "bad.jsonl:1:" "'\''p1'\'' is in stage '\''feasibility'\''" &&
	event 2020-06-01T10:00:00Z bob p9 idea feasibility |
	bad "there is no project '\''p9'\'' to go on with" &&
	event 2020-06-01T10:00:00Z bob p1 "" idea |
	bad "there is a project '\''p1'\'' already" "proven log p1" &&
	{
		event 2020-06-01T10:00:00Z bob p8 "" idea &&
		event 2020-06-01 bob p9 "" idea
	} | bad "bad.jsonl:2:7: '\''2020-06-01'\'' is not a time" &&
	event 2020-06-01T10:00:00Z bob "A b" "" idea |
	bad "bad.jsonl:1:" "--ids slug" &&
	event 2020-06-01T10:00:00Z bob p9 "" idea "reson: \"x\"" |
	bad "unknown key '\''reson'\''" "did you mean '\''reason'\''?" &&
	echo "{" | bad "bad.jsonl:1:2: " &&
	jq -nc "{at: \"2020-06-01T10:00:00Z\", by: \"nobody\", id: \"p9\",
	    from: null, to: \"idea\"}" |
	bad "there is nobody '\''nobody'\'' in the tracker"
'

# refused TEXT... <EVENTS: status 3, these texts, and nothing is imported.
refused() {
	cat >"$in/no.jsonl" &&
	unchanged run 3 proven import --history "$in/no.jsonl" &&
	complained "$@"
}

test_expect_success 'what is not allowed: 3, file and line, the reason' '
	{
		event 2020-06-01T10:00:00Z bob p8 "" idea &&
		event 2020-06-02T10:00:00Z bob p1 feasibility verification
	} | refused "no.jsonl:2: '\''p1'\'' cannot take '\''verify'\''" \
	    "concept.hypothesis" &&
	test ! -e projects/p8.json &&
	event 2020-06-01T10:00:00Z bob p1 feasibility transfer |
	refused "no.jsonl:1: '\''p1'\'' goes from '\''feasibility'\'' to" \
	    "no transition does" \
	    "proven import --history --as-recorded" &&
	event 2020-06-01T10:00:00Z bob p1 feasibility elsewhere |
	refused "which is no stage of the workflow" &&
	event 2020-06-01T10:00:00Z bob p8 "" feasibility |
	refused "'\''p8'\'' begins in '\''feasibility'\'', and projects" &&
	event 2020-06-01T10:00:00Z bob p8 "" elsewhere |
	refused "which is no stage of the workflow" &&
	event 2019-06-01T10:00:00Z bob p1 feasibility on-hold \
	    "reason: \"x\"" | refused "no.jsonl:1: " &&
	event 2020-06-01T10:00:00Z bob p1 feasibility on-hold |
	refused "no.jsonl:1: " reason
'

test_expect_success 'a transition can be named; it must lead there' '
	event 2020-06-01T10:00:00Z bob p1 feasibility on-hold \
	    "transition: \"stop\", reason: \"x\"" |
	refused "'\''stop'\'' leads from '\''feasibility'\'' to" &&
	event 2020-06-01T10:00:00Z bob p1 feasibility idea \
	    "transition: \"bak\", reason: \"x\"" |
	refused "no transition '\''bak'\''" "did you mean '\''back'\''" &&
	event 2020-06-01T10:00:00Z bob p1 feasibility idea \
	    "transition: \"back\", reason: \"x\", date: \"2020-05-30\"" \
	    >"$in/c.jsonl" &&
	run 0 proven import --history "$in/c.jsonl" &&
	jq -e ".history[-1] | .transition == \"back\" and
	    .date == \"2020-05-30\"" projects/p1.json
'

test_expect_success '--skip-invalid skips bad rows, not what is refused' '
	{
		event 2020-07-01T10:00:00Z bob q1 "" idea &&
		event 2020-07-02T10:00:00Z bob q1 feasibility transfer &&
		event 2020-07-03T10:00:00Z bob q1 idea feasibility
	} >"$in/d.jsonl" &&
	run 0 proven import --history --skip-invalid "$in/d.jsonl" &&
	complained "skipped: $in/d.jsonl:2:" "1 of 3 rows was skipped" \
	    "1 project and 1 transition" &&
	jq -e ".stage == \"feasibility\"" projects/q1.json &&
	event 2020-07-04T10:00:00Z bob q1 feasibility transfer \
	    >"$in/e.jsonl" &&
	unchanged run 3 proven import --history --skip-invalid "$in/e.jsonl"
'

test_expect_success '--dry-run' '
	{
		event 2020-08-01T10:00:00Z bob r1 "" idea &&
		event 2020-08-02T10:00:00Z bob r1 idea feasibility &&
		event 2020-08-03T10:00:00Z bob r1 feasibility transfer &&
		event 2020-08-04T10:00:00Z bob r1 idea feasibility
	} >"$in/f.jsonl" &&
	unchanged run 3 proven import --history --dry-run --json \
	    "$in/f.jsonl" &&
	complained "1 of 4 rows would be refused" &&
	jq -e "[.rows[] | [.line, .fate, .transition]] ==
	    [[1, \"create\", \"@new\"], [2, \"move\", \"study\"],
	    [3, \"refused\", null], [4, \"skip\", null]]" "$out" &&
	sed 3,4d "$in/f.jsonl" >"$in/g.jsonl" &&
	unchanged run 0 proven import --history --dry-run "$in/g.jsonl" &&
	complained "1 project and 1 transition would be imported"
'

test_expect_success '--as-recorded: what happened, marked, unjudged' '
	{
		event 2020-09-01T10:00:00Z bob s1 "" feasibility &&
		event 2020-09-02T10:00:00Z bob s1 feasibility verification &&
		event 2020-09-03T10:00:00Z bob s1 verification idea &&
		event 2020-09-02T10:00:00Z bob s1 idea Elsewhere &&
		event 2020-09-05T10:00:00Z bob s1 Elsewhere on-hold
	} >"$in/h.jsonl" &&
	run 0 proven import --history --as-recorded "$in/h.jsonl" &&
	complained "1 project and 4 transitions" &&
	jq -e "([.history[].transition] == [\"@new\", \"verify\",
	    \"@recorded\", \"@recorded\", \"@recorded\"]) and
	    ([.history[].recorded.line] == [1, 2, 3, 4, 5]) and
	    ([.history[].recorded.source] | unique == [\"h.jsonl\"]) and
	    .stage == \"on-hold\" and .hold.from == \"Elsewhere\"" \
	    projects/s1.json &&
	git log -1 --format="%an %ad" --date=short |
	    grep -qx "bob 2020-09-05" &&
	git log -1 --format=%s | grep -qx \
	    "s1: @recorded: Elsewhere -> on-hold" &&
	test -z "$(git status --porcelain)" &&
	run 0 proven show s1 && run 0 proven log s1
'

test_expect_success '--as-recorded refuses what has no sense: 7' '
	event 2020-09-06T10:00:00Z bob s1 idea feasibility >"$in/i.jsonl" &&
	unchanged run 7 proven import --history --as-recorded \
	    "$in/i.jsonl" &&
	event 2020-09-06T10:00:00Z bob s2 "" "a/b" >"$in/i.jsonl" &&
	unchanged run 7 proven import --history --as-recorded \
	    "$in/i.jsonl" &&
	complained "'\''a/b'\'' cannot be the name of a stage"
'

test_expect_success '--as-recorded is for admins: 3' '
	event 2020-09-06T10:00:00Z bob s3 "" idea >"$in/j.jsonl" &&
	(
		GIT_AUTHOR_EMAIL=other@example.org &&
		GIT_COMMITTER_EMAIL=other@example.org &&
		export GIT_AUTHOR_EMAIL GIT_COMMITTER_EMAIL &&
		unchanged run 3 proven import --history --as-recorded \
		    "$in/j.jsonl" &&
		complained "is not an admin" &&
		run 0 proven import --history "$in/j.jsonl"
	) &&
	jq -e ".history[0].by == \"bob@example.org\"" projects/s3.json
'

test_expect_success 'keys of the other system are left out, and said' '
	event 2020-10-01T10:00:00Z bob u1 "" idea \
	    "commit: \"abc\", merge: false" >"$in/k.jsonl" &&
	run 0 proven import --history "$in/k.jsonl" &&
	complained "left out, being the other system'\''s own: commit, merge"
'

test_expect_success 'handles: by alone, and addresses that are known' '
	jq -nc "{at: \"2020-10-02T10:00:00Z\", by: \"researcher\",
	    id: \"u2\", from: null, to: \"idea\"},
	    {at: \"2020-10-03T10:00:00Z\",
	    by: {email: \"researcher@example.org\"},
	    id: \"u2\", from: \"idea\", to: \"feasibility\"}" \
	    >"$in/l.jsonl" &&
	run 0 proven import --history "$in/l.jsonl" &&
	jq -e "[.history[].by] == [\"researcher\", \"researcher\"]" \
	    projects/u2.json &&
	git log -2 --format="%an <%ae>" | uniq >"$in/log" &&
	echo "Fictional Researcher <researcher@example.org>" |
	    test_cmp - "$in/log"
'

test_expect_success 'names that git could not hold' '
	{
		event 2020-10-04T10:00:00Z "" y1 "" idea &&
		event 2020-10-04T10:00:01Z "<.>" y2 "" idea &&
		event 2020-10-04T10:00:02Z "A <b>" y3 "" idea
	} | jq -c ".by.email = \"e@example.org\"" >"$in/y.jsonl" &&
	run 0 proven import --history "$in/y.jsonl" &&
	git log -3 --format="%an <%ae>" >"$in/log" &&
	printf "%s\n" "A b <e@example.org>" \
	    "e@example.org <e@example.org>" "e@example.org <e@example.org>" |
	    test_cmp - "$in/log" &&
	git fsck --strict 2>&1 | { ! grep .; }
'

test_expect_success '--ids slug and random find their projects again' '
	{
		event 2020-11-01T10:00:00Z bob "EIP 7!" "" idea &&
		event 2020-11-02T10:00:00Z bob "EIP 7!" idea feasibility
	} >"$in/m.jsonl" &&
	event 2020-11-03T10:00:00Z bob "EIP 7!" feasibility idea \
	    "reason: \"x\"" >"$in/n.jsonl" &&
	run 0 proven import --history --ids slug "$in/m.jsonl" &&
	run 0 proven import --history --ids slug "$in/n.jsonl" &&
	jq -e ".code == \"EIP 7!\" and (.history | length == 3)" \
	    projects/eip-7.json &&
	event 2020-11-03T10:00:00Z bob "EIP-7" "" idea >"$in/o.jsonl" &&
	unchanged run 7 proven import --history --ids slug "$in/o.jsonl" &&
	tracker ../r >/dev/null &&
	(
		cd ../r &&
		run 0 proven import --history --ids random "$in/m.jsonl" &&
		run 0 proven import --history --ids random "$in/n.jsonl" &&
		test "$(ls projects | wc -l)" = 1 &&
		run 0 proven show "EIP 7!" --json &&
		jq -e ".project.history | length == 3" "$out"
	)
'

test_expect_success '@intake by an admin' '
	event 2020-12-01T10:00:00Z researcher v1 "" verification \
	    "transition: \"@intake\", source: \"old book\"" >"$in/p.jsonl" &&
	run 0 proven import --history "$in/p.jsonl" &&
	jq -e ".history[0] | .transition == \"@intake\" and
	    .source == \"old book\" and .by == \"researcher\"" \
	    projects/v1.json &&
	event 2020-12-01T10:00:00Z bob v2 "" verification \
	    "transition: \"@intake\"" |
	refused "only an admin"
'

test_expect_success 'standard input' '
	event 2020-12-02T10:00:00Z bob w1 "" idea |
	run 0 proven import --history - &&
	test -e projects/w1.json
'

test_expect_success 'the workflow must be valid: 7' '
	git clone -q . ../broken &&
	(
		cd ../broken &&
		git config user.name x && git config user.email x@x &&
		jq ".initial = \"nowhere\"" tracker/workflow.json >w &&
		mv w tracker/workflow.json && git commit -qam broken &&
		event 2020-12-02T10:00:00Z bob w2 "" idea >"$in/q.jsonl" &&
		unchanged run 7 proven import --history "$in/q.jsonl" &&
		complained tracker/workflow.json
	)
'

test_done
