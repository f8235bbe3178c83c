#!/bin/sh
test_description='a move killed at each system call, and at random'
. "$(dirname "$0")/lib.sh"
. "$PROVEN_TOP/tests/cli/faults.sh"

# `make soak` visits every call and kills 500 times; here every STEPth, and
# those that move or remove a file.
step=53
kills=10
if test -n "$PROVEN_SOAK"; then
	step=1
	kills=500
fi

if ! strace -qq -o /dev/null true 2>/dev/null; then
	test -n "$CI" && { echo "Bail out! strace does not work"; exit 1; }
	skip_all='strace does not work here'
	test_done
fi

# The tracker is valid whatever happened, the next command brings it into
# step or names the lock with its mend.
named=
sound() {
	git -C t fsck --strict --no-dangling >fsck 2>&1 &&
	! grep -v "^notice" fsck >/dev/null || { cat fsck; return 1; }
	(cd t && proven show one --json) >shown 2>&1 || { cat shown; return 1; }
	# It waits ten seconds for a lock before it names it: seen once; from
	# then on the mend is made at once.
	test -z "$named" || rm -f t/.git/index.lock t/.git/refs/heads/main.lock
	if ! (cd t && proven -q note two "after $1") >said 2>&1; then
		named=$(sed -n "s/.*: \(rm '.*\.lock'\)$/\1/p" said)
		test -n "$named" || { echo "no mend named:"; cat said; return 1; }
		eval "$named"
		(cd t && proven -q note two "after $1") >said 2>&1 ||
		    { cat said; return 1; }
	fi
	git -C t status --porcelain >status
	test_must_be_empty status || { cat status said; return 1; }
	(cd t && proven doctor) >doctor 2>&1 || { cat doctor; return 1; }
	# Old or new, nothing between; put back for the next kill.
	stage=$(cd t && proven show one --json | jq -r .project.stage)
	case $stage in
	idea) ;;
	feasibility) (cd t && proven -q move one back --reason again) ;;
	*) echo "stage $stage"; return 1 ;;
	esac
}

test_expect_success 'a tracker' '
	tracker t && (cd t && proven -q new One --id one &&
	proven -q new Two --id two) >/dev/null &&
	strace -f -qq -o calls proven -q -C t move one study &&
	(cd t && proven -q move one back --reason again)
'

# strace counts each kind of call by itself: a call of the move is its name
# and how many of that name have been.
awk -v step=$step '
	{ sub(/^[0-9]+ +/, ""); sub(/\(.*/, ""); n++; nth[$0]++ }
	/^[^a-z]/ { next }
	(n - 1) % step == 0 || /^(rename|renameat|link|unlink)$/ {
		print $0, nth[$0]
	}' "$HOME/calls" >"$HOME/visits"

# Some calls come only now and then, so that a few may not be reached.
test_expect_success "killed at $(wc -l <"$HOME/visits") system calls of $(
    wc -l <"$HOME/calls")" '
	killed=0 tried=0 && while read -r call nth; do
		strace -f -qq -o /dev/null \
		    -e inject=$call:signal=KILL:when=$nth \
		    proven -q -C t move one study >/dev/null 2>&1 </dev/null
		test $? != 137 || killed=$((killed + 1))
		tried=$((tried + 1))
		sound "kill at $call $nth" </dev/null ||
		    { echo "at $call $nth"; return 1; }
	done <visits &&
	echo "killed $killed of $tried" &&
	test $tried -ge 17 && test $killed -ge $((tried * 3 / 4))
'

test_expect_success "killed $kills times at random" '
	n=0 killed=0 && while test $killed -lt $kills; do
		n=$((n + 1))
		test $n -le $((kills * 20)) || { echo "$killed"; return 1; }
		proven -q -C t move one study >/dev/null 2>&1 & pid=$!
		sleep "0.0$(awk -v s=$n "BEGIN { srand(s); printf \"%03d\", \
		    rand() * 400 }")"
		kill -9 $pid 2>/dev/null
		wait $pid 2>/dev/null
		test $? != 137 || killed=$((killed + 1))
		sound "random kill $n" || { echo "kill $n"; return 1; }
	done &&
	echo "killed $killed of $n"
'

for fault in fsync:error=EIO write:error=ENOSPC rename:error=EIO \
    openat:error=EMFILE unlink:error=EACCES flock:error=EIO; do
	test_expect_success "$fault at each call: moved, or said and unmoved" '
		unmoved_or_done $fault $((1 + step / 8)) \
		    proven -q -C t move one study
	'
done

test_done
