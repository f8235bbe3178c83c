#!/bin/sh
test_description='every kind of repository, index and branch'
. "$(dirname "$0")/lib.sh"

test_expect_success 'a tracker to start from' '
	tracker base && cd base && echo file >other.txt &&
	git add other.txt && git commit -q -m other &&
	proven -q new One --id one >/dev/null &&
	proven -q new Two --id two >/dev/null && cd ..
'

in_step() { # DIR
	git -C "$1" status --porcelain >status && test_must_be_empty status &&
	git -C "$1" fsck --strict --no-dangling >fsck 2>&1 &&
	test_must_be_empty fsck
}

# DIR: moves, edits and reads as anywhere.
works() {
	tick && run 0 proven -C "$1" move one study &&
	run 0 proven -C "$1" set two summary=x &&
	run 0 proven -C "$1" list && said Feasibility &&
	test "$(git -C "$1" show HEAD:projects/two.json |
	    jq -r .summary)" = x
}

test_expect_success 'bare' '
	git clone -q --bare base bare.git && works bare.git &&
	git -C bare.git fsck --strict
'

test_expect_success 'a linked work tree: its own index, its own branch' '
	cp -a base main && git -C main worktree add -q ../linked -b side &&
	works linked && in_step linked && in_step main &&
	test "$(git -C main rev-list --count main..side)" = 2
'

test_expect_success '--branch: without a checkout; not where checked out' '
	cp -a base br && git -C br branch side &&
	git -C br worktree add -q ../br2 -b elsewhere &&
	before=$(git -C br rev-parse main) &&
	run 0 proven -C br move one study --branch side &&
	test $before = "$(git -C br rev-parse main)" &&
	test "$(git -C br show side:projects/one.json |
	    jq -r .stage)" = feasibility && in_step br &&
	run 8 proven -C br move one study --branch elsewhere &&
	complained "('\''$PWD/br2'\'')" &&
	git -C br2 switch -q side &&
	run 8 proven -C br2 move one back -r x --branch main &&
	complained "('\''$PWD/br'\'')" && git -C br2 switch -q elsewhere &&
	run 4 proven -C br move one study --branch nowhere &&
	run 0 proven -C br move one study --branch main && in_step br
'

for kind in split sparse untracked v4 skip-worktree; do
	test_expect_success "index: $kind" '
		rm -rf i && cp -a base i && (cd i && case '$kind' in
		split) git update-index --split-index ;;
		sparse) git sparse-checkout init --cone --sparse-index &&
			git sparse-checkout set projects tracker ;;
		untracked) git update-index --untracked-cache &&
			git status >/dev/null ;;
		v4) git update-index --index-version 4 ;;
		skip-worktree) git update-index --skip-worktree \
			projects/one.json && rm projects/one.json ;;
		esac) && works i && in_step i &&
		case '$kind' in
		skip-worktree) test ! -e i/projects/one.json &&
			git -C i ls-files -v projects/one.json | grep -q ^S ;;
		esac
	'
done

test_expect_success 'packed references and objects' '
	cp -a base packed && git -C packed gc -q && works packed &&
	in_step packed
'

test_expect_success 'alternates' '
	git clone -q --shared base shared && works shared && in_step shared
'

test_expect_success 'shallow: reads and writes, and doctor says so' '
	git clone -q --depth 1 "file://$PWD/base" shallow && works shallow &&
	run_doctor=$(cd shallow && proven doctor 2>&1 || :) &&
	echo "$run_doctor" | grep -q shallow
'

test_expect_success 'detached HEAD: reads, refuses to write, says how' '
	cp -a base det && git -C det checkout -q --detach &&
	run 0 proven -C det list && run 8 proven -C det move one study &&
	complained "detached" "git switch"
'

test_expect_success 'no commit yet, no tracker, no repository' '
	git init -q empty && run 5 proven -C empty list &&
	complained "proven init" &&
	git init -q plain && git -C plain commit -q --allow-empty -m x &&
	run 5 proven -C plain list && complained "proven init" &&
	mkdir nothing && run 5 proven -C nothing list &&
	complained "no git repository in '\''$PWD/nothing'\'' or above"
'

test_expect_success 'a merge under way' '
	cp -a base mer && git -C mer branch side && (cd mer &&
	echo a >other.txt && git commit -q -a -m a && git checkout -q side &&
	echo b >other.txt && git commit -q -a -m b &&
	! git merge main >/dev/null 2>&1) &&
	run 8 proven -C mer move one study && complained merge
'

test_expect_success 'SHA-256, foreign extensions: named' '
	git init -q --object-format=sha256 sha2 && run 8 proven -C sha2 list &&
	complained sha256 "git init"
'

test_expect_success 'who acts: as git var says, whatever sets it' '
	cp -a base who && cd who &&
	git config user.email local@example.org &&
	for env in "X=1" "GIT_AUTHOR_EMAIL=env@example.org" \
	    "GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=user.email GIT_CONFIG_VALUE_0=count@example.org" \
	    "GIT_AUTHOR_NAME=Fictional\ Other GIT_AUTHOR_DATE=2026-07-01T10:00:00+08:00" \
	    "GIT_AUTHOR_DATE=\"Wed,\ 1\ Jul\ 2026\ 10:00:00\ +0200\"" \
	    "GIT_CONFIG_GLOBAL=/dev/null"; do
		eval "want=\$(env $env git var GIT_AUTHOR_IDENT)" &&
		eval "env $env proven -q note one x" &&
		git log -1 --format="%an <%ae> %ad" --date=raw >got &&
		echo "$want" >want && test_cmp want got || return 1
	done && rm got want && cd ..
'

test_expect_success 'no identity: the two lines of git' '
	run 8 env -u GIT_AUTHOR_NAME GIT_CONFIG_GLOBAL=/dev/null \
	    proven -C base note one x &&
	complained "git config --global user.name" \
	    "git config --global user.email"
'

test_expect_success 'commits signed by ssh' '
	ssh-keygen -q -t ed25519 -N "" -f key &&
	cp "$GIT_CONFIG_GLOBAL" plain.config &&
	git config --global gpg.format ssh &&
	git config --global user.signingkey "$PWD/key.pub" &&
	git config --global commit.gpgsign true &&
	echo "researcher@example.org $(cat key.pub)" >allowed &&
	cp -a base ssh && works ssh &&
	git -C ssh -c gpg.ssh.allowedSignersFile="$PWD/allowed" \
	    verify-commit HEAD HEAD^ &&
	git config --global user.signingkey "$PWD/no-such-key" &&
	before=$(git -C ssh rev-parse HEAD) &&
	run 8 proven -C ssh note one x &&
	test $before = "$(git -C ssh rev-parse HEAD)" &&
	cp plain.config "$GIT_CONFIG_GLOBAL"
'

if command -v gpg >/dev/null; then test_set_prereq GPG; fi
test_expect_success GPG 'commits signed by OpenPGP' '
	GNUPGHOME=$PWD/gnupg && export GNUPGHOME && mkdir -m 700 gnupg &&
	gpg --batch --quiet --passphrase "" --quick-generate-key \
	    "Fictional Researcher <researcher@example.org>" ed25519 sign 0 &&
	git config --global user.signingkey researcher@example.org &&
	git config --global commit.gpgsign true &&
	cp -a base pgp &&
	run 0 proven -C pgp move one study &&
	git -C pgp verify-commit HEAD &&
	gpgconf --kill all && cp plain.config "$GIT_CONFIG_GLOBAL"
'

test_expect_success 'a hostile repository chooses no program' '
	cp -a base hostile && (cd hostile &&
	git config commit.gpgsign true && git config gpg.format ssh &&
	git config gpg.ssh.program "$HOME/evil" &&
	git config user.signingkey "$HOME/key.pub") &&
	printf "#!/bin/sh\ntouch %s/ran\n" "$HOME" >evil && chmod +x evil &&
	run 0 proven -C hostile note one x && test ! -e ran
'

test_done
