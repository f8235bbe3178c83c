#!/bin/sh
test_description='evidence that comes in: killed, on a full disk, side by side'
. "$(dirname "$0")/lib.sh"
. "$PROVEN_TOP/tests/cli/faults.sh"

# `make soak` visits every call.
step=29
test -z "$PROVEN_SOAK" || step=1
strace -qq -o /dev/null true 2>/dev/null && test_set_prereq STRACE
mkdir full && mount -t tmpfs -o size=1500k tmpfs full 2>/dev/null &&
    test_set_prereq TMPFS

# Old or new, nothing between; the next command brings the files into step.
# A file under way is left at most, where `git gc` removes it.
sound() {
	git -C t fsck --strict --no-dangling >fsck 2>&1 &&
	! grep -v "^notice" fsck >/dev/null || { cat fsck; return 1; }
	rm -f t/.git/index.lock t/.git/refs/heads/main.lock
	(cd t && proven -q note two "after $1") >said 2>&1 ||
	    { cat said; return 1; }
	git -C t status --porcelain >status
	test_must_be_empty status || { cat status; return 1; }
	(cd t && proven evidence verify --json) >verified ||
	    { cat verified; return 1; }
	jq -e ".findings == []" verified >/dev/null || return 1
	key=$(cd t && proven evidence list one --json |
	    jq -r ".evidence[].key")
	if test -n "$key"; then
		cmp file t/evidence/one/file &&
		(cd t && proven -q evidence remove one "$key") || return 1
	fi
	test ! -e t/evidence/one
}

test_expect_success 'a tracker' '
	tracker t && (cd t && proven -q new One --id one &&
	proven -q new Two --id two) >/dev/null &&
	head -c 300000 /dev/urandom >file
'

test_expect_success STRACE "killed at each ${step}th system call" '
	strace -f -qq -o calls proven -q -C t evidence add one "$PWD/file" \
	    --kind data >/dev/null && sound first &&
	n=1 && while test $n -le $(wc -l <calls); do
		strace -f -qq -o /dev/null -e inject=all:signal=KILL:when=$n \
		    proven -q -C t evidence add one "$PWD/file" \
		    --kind data >/dev/null 2>&1
		sound "kill at call $n" || { echo "at call $n"; return 1; }
		n=$((n + step))
	done
'

# The key that is printed comes last: where it is lost, that is said.  A
# sanitizer reads its own options, and does not stand it if that fails.
reads=read:error=EIO
ldd "$PROVEN_BUILD/proven" | grep -q asan && reads=
for fault in write:error=ENOSPC fsync:error=EIO rename:error=EIO $reads; do
	test_expect_success STRACE "$fault: added, or said and unmoved" '
		unmoved_or_done $fault $((1 + step / 4)) proven -q -C t \
		    evidence add one "$PWD/file" --kind data
	'
done

test_expect_success TMPFS 'a full disk: unmoved, said, and nothing left' '
	tracker full/t && proven -q -C full/t new One --id one >/dev/null &&
	head -c 2000000 /dev/urandom >large &&
	before=$(git -C full/t rev-parse HEAD) &&
	run 8 proven -C full/t evidence add one "$PWD/large" --kind data &&
	complained "No space left on device" &&
	test $before = $(git -C full/t rev-parse HEAD) &&
	find full/t/.git -name "tmp_*" >left && test_must_be_empty left &&
	run 0 proven -q -C full/t evidence add one "$PWD/file" --kind data &&
	git -C full/t status --porcelain >status && test_must_be_empty status
'
test_expect_success 'cleanup' 'umount full 2>/dev/null || :'

test_expect_success 'eight at once: each comes in, none is lost' '
	for i in 1 2 3 4 5 6 7 8; do
		head -c 1500000 /dev/urandom >file$i &&
		proven -q -C t evidence add one "$PWD/file$i" --kind data \
		    >key$i 2>err$i &
	done && wait &&
	cat err? && cat key? | sort -u >keys && test $(wc -l <keys) = 8 &&
	run 0 proven -C t evidence verify one && said "8 of 8" &&
	git -C t status --porcelain >status && test_must_be_empty status &&
	git -C t fsck --strict --no-dangling
'

test_done
