#!/bin/sh
test_description='no command touches what it does not own'
. "$(dirname "$0")/lib.sh"

# Beside the tracker: a staged change, an edit, an untracked file, a
# branch, a stash, hooks that would tell that they ran.
test_expect_success 'a tracker in a repository with a life of its own' '
	git init -q t && cd t &&
	echo one >staged && echo two >edited && echo three >ours.c &&
	git add . && git commit -q -m ours &&
	tick && proven init -q &&
	proven -q new One --id one >/dev/null &&
	proven -q new Two --id two >/dev/null &&
	proven -q new Three --id three >/dev/null &&
	git branch other &&
	echo stash >>ours.c && git stash -q &&
	echo 1 >>staged && git add staged && echo 2 >>edited &&
	echo new >untracked && echo "{}" >projects/README &&
	for hook in pre-commit post-commit commit-msg prepare-commit-msg \
	    post-index-change reference-transaction post-checkout; do
		printf "#!/bin/sh\necho %s >>../hooks-ran\n" $hook \
		    >.git/hooks/$hook && chmod +x .git/hooks/$hook
	done &&
	printf "{\"id\":\"imp\",\"title\":\"Imported\"}\n" >../rows.jsonl &&
	jq ".stages.idea.label.en = \"Thought\"" tracker/workflow.json \
	    >../workflow.json &&
	cd ..
'

# All that is not the tracker's: index entries, files, branches, config.
others() {
	(cd t &&
	git -c core.hooksPath=/dev/null ls-files -s |
	    grep -v "	\(projects\|tracker\|approvals\|evidence\)/" &&
	find . -path ./.git -prune -o -path ./projects -prune -o \
	    -path ./tracker -prune -o -path ./evidence -prune -o \
	    -type f -print |
	    LC_ALL=C sort | xargs sha256sum &&
	sha256sum projects/README .git/config .git/hooks/* &&
	git for-each-ref --format="%(refname) %(objectname)" |
	    grep -v refs/heads/main &&
	cat .git/HEAD)
}

# Everything, but for the disposable folder.
everything() {
	others
	(cd t && sha256sum .git/index && git rev-parse HEAD &&
	git reflog | wc -l && find projects tracker -type f |
	    LC_ALL=C sort | xargs stat -c "%n %Y %Z %i %s" &&
	find .git -path .git/proven -prune -o -type f -print |
	    LC_ALL=C sort | xargs sha256sum)
}

writes() { # COMMAND...: one commit, nothing else
	test_expect_success "writes one commit and no more: $*" "
		others >before && count=\$(git -C t rev-list --count HEAD) &&
		tick && (cd t && $*) >out 2>err || { cat err; false; } &&
		others >after && test_cmp before after &&
		test \$(git -C t rev-list --count HEAD) = \$((count + 1)) &&
		git -C t -c core.hooksPath=/dev/null status --porcelain \
		    -- tracker projects evidence >status &&
		grep -v README status >unclean || : &&
		test_must_be_empty unclean
	"
}

reads() { # STATUS COMMAND...: nothing at all changes
	status=$1
	shift
	test_expect_success "reads, and leaves everything as it was: $*" "
		everything >before &&
		tick && (cd t && $*) >out 2>err </dev/null
		test \$? = $status || { cat err; false; } &&
		everything >after && test_cmp before after
	"
}

writes proven new Four --id four --set tags=a
writes proven set one summary=x two summary=x
writes proven set one 'tags+=b' --unset summary
writes "VISUAL=\"sed -i s/Two/Zwei/\" proven edit two"
writes proven note one 'A remark'
writes proven move one study
writes proven move one hold --reason wait --review-by 2027-01-01
writes proven move one resume
writes proven evidence add one ../rows.jsonl --kind data
writes proven evidence add one ours.c --kind code --in-place
writes proven evidence add two https://example.org/ --kind video
writes 'proven evidence remove one $(sha256sum <ours.c | cut -c 1-6)'
writes 'proven evidence remove one $(sha256sum <../rows.jsonl | cut -c 1-6)'
writes proven evidence add one ../rows.jsonl --kind data
writes proven drop four --reason 'Not ours'
writes proven import ../rows.jsonl
writes proven workflow set ../workflow.json
writes proven reshard 2
writes proven reshard 0

test_expect_success 'undo goes one commit back and touches no more' '
	others >before && count=$(git -C t rev-list --count HEAD) &&
	(cd t && proven undo) && others >after && test_cmp before after &&
	test $(git -C t rev-list --count HEAD) = $((count - 1))
'

reads 0 proven list
reads 0 proven list --all --json stage:idea
reads 0 proven show one
reads 0 proven show one --at HEAD~3
reads 0 proven evidence list one
reads 0 proven evidence verify
reads 0 proven evidence verify two --at HEAD~2
reads 3 proven evidence add one projects --kind data
reads 3 proven evidence add one ../rows.jsonl --kind data
reads 3 proven evidence add one untracked --kind data --in-place
reads 4 proven evidence remove one nokey
reads 0 proven log
reads 0 proven log one --commits
reads 0 proven gate one
reads 0 proven gate two study --json
reads 0 proven export --format csv
reads 0 proven export --history
reads 0 proven workflow show
reads 0 proven workflow graph --as mermaid
reads 0 proven schema project
reads 0 proven import ../rows.jsonl --skip-invalid --dry-run
reads 0 proven fmt --check
reads 0 proven fmt
reads 0 proven help
reads 0 proven version
reads 0 proven completion bash
reads 3 proven move two verify
reads 3 proven move two nonsense
reads 2 proven set two nonsense=1
reads 4 proven show nobody
reads 3 proven drop one --reason late

test_expect_success 'no hook ran' '
	test ! -e hooks-ran || { cat hooks-ran; false; }
'

test_expect_success 'an edit that is not committed is never overwritten' '
	cd t && proven -q reshard 0 &&
	printf "\n" >>projects/two.json &&
	cp projects/two.json ../edited.json && before=$(git rev-parse HEAD) &&
	for change in "set two summary=y" "move two study" "note two y" \
	    "drop two --reason y"; do
		eval "run 6 proven $change" &&
		complained "projects/two.json" || return 1
	done &&
	run 6 proven reshard 2 && complained "projects/two.json" &&
	test_cmp ../edited.json projects/two.json &&
	test $before = "$(git rev-parse HEAD)" &&
	git checkout -q projects/two.json &&
	jq ".summary = \"staged\"" projects/two.json >../staged.json &&
	cp projects/two.json ../clean.json &&
	cp ../staged.json projects/two.json &&
	git -c core.hooksPath=/dev/null add projects/two.json &&
	cp ../clean.json projects/two.json &&
	run 6 proven set two summary=y && complained "projects/two.json" &&
	git -c core.hooksPath=/dev/null reset -q projects/two.json &&
	rm projects/two.json && run 6 proven set two summary=y &&
	complained "projects/two.json" &&
	git -c core.hooksPath=/dev/null checkout -q projects/two.json &&
	echo "{}" >projects/five.json &&
	run 6 proven new Five --id five && complained "projects/five.json" &&
	rm projects/five.json && cd ..
'

test_done
