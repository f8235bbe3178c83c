#!/bin/sh
test_description='eight writers at once, beside git commit and git gc'
. "$(dirname "$0")/lib.sh"

rounds=12
test -z "$PROVEN_SOAK" || rounds=100
writers=8
unset GIT_AUTHOR_DATE GIT_COMMITTER_DATE

# One writer: notes and edits on a project of its own and on a shared one,
# and moves that the others contest.  Its results: "status what tag" lines.
cat >"$HOME/writer.sh" <<'EOS'
w=$1 rounds=$2
cd t || exit 1
one() { # WHAT TAG COMMAND...
	what=$1 tag=$2
	shift 2
	"$@" >/dev/null 2>"../err.$w"
	status=$?
	if test $status != 0 && ! test -s "../err.$w"; then
		status="$status-silent"
	fi
	echo "$status $what $tag" >>"../results.$w"
	test $status = 0 || sed "s/^/$tag: /" "../err.$w" >>"../why.$w"
}
i=0
while test $i -lt "$rounds"; do
	i=$((i + 1)) tag=w$w-$i
	case $(((w + i) % 4)) in
	0) one note "$tag" proven -q note "own$w" "$tag" ;;
	1) one note "$tag" proven -q note shared "$tag" ;;
	2) one move "$tag" proven -q move contested hold --reason "$tag" ;;
	3) one move "$tag" proven -q move contested resume --reason "$tag" ;;
	esac
done
EOS

# git gives up where the index is locked: it goes on until it had its turn.
cat >"$HOME/git.sh" <<'EOS'
cd t || exit 1
n=0
while ! test -e ../done || ! test -s ../committed ||
    ! test -e ../collected; do
	n=$((n + 1))
	echo "$n" >>other.txt
	git add other.txt 2>/dev/null &&
	git commit -q -m "other $n" 2>/dev/null &&
	echo "$n" >>../committed
	test $((n % 10)) = 3 && git gc -q 2>/dev/null && : >../collected
	sleep 0.05
done
EOS

test_expect_success 'a tracker with projects of their own and shared ones' '
	tracker t &&
	(cd t &&
	for id in shared contested own1 own2 own3 own4 own5 own6 own7 own8; do
		proven -q new "Project $id" --id $id >/dev/null || exit 1
	done &&
	proven -q move contested study)
'

test_expect_success "$writers writers, $rounds changes each" '
	sh git.sh & git=$! &&
	pids= &&
	for w in 1 2 3 4 5 6 7 8; do
		sh writer.sh $w $rounds & pids="$pids $!"
	done &&
	wait $pids &&
	>done && wait $git &&
	cat results.? >results &&
	cut -d" " -f1,2 results | sort | uniq -c &&
	test "$(wc -l <results)" = $((8 * rounds)) &&
	test "$(grep -c "^0 note" results)" -ge $((4 * rounds * 9 / 10)) &&
	test "$(grep -c "^0 move" results)" -ge $rounds &&
	test -s committed && test -e collected
'

test_expect_success 'what succeeded is in the history exactly once' '
	grep "^0 note" results | cut -d" " -f3 | sort >wanted &&
	(cd t && for id in shared own1 own2 own3 own4 own5 own6 own7 own8; do
		proven show $id --json |
		    jq -r ".project.notes // {} | .[].text"
	done) | sort >got &&
	test_cmp wanted got &&
	grep "^0 move" results | cut -d" " -f3 | sort >wanted &&
	(cd t && proven show contested --json) |
	    jq -r ".project.history[].reason // empty" | grep ^w |
	    sort >got &&
	test_cmp wanted got &&
	git -C t log --format=%B | grep -o "^w[0-9]*-[0-9]*$" | sort |
	    uniq -d >twice &&
	test_must_be_empty twice
'

test_expect_success 'each of the others said why, with status 3 or 6' '
	grep -v "^0 " results >refused || : &&
	! grep -v "^[36] " refused &&
	test -s refused
'

test_expect_success 'what git committed meanwhile is there, too' '
	test "$(wc -l <committed)" = "$(git -C t log --oneline -- other.txt |
	    wc -l)"
'

test_expect_success 'work tree and index are in step, the repository whole' '
	git -C t add other.txt && git -C t commit -q --allow-empty -m last &&
	git -C t status --porcelain >status && test_must_be_empty status &&
	git -C t fsck --strict --no-dangling >fsck 2>&1 &&
	test_must_be_empty fsck
'

# While a commit is being signed, somebody moves the project on: the change
# must be judged anew, and is illegal now.
test_expect_success 'a lost race is judged on the new state and refused' '
	tracker r && (cd r && proven -q new One --id one >/dev/null) &&
	cat >rival <<-EOS &&
	#!/bin/sh
	# Stands for ssh-keygen -Y sign: the first call of a run is when the
	# branch moves under the change.
	if test -e "$HOME/rival.next"; then
		git -C "$HOME/r" update-ref refs/heads/main \
		    "\$(cat "$HOME/rival.next")"
		rm "$HOME/rival.next"
	fi
	exec ssh-keygen "\$@"
	EOS
	chmod +x rival && ssh-keygen -q -t ed25519 -N "" -f key &&
	git config --global commit.gpgsign true &&
	git config --global gpg.format ssh &&
	git config --global user.signingkey "$HOME/key" &&
	git config --global gpg.ssh.program "$HOME/rival" &&
	lost=0 && tries=0 &&
	for i in 1 2 3 4 5 6 7 8 9 10; do
		before=$(git -C r rev-parse HEAD) &&
		case $i in
		5) git -C r commit -q --allow-empty -m beside ;;
		*) (cd r && proven -q move one stop --reason rival) >/dev/null ;;
		esac &&
		git -C r rev-parse HEAD >rival.next &&
		git -C r reset -q --hard $before &&
		tries=$((tries + 1)) &&
		{ proven -q -C r move one study >/dev/null 2>why
		status=$?; } &&
		! test -e rival.next &&
		if test $i = 5; then
			test $status = 0
		else
			test $status = 3 && grep -q "stopped" why &&
			lost=$((lost + 1))
		fi &&
		git -C r reset -q --hard $before || return 1
	done &&
	test $lost = 9 && test $tries = 10
'

test_done
