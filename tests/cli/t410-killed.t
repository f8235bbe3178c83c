#!/bin/sh
test_description='a move killed at each system call, and at random'
. "$(dirname "$0")/lib.sh"

# `make soak` visits every call and kills 500 times; here every STEPth.
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
	proven -q new Two --id two) >/dev/null && strace -f -qq -o calls proven -q -C t move one study &&
	(cd t && proven -q move one back --reason again)
'

calls=$(wc -l <"$HOME/calls")

test_expect_success "killed at each ${step}th of $calls system calls" '
	n=1 && while test $n -le $calls; do
		strace -f -qq -o /dev/null -e inject=all:signal=KILL:when=$n \
		    proven -q -C t move one study >/dev/null 2>&1
		sound "kill at call $n" || { echo "at call $n"; return 1; }
		n=$((n + step))
	done
'

test_expect_success "killed $kills times at random" '
	n=0 && while test $n -lt $kills; do
		n=$((n + 1))
		proven -q -C t move one study >/dev/null 2>&1 & pid=$!
		sleep "0.0$(awk -v s=$n "BEGIN { srand(s); printf \"%03d\", \
		    rand() * 600 }")"
		kill -9 $pid 2>/dev/null
		wait $pid 2>/dev/null
		sound "random kill $n" || { echo "kill $n"; return 1; }
	done
'

for fault in fsync:error=EIO write:error=ENOSPC rename:error=EIO \
    openat:error=EMFILE unlink:error=EACCES flock:error=EIO; do
	test_expect_success "$fault at each call: moved, or said and unmoved" '
		n=1 && while :; do
			before=$(git -C t rev-parse HEAD)
			strace -f -qq -o trace -e inject=$fault:when=$n \
			    proven -q -C t move one study >/dev/null 2>err
			status=$?
			after=$(git -C t rev-parse HEAD)
			if test $status != 0; then
				test -s err || { echo "silent at $n"; return 1; }
				test $before = $after ||
				    grep -q "is made" err ||
				    { echo "moved at $n, but:"; cat err;
				    return 1; }
			fi
			sound "$fault $n" || { echo "call $n"; return 1; }
			grep -q INJECTED trace || break
			n=$((n + 1 + step / 8))
		done &&
		test $n -gt 1
	'
done

test_done
