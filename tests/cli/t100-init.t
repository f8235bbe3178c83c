#!/bin/sh
test_description='init: the founding commit'
. "$(dirname "$0")/lib.sh"

test_expect_success 'in an empty directory' '
	mkdir portfolio &&
	(cd portfolio && run 0 proven init) &&
	test_must_be_empty "$out" &&
	complained "a git repository with the tracker '\''portfolio'\''" \
	    "proven new '\''TITLE'\''" &&
	git -C portfolio ls-tree -r --name-only HEAD >files &&
	cat >want <<-\EOT &&
	.gitattributes
	tracker/people.json
	tracker/tracker.json
	tracker/vocabulary.json
	tracker/workflow.json
	EOT
	test_cmp want files &&
	test "$(git -C portfolio log --format=%s)" = "tracker: init" &&
	test -z "$(git -C portfolio status --porcelain)" &&
	git -C portfolio fsck --strict &&
	test "$(git -C portfolio symbolic-ref HEAD)" = refs/heads/main
'

test_expect_success 'what the four files say' '
	jq -e ".name == \"portfolio\" and .revision == 1 and .format == 1" \
	    portfolio/tracker/tracker.json &&
	jq -e ".people.researcher | .emails == [\"researcher@example.org\"]
	    and .roles == [\"admin\"] and .name == \"Fictional Researcher\"" \
	    portfolio/tracker/people.json &&
	jq -e ".initial == \"idea\" and .revision == 1" \
	    portfolio/tracker/workflow.json &&
	jq -e ".revision == 1" portfolio/tracker/vocabulary.json
'

test_expect_success 'attributes hold for our files only' '
	mkdir -p portfolio/projects/d/x &&
	echo "projects/p1.json: eol: lf" >want &&
	echo "projects/d/x/p1.json: eol: lf" >>want &&
	echo "tracker/people.json: eol: lf" >>want &&
	echo "approvals/p1/1-a-b-1.json: eol: lf" >>want &&
	echo "evidence/p1/data.json: eol: unspecified" >>want &&
	echo "other/projects/p1.json: eol: unspecified" >>want &&
	git -C portfolio check-attr eol $(sed "s/:.*//" want) >attributes &&
	test_cmp want attributes &&
	git -C portfolio check-attr merge projects/p1.json >attributes &&
	grep -q "merge: proven" attributes &&
	git -C portfolio check-attr text evidence/p1/data.csv >attributes &&
	grep -q "text: unset" attributes
'

test_expect_success 'git is told to ask for merges and differences' '
	test "$(git -C portfolio config merge.proven.driver)" = \
	    "proven merge-driver %O %A %B %P" &&
	test "$(git -C portfolio config diff.proven.textconv)" = \
	    "proven diff-text"
'

test_expect_success 'a second init is refused' '
	(cd portfolio && run 3 proven init) &&
	complained "there is a tracker here already: '\''portfolio'\''" &&
	test "$(git -C portfolio rev-list --count HEAD)" = 1
'

test_expect_success 'DIR, --name, --preset' '
	run 0 proven init --preset centre --name "Fictional Centre 中心" \
	    --require tracker=authored,approvals=authored a/b &&
	complained "cd a/b && proven new" &&
	jq -e ".name == \"Fictional Centre 中心\"" a/b/tracker/tracker.json &&
	jq -e ".stages.draft" a/b/tracker/workflow.json &&
	run 0 proven init --preset=trl levels &&
	jq -e ".stages[\"trl-9\"]" levels/tracker/workflow.json
'

test_expect_success 'an unknown preset: nothing is made' '
	run 2 proven init --preset centr here &&
	complained "no preset '\''centr'\''" "did you mean '\''centre'\''?" &&
	! test -e here
'

test_expect_success 'a name with a control character is refused' '
	run 2 proven init --name "$(printf "a\033b")" here &&
	complained "U+001B" &&
	! test -e here
'

test_expect_success 'a personal number is refused' '
	run 7 proven init --name "Centre 138 0000 0000" here &&
	complained "holds a phone number" &&
	! test -e here
'

test_expect_success 'an existing repository is adopted' '
	git init -q adopted &&
	(cd adopted &&
	printf "*.png binary" >.gitattributes &&
	echo code >code.c &&
	git add . && git commit -q -m "Code" &&
	echo staged >staged && git add staged &&
	echo edited >>code.c && echo new >untracked &&
	git status --porcelain >../before &&
	tick &&
	run 0 proven init &&
	git status --porcelain >../after) &&
	test_cmp before after &&
	complained "the tracker '\''adopted'\'' is made in" &&
	! grep -q "a git repository" "$err" &&
	test "$(git -C adopted rev-list --count HEAD)" = 2 &&
	git -C adopted show HEAD:.gitattributes >attributes &&
	head -n 1 attributes >first &&
	echo "*.png binary" >want &&
	test_cmp want first &&
	test "$(wc -l <attributes)" = 5 &&
	git -C adopted diff --name-only HEAD^ HEAD >files &&
	test "$(wc -l <files)" = 5
'

test_expect_success 'attributes that are there are not doubled' '
	git init -q again &&
	cp portfolio/.gitattributes again &&
	git -C again add . && git -C again commit -q -m Attributes &&
	run 0 proven init again &&
	test_cmp portfolio/.gitattributes again/.gitattributes
'

for folder in tracker projects approvals evidence; do
	test_expect_success "a repository with '$folder' is refused" '
		rm -rf taken && git init -q taken &&
		mkdir taken/$folder && echo x >taken/$folder/x &&
		run 3 proven init taken &&
		complained "/$folder" "is there already" &&
		git -C taken add . && git -C taken commit -q -m Theirs &&
		rm -r taken/$folder &&
		run 3 proven init taken &&
		complained "$folder" &&
		test "$(git -C taken rev-list --count HEAD)" = 1
	'
done

test_expect_success 'inside another work tree: refused, its root named' '
	mkdir -p portfolio/inner &&
	(cd portfolio/inner && run 3 proven init) &&
	complained "$HOME/portfolio" &&
	run 3 proven init portfolio/other &&
	! test -e portfolio/other &&
	! test -e portfolio/inner/.git
'

test_expect_success 'a bare repository' '
	git init -q --bare shared.git &&
	run 0 proven init shared.git &&
	git -C shared.git show main:tracker/tracker.json |
	    jq -e ".name == \"shared\"" &&
	git clone -q shared.git new &&
	test -f new/tracker/people.json
'

test_expect_success 'without an identity: the two lines of git' '
	git config --global --rename-section user nouser &&
	run 8 env EMAIL= proven init nobody &&
	complained "git config --global user.name" \
	    "git config --global user.email" &&
	git config --global --rename-section nouser user &&
	run 0 proven init nobody
'

test_expect_success 'for programs, and quietly' '
	run 0 proven init --json json &&
	jq -e ".schema == 1 and .kind == \"changes\" and
	    .changes[0].change == \"init\" and .changes[0].id == null and
	    (.changes[0].commit | length) == 40" "$out" &&
	run 0 proven -q init quiet &&
	test_must_be_empty "$out" && test_must_be_empty "$err"
'

test_expect_success 'wrong usage' '
	run 2 proven init a b &&
	run 2 proven init --cj github c &&
	complained "unknown option '\''--cj'\''" &&
	run 2 proven init --preset &&
	! test -e c
'

test_done
