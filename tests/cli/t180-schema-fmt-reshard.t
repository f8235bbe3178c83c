#!/bin/sh
test_description='schema, fmt and reshard'
. "$(dirname "$0")/lib.sh"

begun
for id in p1 p2 xy; do
	tick && proven new -q --id $id --set tags=a "Title of $id" \
	    >/dev/null || exit 1
done

# ---- schema ----

for name in project workflow people vocabulary tracker; do
	test_expect_success "schema $name" '
		run 0 proven schema $name &&
		jq -e ".[\"\$schema\"] ==
		    \"https://json-schema.org/draft/2020-12/schema\" and
		    .type == \"object\"" "$out"
	'
done

test_expect_success 'schema: no name, a wrong name; no repository is needed' '
	run 2 proven schema &&
	complained "project, workflow, people, vocabulary, tracker" &&
	run 2 proven schema projekt &&
	complained "project" &&
	run 2 proven schema project people &&
	run 0 proven -C .. schema project
'

test_expect_success 'the usage names every schema, in the same order' '
	run 2 proven schema &&
	names=$(sed -n "s/^  it is one of: //p" "$err" | sed "s/, /|/g") &&
	run 0 proven schema --help &&
	said "usage: proven schema $names [OPTIONS]"
'

# ---- fmt ----

test_expect_success 'what the program writes is canonical' '
	run 0 proven fmt --check &&
	test_must_be_empty "$out" &&
	complained "in canonical form: all of 3 files" &&
	run 0 proven fmt --check tracker
'

test_expect_success 'fmt mends the form, and makes no commit' '
	head=$(git rev-parse HEAD) &&
	cp projects/p1.json want &&
	jq -c "to_entries | reverse | from_entries" want >projects/p1.json &&
	run 1 proven fmt --check &&
	echo projects/p1.json >names && test_cmp names "$out" &&
	complained "files not in canonical form: 1" "proven fmt" &&
	! cmp projects/p1.json want &&
	run 0 proven fmt &&
	test_cmp names "$out" &&
	complained "files put into canonical form: 1 of 3" &&
	test_cmp want projects/p1.json &&
	test "$(git rev-parse HEAD)" = $head && rm want names
'

test_expect_success 'fmt: for programs' '
	printf "\n" >>projects/p2.json &&
	run 1 proven fmt --check --json &&
	jq -e ".kind == \"files\" and
	    .files == [{path: \"projects/p2.json\"}]" "$out" &&
	run 0 proven fmt --format csv &&
	said "path" "projects/p2.json" &&
	run 0 proven fmt --format jsonl && test_must_be_empty "$out"
'

test_expect_success 'fmt PATH: a file, a folder; from a folder below' '
	printf "\n" >>projects/p1.json && printf "\n" >>projects/p2.json &&
	run 0 proven fmt projects/p1.json &&
	complained "1 of 1" &&
	(cd projects && run 0 proven fmt p2.json) &&
	test -z "$(git status --porcelain)" &&
	printf "\n" >>projects/p1.json &&
	run 0 proven fmt projects && complained "1 of 3" &&
	run 8 proven fmt nothere && complained "nothere" &&
	mkdir -p other && echo "{}" >other/x.json &&
	run 4 proven fmt other/x.json && rm -r other
'

test_expect_success 'fmt: tracker files where they are named' '
	jq -c . tracker/people.json >x && cp x tracker/people.json && rm x &&
	run 0 proven fmt && test_must_be_empty "$out" &&
	run 1 proven fmt --check tracker/people.json &&
	run 0 proven fmt tracker/people.json &&
	echo tracker/people.json >want && test_cmp want "$out" && rm want &&
	test -z "$(git status --porcelain)"
'

test_expect_success 'fmt: what cannot be read is named and left' '
	echo "{\"a\": 1.5}" >projects/p1.json &&
	printf "\n" >>projects/p2.json &&
	run 7 proven fmt &&
	complained "projects/p1.json:1:7" "files that cannot be read: 1" &&
	test "$(cat projects/p1.json)" = "{\"a\": 1.5}" &&
	git checkout -q projects/p1.json &&
	test -z "$(git status --porcelain)"
'

test_expect_success 'fmt -: standard input to standard output' '
	jq -c . projects/p1.json | run 0 proven -C .. fmt - &&
	test_cmp projects/p1.json "$out" &&
	echo "{\"b\":[],\"a\":{}}" | run 0 proven fmt - &&
	printf "{\n  \"b\": [],\n\n  \"a\": {}\n}\n" >want &&
	test_cmp want "$out" && rm want &&
	echo "{\"a\":1,\"a\":2}" | run 7 proven fmt - &&
	complained "<stdin>:1:8" &&
	echo "{}" | run 0 proven fmt --check - &&
	echo " {}" | run 1 proven fmt --check - &&
	test_must_be_empty "$out"
'

test_expect_success 'fmt: no repository, a bare one' '
	run 5 proven -C .. fmt &&
	git clone -q --bare . ../bare.git &&
	run 2 proven -C ../bare.git fmt &&
	complained "bare"
'

# ---- reshard ----

test_expect_success 'reshard 2: one commit of renames' '
	tick &&
	run 0 proven reshard 2 &&
	test_must_be_empty "$out" &&
	complained "files moved to depth 2: 3" &&
	git ls-tree -r --name-only HEAD projects >files &&
	printf "projects/%s.json\n" 1/p/p1 2/p/p2 y/x/xy >want &&
	test_cmp want files &&
	git diff -M100% --name-status HEAD^ >changes &&
	! grep -v "^R100" changes &&
	git log -1 --format=%B >message &&
	printf "tracker: reshard 2\n\nProven-By: researcher\n\n" >want &&
	test_cmp want message && rm want files changes message &&
	test -z "$(git status --porcelain)" &&
	! test -e projects/p1.json
'

test_expect_success 'records are found at either depth; new ones follow' '
	tick && run 0 proven set p1 field=x &&
	tick && proven new -q --id ab Title >/dev/null &&
	test -f projects/b/a/ab.json &&
	run 0 proven fmt --check && complained "all of 4 files"
'

test_expect_success 'reshard: nothing to do' '
	head=$(git rev-parse HEAD) &&
	run 0 proven reshard 2 --json &&
	complained "every file lies at depth 2 already" &&
	jq -e ".changes == []" "$out" &&
	test "$(git rev-parse HEAD)" = $head
'

test_expect_success 'reshard 0: and back' '
	tick &&
	run 0 proven reshard 0 --json &&
	jq -e ".changes[0].change == \"reshard\"" "$out" &&
	git ls-tree -r --name-only HEAD projects >files &&
	printf "projects/%s.json\n" ab p1 p2 xy >want &&
	test_cmp want files && rm want files &&
	test -z "$(git status --porcelain)" &&
	test -z "$(find projects -mindepth 1 -type d)"
'

test_expect_success 'reshard: not over uncommitted edits; usage' '
	head=$(git rev-parse HEAD) &&
	printf "\n" >>projects/p1.json &&
	run 6 proven reshard 2 &&
	complained "projects/p1.json" &&
	test "$(git rev-parse HEAD)" = $head &&
	git checkout -q projects/p1.json &&
	run 2 proven reshard && run 2 proven reshard 1 &&
	complained "0 or 2, not '\''1'\''" &&
	run 2 proven reshard 0 2
'

test_done
