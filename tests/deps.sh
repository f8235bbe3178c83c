#!/bin/sh
# Install what is missing of the Debian packages that the lists named as
# arguments hold: build, test, lint, bench.  Needs no network when nothing
# is missing.  No service is started, now or at the next start of the
# machine: of openssh-server the tests want the program only.
# shellcheck disable=SC2034 # the lists are named by the arguments
set -eu

build='gcc make pkgconf libc6-dev libgit2-dev libcjson-dev libsmartcols-dev
	libutf8proc-dev libssl-dev libsqlite3-dev zlib1g-dev libdeflate-dev
	libsodium-dev libcsv-dev gettext git'
test='libcmocka-dev sharness perl jq mandoc sqlite3 strace procps
	openssh-client openssh-server gitolite3 gnupg gpgv less bsdextrautils
	bsdutils util-linux zsh fish python3 python3-yaml python3-jsonschema
	libxml2-utils'
lint='clang clang-tidy cppcheck shellcheck'
bench='fossil'

if ! command -v dpkg-query >/dev/null; then
	echo "deps: not Debian; please see to it that these are there:" >&2
	for list in "$@"; do
		eval "echo \$$list" >&2
	done
	exit 0
fi

wanted=
for list in "$@"; do
	eval "wanted=\"\$wanted \$$list\""
done
missing=
for package in $wanted; do
	status=$(dpkg-query -W -f '${db:Status-Status}' "$package" \
	    2>/dev/null || true)
	test "$status" = installed || missing="$missing $package"
done
test -n "$missing" || exit 0

echo "deps: installing$missing"
as_root=
if test "$(id -u)" != 0; then
	as_root=sudo
fi
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get -q update
policy=/usr/sbin/policy-rc.d
if test ! -e $policy; then
	trap '$as_root rm -f "$policy"' EXIT
	printf '#!/bin/sh\nexit 101\n' | $as_root tee $policy >/dev/null
	$as_root chmod 755 $policy
fi
# shellcheck disable=SC2086 # a list of words, each a package
$as_root apt-get -q -y --no-install-recommends install $missing
case $missing in
*openssh-server*)
	$as_root systemctl -q disable ssh.service ssh.socket 2>/dev/null || true
	;;
esac
