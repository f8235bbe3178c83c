#!/bin/sh
# proven-security(7) says of some attacks that what is found depends on what
# is required.  One history each, audited with each of the strengths.
test_description='what claimed, authored and signed catch'
. "$(dirname "$0")/lib.sh"

# The key of NAME signs commits from now on; "": no key.
sign_as() {
	if test -z "$1"; then
		git config commit.gpgsign false
	else
		git config commit.gpgsign true &&
		git config gpg.format ssh &&
		git config user.signingkey "$HOME/keys/$1.pub"
	fi
}

# as NAME COMMAND...
as() {
	who=$1
	shift
	GIT_AUTHOR_NAME=$who GIT_AUTHOR_EMAIL=$who@example.org \
		GIT_COMMITTER_NAME=$who GIT_COMMITTER_EMAIL=$who@example.org \
		"$@"
}

# amend NAME [KEY]: the last commit gets that author and signature.
amend() {
	sign_as "${2:-}" &&
	git commit -q --amend --no-edit \
		--author "$1 <$1@example.org>" &&
	sign_as ''
}

# The log says of as many entries how strong they are as the audit counts.
logged() {
	proven audit --no-cache --json 2>messages |
		jq -c ".strengths | [.signed, .authored, .claimed]" >counted &&
	proven log --commits --json | jq -c "[.transitions[].strength] |
		[(map(select(. == (\"signed\", \"authored\", \"claimed\"))) |
		group_by(.)[] | {(.[0]): length})] | add |
		[.signed // 0, .authored // 0, .claimed // 0]" >said &&
	test_cmp counted said
}

# found CLAIMED AUTHORED SIGNED [COMMIT]: what is found in it, with each.
found() {
	commit=$(git rev-parse "${4:-HEAD}")
	for strength in claimed authored signed; do
		proven audit --no-cache --require $strength --format jsonl \
			2>messages | jq -r --arg commit "$commit" \
			'select(.commit == $commit) | .rule' |
			sort -u | tr '\n' ' ' | sed 's/ $//' >found.$strength
	done
	if test "$(cat found.claimed)" = "$1" &&
	    test "$(cat found.authored)" = "$2" &&
	    test "$(cat found.signed)" = "$3"; then
		# Of several steps in one commit it counts the last only.
		grep -q PV508 found.claimed || logged
		return
	fi
	for strength in claimed authored signed; do
		echo "$strength: $(cat found.$strength)"
	done
	cat messages
	return 1
}

# Li is the admin, Wang an expert, the host has a key; anybody may move, and
# "verify" asks for the approval of an expert.
test_expect_success 'setup' '
	for name in li wang host nobody li-new; do
		use_ssh_key $name || return 1
	done &&
	git config --global --unset user.signingkey &&
	git init -q base && cd base &&
	as li proven init -q \
		--require tracker=claimed,transitions=claimed,approvals=claimed &&
	tick && as li proven people key add -q li ~/keys/li.pub &&
	tick && as li proven people add -q wang --name "Wang Fang" \
		--email wang@example.org --role expert \
		--key ~/keys/wang.pub &&
	tick && as li proven people add -q host --name "The host" \
		--email host@example.org --key ~/keys/host.pub --forge &&
	tick && proven workflow show --preset lean |
		jq ".transitions.verify.needs +=
		    {approvals: [{role: \"expert\"}]}" |
		as li proven workflow set -q - &&
	tick && as li proven new -q --id film \
		--set concept.hypothesis="50 nm" Film
'

# In a copy of it.
in_copy() {
	cd "$HOME" && rm -rf copy && cp -a base copy && cd copy && tick
}

test_expect_success 'a step without a signature' '
	in_copy && as li proven move -q film study &&
	found "" "" PV308
'

test_expect_success 'a step signed by a key that nobody has' '
	in_copy && as li proven move -q film study && amend li nobody &&
	found "" "" PV309
'

test_expect_success 'a step with a signature that does not hold' '
	in_copy && as li proven move -q film study && amend li li &&
	git cat-file commit HEAD | sed "s/study/STUDY/" >text &&
	git reset -q --hard "$(git hash-object -t commit -w text)" &&
	found PV309 PV309 PV309
'

test_expect_success 'a step of Li, with Li as author and the key of Wang' '
	in_copy && as li proven move -q film study && amend li wang &&
	found "" PV308 PV308
'

test_expect_success 'a step of Li, committed by Wang' '
	in_copy && as li proven move -q film study && amend wang &&
	found "" PV302 PV302 && amend wang wang && found "" PV302 PV302
'

test_expect_success 'a step of Li, signed by Li' '
	in_copy && as li proven move -q film study && amend li li &&
	found "" "" "" && proven review HEAD~1..HEAD >"$out" &&
	said "signed \`$(git rev-parse HEAD | cut -c 1-12)\`"
'

test_expect_success 'a step of Li, committed by a host with its key' '
	in_copy && as li proven move -q film study && amend li host &&
	found "" "" PV308
'

test_expect_success 'an entry signed by Li stays so, whoever commits it' '
	in_copy && use_ssh_key li &&
	as li proven move -q --sign film study &&
	git config --global --unset user.signingkey &&
	amend host host &&
	found "" "" "" && amend wang && found "" "" "" &&
	proven log film --commits --json | jq -e ".transitions[0] |
	    .strength == \"signed\" and .author_email ==
	    \"wang@example.org\"" &&
	proven log film --commits >"$out" && said signed wang@ &&
	proven review HEAD~1..HEAD >"$out" &&
	said "signed \`$(git rev-parse HEAD | cut -c 1-12)\`"
'

test_expect_success 'a key lost on main, and used on an older branch' '
	in_copy && git switch -q -c old &&
	as li proven move -q film study && amend li li &&
	git switch -q main && tick &&
	as li proven people key add -q li ~/keys/li-new.pub && tick &&
	as li proven people key remove -q li "$(cat ~/keys/li.pub)" &&
	tick && as li git merge -q --no-edit old &&
	found "" "" "" old && found "" "" PV309
'

test_expect_success 'an address lost on main, and used on an older branch' '
	in_copy && git switch -q -c old &&
	as li proven move -q film study &&
	git switch -q main && tick &&
	as li proven people set -q li --email chen@example.org && tick &&
	as li proven people set -q li --remove-email li@example.org && tick &&
	as chen git merge -q --no-edit old &&
	found "" PV302 PV302
'

# approved [NAME [KEY]]: with an approval by Wang, committed so.
approved() {
	in_copy && as li proven move -q film study && tick &&
	as wang proven approve -q film verify --role expert &&
	amend "${1:-wang}" "${2:-}"
}

test_expect_success 'an approval of Wang' '
	approved && found "" "" "" &&
	tick && as li proven move -q film verify && amend li li &&
	found "" "" PV308
'

test_expect_success 'an approval written in the name of Wang' '
	approved li && found "" PV302 PV302 &&
	amend li li && found "" PV302 PV302 &&
	tick && as li proven move -q film verify && amend li li &&
	found "" "" PV308
'

test_expect_success 'a change of the tracker' '
	in_copy && as li proven people set -q wang --org Lab &&
	found "" "" PV308 &&
	amend li nobody && found "" "" PV309 &&
	amend li host && found "" "" PV309 &&
	amend li wang && found PV307 PV307 PV307 &&
	amend wang wang && found PV307 PV307 PV307 &&
	amend li li && found "" "" ""
'

# ---- What proven-hosting(7) says of merge buttons ----

# On the branch "topic", signed by Li: an edit and the step "study".
topic() {
	in_copy && git switch -q -c topic &&
	as li proven set -q film summary="A film" && tick &&
	as li proven move -q film study && amend li li && tick
}

# The host squashes it, as NAME.
squash() {
	git switch -q main && git merge -q --squash topic &&
	as "$1" git commit -q -m Squash && amend "$1" host
}

test_expect_success 'a merge commit and a fast-forward keep everything' '
	topic && git switch -q main &&
	as host git merge -q --no-ff -m Merge topic &&
	found "" "" "" && found "" "" "" topic &&
	git reset -q --hard main^ && git merge -q --ff-only topic &&
	found "" "" ""
'

test_expect_success 'a squash keeps one step, less the signature' '
	topic && squash li && found "" "" PV308
'

test_expect_success 'a squash of two steps, with the approval of another' '
	topic && as wang proven approve -q film verify && tick &&
	as li proven move -q film verify && squash li &&
	found PV508 "PV302 PV508" "PV302 PV308 PV508"
'

test_expect_success 'a rebase keeps each step, less the signature' '
	topic && git switch -q main && as li proven new -q --id cell Cell &&
	git switch -q topic && git rebase -q main && found "" "" PV308
'

test_expect_success 'a rebase onto an edit of the same record' '
	topic && git switch -q main &&
	as li proven set -q film tags=thin &&
	git switch -q topic && git rebase -q main &&
	found PV206 PV206 "PV206 PV308"
'

# A key of OpenPGP is in people.json by its fingerprint only.
package gnupg GPG gpg
test_expect_success GPG 'OpenPGP: without the key it cannot be told' '
	in_copy && GNUPGHOME=$HOME/gnupg && export GNUPGHOME &&
	mkdir -m 700 "$GNUPGHOME" &&
	gpg --batch --quiet --passphrase "" --quick-generate-key \
	    "li <li@example.org>" ed25519 sign 0 &&
	key=$(gpg --list-keys --with-colons | sed -n "s/^fpr:*\([^:]*\):/\1/p") &&
	tick && as li proven people key add -q li --openpgp "$key" &&
	git config gpg.format openpgp && git config user.signingkey "$key" &&
	tick && as li git -c commit.gpgsign=true commit -q --allow-empty -m x &&
	as li proven move -q film study &&
	git -c commit.gpgsign=true commit -q --amend --no-edit \
	    --author "li <li@example.org>" && found "" "" "" &&
	gpgconf --kill all && GNUPGHOME=$HOME/none &&
	found PV505 PV505 PV505 && run 7 proven audit --no-cache &&
	said "gpg does not have the" "gpg --import FILE"
'
unset GNUPGHOME

test_done
