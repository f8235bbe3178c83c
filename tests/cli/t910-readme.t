#!/bin/sh
# The sessions of README.md and, in Chinese, of README.zh.md: run as those of
# the manuals are (t900-manuals.t); `make golden` writes them anew.
test_description='the sessions of the READMEs print what they say'
. "$(dirname "$0")/lib.sh"

COLUMNS=80
export COLUMNS

git config --global user.name 'Li Wei'
git config --global user.email li@example.org

# session LANGUAGE PAGE
session() (
	mkdir "$1" &&
	cd "$1" &&
	HOME=$PWD LANGUAGE=$1 \
		perl "$PROVEN_TOP/tests/cli/examples.pl" "$PROVEN_TOP/$2"
)

test_expect_success 'README.md' 'session en README.md'
test_expect_success 'README.zh.md' 'session zh README.zh.md'

# The two say the same.
test_expect_success 'both READMEs have the same commands' '
	for page in README.md README.zh.md; do
		grep "^\\$ \\|^make" "$PROVEN_TOP/$page" |
			sed "s/'\''.*//;s/ *#.*//;s/ \\{8,\\}.*//" >$page.commands
	done &&
	test -s README.md.commands &&
	test_cmp README.md.commands README.zh.md.commands
'

test_expect_success 'what building takes is what deps.sh installs' '
	sed -n "/^build=/,/'\''$/p" "$PROVEN_TOP/tests/deps.sh" |
		sed "s/^build=//" | tr -d "'\''" | tr -s "\t\n " "\n" |
		grep . >packages &&
	for page in README.md README.zh.md; do
		sed -n "/^gcc make/,/^\`\`\`/p" "$PROVEN_TOP/$page" |
			grep -v "^\`" | tr -s " " "\n" >said &&
		test_cmp packages said || return 1
	done
'

test_expect_success 'no line of a README is wider than 100 columns' '
	for page in README.md README.zh.md; do
		sed "/^\`\`\`console/,/^\`\`\`$/d" "$PROVEN_TOP/$page" |
			LC_ALL=C.UTF-8 wc -L >width &&
		test "$(cat width)" -le 100 || return 1
	done
'

test_done
