#!/bin/sh
test_description='check: what is not committed yet'
. "$(dirname "$0")/lib.sh"

# edit FILE FILTER: by hand.
edit() {
	jq "$2" "$1" >"$HOME/edited" && cp "$HOME/edited" "$1"
}
# Everything below .git, what it holds and when it was written.
listing() {
	(cd .git && find . -type f -exec sha1sum {} + | sort -k 2 &&
	find . -printf '%p %T@ %m %s\n' | sort)
}
# finds RULE FILE [LINE COLUMN]: the last run, with --json, found this and
# no other error.
finds() {
	jq -e --arg rule "$1" --arg file "$2" --argjson line "${3:-null}" \
	    --argjson column "${4:-null}" ".incomplete == false and
	    ([.findings[] | select(.severity == \"error\")] |
	    length == 1 and (.[0] | .rule == \$rule and
	    (.file // \"\") == \$file and
	    .commit == null and (\$line == null or
	    (.line == \$line and .column == \$column))))" "$out" && return
	cat "$out"
	return 1
}
undo() {
	git reset -q --hard && git clean -qfd
}

test_expect_success 'no tracker: 5; a bare repository: 2' '
	git init -q none && cd none && run 5 proven check &&
	git commit -q --allow-empty -m x && run 5 proven check --staged &&
	cd .. && git init -q --bare bare.git && cd bare.git &&
	run 2 proven check && cd ..
'

test_expect_success 'a clean tree is clean, and nothing is written' '
	tracker t --preset lean --require \
	    tracker=authored,approvals=authored && cd t &&
	tick && proven new -q --id film "Film" >/dev/null &&
	tick && proven new -q --id cell "Cell" >/dev/null &&
	tick && proven move -q film study && listing >../before &&
	run 0 proven check && said "✓ errors: 0" &&
	run 0 proven check --staged &&
	run 2 proven check --staged --base main &&
	listing >../after && test_cmp ../before ../after
'

test_expect_success 'a stage edited by hand' '
	edit projects/cell.json ".stage = \"transfer\"" &&
	listing >../before &&
	run 1 proven check && said "not committed" "cell" "[PV203]" &&
	run 1 proven check --json && finds PV203 projects/cell.json &&
	listing >../after && test_cmp ../before ../after &&
	run 0 proven check --staged &&
	git add projects && listing >../before &&
	run 1 proven check --staged --json &&
	finds PV203 projects/cell.json &&
	listing >../after && test_cmp ../before ../after && undo &&
	edit projects/cell.json ".stage = \"transfer\"" && git add . &&
	git show HEAD:projects/cell.json >projects/cell.json &&
	run 0 proven check && run 1 proven check --staged && undo
'

test_expect_success 'only some files' '
	edit projects/cell.json ".stage = \"transfer\"" &&
	run 0 proven check projects/film.json &&
	run 1 proven check projects/cell.json && run 1 proven check . &&
	run 1 proven check projects && run 0 proven check tracker &&
	cd projects && run 1 proven check cell.json &&
	run 0 proven check film.json && run 1 proven check .. &&
	run 1 proven check ../ && cd .. && run 1 proven check "$PWD" &&
	run 1 proven check projects/.. && undo
'

test_expect_success 'a file that is nowhere is no clean one' '
	mkdir sub && for name in nofile projects/nofile projects/no/file \
	    projects/cell.json/x sub/../nofile; do
		run 3 proven check "$name" &&
		complained "there is no file '\''$name'\''" || return 1
	done && run 3 proven check .. &&
	complained "'\''..'\'' is not in the repository" && rmdir sub &&
	rm projects/cell.json && run 0 proven check projects/cell.json &&
	git rm -q --cached projects/cell.json &&
	run 0 proven check --staged projects/cell.json &&
	git reset -q && mkdir evidence && cp projects/film.json evidence &&
	git add evidence && rm -r evidence &&
	run 0 proven check --staged evidence/film.json && undo
'

test_expect_success 'a commit in use that is not there: 7' '
	cp -a . ../lost && cd ../lost && head=$(git rev-parse HEAD) &&
	rm -f ".git/objects/$(echo "$head" | sed "s,^..,&/,")" &&
	run 7 proven check && complained "cannot be read" "git fsck" &&
	run 7 proven check --staged && cd ../t && rm -rf ../lost
'

test_expect_success 'folders of HEAD that cannot be read: 7, if nothing changed' '
	for what in "HEAD^{tree}" HEAD:projects HEAD:tracker; do
		for how in ": >" "rm -f"; do
			rm -rf ../lost && cp -R . ../lost && cd ../lost &&
			file=$(git rev-parse "$what" |
			    sed "s,^..,.git/objects/&/,") &&
			chmod u+w "$file" &&
			eval "$how \"\$file\"" &&
			run 7 proven check && said "[PV505]" "git fsck" &&
			run 7 proven check --staged && cd ../t || return 1
		done
	done && rm -rf ../lost
'

test_expect_success 'another repository in a folder: one finding' '
	git init -q projects/sub && git -C projects/sub commit -q \
	    --allow-empty -m x && echo x >projects/sub/x.json &&
	git add projects/sub 2>/dev/null && run 1 proven check --json &&
	finds PV504 projects/sub && git reset -q && rm -rf projects/sub
'

test_expect_success 'a stage with a line end: one line' '
	edit projects/cell.json ".stage = \"a\n::error::b\"" &&
	run 1 proven check && said "a ::error::b" && undo
'

test_expect_success 'an approval that is too large' '
	mkdir -p approvals/film && yes x | head -c 1100000 \
	    >approvals/film/2-verify-li-1.json &&
	run 1 proven check --json &&
	finds PV112 approvals/film/2-verify-li-1.json && undo
'

test_expect_success 'no JSON: with line and column' '
	line=$(grep -n "title" projects/cell.json | head -1 | cut -d: -f1) &&
	sed "${line}s/\"title\"/title/" projects/cell.json >../cell &&
	cp ../cell projects/cell.json &&
	run 1 proven check --json &&
	finds PV101 projects/cell.json $line 3 && undo &&
	printf "{\"id\": 1" >projects/cell.json && run 1 proven check --json &&
	finds PV101 projects/cell.json && undo
'

test_expect_success 'a key that nobody knows is a warning' '
	edit projects/cell.json ".colour = \"red\"" && run 0 proven check &&
	said "warning: cell" "[PV105]" && line=$(grep -n colour \
	    projects/cell.json | cut -d: -f1) &&
	said "projects/cell.json:$line:" &&
	run 1 proven check --fail-on warning && undo
'

test_expect_success 'a project that is new, and its file not added' '
	sed "s/\"cell\"/\"leaf\"/" projects/cell.json >projects/leaf.json &&
	run 0 proven check --staged &&
	run 1 proven check --json && jq -e ".findings |
	    map(select(.project == \"leaf\")) | length > 0" "$out" &&
	echo "leaf.json" >.gitignore && run 0 proven check && rm .gitignore &&
	git add -N projects && run 0 proven check --staged &&
	run 1 proven check && undo
'

test_expect_success 'a file removed' '
	rm projects/film.json && run 1 proven check --json &&
	finds PV503 projects/film.json && run 0 proven check --staged &&
	git rm -q --cached projects/film.json &&
	run 1 proven check --staged && undo &&
	rm projects/cell.json && run 0 proven check && undo
'

test_expect_success 'a link, a folder in the place of a file' '
	rm projects/cell.json && ln -s film.json projects/cell.json &&
	run 1 proven check --json && jq -e ".findings | any(.rule ==
	    \"PV504\" and .file == \"projects/cell.json\")" "$out" && undo &&
	rm projects/film.json && mkdir projects/film.json &&
	run 1 proven check --json && finds PV503 projects/film.json && undo &&
	rmdir projects/film.json 2>/dev/null; undo &&
	mv projects ../elsewhere && ln -s ../elsewhere projects &&
	run 1 proven check && said "[PV504]" && rm projects &&
	rm -r ../elsewhere && undo
'

test_expect_success 'line endings as the attributes say' '
	sed "s/\$/\r/" projects/cell.json >../crlf &&
	cp ../crlf projects/cell.json && run 0 proven check &&
	! grep -q PV101 "$out" && undo &&
	git cat-file -e HEAD:.gitattributes &&
	echo "projects/** text eol=lf" >>.gitattributes &&
	git add .gitattributes && git commit -q -m "Line ends" &&
	cp ../crlf projects/cell.json && run 0 proven check --json &&
	jq -e ".findings == []" "$out" && undo
'

test_expect_success 'the tracker edited, by an admin and by another' '
	edit tracker/tracker.json ".name = \"Other\"" &&
	run 1 proven check --json && finds PV311 tracker/tracker.json &&
	edit tracker/tracker.json ".revision += 1" && run 0 proven check &&
	echo other >notes.txt && git add notes.txt && run 0 proven check &&
	git add . && run 1 proven check --staged --json && finds PV311 "" &&
	git rm -q --cached notes.txt && run 0 proven check --staged &&
	run 1 env GIT_AUTHOR_EMAIL=stranger@example.org \
	    proven check --json &&
	finds PV307 "" &&
	run 1 env GIT_AUTHOR_EMAIL=stranger@example.org \
	    proven check --staged --json && finds PV307 "" &&
	echo "{" >tracker/workflow.json && run 1 proven check --json &&
	jq -e ".findings | any(.file == \"tracker/workflow.json\" and
	    .line != null)" "$out" && undo
'

test_expect_success 'an entry in the name of somebody else' '
	tick && proven move -q cell study && git reset -q --soft HEAD~ &&
	run 0 proven check --staged && run 0 proven check &&
	run 1 env GIT_AUTHOR_EMAIL=stranger@example.org \
	    proven check --require authored --json &&
	jq -e ".findings | map(select(.severity == \"error\").rule) ==
	    [\"PV302\"]" "$out" &&
	run 0 proven check --require signed && undo
'

test_expect_success 'evidence replaced; and one that is new' '
	printf "measured\n" >../result.txt &&
	tick && proven evidence add -q film --kind dataset ../result.txt &&
	file=$(git ls-files evidence) && run 0 proven check &&
	echo other >"$file" && run 1 proven check --json &&
	jq -e ".findings | any(.rule == \"PV402\" or .rule == \"PV405\")" \
	    "$out" && run 0 proven check --staged && undo &&
	rm "$file" && run 1 proven check && said "[PV401]" && undo &&
	echo more >"$(dirname "$file")/more.txt" && run 0 proven check --json &&
	jq -e ".findings | map(.rule) == [\"PV404\"]" "$out" && undo
'

test_expect_success 'evidence that is large stays in its file' '
	head -c 3000000 /dev/zero >../large &&
	tick && proven evidence add -q film --kind dataset ../large &&
	git reset -q --soft HEAD~ && run 0 proven check --json &&
	jq -e ".findings == []" "$out" && git reset -q &&
	run 0 proven check && git show HEAD:projects/film.json \
	    >../film.json && run 0 proven check --staged &&
	large=$(git ls-files -o evidence | grep large) &&
	printf x | dd of="$large" conv=notrunc status=none &&
	run 1 proven check && said "[PV402]" && undo
'

test_expect_success 'an approval changed' '
	mkdir -p approvals/film && echo "{}" >approvals/film/x.json &&
	run 1 proven check --json && finds PV104 approvals/film/x.json && undo
'

test_expect_success 'a merge under way' '
	git switch -q -c side && tick && proven set -q cell summary=side &&
	git switch -q main && tick && proven set -q cell title=Main &&
	test_might_fail git merge -q --no-commit side &&
	git checkout -q side -- projects/cell.json &&
	git rev-parse -q --verify MERGE_HEAD &&
	listing >../before && run 1 proven check --staged --json &&
	finds PV502 projects/cell.json && listing >../after &&
	test_cmp ../before ../after &&
	git show main:projects/cell.json | jq --indent 2 \
	    ".summary = \"side\"" >projects/cell.json &&
	run 0 proven check && git add . && run 0 proven check --staged &&
	git merge --abort
'

test_expect_success 'what is not merged yet' '
	git switch -q side && tick && proven set -q cell title=Side &&
	git switch -q main && test_must_fail git merge -q side &&
	run 6 proven check --staged && complained "projects/cell.json" \
	    "git add" && run 1 proven check --json &&
	finds PV101 projects/cell.json && git merge --abort
'

test_expect_success 'a founding commit that is not made yet' '
	git init -q ../new && cp -r tracker ../new && cd ../new &&
	run 5 proven check --staged && run 0 proven check &&
	edit tracker/people.json ".revision = 7" && run 1 proven check --json &&
	finds PV311 tracker/people.json && git add . &&
	run 1 proven check --staged && git commit -q --allow-empty -m x -- &&
	cd ../t
'

test_expect_success 'an index of each kind, and files not checked out' '
	edit projects/cell.json ".stage = \"transfer\"" &&
	for how in "--split-index" "--index-version 4" "--untracked-cache"
	do
		git add projects && git update-index $how &&
		run 1 proven check --staged --json &&
		finds PV203 projects/cell.json && run 1 proven check --json &&
		finds PV203 projects/cell.json || return 1
	done &&
	git update-index --no-split-index --index-version 2 &&
	undo && git sparse-checkout set --sparse-index tracker &&
	test ! -e projects && run 0 proven check && run 0 proven check --staged &&
	git sparse-checkout disable && undo
'

test_expect_success 'what was broken before is mended' '
	cp projects/cell.json ../good && git branch before &&
	for text in "{" "<<<<<<<"; do
		echo "$text" >projects/cell.json && tick &&
		git commit -q -a -m Broken || return 1
	done &&
	run 0 proven check && cp ../good projects/cell.json &&
	run 0 proven check --json && jq -e ".findings == []" "$out" &&
	tick && git commit -q -a -m Mended &&
	run 0 proven check --base HEAD~ --json &&
	jq -e ".findings == []" "$out" &&
	run 1 proven check --base before
'

test_expect_success 'a work tree of its own, a subdirectory' '
	git worktree add -q ../linked side && cd ../linked &&
	edit projects/cell.json ".stage = \"transfer\"" &&
	run 1 proven check && cd tracker && run 1 proven check && cd ../../t &&
	run 0 proven check
'

test_expect_success 'the index that git names, as in its hooks' '
	edit projects/cell.json ".stage = \"transfer\"" &&
	mkdir -p .git/hooks && cat >.git/hooks/pre-commit <<-\HOOK &&
	#!/bin/sh
	proven check --staged
	HOOK
	chmod +x .git/hooks/pre-commit &&
	test_must_fail git commit -q -a -m x 2>../err &&
	test_must_fail git commit -q -m x projects/cell.json &&
	git show HEAD:projects/cell.json >projects/cell.json &&
	echo x >own.txt && git add . && tick && git commit -q -m x &&
	rm .git/hooks/pre-commit
'

if test "$(id -u)" = 0; then
	command -v setpriv >/dev/null && test_set_prereq READ_ONLY
	as_other="setpriv --reuid 65534 --clear-groups"
else
	test_set_prereq READ_ONLY
	as_other=
fi
# Whoever may not write to it can check it.
read_only() {
	# shellcheck disable=SC2086
	run "$1" $as_other env HOME=/nonexistent proven check $2
}
test_expect_success READ_ONLY 'a repository that may not be written to' '
	cp -a . ../fixed && cd ../fixed && chmod 755 "$HOME" "$trash_root" &&
	edit projects/cell.json ".stage = \"transfer\"" && git add . &&
	{ test -z "$as_other" || chown -R 65534 .; } &&
	chmod -R a-w . && read_only 1 && said "[PV203]" &&
	read_only 1 --staged && said "[PV203]"
	code=$?
	chmod -R u+w . && cd ../t && test $code = 0
'

test_done
