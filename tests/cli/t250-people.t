#!/bin/sh
test_description='people: list, add, set, remove, key, whoami; signed changes'
. "$(dirname "$0")/lib.sh"

# as HANDLE COMMAND...: what that person does, with the key of that name.
as() {
	who=$1
	shift
	GIT_AUTHOR_EMAIL=$who@example.org GIT_COMMITTER_EMAIL=$who@example.org \
	GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=user.signingkey \
	GIT_CONFIG_VALUE_0=$HOME/keys/$who.pub "$@"
}

# person HANDLE FILTER: what jq says of that person.
person() {
	jq -e --arg h "$1" ".people[\$h] | $2" tracker/people.json
}

revision() {
	jq .revision tracker/people.json
}

tracker t >/dev/null && cd t || exit 1
printf '/%s\n' files want message head x .new >.git/info/exclude
for name in li wang forge; do
	use_ssh_key $name || exit 1
done
git config --global --unset gpg.format
git config --global --unset user.signingkey
key=$HOME/keys/wang.pub

test_expect_success 'list: the founder' '
	run 0 proven people list &&
	grep -E "^researcher +Fictional Researcher +admin +researcher@example.org +0$" \
	    "$out"
'

test_expect_success 'add: one commit of that file, revision one higher' '
	tick &&
	run 0 proven people add wang --name "Wang Fang (fictional)" \
	    --email wang@example.org --email fang@example.org \
	    --role admin --role manager --org "Example Lab (fictional)" \
	    --uscc 91110000802100433B --ror https://ror.org/03yrm5c26 \
	    --key "$key" &&
	test_must_be_empty "$out" &&
	complained "'\''wang'\'' is added" \
	    "the workflow does not name the role '\''manager'\''" &&
	! grep -q "role '\''admin'\''" "$err" &&
	person wang "keys_unsorted == [\"name\", \"emails\", \"roles\",
	    \"organisation\", \"keys\"]" &&
	person wang ".name == \"Wang Fang (fictional)\" and
	    .emails == [\"wang@example.org\", \"fang@example.org\"] and
	    .roles == [\"admin\", \"manager\"] and
	    .organisation == {name: \"Example Lab (fictional)\",
	    uscc: \"91110000802100433B\", ror: \"03yrm5c26\"}" &&
	person wang ".keys == [{ssh: \"$(cat "$key")\"}]" &&
	test $(revision) = 2 &&
	git diff --name-only HEAD^ >files &&
	echo tracker/people.json >want && test_cmp want files &&
	git log -1 --format=%B >message &&
	printf "tracker: people add wang\n\nProven-By: researcher\n\n" >want &&
	test_cmp want message && rm files want message &&
	test -z "$(git status --porcelain)" &&
	run 0 proven fmt --check tracker/people.json
'

test_expect_success 'add: what is missing, taken or wrong' '
	git rev-parse HEAD >head &&
	add() {
		status=$1
		shift
		run $status proven people add "$@"
	} &&
	add 2 && complained "proven people add HANDLE" &&
	add 2 zoe && complained "a person has a name and an e-mail address" \
	    "proven people add zoe --name NAME --email ADDRESS" &&
	add 2 zoe --name Zoe &&
	add 2 zoe --email zoe@example.org &&
	add 2 zoe --name "" --email z@example.org &&
	complained "must not be empty" &&
	add 2 Zoe --name Zoe --email z@example.org &&
	complained "'\''Zoe'\'' is no handle" "a-z, 0-9" &&
	add 2 zoe --name "$(printf "a\033b")" --email z@example.org &&
	complained "U+001B" &&
	add 2 zoe --name Zoe --email "a b" && complained "no e-mail" &&
	add 2 zoe --name Zoe --email z@x --role "a b" && complained "no role" &&
	add 2 zoe --name Zoe --email z@x --uscc 91110000802100433C &&
	complained "not well-formed" &&
	add 2 zoe --name Zoe --email z@x --ror 01k4yrm30 &&
	complained "01k4yrm30" &&
	add 2 zoe --name Zoe --email z@x --forge &&
	complained "--forge" "--key FILE --forge" &&
	add 2 zoe --name Zoe --email z@x --remove-role admin &&
	complained "'\''people add'\'' has no option '\''--remove-role'\''" &&
	add 2 zoe wang --name Zoe --email z@x &&
	add 6 wang --name W --email w@x &&
	complained "a person '\''wang'\'' already: Wang Fang" &&
	add 6 zoe --name Zoe --email WANG@Example.org &&
	complained "belongs to '\''wang'\'' already" \
	    "proven people set wang" &&
	add 6 zoe --name Zoe --email z@x --key "$key" &&
	complained "SHA256:" "belongs to '\''wang'\'' already" \
	    "proven people key list wang" &&
	add 7 zoe --name "Zoe 138 0000 0000" --email z@x &&
	complained "holds a phone number [PV111]" &&
	add 7 zoe --name Zoe --email z@x --org "11010519491231002X" &&
	complained "holds a personal identity number [PV111]" &&
	add 7 zoe --name Zoe --email 13800000000@example.org &&
	complained "[PV111]" &&
	git rev-parse HEAD >x && test_cmp head x &&
	test -z "$(git status --porcelain)"
'

test_expect_success 'keys that are none' '
	add() {
		run $1 proven people key add researcher "$2"
	} &&
	add 2 "${key%.pub}" && complained "not a public key" "~/.ssh/*.pub" &&
	add 2 "ssh-ed25519 AAAA" && complained "Ed25519, ECDSA, RSA of 2048" &&
	add 2 tracker/people.json && complained "neither a public ssh key" &&
	add 8 nothere.pub && complained "nothere.pub" &&
	printf -- "-----BEGIN PGP PUBLIC KEY BLOCK-----\n" >x &&
	add 2 x && complained "gpg --fingerprint" && rm x &&
	run 2 proven people key add researcher --openpgp 0123 &&
	run 2 proven people key add researcher --openpgp "$(cat "$key")" &&
	complained "an ssh key, not an OpenPGP fingerprint" &&
	run 2 proven people key add researcher &&
	complained "no key is given" "proven people key add researcher" &&
	run 2 proven people key add && complained "HANDLE [KEY]" &&
	test -z "$(git status --porcelain)"
'

test_expect_success 'list: six formats, and by role' '
	run 0 proven people list --json &&
	jq -e ".schema == 1 and .kind == \"people\" and (.people | length) == 2
	    and .people[1] == {handle: \"wang\", name: \"Wang Fang (fictional)\",
	    roles: [\"admin\", \"manager\"],
	    organisation: \"Example Lab (fictional)\",
	    emails: [\"wang@example.org\", \"fang@example.org\"],
	    keys: 1}" "$out" &&
	run 0 proven people list --format jsonl &&
	jq -es "length == 2 and .[0].organisation == null" "$out" &&
	run 0 proven people list --format csv &&
	said "handle,name,roles,organisation,emails,keys" \
	    "researcher,Fictional Researcher,admin,,researcher@example.org,0" &&
	run 0 proven people list --format tsv && said "wang	Wang Fang" &&
	run 0 proven people list --format markdown && said "| wang" &&
	run 0 proven people list --role manager &&
	said wang && ! grep -q researcher "$out" &&
	run 0 proven people list --role manager --role admin --format csv &&
	said wang researcher &&
	run 2 proven people list --role manger &&
	complained "there is no role '\''manger'\''" \
	    "did you mean '\''manager'\''?" &&
	run 2 proven people list --role zzzzzzzz &&
	complained "there is: admin, manager" &&
	run 2 proven people list --name x &&
	complained "has no option '\''--name'\''" &&
	run 2 proven people list x && complained "too many operands" &&
	on_terminal 80 proven --color never --no-pager people list &&
	! grep -E "^.{81}" "$out"
'

test_expect_success 'set: adds, takes away, replaces' '
	tick &&
	run 0 proven people set wang --name "Wang F. (fictional)" \
	    --email new@example.org --remove-email FANG@example.org \
	    --role expert --remove-role manager --org "" --uscc "" &&
	complained "'\''wang'\'' is changed" "role '\''expert'\''" &&
	person wang ".name == \"Wang F. (fictional)\" and
	    .emails == [\"wang@example.org\", \"new@example.org\"] and
	    .roles == [\"admin\", \"expert\"] and
	    .organisation == {ror: \"03yrm5c26\"}" &&
	test $(revision) = 3 &&
	run 0 proven people set new@example.org --ror "" --openpgp \
	    "0123 4567 89ab cdef 0123  4567 89ab cdef 0123 4567" --forge &&
	person wang ".keys[1] == {openpgp:
	    \"0123456789ABCDEF0123456789ABCDEF01234567\", forge: true} and
	    (has(\"organisation\") | not)" &&
	run 0 proven people set wang --key "$key" --json &&
	complained "nothing changed: '\''wang'\'' is so already" &&
	jq -e ".changes == []" "$out" &&
	run 0 proven -q people set wang --remove-role expert --json &&
	test_must_be_empty "$err" &&
	jq -e ".changes[0] | .change == \"people set\" and .id == null and
	    (.commit | length) == 40" "$out"
'

test_expect_success 'set: what is not there, or not to be' '
	git rev-parse HEAD >head &&
	run 2 proven people set wang &&
	complained "nothing to set" "proven people set wang --role ROLE" &&
	run 4 proven people set wan --role x &&
	complained "nobody in tracker/people.json is '\''wan'\''" \
	    "did you mean '\''wang'\''?" &&
	run 4 proven people set someone-else --role x &&
	complained "proven people list" &&
	run 2 proven people set wang --remove-role admn &&
	complained "does not have the role" "did you mean '\''admin'\''?" &&
	run 2 proven people set wang --remove-email wang@example.com &&
	complained "does not have the address" "wang@example.org" &&
	run 2 proven people set wang --remove-email wang@example.org \
	    --remove-email new@example.org &&
	complained "would have no address" &&
	run 6 proven people set wang --email researcher@example.org &&
	git rev-parse HEAD >x && test_cmp head x
'

test_expect_success 'key: add, list, remove' '
	tick &&
	run 0 proven people key add wang "$HOME/keys/forge.pub" --forge &&
	run 0 proven people key add researcher - <"$HOME/keys/li.pub" &&
	print=$(ssh-keygen -l -f "$HOME/keys/li.pub" | cut -d " " -f 2) &&
	run 0 proven people key list --format csv &&
	said "handle,kind,fingerprint,forge,comment" \
	    "researcher,ssh-ed25519,$print,false,li" \
	    "wang,openpgp,0123456789ABCDEF0123456789ABCDEF01234567,true," &&
	run 0 proven people key list wang --json &&
	jq -e ".kind == \"keys\" and (.keys | length) == 3 and
	    (.keys | map(.forge)) == [false, true, true]" "$out" &&
	run 0 proven people key add wang "$(cat "$HOME/keys/forge.pub")" &&
	person wang ".keys[2] | has(\"forge\") | not" &&
	run 0 proven people key remove wang "$HOME/keys/forge.pub" &&
	run 0 proven people key remove wang \
	    0123456789abcdef0123456789abcdef01234567 &&
	run 0 proven people key remove researcher "$print" &&
	person researcher "has(\"keys\") | not" &&
	run 4 proven people key remove researcher "$print" &&
	complained "does not have this key" "key list researcher" &&
	run 4 proven people key remove researcher "$key" &&
	run 4 proven people key remove nobody "$key" &&
	run 2 proven people key remove wang &&
	run 4 proven people key list nobody &&
	run 0 proven people key list researcher &&
	complained "'\''researcher'\'' has no key" &&
	run 2 proven people key && complained "is missing" \
	    "proven people key add | remove | list" &&
	run 2 proven people key ad && complained "did you mean '\''add'\''?" &&
	run 2 proven people key list --forge
'

test_expect_success 'only an admin changes people' '
	git rev-parse HEAD >head &&
	for what in "add zoe --name Zoe --email z@x" "set wang --role x" \
	    "remove wang" "key add wang ../keys/forge.pub"; do
		GIT_AUTHOR_EMAIL=other@example.org run 3 proven people $what &&
		complained "'\''other@example.org'\'' is not an admin" \
		    "held by: researcher, wang" || return 1
	done &&
	git rev-parse HEAD >x && test_cmp head x
'

test_expect_success 'remove: projects keep the name, and it is said' '
	tick && proven people add zoe --name Zoe --email zoe@example.org &&
	tick && GIT_AUTHOR_EMAIL=zoe@example.org proven new -q --id p1 One &&
	tick && proven new -q --id p2 --set team.a.person=zoe Two &&
	tick && proven new -q --id p3 --set summary=zoe Three &&
	run 0 proven people remove zoe &&
	complained "'\''zoe'\'' is removed" "projects still name '\''zoe'\''" \
	    "p1 (lead.person, history), p2 (team.a.person)" &&
	! grep -q p3 "$err" &&
	jq -e ".lead.person == \"zoe\"" projects/p1.json &&
	run 0 proven doctor --json &&
	jq -e "[.findings[] | select(.check == \"record\")] == []" "$out" &&
	run 4 proven people remove zoe &&
	run 0 proven people add zoe --name Other --email o@example.org &&
	complained "warning: projects name '\''zoe'\'' already: p1" \
	    "take another handle" &&
	run 0 proven people remove zoe
'

test_expect_success 'never the last admin' '
	tick && run 0 proven people set wang --remove-role admin &&
	for what in "remove researcher" "set researcher --remove-role admin"; do
		run 3 proven people $what &&
		complained "'\''researcher'\'' is the last admin" \
		    "proven people set HANDLE --role admin" || return 1
	done &&
	run 0 proven people set wang --role admin &&
	run 0 proven people remove researcher &&
	! grep -q "does not name" "$err" &&
	proven undo -q
'

test_expect_success 'roles that the workflow names are not warned about' '
	jq ".transitions.study.by = [\"manager\"] |
	    .override = {by: [\"director\"]}" tracker/workflow.json >.new &&
	tick && proven workflow set -q .new && rm .new &&
	run 0 proven people set wang --role manager --role director &&
	! grep -q warning "$err" &&
	run 0 proven people set wang --role manger &&
	complained "warning: the workflow does not name the role '\''manger'\''; did you mean '\''manager'\''?" &&
	run 0 proven people list --role director && said wang
'

test_expect_success 'uncommitted edits are not overwritten' '
	cp tracker/people.json x && echo >>tracker/people.json &&
	run 6 proven people set wang --role x &&
	complained "tracker/people.json" &&
	mv x tracker/people.json &&
	test -z "$(git status --porcelain)"
'

test_expect_success 'whoami' '
	run 0 proven people whoami &&
	said "Fictional Researcher <researcher@example.org>" \
	    "handle       researcher" "roles        admin" \
	    "git has no key to sign with" &&
	run 0 proven people whoami --format csv &&
	said "name,email,handle,roles,key,key_of,forge" \
	    "Fictional Researcher,researcher@example.org,researcher,admin,,,false" &&
	run 0 proven people whoami --format markdown && said "# Fictional" &&
	run 2 proven people whoami x && complained "too many operands" \
	    "usage: proven people whoami"
'

test_expect_success 'whoami: nobody is told what to do; status 4' '
	export GIT_AUTHOR_EMAIL=resaercher@example.org &&
	run 4 proven people whoami && unset GIT_AUTHOR_EMAIL &&
	said "nobody in tracker/people.json" &&
	complained "'\''resaercher@example.org'\'' is nobody'\''s address" \
	    "git config --global user.email researcher@example.org" \
	    "proven people set HANDLE --email resaercher@example.org" &&
	GIT_AUTHOR_EMAIL=x@y.z run 4 proven people whoami --json &&
	jq -e ".whoami[0] | .handle == null and .roles == []" "$out" &&
	git config --global --rename-section user nouser &&
	run 8 env EMAIL= proven people whoami &&
	complained "git config --global user.name" &&
	git config --global --rename-section nouser user
'

test_expect_success 'whoami: the key that git signs with' '
	use_ssh_key li &&
	run 0 proven people whoami &&
	said "key of       nobody in tracker" &&
	complained "proven people key add researcher '\''$HOME/keys/li.pub'\''" &&
	git config --global user.signingkey "$HOME/keys/li" &&
	run 0 proven people whoami &&
	complained "proven people key add researcher '\''$HOME/keys/li.pub'\''" &&
	proven people key add -q researcher "$HOME/keys/li.pub" &&
	run 0 proven people whoami && said "key of       researcher, you" &&
	! grep -q "proven people" "$err" &&
	use_ssh_key wang &&
	run 0 proven people whoami && said "key of       wang, somebody else" &&
	run 0 proven people whoami --json &&
	jq -e ".whoami[0] | .handle == \"researcher\" and .key_of == \"wang\"
	    and (.key | startswith(\"SHA256:\"))" "$out" &&
	proven people key add -q wang "$key" --forge &&
	run 0 as wang proven people whoami &&
	said "wang, for the merges of a host" &&
	git config --global user.signingkey "$HOME/keys/nothere" &&
	run 0 proven people whoami && said "nothere"
'
git config --global --unset gpg.format
git config --global --unset user.signingkey

test_expect_success 'in Chinese' '
	run 0 proven --lang zh people list && said "账号" "角色" &&
	run 0 proven --lang zh people whoami && said "git 没有可用的签名密钥"
'

test_expect_success 'usage' '
	run 2 proven people && complained "is missing" \
	    "proven people list | add | set | remove | key | whoami" &&
	run 2 proven people lst && complained "did you mean '\''list'\''?" &&
	run 2 proven people xyzzy && complained "proven people list | add" &&
	run 2 proven people list --nosuch &&
	run 5 proven -C .. people list &&
	run 0 proven people --help && said "key" "add|remove|list" "whoami"
'

test_expect_success 'completion: verbs, handles, roles' '
	offers() {
		proven --complete-line people "$@" | cut -f 1 | sort -u >x
	} &&
	offers "" && grep -qx whoami x && grep -qx key x &&
	offers set "" && grep -qx wang x &&
	offers key "" && grep -qx add x && grep -qx list x &&
	offers key list "" && grep -qx researcher x &&
	offers key add wang "" && grep -qx @files x &&
	offers list --role "" && grep -qx admin x && grep -qx director x &&
	rm x
'

# ---- Trackers whose changes must be signed ----

git config --global user.name 'Li Wei'
git config --global user.email li@example.org

test_expect_success 'init needs a key where changes must be signed' '
	cd .. &&
	run 3 proven init --preset centre c &&
	complained "must be signed" "git config --global gpg.format ssh" \
	    "git config --global user.signingkey" \
	    "proven init --preset centre --require tracker=authored" &&
	! test -e c &&
	run 3 proven init --require tracker=signed c &&
	! test -e c &&
	git config --global gpg.format ssh &&
	run 3 proven init --preset centre c &&
	git config --global user.signingkey "$HOME/keys/nothere.pub" &&
	run 8 proven init --preset centre c && complained "nothere.pub" &&
	! test -e c
'

test_expect_success 'init --require: other than the preset' '
	run 0 proven init --preset centre --require tracker=claimed c1 &&
	jq -e ".require == {tracker: \"claimed\", transitions: \"authored\",
	    approvals: \"signed\"}" c1/tracker/tracker.json &&
	run 0 proven init --require transitions=signed,approvals=signed c2 &&
	jq -e ".require == {tracker: \"authored\", transitions: \"signed\",
	    approvals: \"signed\"}" c2/tracker/tracker.json &&
	jq -e ".people.li | has(\"keys\") | not" c2/tracker/people.json &&
	run 2 proven init --require trackr=signed c3 &&
	complained "did you mean '\''tracker'\''?" &&
	run 2 proven init --require tracker=singed c3 &&
	complained "did you mean '\''signed'\''?" &&
	run 2 proven init --require tracker c3 && complained "claimed" &&
	run 2 proven init --require "" c3 &&
	! test -e c3
'

test_expect_success 'init puts the key in, and signs' '
	use_ssh_key li &&
	run 0 proven init --preset centre c &&
	complained "your key SHA256:" "is in tracker/people.json" &&
	test "$(jq -r .people.li.keys[0].ssh c/tracker/people.json)" = \
	    "$(cat "$HOME/keys/li.pub")" &&
	git -C c cat-file -p HEAD | grep -q "^gpgsig -----BEGIN SSH SIG" &&
	run 0 proven init lean &&
	jq -e ".people.li.keys | length == 1" lean/tracker/people.json &&
	! git -C lean cat-file -p HEAD | grep -q gpgsig &&
	cd c
'

signed_by() {
	printf '%s@example.org %s\n' "$1" "$(cat "$HOME/keys/$1.pub")" >../allowed
	git -c gpg.ssh.allowedSignersFile=../allowed verify-commit HEAD
}

test_expect_success 'changes are signed, unasked' '
	tick &&
	run 0 proven people add wang --name Wang --email wang@example.org \
	    --role admin &&
	signed_by li &&
	test $(revision) = 2
'

test_expect_success 'refused: an admin whose key is not there' '
	git rev-parse HEAD >../head &&
	run 3 as wang proven people set wang --role x &&
	complained "is nobody'\''s in tracker/people.json" \
	    "another admin can add it: proven people key add wang FILE" &&
	jq ".stages.draft.label.en = \"Drafting\"" tracker/workflow.json >../w &&
	run 3 as wang proven workflow set ../w && complained "nobody'\''s" &&
	git rev-parse HEAD >../x && test_cmp ../head ../x &&
	test -z "$(git status --porcelain)"
'

test_expect_success 'refused: the key of somebody else' '
	GIT_AUTHOR_EMAIL=wang@example.org \
	    run 3 proven people set wang --role x &&
	complained "is that of '\''li'\'', not of '\''wang'\''" &&
	as wang env GIT_AUTHOR_EMAIL=li@example.org \
	    proven people set wang --role x >"$out" 2>"$err"
	test $? = 3 && complained "the key of '\''li'\'' is SHA256:" &&
	git rev-parse HEAD >../x && test_cmp ../head ../x
'

test_expect_success 'refused: no key, a key that is not there, a host key' '
	git config --global --unset user.signingkey &&
	run 3 proven people set wang --role x &&
	complained "git has no key to sign with" \
	    "git config --global user.signingkey" &&
	git config --global user.signingkey "$HOME/keys/nothere" &&
	run 8 proven people set wang --role x &&
	use_ssh_key li &&
	git rev-parse HEAD >../x && test_cmp ../head ../x &&
	tick && run 0 proven people key add wang "$key" --forge &&
	run 3 as wang proven people set wang --role x &&
	complained "one for the merges of a host"
'

test_expect_success 'a key of the repository is not asked' '
	git config user.signingkey "$HOME/keys/wang.pub" &&
	tick && run 0 proven people set wang --role y &&
	signed_by li &&
	git config --unset user.signingkey
'

test_expect_success 'the last admin with a key stays' '
	for what in "remove li" "set li --remove-role admin" \
	    "key remove li ../keys/li.pub" \
	    "key add li ../keys/li.pub --forge"; do
		run 3 proven people $what &&
		complained "the last admin with a key" \
		    "proven people key add HANDLE FILE" || return 1
	done
'

test_expect_success 'with a key in place the other admin goes on' '
	tick && run 0 proven people key add wang "$key" &&
	tick && run 0 as wang proven people set wang --name "Wang Fang" &&
	signed_by wang &&
	tick && run 0 as wang proven workflow set ../w && signed_by wang &&
	tick && run 0 as wang proven people remove li &&
	run 3 proven people set wang --role z &&
	complained "is not an admin"
'

test_expect_success 'what is no tracker file is not asked to be signed' '
	tick && run 0 as nobody proven new -q --id p1 One &&
	! git cat-file -p HEAD | grep -q gpgsig
'

test_expect_success 'doctor: keys and roles that are missing' '
	check() {
		jq -e --arg c $1 --arg t "$2" "[.findings[] |
		    select(.check == \$c and (.text | test(\$t)))] |
		    length == 1" "$out"
	} &&
	run 0 as wang proven doctor --json &&
	check one_admin wang && check no_holder "role .manager." &&
	! check no_key wang &&
	tick && as wang proven people add zoe --name Zoe \
	    --email zoe@example.org --role admin --role manager &&
	run 0 as wang proven doctor --json &&
	check no_key "admin .zoe. has no key" &&
	! check no_holder "role .manager." &&
	jq -r "[.findings[] | select(.check == \"no_key\")][0].mend" "$out" \
	    >../mend &&
	echo "proven people key add zoe FILE" >../want &&
	test_cmp ../want ../mend &&
	jq ".require.transitions = \"signed\" | .revision = 2" \
	    tracker/tracker.json >../x && cp ../x tracker/tracker.json &&
	git commit -q -a -m "by hand" &&
	run 0 as wang proven doctor --json &&
	check no_key "admin .zoe. has no key" &&
	tick && as wang proven people set zoe --remove-role admin &&
	run 0 as wang proven doctor --json &&
	check no_key "^transitions must be signed, and .zoe." &&
	tick && as wang proven people set zoe --remove-role manager \
	    --role tech_expert &&
	run 0 as wang proven doctor --json &&
	check no_key "^approvals must be signed, and .zoe." &&
	tick && as wang proven people key add zoe ../keys/forge.pub &&
	run 0 as wang proven doctor --json && ! check no_key zoe &&
	jq ".revision += 1 | del(.people.wang.keys)" tracker/people.json >../x &&
	cp ../x tracker/people.json && git commit -q -a -m "by hand" &&
	run 1 as wang proven doctor --json && check locked "nobody can change"
'

# ---- OpenPGP ----

command -v gpg >/dev/null && test_set_prereq GPG
cd ..
# The path of the agent's socket must be short.
GNUPGHOME=$(mktemp -d "${TMPDIR:-/tmp}/gnupg.XXXXXX") && export GNUPGHOME

# fingerprint ADDRESS: of the key, not of a subkey.
fingerprint() {
	gpg --batch --with-colons --list-keys "<$1>" | sed -n 's/^fpr:*//p' |
		sed 's/:.*//' | head -n 1
}
generate() {
	gpg --batch --quiet --passphrase "" --quick-generate-key "$1" \
	    ed25519 "$2" 0
}

test_expect_success GPG 'init with an OpenPGP key' '
	generate "Li Wei <li@example.org>" cert &&
	generate "Wang <wang@example.org>" sign &&
	li=$(fingerprint li@example.org) &&
	gpg --batch --quiet --passphrase "" --quick-add-key $li ed25519 sign &&
	git config --global gpg.format openpgp &&
	git config --global --unset user.signingkey &&
	run 3 proven init --preset centre g &&
	git config --global user.signingkey li@example.org &&
	run 0 proven init --preset centre g &&
	complained "your key $li is in tracker/people.json" &&
	jq -e --arg f $li ".people.li.keys == [{openpgp: \$f}]" \
	    g/tracker/people.json &&
	git -C g verify-commit HEAD
'

test_expect_success GPG 'changes signed by a subkey are those of its key' '
	cd g &&
	tick && run 0 proven people add wang --name Wang \
	    --email wang@example.org --role admin &&
	git verify-commit HEAD &&
	run 0 proven people whoami && said $li "li, you"
'

test_expect_success GPG 'the key of another, or nobody, is refused' '
	export GIT_AUTHOR_EMAIL=wang@example.org &&
	run 3 proven people set wang --role x &&
	complained "git'\''s key $li is that of '\''li'\'', not of" &&
	unset GIT_AUTHOR_EMAIL &&
	git config --global user.signingkey wang@example.org &&
	run 3 proven people set wang --role x && complained "nobody'\''s in" &&
	git config --global user.signingkey nobody@example.org &&
	run 3 proven people set wang --role x &&
	complained "git has no key to sign with" "the key of '\''li'\'' is $li" &&
	git config --global --unset user.signingkey &&
	run 3 proven people set wang --role x &&
	git config --global commit.gpgsign true &&
	tick && run 0 proven people key add wang \
	    --openpgp $(fingerprint wang@example.org) &&
	git verify-commit HEAD
'

test_expect_success GPG 'a name that several keys have cannot be told' '
	generate "Another <li@example.org>" sign &&
	git config --global user.signingkey li@example.org &&
	run 3 proven people set wang --role x &&
	complained "git has no key to sign with" &&
	git config --global user.signingkey $li &&
	tick && run 0 proven people set wang --role x
'
gpgconf --kill all 2>/dev/null
rm -rf "$GNUPGHOME"

test_done
