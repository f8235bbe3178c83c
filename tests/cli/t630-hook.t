#!/bin/sh
test_description='hooks: what is committed or pushed is judged first'
. "$(dirname "$0")/lib.sh"

top=$PWD
# served NAME: NAME/s.git with the hook, and NAME/w, which pushes to it.
served() {
	mkdir "$1" && git init -q --bare "$1/s.git" &&
	proven -C "$1/s.git" hook install -q &&
	tracker "$1/w" >/dev/null && (
		cd "$1/w" && git remote add origin ../s.git && tick &&
		proven new -q --id p1 One --set concept.hypothesis=h \
		    >/dev/null && git push -q -u origin main
	)
}
# push ARGS...: from the clone; what was said is on stderr.
push() { git push origin "$@"; }
# first TEXT: the first line that the server said has it.
first() {
	grep "^remote: " "$err" | head -1 | grep -qF -e "$1" && return
	cat "$err"
	return 1
}
# by_hand PROGRAM: jq on p1, committed.
by_hand() {
	jq "$1" projects/p1.json >new && mv new projects/p1.json && tick &&
	git commit -q -a -m "by hand"
}
tip() { git -C ../s.git rev-parse "$1"; }

test_expect_success 'legal pushes land' '
	cd "$top" && served ok && cd ok/w && tick && proven move -q p1 study &&
	run 0 push main && tick && proven set -q p1 summary=x &&
	tick && proven set -q p1 summary=y && run 0 push main &&
	git tag v1 && run 0 push v1 && git tag -a -m x v2 &&
	run 0 push v2 && test "$(tip main)" = "$(git rev-parse main)"
'

test_expect_success 'an illegal one is refused, its reason first, and leaves nothing' '
	cd "$top" && served bad && cd bad/w && before=$(tip main) &&
	by_hand ".stage = \"closed\"" && run 1 push main &&
	first "refs/heads/main refused: PV203 p1, $(git rev-parse \
	    --short=12 HEAD): " &&
	test "$(tip main)" = "$before" &&
	run 1 git -C ../s.git cat-file -e "$(git rev-parse HEAD)" &&
	git revert --no-edit HEAD >/dev/null && run 1 push main &&
	git reset -q --hard "$before" && tick &&
	proven set -q p1 summary=x && run 0 push main
'

test_expect_success 'many references: all, or nothing' '
	cd "$top" && served many && cd many/w && before=$(tip main) && tick &&
	proven set -q p1 summary=x && git switch -q -c side && tick &&
	by_hand ".title = 7" && git switch -q main &&
	run 1 push main side && first "refs/heads/side refused" &&
	test "$(tip main)" = "$before" &&
	git switch -q -C side main && tick &&
	git switch -q side && proven set -q p1 call=c &&
	git switch -q main && run 0 push main side
'

test_expect_success 'a new branch is judged by what main does not have' '
	cd "$top" && cd many/w && git switch -q -c topic && tick &&
	proven set -q p1 call=d && run 0 push topic &&
	git switch -q -c worse && by_hand ".history = []" &&
	run 1 push worse && first "refs/heads/worse refused" &&
	git switch -q main
'

test_expect_success 'another history' '
	cd "$top" && cd many/w && git init -q ../other && tick &&
	(cd ../other && proven init -q >/dev/null && tick &&
	proven new -q --id q1 Q >/dev/null && run 0 git push ../s.git \
	    main:refs/heads/foreign && tick && jq ".stage = \"closed\"" \
	    projects/q1.json >new && mv new projects/q1.json &&
	git commit -q -a -m bad && run 1 git push ../s.git \
	    main:refs/heads/foreign2 && first "PV203 q1")
'

test_expect_success 'branches and references without a tracker' '
	cd "$top" && cd many/w && git switch -q --orphan pages && echo x >index.html &&
	git add index.html && git commit -q -m pages && run 0 push pages &&
	git commit -q --amend -m other && run 0 push -f pages &&
	run 0 push --delete pages && git switch -q main &&
	git update-ref refs/notes/x HEAD && run 0 push refs/notes/x &&
	git replace HEAD HEAD^ && run 1 push "refs/replace/*" &&
	first "refs/replace/" && git replace -d HEAD
'

test_expect_success 'what descends from a tracker does not lose it' '
	cd "$top" && served lost && cd lost/w && git switch -q -c lost &&
	tick && git rm -q -r tracker && git commit -q -m "No tracker" &&
	run 1 push HEAD:refs/heads/lost && first "PV307" &&
	tick && git commit -q --allow-empty -m "and on" &&
	run 1 push HEAD:refs/heads/lost && first "PV307" &&
	run 1 push HEAD:main && first "PV307" &&
	git switch -q --orphan pages && echo x >index.html &&
	git add index.html && tick && git commit -q -m pages &&
	run 0 push pages && tick && git commit -q --allow-empty -m more &&
	run 0 push pages && tick && git merge -q -s ours \
	    --allow-unrelated-histories -m "ours" main &&
	run 1 push pages && first "PV307" && git reset -q --hard HEAD^ &&
	tick && git commit -q --amend --allow-empty -m other &&
	run 0 push -f pages && git switch -q main
'

test_expect_success 'the same of a history of its own, and of a first push' '
	cd "$top" && git init -q apart && cd apart && tick &&
	proven init -q >/dev/null && tick && git rm -q -r tracker &&
	git commit -q -m "No tracker" &&
	run 1 git push ../lost/s.git HEAD:refs/heads/apart && first "PV307" &&
	git init -q --bare ../empty.git &&
	proven -C ../empty.git hook install -q &&
	run 1 git push ../empty.git main && first "PV307"
'

test_expect_success 'a repository without a tracker takes what it is given' '
	cd "$top" && git init -q --bare none.git &&
	proven -C none.git hook install -q && cd lost/w &&
	run 0 git push ../../none.git pages:refs/heads/main &&
	run 0 git push ../../none.git pages:refs/heads/other &&
	run 0 git push ../../none.git lost:refs/heads/other2
'

test_expect_success 'no branch is rewritten, none deleted before it is merged' '
	cd "$top" && served rewrite && cd rewrite/w && tick &&
	proven set -q p1 summary=x && run 0 push main &&
	git reset -q --hard HEAD^ && tick && proven set -q p1 summary=y &&
	run 1 push -f main && first "history is not rewritten" &&
	complained "git pull --rebase" &&
	git reset -q --hard origin/main &&
	git switch -q -c topic && tick && proven set -q p1 call=c &&
	run 0 push topic && run 1 push --delete topic &&
	first "is not deleted" && git switch -q main &&
	git merge -q --ff-only topic && run 0 push main &&
	run 0 push --delete topic && git -C ../s.git config \
	    receive.denyDeleteCurrent ignore &&
	run 1 push --delete main && first "is not deleted"
'

test_expect_success 'branches that may be rewritten are judged all the same' '
	cd "$top" && cd rewrite/w && sed -i "s/hook pre-receive/& --topic \"t\/*\"/" \
	    ../s.git/hooks/pre-receive && git switch -q -c t/one && tick &&
	proven set -q p1 call=d && run 0 push t/one && git reset -q --hard \
	    HEAD^ && tick && proven set -q p1 call=e && run 0 push -f t/one &&
	git reset -q --hard HEAD^ && by_hand ".stage = \"closed\"" &&
	run 1 push -f t/one && first "PV203" &&
	run 0 push --delete t/one && git switch -q main
'

test_expect_success 'a colon in the path of the repository' '
	cd "$top" && mkdir "we:ird" && served "we:ird/x" && cd "we:ird/x/w" && tick &&
	proven set -q p1 summary=x && run 0 push main &&
	by_hand ".stage = \"closed\"" && run 1 push main && first "PV203"
'

test_expect_success 'what cannot be judged is refused' '
	cd "$top" && cd ok/s.git && run 7 proven hook pre-receive <<-\EOF &&
	nonsense
	EOF
	complained "this is no line of a push" &&
	printf "%040d %040d refs/heads/x\n" 0 1 >in &&
	run 7 proven hook pre-receive <in && complained "refs/heads/x" &&
	run 0 proven hook pre-receive </dev/null &&
	run 8 proven hook pre-receive <&- &&
	cd ../.. && git clone -q --bare --depth 1 "file://$PWD/ok/s.git" \
	    shallow.git && cd shallow.git &&
	proven hook install -q && cd .. && cd ok/w && tick &&
	proven set -q p1 summary=z && run 1 git push ../../shallow.git main &&
	first "refused"
'

test_expect_success 'a limit of time' '
	cd "$top" && mkfifo slow && cd ok/s.git &&
	run 8 sh -c "sleep 5 | proven hook pre-receive --budget 1" &&
	complained "not judged within 1 seconds" &&
	run 2 proven hook pre-receive --budget 100000
'

test_expect_success 'nothing is written in a quarantine' '
	cd "$top" && cd ok/s.git && run 8 env GIT_QUARANTINE_PATH="$PWD/q" \
	    proven set p1 summary=x && complained "being judged"
'

test_expect_success 'pre-commit judges what is staged' '
	cd "$top" && tracker c >/dev/null && cd c && tick &&
	proven new -q --id p1 One >/dev/null && run 0 proven hook install &&
	complained "the hook is in" && test -x .git/hooks/pre-commit &&
	jq ".title = 7" projects/p1.json >new && mv new projects/p1.json &&
	run 1 git commit -a -m bad && complained "commit refused: PV104 p1" &&
	git checkout -q projects && jq ".summary = \"s\"" projects/p1.json >new &&
	mv new projects/p1.json && git add projects &&
	jq ".title = 7" projects/p1.json >new && mv new projects/p1.json &&
	run 0 git commit -m "staged is good" && git checkout -q projects &&
	tick && proven move -q p1 study
'

test_expect_success 'a line end in a value does not end the line' '
	jq ".stage = \"a\nproven: accepted\"" projects/p1.json >new &&
	mv new projects/p1.json && run 1 git commit -a -m bad &&
	test "$(grep -c "^ *PV" "$err")" = "$(($(wc -l <"$err") - 1))" &&
	git checkout -q projects
'

test_expect_success 'a repository without a tracker is left alone' '
	cd "$top" && git init -q plain && cd plain && run 0 proven hook install &&
	echo x >x && git add x && run 0 git commit -m x
'

test_expect_success 'install: what is there stays, twice is once' '
	cd "$top" && git init -q chain && cd chain && mkdir -p .git/hooks &&
	printf "#!/bin/sh\necho old \"\$@\"; test ! -e stop\n" \
	    >.git/hooks/pre-commit && chmod +x .git/hooks/pre-commit &&
	run 0 proven hook install && complained "is run first" &&
	grep -q "echo old" .git/hooks/pre-commit.local &&
	cp .git/hooks/pre-commit before && run 0 proven hook install &&
	complained "there already" && test_cmp before .git/hooks/pre-commit &&
	run 0 git commit --allow-empty -m x && complained "old" &&
	: >stop && run 1 git commit --allow-empty -m x &&
	cp .git/hooks/pre-commit.local .git/hooks/pre-commit &&
	run 3 proven hook install && complained "are both there" &&
	rm .git/hooks/pre-commit.local && chmod -x .git/hooks/pre-commit &&
	run 0 proven hook install && run 0 git commit --allow-empty -m x
'

test_expect_success 'install: pre-receive after another, with the same lines' '
	cd "$top" && git init -q --bare two.git && cd two.git && rm -f hooks/* &&
	printf "#!/bin/sh\ncat >said\n" >hooks/pre-receive &&
	chmod +x hooks/pre-receive && run 0 proven hook install &&
	cd ../ok/w && run 0 git push ../../two.git main && cd ../.. &&
	grep -qx "0* $(git -C ok/w rev-parse main) refs/heads/main" \
	    two.git/said &&
	run 0 proven -C two.git hook install pre-commit &&
	test -x two.git/hooks/pre-commit
'

test_expect_success 'install: core.hooksPath, a folder of hooks' '
	cd "$top" && git init -q path && cd path && git config core.hooksPath .husky &&
	run 0 proven hook install && test -x .husky/pre-commit &&
	mkdir sub && cd sub && run 0 proven hook install &&
	complained "there already" && cd .. &&
	git config core.hooksPath "$PWD/abs" && run 0 proven hook install &&
	test -x abs/pre-commit && cd .. && git init -q --bare d.git &&
	mkdir -p d.git/hooks/pre-receive.d && run 0 proven -C d.git hook \
	    install && test -x d.git/hooks/pre-receive.d/proven &&
	test ! -e d.git/hooks/pre-receive && cd ok/w && {
		git rev-parse HEAD^ |
		sed "s/.*/$(printf "%040d" 0) & refs\/heads\/main/" |
		(cd ../s.git && ../../d.git/hooks/pre-receive.d/proven)
	}
'

test_expect_success 'words that are wrong' '
	cd "$top" && cd c && run 2 proven hook && complained "is missing" &&
	run 2 proven hook instal && complained "did you mean '\''install'\''" &&
	run 2 proven hook install post-commit &&
	complained "no hook '\''post-commit'\''" &&
	run 2 proven hook pre-commit x && run 5 proven -C .. hook install
'

test_done
