#!/bin/sh
# Three people push to a repository with the hook, which git's own shell
# serves behind an sshd, and to one of gitolite behind the same.
test_description='hosts: what is pushed lands, or is refused and leaves nothing'
. "$(dirname "$0")/lib.sh"
. "$PROVEN_TOP/tests/cli/centre.sh"
. "$PROVEN_TOP/tests/cli/three.sh"
. "$PROVEN_TOP/tests/cli/hosts.sh"

if ! command -v sshd >/dev/null; then
	rm "$served"
	test "${CI:-}" = true ||
	skip_all="the package openssh-server is missing"
	test_done
fi

# What is in the repository: references, and every file of the store.
state() {
	git -C "$repo" for-each-ref &&
	(cd "$repo/objects" && find . | sort)
}

# lands WHO [ARGS...]: the push.
lands() {
	who=$1
	shift
	test $# != 0 || set -- main
	run 0 on "$who" git push origin "$@"
}

# refused WHO TEXT [ARGS...]: the push is, with TEXT in the first line that
# the server says, and nothing of it is there afterwards.
refused() {
	who=$1 text=$2
	shift 2
	test $# != 0 || set -- main
	tip=$(git -C "$site/$who" rev-parse HEAD)
	state >before && run 1 on "$who" git push origin "$@" &&
	state >after && test_cmp before after &&
	grep '^remote: ' "$err" | head -n 1 >first || return
	grep -qF -e "$text" first && return
	cat "$err"
	return 1
}

# nothing_of WHO: what WHO has got is not there; WHO takes it back.
nothing_of() {
	tip=$(git -C "$site/$1" rev-parse HEAD) &&
	test_must_fail git -C "$repo" cat-file -e "$tip" 2>/dev/null &&
	on "$1" git switch -q main &&
	on "$1" git reset -q --hard origin/main
}

all_pull() {
	for who in li wang chen; do
		on $who git pull -q --ff-only || return
	done
}

test_expect_success 'setup: three people, an sshd' '
	for who in li wang chen; do
		make_person $who "$who (fictional)" || return 1
	done && server_has_program && let_in li wang chen
'

# With a colon, blanks and letters of another alphabet, as people have them.
plain="$HOME/srv/we:ird 概念 验证.git"

test_expect_success 'setup: a bare repository with the hook' '
	mkdir srv && git init -q --bare "$plain" &&
	run 0 proven -C "$plain" hook install &&
	test -x "$plain/hooks/pre-receive"
'

if ! configure_sshd || ! start_sshd; then
	test_expect_success 'sshd starts' false
	rm "$served"
	test_done
fi

test_expect_success 'there is nothing but git behind it' '
	test_must_fail ssh -F ssh_config li.plain id
'

test_expect_success GITOLITE 'setup: gitolite with the hook' '
	setup_gitolite li wang chen &&
	test -x served/repositories/portfolio.git/hooks/pre-receive
'

for site in plain gitolite; do

case $site in
plain)
	repo=$plain
	url() { printf '%s\n' "$1.plain:$repo"; }
	;;
gitolite)
	test_have_prereq GITOLITE || continue
	repo=$HOME/served/repositories/portfolio.git
	url() { printf '%s\n' "$1.gitolite:portfolio"; }
	;;
esac

# ---- What is legal ----

test_expect_success "$site: a tracker, and three clones" '
	three "{\"fields\": [\"concept.hypothesis\"],
	    \"evidence\": [\"experiment_data\"],
	    \"approvals\": [{\"role\": \"expert\"}]}" &&
	on li git remote add origin "$(url li)" &&
	run 0 on li git push -u origin main &&
	for who in wang chen; do
		as $who git clone -q "$(url $who)" $site/$who || return 1
	done
'

test_expect_success "$site: legal pushes of each land" '
	on chen proven new -q Film --id film \
	    --set concept.hypothesis="It resolves 50 nm" >/dev/null &&
	on chen proven move -q film study && lands chen &&
	echo "50 nm" >$site/data.txt &&
	on chen proven evidence add -q film ../data.txt \
	    --kind experiment_data >/dev/null && lands chen && all_pull &&
	on wang proven approve -q film verify --role expert && lands wang &&
	on li proven people set -q wang --org Lab && on li git pull -q \
	    --no-rebase --no-edit && lands li && all_pull &&
	on chen proven move -q film verify && lands chen && all_pull &&
	test "$(git -C "$repo" rev-parse main)" = \
	    "$(git -C $site/li rev-parse HEAD)" &&
	(cd "$repo" && run 0 proven audit --no-cache)
'

test_expect_success "$site: branches, tags and other references" '
	on wang git switch -q -c topic &&
	on wang proven new -q Cell --id cell >/dev/null &&
	lands wang topic && on wang git tag v1 &&
	on wang git tag -a -m "Version 2" v2 && lands wang v1 v2 &&
	on wang git notes add -m "A note" && lands wang refs/notes/commits &&
	on wang git switch -q main &&
	on wang git merge -q --ff-only topic && lands wang &&
	lands wang --delete topic && lands wang --delete v1 && all_pull
'

test_expect_success "$site: forty commits at once" '
	for n in 1 2 3 4 5 6 7 8 9 10; do
		on li git commit -q --allow-empty -m "$n" &&
		on li proven note -q film "Note $n" &&
		on li proven set -q cell summary="$n" &&
		on li git commit -q --allow-empty -m "and $n" || return 1
	done && lands li && all_pull &&
	by_hand li projects/film.json ".stage = \"idea\"" &&
	on li git revert --no-edit HEAD &&
	for n in 1 2 3 4; do
		on li proven set -q film summary="and $n" || return 1
	done &&
	refused li "PV203 film" && nothing_of li
'

# ---- What is not ----

test_expect_success "$site: a stage by hand" '
	by_hand chen projects/film.json ".stage = \"closed\"" &&
	refused chen "refs/heads/main refused: PV203 film, $(git -C \
	    $site/chen rev-parse HEAD | cut -c 1-12): " &&
	on chen git revert --no-edit HEAD && refused chen "PV203 film" &&
	nothing_of chen
'

test_expect_success "$site: a step whose gate is not met" '
	on chen proven new -q Lens --id lens >/dev/null &&
	on chen proven move -q lens study && lands chen && all_pull &&
	takes chen projects/lens.json verify verification chen &&
	refused chen "PV202 lens" && nothing_of chen
'

test_expect_success "$site: a step by somebody who may not" '
	takes wang projects/lens.json stop stopped wang "reason=\"x\"" &&
	refused wang "PV301 lens" && nothing_of wang &&
	takes wang projects/cell.json study feasibility li &&
	refused wang "PV302 cell" && nothing_of wang
'

test_expect_success "$site: a step that there is not" '
	takes li projects/cell.json leap closed li &&
	refused li "PV201 cell" && nothing_of li
'

test_expect_success "$site: the tracker, by somebody who may not" '
	by_hand wang tracker/people.json ".revision += 1 |
	    .people.wang.roles += [\"admin\"]" &&
	refused wang "PV307" && nothing_of wang
'

test_expect_success "$site: the tracker, with something else" '
	by_hand li tracker/people.json ".revision += 1 |
	    .people.wang.roles += [\"manager\"]" &&
	on li proven set -q film tags=x && lands li HEAD &&
	all_pull &&
	jq ".revision += 1 | .people.wang.roles -= [\"manager\"]" \
	    $site/li/tracker/people.json >new &&
	cp new $site/li/tracker/people.json &&
	by_hand li projects/film.json ".summary = \"y\"" &&
	refused li "PV311" && nothing_of li &&
	by_hand li tracker/people.json ".people.wang.roles = []" &&
	refused li "PV311" && nothing_of li
'

test_expect_success "$site: an approval changed, or written for another" '
	file=$(cd $site/wang && git ls-files approvals | head -n 1) &&
	by_hand wang "$file" ".note = \"other\"" &&
	refused wang "PV306 film" && nothing_of wang &&
	on wang git rm -q "$file" && on wang git commit -q -m "Never said" &&
	refused wang "PV306 film" && nothing_of wang &&
	on wang proven approve -q lens verify --role expert &&
	on wang git commit -q --amend --no-edit \
	    --author "Chen <chen@example.org>" &&
	refused wang "PV302 lens" && nothing_of wang
'

test_expect_success "$site: evidence replaced, or taken away" '
	file=$(cd $site/chen && git ls-files evidence | head -n 1) &&
	echo "40 nm" >$site/chen/"$file" &&
	on chen git commit -q -a -m "Better" &&
	refused chen "PV405 film" && nothing_of chen &&
	on chen git rm -q "$file" && on chen git commit -q -m "None" &&
	refused chen "PV405 film" && nothing_of chen
'

test_expect_success "$site: a project deleted" '
	on chen git rm -q projects/film.json &&
	on chen git commit -q -m "Never was" &&
	refused chen "PV503 film" && nothing_of chen
'

test_expect_success "$site: history rewritten" '
	on li git commit -q --amend -m "Another" &&
	refused li "history is not rewritten" --force main &&
	nothing_of li && on li git reset -q --hard HEAD~1 &&
	refused li "history is not rewritten" --force main &&
	on li git reset -q --hard origin/main
'

test_expect_success "$site: the branch deleted" '
	git -C "$repo" config receive.denyDeleteCurrent ignore &&
	refused li "is not deleted" --delete main
'

test_expect_success "$site: a new branch" '
	on chen git switch -q -c topic &&
	by_hand chen projects/film.json ".stage = \"closed\"" &&
	refused chen "refs/heads/topic refused: PV203 film" topic &&
	refused chen "PV203 film" topic:refs/heads/other/name &&
	nothing_of chen && on chen git branch -q -D topic
'

test_expect_success "$site: several references, one of them bad" '
	on chen proven set -q film tags=good && on chen git tag good &&
	on chen git switch -q -c topic &&
	by_hand chen projects/film.json ".stage = \"closed\"" &&
	refused chen "refs/heads/topic refused: PV203 film" \
	    main topic good &&
	refused chen "refs/heads/topic refused: PV203 film" \
	    topic good main && nothing_of chen &&
	on chen git branch -q -D topic && on chen git tag -d good
'

test_expect_success "$site: a reference that hides a commit" '
	on chen git replace HEAD HEAD~1 &&
	refused chen "refs/replace/" "refs/replace/*" &&
	on chen git replace -d HEAD
'

test_expect_success "$site: merges by text" '
	on li proven set -q film call=2026 && lands li &&
	on chen proven set -q lens call=2026 &&
	on chen git pull -q --no-rebase --no-edit && lands chen &&
	all_pull && on li proven set -q film summary=li && lands li &&
	on chen git fetch -q && on chen proven set -q lens tags=z &&
	on chen git merge -q -s ours -m "Ours" origin/main &&
	refused chen "PV502 film" && nothing_of chen && all_pull
'

# ---- When it cannot judge ----

test_expect_success "$site: without the program" '
	rm sshd/bin/proven && on chen proven set -q film summary=x &&
	refused chen "" && complained "hook declined" &&
	server_has_program && lands chen && all_pull
'

test_expect_success "$site: a program that dies" '
	for signal in KILL SEGV TERM; do
		rm sshd/bin/proven &&
		printf "#!/bin/sh\nkill -$signal \$\$\n" >sshd/bin/proven &&
		chmod +x sshd/bin/proven &&
		on chen proven set -q film summary=$signal && state >before &&
		run 1 on chen git push origin main &&
		complained "hook declined" && state >after &&
		test_cmp before after || return 1
	done && server_has_program && lands chen && all_pull
'

test_expect_success "$site: a program that is not given the time" '
	hook=$(readlink -f "$repo/hooks/pre-receive") && cp "$hook" keep &&
	cat >"$hook" <<-\HOOK && chmod +x "$hook" &&
	#!/bin/sh
	sleep 3 | timeout -s KILL 1 proven hook pre-receive
	HOOK
	on chen proven set -q film summary=late && state >before &&
	run 1 on chen git push origin main && complained "hook declined" &&
	state >after && test_cmp before after &&
	cat >"$hook" <<-\HOOK &&
	#!/bin/sh
	sleep 3 | proven hook pre-receive --budget 1
	HOOK
	refused chen "refused: not judged within 1 second" &&
	cat keep >"$hook" && lands chen && all_pull
'

test_expect_success "$site: in the end all of it is proven" '
	git -C "$repo" fsck --strict --no-dangling &&
	(cd "$repo" && run 0 proven audit --no-cache) &&
	(cd $site/wang && run 0 proven audit --no-cache)
'

done

end_server
test_done
