# Common to all tests of the program: sharness, a clean environment, fixed
# people and dates.  A test sets test_description and sources this file:
#
#	test_description='what is tested'
#	. "$(dirname "$0")/lib.sh"
#
# It starts in an empty directory outside any repository, which is HOME.
# shellcheck shell=sh disable=SC2034,SC2119,SC2120,SC2154

PROVEN_TOP=$(cd "$(dirname "$0")/../.." && pwd -P)
: "${PROVEN_BUILD:=$PROVEN_TOP/build}"
export PROVEN_TOP PROVEN_BUILD

# Nothing of the caller's git, language or terminal gets in.
for name in $(env | sed -n 's/^\(GIT_[A-Z0-9_]*\|LC_[A-Z]*\)=.*/\1/p'); do
	unset "$name"
done
unset LANGUAGE COLUMNS NO_COLOR VISUAL EMAIL XDG_STATE_HOME XDG_CACHE_HOME \
	XDG_DATA_HOME GNUPGHOME SSH_AUTH_SOCK LESS

trash_root=$(mktemp -d "${TMPDIR:-/tmp}/proven.XXXXXX") || exit 1
SHARNESS_TEST_DIRECTORY=$trash_root
SHARNESS_BUILD_DIRECTORY=$PROVEN_BUILD
for sharness in "${SHARNESS:-}" /usr/share/sharness/sharness.sh; do
	test -f "$sharness" && break
done
# shellcheck source=/dev/null
. "$sharness"
# What a failed test left stays for whoever looks into it.
trap 'code=$?
	rm -rf "$trash_root/test-results"
	rmdir "$trash_root" 2>/dev/null
	(exit $code)
	die' EXIT

LC_ALL=C.UTF-8
LANG=C.UTF-8
TZ=UTC
XDG_CONFIG_HOME=$HOME/.config
GIT_CONFIG_GLOBAL=$HOME/.gitconfig
GIT_CONFIG_NOSYSTEM=1
GIT_CEILING_DIRECTORIES=$trash_root
GIT_TERMINAL_PROMPT=0
PROVEN_LOCALEDIR=$PROVEN_BUILD/locale
export LC_ALL LANG TZ XDG_CONFIG_HOME GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM \
	GIT_CEILING_DIRECTORIES GIT_TERMINAL_PROMPT PROVEN_LOCALEDIR
cat >"$GIT_CONFIG_GLOBAL" <<'CONFIG'
[user]
	name = Fictional Researcher
	email = researcher@example.org
[init]
	defaultBranch = main
[advice]
	detachedHead = false
CONFIG

# A minute later: the date of what is committed next.
clock=1767254400
tick() {
	clock=$((clock + ${1:-60}))
	GIT_AUTHOR_DATE="@$clock +0000"
	GIT_COMMITTER_DATE="@$clock +0000"
	export GIT_AUTHOR_DATE GIT_COMMITTER_DATE
}
tick

# run STATUS COMMAND...: its output is in $out and $err; fails, and says
# why, when it ends otherwise.
out=$HOME/.out
err=$HOME/.err
run() {
	want=$1
	shift
	"$@" >"$out" 2>"$err"
	got=$?
	test "$got" = "$want" && return
	echo "status $got, not $want: $*"
	cat "$out" "$err"
	return 1
}

# The last run said each of these, on stdout or on stderr.
said() {
	holds "$out" stdout "$@"
}
complained() {
	holds "$err" stderr "$@"
}
holds() {
	holds_file=$1 holds_name=$2
	shift 2
	for text; do
		grep -qF -e "$text" "$holds_file" && continue
		echo "not on $holds_name: $text"
		cat "$holds_file"
		return 1
	done
}

# package NAME PREREQ COMMAND: tests with PREREQ need COMMAND, of the Debian
# package NAME.  Without it they are skipped; in CI that is a failure.
package() {
	if command -v "$3" >/dev/null; then
		test_set_prereq "$2"
		return
	fi
	echo "# the package '$1' is missing: what needs $2 is skipped"
	test "${CI:-}" != true ||
	test_expect_success "the package $1 is there" false
}

# tracker DIR [OPTION...]: a new tracker there.
tracker() {
	dir=$1
	shift
	git init -q "$dir" && tick && (cd "$dir" && proven init -q "$@")
}

# begun [ID...]: in a new tracker t, with these projects.  What tests write
# for themselves is not of it.
begun() {
	tracker t >/dev/null && cd t || exit 1
	printf '/%s\n' want message files at x w ids >.git/info/exclude
	for id; do
		tick && proven new -q --id "$id" "Title of $id" >/dev/null ||
		    exit 1
	done
}

# unchanged COMMAND...: it leaves commits, index and work tree alone.
unchanged() {
	before=$(git rev-parse HEAD) &&
	"$@" &&
	test "$(git rev-parse HEAD)" = "$before" &&
	test -z "$(git status --porcelain)"
}

# shared_data NAME: $data is that file of $shared; without it all is skipped.
shared_data() {
	shared=${PROVEN_SHARED:-$PROVEN_TOP/../shared}/data
	data=$shared/$1
	test -r "$data" && return
	skip_all="$data is not there (PROVEN_SHARED names another place)"
	test_done
}

# use_ssh_key NAME: sign with the key of that name, made where it is not
# there: ~/keys/NAME and ~/keys/NAME.pub.
use_ssh_key() {
	mkdir -p "$HOME/keys" &&
	{ test -f "$HOME/keys/$1" || ssh-keygen -q -t ed25519 -N '' -C "$1" \
	    -f "$HOME/keys/$1"; } &&
	git config --global gpg.format ssh &&
	git config --global user.signingkey "$HOME/keys/$1.pub"
}

# on_terminal WIDTH COMMAND...: the same on a terminal of that width; both
# outputs are in $out, lines end in LF.
on_terminal() {
	width=$1
	shift
	for word; do
		set -- "$@" "$(printf '%s' "$word" | sed "s/'/'\\\\''/g
			1s/^/'/
			\$s/\$/'/")"
		shift
	done
	TERM=xterm-256color script -qec "stty cols $width rows 50; $*" \
	    "$HOME/.typescript" >"$HOME/.raw" </dev/null
	got=$?
	tr -d '\r' <"$HOME/.raw" >"$out"
	return $got
}

# golden NAME FILE: FILE is what tests/golden/NAME holds; `make golden`
# writes that anew.
golden() {
	if test "${PROVEN_GOLDEN:-}" = write; then
		mkdir -p "$(dirname "$PROVEN_TOP/tests/golden/$1")" &&
		cp "$2" "$PROVEN_TOP/tests/golden/$1"
		return
	fi
	test_cmp "$PROVEN_TOP/tests/golden/$1" "$2"
}
