#!/bin/sh
test_description='git merges projects by member: merge, rebase, cherry-pick'
. "$(dirname "$0")/lib.sh"

# two NAME: clones NAME/a and NAME/b of a tracker with one project, p1.
two() {
	rm -rf "$1" && mkdir "$1" && tracker "$1/a" >/dev/null && (
		cd "$1/a" && tick &&
		proven new -q --id p1 "Film of 50 nm" \
		    --set concept.hypothesis="It resolves 50 nm" \
		    --set tags=film,nano >/dev/null &&
		tick && proven new -q --id p2 "Another" >/dev/null
	) && git clone -q "$1/a" "$1/b" 2>/dev/null &&
	(cd "$1/b" && proven doctor -q --fix >/dev/null)
}
# in_a COMMAND..., in_b COMMAND...: there, a while later.
in_a() { tick && (cd "$case/a" && "$@"); }
in_b() { tick && (cd "$case/b" && "$@"); }
# merge: what b has comes to a.
fetch() { git -C "$case/a" fetch -q ../b main; }
merge() { tick && fetch && git -C "$case/a" merge -q -m merge FETCH_HEAD; }
merge_fails() { fetch && (cd "$case/a" && run 1 git merge FETCH_HEAD); }
# a's record as it is on disk.
field() { jq -c "$1" "$case/a/projects/p1.json"; }
canonical() { (cd "$case/a" && proven fmt --check -q projects); }
json() { jq -e . "$case/a/projects/p1.json" >/dev/null 2>&1; }
# The audit has nothing against any of it.
audited() { run 0 proven -C "$case/a" audit; }
# by_hand a|b PROGRAM: jq on the record, committed.
by_hand() {
	(cd "$case/$1" && jq "$2" projects/p1.json >new &&
	mv new projects/p1.json && tick && git commit -q -a -m "by hand")
}

test_expect_success 'init and doctor set the drivers of a clone' '
	case=set && two set &&
	test "$(git -C set/a config merge.proven.driver)" = \
	    "proven merge-driver %O %A %B %P" &&
	test "$(git -C set/a config diff.proven.textconv)" = \
	    "proven diff-text" &&
	test -n "$(git -C set/a config merge.proven.name)" &&
	git -C set/b config --remove-section merge.proven &&
	git -C set/b config --remove-section diff.proven &&
	run 0 proven -C set/b doctor --json &&
	jq -e "[.findings[] | select(.check == \"drivers\")] |
	    length == 2 and all(.severity == \"note\") and
	    .[0].mend == \"proven doctor --fix\"" "$out" &&
	run 0 proven -C set/b doctor --fix &&
	complained "merge.proven.driver is set now" &&
	! grep "is not set" "$out" &&
	run 0 proven -C set/b doctor && ! grep "driver" "$out"
'

test_expect_success 'what somebody set otherwise stays, and is named' '
	git -C set/b config merge.proven.driver "mine %A" &&
	run 0 proven -C set/b doctor --fix &&
	said "merge.proven.driver is '\''mine %A'\''" \
	    "git config merge.proven.driver" &&
	test "$(git -C set/b config merge.proven.driver)" = "mine %A" &&
	git init -q set/c && git -C set/c config diff.proven.textconv cat &&
	run 0 proven init -q set/c && complained "stays so" &&
	test "$(git -C set/c config diff.proven.textconv)" = cat &&
	git init -q --bare set/d.git && run 0 proven init -q set/d.git &&
	run 1 git -C set/d.git config merge.proven.driver
'

test_expect_success 'neighbouring members' '
	case=near && two near &&
	in_a proven set -q p1 concept.hypothesis="It resolves 40 nm" &&
	in_b proven set -q p1 concept.application="Inspection" \
	    summary="概念验证" &&
	merge && canonical &&
	test "$(field .concept)" = "{\"hypothesis\":\"It resolves 40 nm\",\
\"application\":\"Inspection\"}" &&
	test "$(field .summary)" = "\"概念验证\"" &&
	grep -q 概念验证 near/a/projects/p1.json && audited
'

test_expect_success 'sets by item, maps by key, unknown members kept' '
	case=sets && two sets &&
	in_a proven set -q p1 tags+=thin tags-=nano &&
	in_b proven set -q p1 tags+=new &&
	in_a proven note -q p1 "from a" && in_b proven note -q p1 "from b" &&
	by_hand a ".unheard = {a: [1, null], both: {x: 1}}" &&
	by_hand b ".unheard = {b: false, both: {y: \"§\"}} |
	    .lead.nick = \"L\" | .custom = {k: {}}" &&
	merge && canonical &&
	test "$(field ".tags | sort")" = "[\"film\",\"new\",\"thin\"]" &&
	test "$(field ".notes | length")" = 2 &&
	test "$(jq -cS .unheard sets/a/projects/p1.json)" = \
	    "{\"a\":[1,null],\"b\":false,\"both\":{\"x\":1,\"y\":\"§\"}}" &&
	test "$(field .lead.nick)" = "\"L\"" && test "$(field .custom)" = \
	    "{\"k\":{}}" && audited
'

test_expect_success 'the same member: a conflict, marked' '
	case=same && two same &&
	in_a proven set -q p1 concept.hypothesis="Yes" summary="a" &&
	in_b proven set -q p1 concept.hypothesis="No" call="b" &&
	merge_fails &&
	complained "both sides changed the same members" \
	    "concept.hypothesis: ours has Yes; theirs has No" &&
	! json &&
	test "$(grep -c "^<<<<<<< ours" same/a/projects/p1.json)" = 1 &&
	grep -q "\"call\": \"b\"" same/a/projects/p1.json &&
	grep -q "\"summary\": \"a\"" same/a/projects/p1.json &&
	sed -i -e "/^<<<<<<</d" -e "/^=======/,/^>>>>>>>/d" \
	    same/a/projects/p1.json && json && canonical &&
	git -C same/a commit -q -a -m merged &&
	test "$(field .concept.hypothesis)" = "\"Yes\"" && audited
'

test_expect_success 'one side moved, the other edited' '
	case=moved && two moved &&
	in_a proven move -q p1 study && in_b proven set -q p1 summary=x &&
	merge && canonical &&
	test "$(field .stage)" = "\"feasibility\"" &&
	test "$(field ".history | length")" = 2 &&
	test "$(field .summary)" = "\"x\"" &&
	in_b proven set -q p1 call=y &&
	in_a proven move -q p1 hold --reason wait --review-by 2030-01-01 &&
	merge && test "$(field .call)" = "\"y\"" &&
	test "$(field .hold.from)" = "\"feasibility\"" &&
	run 0 proven -C moved/a doctor && audited
'

test_expect_success 'an edit without which the gate would not have let by' '
	case=gate && two gate &&
	in_a proven move -q p1 study && merge && in_b git pull -q &&
	in_a proven move -q p1 verify &&
	in_b proven set -q p1 --unset concept.hypothesis &&
	merge_fails &&
	complained "does not go together" "concept.hypothesis" && ! json
'

test_expect_success 'both moved: what to do' '
	case=both && two both &&
	in_a proven move -q p1 study &&
	in_b proven move -q p1 stop --reason "no money" &&
	merge_fails &&
	complained "both sides moved the project (ours: study, theirs: stop)" \
	    "proven undo" && ! json &&
	grep -q "^<<<<<<< ours" both/a/projects/p1.json &&
	git -C both/a merge --abort && json
'

test_expect_success 'rebase and cherry-pick' '
	case=rebase && two rebase &&
	in_a proven set -q p1 summary=a && in_a proven move -q p1 study &&
	in_b proven set -q p1 concept.application=b &&
	in_b proven set -q p1 tags+=c &&
	fetch && tick && git -C rebase/a rebase -q FETCH_HEAD && canonical &&
	test "$(field .summary)" = "\"a\"" &&
	test "$(field .concept.application)" = "\"b\"" &&
	test "$(field .stage)" = "\"feasibility\"" &&
	case=pick && two pick &&
	in_a proven set -q p1 summary=a &&
	in_b proven set -q p1 concept.application=b &&
	in_b proven set -q p1 call=c && fetch && tick &&
	git -C pick/a cherry-pick FETCH_HEAD >/dev/null && canonical &&
	test "$(field .summary)" = "\"a\"" &&
	test "$(field .call)" = "\"c\"" &&
	test "$(field .concept.application)" = null && audited
'

test_expect_success 'a file with CRLF, one not canonical, one with a BOM' '
	case=crlf && two crlf &&
	(cd crlf/b && git rm -q --cached .gitattributes && rm .gitattributes &&
	git commit -q -m "no attributes" && jq -S ".call = \"x\"" \
	    projects/p1.json | sed "s/\$/\r/" >new && mv new projects/p1.json &&
	git commit -q -a -m crlf) &&
	in_a proven set -q p1 summary=a && merge &&
	test "$(field .summary)" = "\"a\"" && test "$(field .call)" = "\"x\"" &&
	! grep -q "$(printf "\r")" crlf/a/projects/p1.json &&
	case=bom && two bom && in_a proven set -q p1 summary=a &&
	(cd bom/b && printf "\357\273\277" >new && cat projects/p1.json >>new &&
	mv new projects/p1.json && git commit -q -a -m bom) &&
	merge_fails &&
	complained "line by line" "projects/p1.json:1:1"
'

test_expect_success 'a reshard on one side, an edit on the other' '
	case=reshard && two reshard &&
	in_a proven reshard -q 2 && in_b proven set -q p1 summary=x &&
	in_b proven set -q p2 summary=y && merge &&
	test "$(jq -r .summary reshard/a/projects/1/p/p1.json)" = x &&
	test "$(jq -r .summary reshard/a/projects/2/p/p2.json)" = y &&
	in_a proven set -q p1 concept.application=a &&
	in_b proven set -q p1 concept.alternatives=b && merge &&
	test "$(jq -c .concept reshard/a/projects/1/p/p1.json | tr -d " ")" = \
	    "{\"hypothesis\":\"Itresolves50nm\",\"application\":\"a\",\
\"alternatives\":\"b\"}" && audited
'

test_expect_success 'both added the same project' '
	case=added && two added &&
	in_a proven new -q --id p3 "From a" >/dev/null &&
	in_b proven new -q --id p3 "From b" >/dev/null &&
	merge_fails &&
	complained "projects/p3.json" "both sides moved"
'

test_expect_success 'crosswise: a member that the bases have otherwise' '
	case=cross && two cross &&
	in_a proven set -q p1 summary=a && in_b proven set -q p1 call=b &&
	base_a=$(git -C cross/a rev-parse HEAD) &&
	base_b=$(git -C cross/b rev-parse HEAD) &&
	merge && git -C cross/b fetch -q ../a &&
	in_b git merge -q -m other "$base_a" &&
	in_a proven set -q p1 tags+=x && in_b proven set -q p1 tags+=y &&
	in_b proven set -q p1 summary=c &&
	merge && test "$(field .summary)" = "\"c\"" &&
	test "$(field ".tags | sort")" = \
	    "[\"film\",\"nano\",\"x\",\"y\"]" && test -n "$base_b" && audited
'

test_expect_success 'an ancestor that cannot be read: nothing is taken for gone' '
	case=base && two base && cd base/a &&
	proven set -q p1 --unset concept.hypothesis &&
	cp projects/p1.json ours && cp ../b/projects/p1.json theirs &&
	echo "<<<<<<<" >base && run 1 proven merge-driver base ours theirs \
	    projects/p1.json && cd ../.. &&
	complained "concept: ours has nothing" &&
	: >base/a/none && cp base/b/projects/p1.json base/a/ours &&
	run 0 proven merge-driver base/a/none base/a/ours base/a/theirs \
	    projects/p1.json
'

test_expect_success 'a verdict follows from what was merged' '
	case=verdict && two verdict &&
	in_a proven criterion add -q p1 "<=" 50 nm --key c1 --claim x \
	    --metric m --method y &&
	in_a proven criterion measure -q p1 c1 44 nm && in_b git pull -q &&
	in_a proven set -q p1 criteria.c1.target=46 &&
	in_b proven set -q p1 criteria.c1.measured.value=48 &&
	merge && canonical &&
	test "$(field .criteria.c1.verdict)" = "\"fail\"" &&
	run 0 proven -C verdict/a doctor && audited
'

test_expect_success 'tracker files: the higher revision, whole' '
	case=policy && two policy &&
	in_a proven people add -q wang --name W --email w@example.org &&
	in_b proven people add -q li --name L --email l@example.org &&
	in_b proven people add -q zhao --name Z --email z@example.org &&
	merge_fails &&
	complained "both sides changed '\''tracker/people.json'\''" \
	    "git checkout --theirs tracker/people.json" &&
	grep -q "^=======" policy/a/tracker/people.json &&
	(cd policy/a && git checkout --theirs tracker/people.json \
	    2>/dev/null && git add tracker/people.json &&
	git commit -q -m merged) &&
	test "$(jq .revision policy/a/tracker/people.json)" = 3 && audited
'

test_expect_success 'approvals: the same, or a conflict' '
	case=approvals && two approvals &&
	for i in a b; do
		mkdir -p approvals/$i/approvals/p1 &&
		printf "{\n  \"note\": \"%s\"\n}\n" $i \
		    >approvals/$i/approvals/p1/1-study-li-1.json &&
		git -C approvals/$i add . &&
		git -C approvals/$i commit -q -m approval || return 1
	done &&
	merge_fails &&
	complained "an approval never changes"
'

test_expect_success 'other files as git does it' '
	case=other && two other &&
	printf "{\n\"a\": 1,\n\n\n\n\"b\": 1\n}\n" >other/a/projects/x_y.json &&
	git -C other/a add . && git -C other/a commit -q -m other &&
	in_b git pull -q &&
	sed -i "s/\"a\": 1/\"a\": 2/" other/a/projects/x_y.json &&
	sed -i "s/\"b\": 1/\"b\": 2/" other/b/projects/x_y.json &&
	git -C other/a commit -q -a -m a && git -C other/b commit -q -a -m b &&
	merge && test "$(jq -c . other/a/projects/x_y.json)" = \
	    "{\"a\":2,\"b\":2}" &&
	sed -i "s/\"a\": 2/\"a\": 3/" other/a/projects/x_y.json &&
	sed -i "s/\"a\": 1/\"a\": 4/" other/b/projects/x_y.json &&
	git -C other/a commit -q -a -m a && git -C other/b commit -q -a -m b &&
	merge_fails &&
	complained "both sides changed the same lines" &&
	grep -q "^<<<<<<< ours" other/a/projects/x_y.json
'

test_expect_success 'words and files that are wrong' '
	run 2 proven merge-driver a b c && complained "usage" &&
	run 8 proven merge-driver no no no projects/p1.json &&
	run 0 proven merge-driver --help && said "merge a file of the tracker" &&
	run 0 proven help && ! grep -q merge-driver "$out" &&
	run 2 proven diff-text && run 8 proven diff-text no
'

test_done
