#!/bin/sh
test_description='full disks, read-only places, damaged objects'
. "$(dirname "$0")/lib.sh"

mkdir full && mount -t tmpfs -o size=600k tmpfs full 2>/dev/null &&
    test_set_prereq TMPFS
test "$(id -u)" = 0 && command -v setpriv >/dev/null &&
    test_set_prereq OTHER_USER

test_expect_success TMPFS 'a full disk: the reference is unmoved, it says so' '
	tracker full/t && proven -q -C full/t new One --id one >/dev/null &&
	n=0 && while proven -q -C full/t note one "note $n" 2>why; do
		n=$((n + 1)) && test $n -lt 500 || return 1
		test $n != 3 ||
		    dd if=/dev/zero of=full/filler bs=1k 2>/dev/null || :
	done &&
	grep -qi "no space left" why &&
	test $((n + 2)) = "$(git -C full/t log --oneline | wc -l)" &&
	rm full/filler && git -C full/t fsck --strict --no-dangling &&
	proven -q -C full/t note one "room again" &&
	git -C full/t status --porcelain >status && test_must_be_empty status
'
test_expect_success 'a tracker' '
	tracker t && (cd t && proven -q new One --id one >/dev/null)
'

test_expect_success OTHER_USER 'read-only objects and references, as another' '
	chmod 755 "$HOME" "$trash_root" &&
	for part in objects refs/heads; do
		rm -rf u && cp -a t u && chown -R 65534 u &&
		chmod -R a-w u/.git/$part &&
		before=$(git -c safe.directory="*" -C u rev-parse HEAD) &&
		{ setpriv --reuid 65534 --clear-groups env HOME=/nonexistent \
		    proven -q -C u move one study 2>why; test $? = 8; } &&
		grep -q "denied\|read-only" why &&
		test $before = "$(git -c safe.directory="*" -C u \
		    rev-parse HEAD)" || return 1
	done
'

test_expect_success 'an object that is there already but truncated' '
	cp -a t d && (cd d && proven -q set one summary=first &&
	blob=$(git rev-parse HEAD:projects/one.json) &&
	git reset -q --hard HEAD^ &&
	object=.git/objects/$(echo $blob | sed "s,^..,&/,") &&
	chmod +w $object && : >$object &&
	before=$(git rev-parse HEAD) &&
	{ proven -q set one summary=first 2>../why; test $? -ge 7; } &&
	grep -q "$blob" ../why && grep -q "git fsck" ../why &&
	test $before = "$(git rev-parse HEAD)")
'

test_expect_success 'a lock of git that is left: named, not removed' '
	cp -a t l && (cd l && : >.git/refs/heads/main.lock &&
	{ proven -q move one study 2>../why; test $? = 8; } &&
	grep -q "main.lock" ../why && grep -q "rm " ../why &&
	test -e .git/refs/heads/main.lock && rm .git/refs/heads/main.lock &&
	: >.git/index.lock &&
	{ proven -q move one study 2>../why; test $? = 8; } &&
	grep -q "index.lock" ../why && grep -q "rm " ../why &&
	test -e .git/index.lock && rm .git/index.lock &&
	proven -q move one study)
'

test_expect_success 'cleanup' 'umount full 2>/dev/null || :'

test_done
