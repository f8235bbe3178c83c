#!/bin/sh
test_description='workflow: show, set, graph'
. "$(dirname "$0")/lib.sh"

begun p1 p2
tick && proven move -q p2 study >/dev/null

test_expect_success 'show: stages and transitions' '
	run 0 proven workflow show &&
	said "Workflow of '\''t'\'', revision 1" "feasibility   active  Feasibility" \
	    "verify: feasibility -> verification" \
	    "needs  fields:concept.hypothesis" "by     anyone" &&
	on_terminal 80 proven --color never --no-pager workflow show &&
	! grep -E "^.{81}" "$out"
'

test_expect_success 'show --json is the file' '
	run 0 proven workflow show --json &&
	jq -e ".schema == 1 and .kind == \"workflow\"" "$out" &&
	jq -S .workflow "$out" >shown &&
	jq -S . tracker/workflow.json >want &&
	test_cmp want shown && rm want shown
'

test_expect_success 'show: csv, tsv, jsonl, markdown' '
	run 0 proven workflow show --format csv &&
	said "transition,from,to,by,needs,label" \
	    "study,idea,feasibility,\"\",\"\",Study" &&
	run 0 proven workflow show --format tsv &&
	said "resume	on-hold	@previous" &&
	run 0 proven workflow show --format jsonl &&
	jq -es "length == 9 and .[1].needs == [\"fields:concept.hypothesis\"]
	    and .[0].by == []" "$out" &&
	run 0 proven workflow show --format markdown &&
	said "## verify: feasibility"
'

test_expect_success 'show --preset: the file of a preset, anywhere' '
	run 0 proven workflow show --preset trl &&
	jq -e ".stages[\"trl-1\"]" "$out" &&
	run 0 proven -C .. workflow show --preset lean &&
	cmp "$out" tracker/workflow.json &&
	run 2 proven workflow show --preset nothere &&
	complained "centre" "lean" "trl" &&
	run 2 proven workflow show --preset lean --json
'

test_expect_success 'set: one commit of that file, revision one higher' '
	jq ".stages.pilot = {kind: \"active\"} |
	    .transitions.pilot = {from: [\"verification\"], to: \"pilot\"}" \
	    tracker/workflow.json >w &&
	tick &&
	run 0 proven workflow set w &&
	test_must_be_empty "$out" &&
	complained "the workflow has revision 2 now" &&
	jq -e ".revision == 2 and .stages.pilot.kind == \"active\"" \
	    tracker/workflow.json &&
	git diff --name-only HEAD^ >files &&
	echo tracker/workflow.json >want && test_cmp want files &&
	git log -1 --format=%B >message &&
	printf "tracker: workflow set\n\nProven-By: researcher\n\n" >want &&
	test_cmp want message && rm files want message &&
	test "$(git status --porcelain)" = "" &&
	proven fmt --check tracker/workflow.json
'

test_expect_success 'set: the same again is no change' '
	head=$(git rev-parse HEAD) &&
	run 0 proven workflow set w &&
	complained "nothing changed" &&
	run 0 proven workflow set tracker/workflow.json &&
	test "$(git rev-parse HEAD)" = $head
'

test_expect_success 'set from standard input' '
	tick &&
	jq "del(.stages.pilot, .transitions.pilot)" tracker/workflow.json |
	    run 0 proven workflow set - --json &&
	jq -e ".changes[0].change == \"workflow\"" "$out" &&
	jq -e ".revision == 3 and (.stages | has(\"pilot\") | not)" \
	    tracker/workflow.json
'

test_expect_success 'set: what is wrong is named by file, line and column' '
	head=$(git rev-parse HEAD) &&
	printf "{\n  \"format\": 1,\n" >bad &&
	run 7 proven workflow set bad && complained "bad:3:1" &&
	jq ".transitions.study.needs = {feilds: [\"title\"]}" \
	    tracker/workflow.json >bad &&
	line=$(grep -n feilds bad | cut -d: -f1) &&
	run 7 proven workflow set bad &&
	complained "bad:$line:" "feilds" "fields" &&
	jq ".transitions.study.needs = {approvals: []}" \
	    tracker/workflow.json >bad &&
	run 7 proven workflow set bad && complained "approvals" &&
	jq ".transitions.study.to = \"feasability\"" \
	    tracker/workflow.json >bad &&
	run 7 proven workflow set bad && complained "feasibility" &&
	echo "[]" | run 7 proven workflow set - && complained "<stdin>:1:1" &&
	run 8 proven workflow set nothere && rm bad &&
	test "$(git rev-parse HEAD)" = $head
'

test_expect_success 'set: projects in stages that it lacks' '
	proven workflow show --preset lean | jq "
	    del(.stages.feasibility, .transitions.study, .transitions.verify) |
	    .transitions.go = {from: [\"idea\"], to: \"verification\"} |
	    .transitions |= map_values(.from -= [\"feasibility\"])" >w &&
	run 3 proven workflow set w &&
	complained "'\''p2'\'' is in stage '\''feasibility'\''" \
	    "proven workflow set w --allow-orphans" &&
	test "$(git rev-parse HEAD)" = $head &&
	tick && run 0 proven workflow set w --allow-orphans &&
	jq -e ".revision == 4" tracker/workflow.json &&
	run 3 proven move p2 stop --reason x &&
	complained "feasibility" &&
	proven undo -q
'

test_expect_success 'set: for admins only' '
	proven workflow show --preset trl >w &&
	GIT_AUTHOR_EMAIL=other@example.org \
	    run 3 proven workflow set w --allow-orphans &&
	complained "'\''other@example.org'\'' is not an admin" \
	    "researcher" &&
	rm w
'

test_expect_success 'an invalid workflow can be mended' '
	cp tracker/workflow.json good &&
	sed "s/\"revision\": 3,/\"revision\": 4,/;s/\"initial\"/\"intial\"/" \
	    good >tracker/workflow.json && git commit -q -a -m broken &&
	run 7 proven workflow show && complained "tracker/workflow.json:" &&
	run 7 proven workflow graph && complained "intial" &&
	run 7 proven new x &&
	tick && run 0 proven workflow set good &&
	jq -e ".revision == 5" tracker/workflow.json &&
	printf "{\"format\": 1, \"revision\": 6, " >tracker/workflow.json &&
	git commit -q -a -m "not JSON" &&
	tick && run 0 proven workflow set good && rm good &&
	jq -e ".revision == 7" tracker/workflow.json &&
	run 0 proven new x
'

test_expect_success 'graph as text' '
	run 0 proven workflow graph &&
	said "idea (active, initial) Idea" "    study -> feasibility" \
	    "    resume -> @previous" "closed (final) Closed" &&
	proven workflow graph --as text >text && test_cmp text "$out" &&
	rm text
'

test_expect_success 'graph as mermaid and dot: labels are quoted' '
	jq ".stages.idea.label.en = \"a \\\"b\\\" <script> ]; c\"" \
	    tracker/workflow.json >w && tick && proven workflow set -q w &&
	rm w &&
	run 0 proven workflow graph --as mermaid &&
	head -n 1 "$out" >first && echo "flowchart LR" >want &&
	test_cmp want first && rm first want &&
	said "s0[\"a #34;b#34; #60;script#62; #93;#59; c\"]" \
	    "s0 -->|\"Study\"| s1" &&
	run 0 proven workflow graph --as dot &&
	said "digraph workflow {" "label=\"a \\\"b\\\" <script> ]; c\"" \
	    "s0 -> s1 [label=\"Study\"];" "previous stage"
'

test_expect_success 'graph for programs: a row an edge' '
	run 0 proven workflow graph --format csv &&
	said "from,transition,to" "idea,study,feasibility" \
	    "on-hold,resume,@previous" &&
	run 0 proven workflow graph --json &&
	jq -e ".kind == \"edges\" and (.edges | length) > 9" "$out" &&
	run 0 proven workflow graph --format markdown &&
	said "\`\`\`mermaid" "flowchart LR"
'

test_expect_success 'in Chinese' '
	run 0 proven --lang zh workflow graph --as mermaid &&
	said "可行性研究"
'

test_expect_success 'usage' '
	run 2 proven workflow && complained "is missing" \
	    "proven workflow show | set | graph" &&
	run 2 proven workflow shwo && complained "did you mean '\''show'\''?" &&
	run 2 proven workflow set && complained "proven workflow set FILE" &&
	run 2 proven workflow set a b &&
	run 2 proven workflow show x &&
	run 2 proven workflow show --as dot && complained "--as" &&
	run 2 proven workflow graph --preset lean &&
	run 2 proven workflow graph --allow-orphans &&
	run 2 proven workflow graph --as svg &&
	run 2 proven workflow graph --as dot --json &&
	run 5 proven -C .. workflow show
'

test_done
