#!/bin/sh
test_description='doctor: what is wrong, and what mends it'
. "$(dirname "$0")/lib.sh"

begun p1 p2 p3

# found CHECK SEVERITY: the last JSON has such a finding.
found() {
	jq -e --arg c "$1" --arg s "$2" \
	    '.findings[] | select(.check == $c and .severity == $s)' "$out"
}
# mend CHECK: run the command that it names.
mend() {
	sh -c "$(jq -r --arg c "$1" \
	    '[.findings[] | select(.check == $c)][0].mend' "$out")"
}

test_expect_success 'one admin only is a warning; status 0' '
	run 0 proven doctor &&
	said "warning: '\''researcher'\'' is the only admin" &&
	run 0 proven doctor --json &&
	found one_admin warning &&
	jq -e ".kind == \"findings\" and (.findings | length) == 1" "$out"
'

test_expect_success 'in order' '
	jq -e ".findings[0].mend ==
	    \"proven people set HANDLE --role admin\"" "$out" &&
	proven people add -q wang --name "Wang (fictional)" \
	    --email wang@example.org --role admin &&
	run 0 proven doctor &&
	said "clone and tracker are in order" &&
	run 0 proven doctor --json &&
	jq -e ".findings == []" "$out"
'

test_expect_success 'looking changes nothing' '
	git rev-parse HEAD >../before && ls -A .git >>../before &&
	run 0 proven doctor &&
	git rev-parse HEAD >../after && ls -A .git >>../after &&
	test_cmp ../before ../after
'

test_expect_success 'all formats' '
	git config user.email other@example.org &&
	run 0 proven doctor && said "note: " "holds no role" &&
	run 0 proven doctor --format csv &&
	said "severity,check,text,mend" "note,no_role," &&
	run 0 proven doctor --format tsv && said "note	no_role" &&
	run 0 proven doctor --format jsonl &&
	jq -e ".check == \"no_role\" and .mend == null" "$out" &&
	run 0 proven doctor --format markdown && said "no role" &&
	git config --remove-section user
'

test_expect_success 'no identity' '
	git config --global --rename-section user nouser &&
	run 0 env -u EMAIL proven doctor --json &&
	found identity warning &&
	git config --global --rename-section nouser user
'

test_expect_success 'a damaged record, a wrong value, another id, a double' '
	cp projects/p1.json p1 && echo "{" >projects/p1.json &&
	jq ".summary = \"call 13800138000\"" projects/p2.json >x &&
	cp x projects/p2.json && rm x &&
	mkdir -p projects/3/p && cp projects/p3.json projects/3/p &&
	cp p1 projects/p4.json && rm p1 &&
	git add . && git commit -q -m "by hand" &&
	run 1 proven doctor --json &&
	found damaged error && found record error && found name error &&
	found double error && found depth note && found canonical note &&
	jq -e ".findings[] | select(.check == \"record\") |
	    .rule == \"PV111\" and .project == \"p2\" and
	    .file == \"projects/p2.json\" and .path == \"summary\" and
	    .line > 1 and .column > 1 and
	    .mend == \"proven edit p2\"" "$out" &&
	complained "errors: 4" &&
	mend double && git commit -q -m "One of them" &&
	run 1 proven doctor &&
	said "error: projects/p1.json:2:1" "git log -p -- projects/p1.json" \
	    "✗ error: p2, projects/p2.json:" "[PV111]" "· note: " \
	    "✗ error: p4, projects/p4.json: the id is '\''p1'\''" &&
	git revert --no-edit HEAD HEAD^ >/dev/null &&
	run 0 proven doctor
'

test_expect_success 'duplicate codes' '
	tick && proven set -q p1 code=C1 &&
	sed "s/\"id\": \"p2\",/&\\n\\n  \"code\": \"C1\",/" projects/p2.json >x &&
	cp x projects/p2.json && rm x && git commit -q -a -m code &&
	run 0 proven doctor --json && found code warning &&
	jq -e ".findings[] | select(.check == \"code\") |
	    .mend | startswith(\"proven set p2 code=\")" "$out" &&
	tick && proven set -q p2 --unset code
'

test_expect_success 'not canonical: the mend works' '
	printf "\n" >>projects/p3.json && git commit -q -a -m blank &&
	run 0 proven doctor --json && found canonical note &&
	mend canonical && run 0 proven doctor --json &&
	jq -e ".findings == []" "$out"
'

test_expect_success 'attributes: the mend works' '
	git rm -q .gitattributes && git commit -q -m none &&
	run 0 proven doctor --json && found attributes warning &&
	mend attributes && run 0 proven doctor --json &&
	jq -e ".findings == []" "$out"
'

test_expect_success 'an invalid workflow, invalid people' '
	cp tracker/workflow.json w && echo "{}" >tracker/workflow.json &&
	git commit -q -a -m broken &&
	run 1 proven doctor && said "error: tracker/workflow.json:1:1" \
	    "proven workflow set FILE" &&
	tick && proven workflow set -q w && rm w &&
	echo "{}" >tracker/people.json && git commit -q -a -m broken &&
	run 1 proven doctor --json && found tracker error &&
	git revert --no-edit HEAD >/dev/null
'

test_expect_success 'a stale lock, detached HEAD, a merge under way' '
	: >.git/index.lock && sleep 6 && run 1 proven doctor --json &&
	found lock error && mend lock &&
	! test -e .git/index.lock &&
	git checkout -q --detach && run 0 proven doctor --json &&
	found detached warning && mend detached &&
	git rev-parse HEAD >.git/MERGE_HEAD &&
	run 0 proven doctor --json && found operation warning &&
	rm .git/MERGE_HEAD && run 0 proven doctor
'

test_expect_success 'a stage that is none, a history that does not hold' '
	sed "s/\"stage\": \"idea\"/\"stage\": \"ide\"/" projects/p1.json >x &&
	cp x projects/p1.json && rm x && git commit -q -a -m "by hand" &&
	run 1 proven doctor --json &&
	jq -r ".findings[] | select(.check == \"record\") | .mend" "$out" \
	    >mends &&
	grep -qxF "proven workflow set FILE" mends &&
	grep -qxF "git log -p -- projects/p1.json" mends &&
	! grep "proven edit" mends && rm mends &&
	git revert --no-edit HEAD >/dev/null && run 0 proven doctor
'

# cut_off: as if the change of HEAD had ended before its files were written.
cut_off() {
	printf "pending 1\nbranch refs/heads/main\ncommit %s\n" \
	    "$(git rev-parse HEAD)" >.git/proven/pending &&
	printf "%s %s projects/p1.json\nend\n" \
	    "$(git rev-parse HEAD^:projects/p1.json)" \
	    "$(git rev-parse HEAD:projects/p1.json)" >>.git/proven/pending &&
	git show HEAD^:projects/p1.json >projects/p1.json &&
	git add projects/p1.json
}

test_expect_success 'a change that was cut off' '
	tick && proven set -q p1 field=x && cut_off &&
	run 1 proven doctor --json &&
	found pending error &&
	jq -e ".findings[0].text | endswith(\": projects/p1.json\")" "$out" &&
	mend pending 2>"$err" &&
	complained "files brought into step: 1" &&
	test -z "$(git status --porcelain)" &&
	jq -e ".field == \"x\"" projects/p1.json &&
	run 0 proven doctor --json && jq -e ".findings == []" "$out"
'

test_expect_success 'a change that was cut off, and the file edited since' '
	tick && proven set -q p1 field=y && cut_off &&
	printf "\n" >>projects/p1.json && cp projects/p1.json ../edited &&
	run 0 proven doctor --fix --json &&
	found left warning &&
	jq -e ".findings[0].mend == \"git diff HEAD -- projects/p1.json\"" \
	    "$out" &&
	test_cmp ../edited projects/p1.json &&
	git checkout -q HEAD projects/p1.json
'

test_expect_success 'replaced objects, grafts, a shallow clone' '
	git replace HEAD^ HEAD^^ && run 0 proven doctor --json &&
	found replaced warning && mend replaced &&
	git rev-parse HEAD >.git/info/grafts && run 0 proven doctor --json &&
	found grafted warning && mend grafted &&
	git clone -q --depth 1 "file://$PWD" ../shallow &&
	(cd ../shallow && run 0 proven doctor --json &&
	found shallow warning && mend shallow && mend drivers &&
	run 0 proven doctor --json && jq -e ".findings == []" "$out")
'

test_expect_success 'a text that edit kept' '
	EDITOR="echo x >" run 7 proven edit p1 &&
	run 0 proven doctor --json && found edit note &&
	jq -e ".findings[0].mend == \"proven edit p1\"" "$out" &&
	proven edit -q p1 --discard && run 0 proven doctor
'

test_expect_success 'many files in one folder' '
	git clone -q . ../many && cd ../many &&
	tick && proven new -q --id q Many >/dev/null &&
	for i in $(seq 1001); do
		sed "s/\"id\": \"q\"/\"id\": \"q$i\"/" projects/q.json \
		    >projects/q$i.json || return 1
	done &&
	git add . && git commit -q -m many &&
	run 1 proven doctor --json && found flat warning &&
	run 1 proven doctor &&
	said "and 991 more of this kind" "proven reshard 2" &&
	cd ../t
'

test_expect_success 'no tracker, no repository, usage' '
	git init -q ../empty && run 5 proven -C ../empty doctor &&
	run 5 proven -C .. doctor &&
	run 2 proven doctor p1 &&
	run 0 proven doctor --fix
'

test_done
