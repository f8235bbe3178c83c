# An sshd and a gitolite below the home of a test.  Sourced behind centre.sh.
# shellcheck shell=sh disable=SC2154,SC2016

PATH=$PATH:/usr/sbin
package openssh-server SSHD sshd
package gitolite3 GITOLITE gitolite

# Gitolite's home has no blanks in its name: it would stumble over them.
served=$trash_root/served
mkdir "$HOME/served" && ln -s "$HOME/served" "$served"

# What the server runs, and so what of the program it has.
server_has_program() {
	mkdir -p "$HOME/sshd/bin" &&
	ln -sf "$(command -v proven)" "$HOME/sshd/bin/proven"
}

# Nobody else has it at this moment.
free_port() {
	python3 -c '
import socket
with socket.socket() as s:
    s.bind(("127.0.0.1", 0))
    print(s.getsockname()[1])'
}

# A key of HANDLE for SITE, and a name of the host to ssh that goes with it.
make_login() {
	ssh-keygen -q -t ed25519 -N '' -C "$1" -f "$HOME/$1.$2" &&
	cat >>"$HOME/ssh_config" <<-CONFIG
	Host $1.$2
		IdentityFile "$HOME/$1.$2"
	CONFIG
}

# end_server: nothing is left running, nor beside the home of the test.
end_server() {
	kill "$sshd"
	rm "$served"
}

# configure_sshd: all that it reads and writes lies in ~/sshd.
configure_sshd() {
	port=$(free_port) &&
	ssh-keygen -q -t ed25519 -N '' -f "$HOME/sshd/host" &&
	cat >"$HOME/sshd/config" <<-CONFIG
	Port $port
	ListenAddress 127.0.0.1
	HostKey "$HOME/sshd/host"
	PidFile none
	UsePAM no
	StrictModes no
	PermitRootLogin yes
	PasswordAuthentication no
	KbdInteractiveAuthentication no
	MaxStartups 100
	AuthorizedKeysFile "$HOME/sshd/people" "$served/.ssh/authorized_keys"
	SetEnv "HOME=$served" "PATH=$HOME/sshd/bin:/usr/bin:/bin" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C.UTF-8
	CONFIG
	cat >>"$HOME/ssh_config" <<-CONFIG &&
	Host *
		HostName 127.0.0.1
		Port $port
		User $(id -un)
		IdentitiesOnly yes
		BatchMode yes
		UserKnownHostsFile "$HOME/sshd/known"
	CONFIG
	printf '[127.0.0.1]:%s %s\n' "$port" \
	    "$(cut -d ' ' -f 1,2 "$HOME/sshd/host.pub")" >"$HOME/sshd/known"
}

# start_sshd: it ends with the test, in whatever way that ends.
start_sshd() {
	# shellcheck disable=SC2089,SC2090 # the quotes are for a shell
	GIT_SSH_COMMAND='ssh -F "$HOME/ssh_config"' && export GIT_SSH_COMMAND
	# Where root starts it Debian's wants this, which its service makes.
	test "$(id -u)" != 0 || mkdir -p /run/sshd
	setpriv --pdeathsig TERM "$(command -v sshd)" -D \
	    -f "$HOME/sshd/config" -E "$HOME/sshd/log" &
	sshd=$!
	n=0
	until grep -q 'Server listening' "$HOME/sshd/log" 2>/dev/null; do
		n=$((n + 1))
		if test $n -gt 100 || ! kill -0 $sshd; then
			cat "$HOME/sshd/log"
			return 1
		fi
		sleep 0.1
	done
}

# let_in HANDLE...: with git, and nothing else.
let_in() {
	for who; do
		make_login "$who" plain &&
		printf 'command="%s",restrict %s\n' \
		    'git-shell -c \"$SSH_ORIGINAL_COMMAND\"' \
		    "$(cat "$HOME/$who.plain.pub")" \
		    >>"$HOME/sshd/people" || return
	done
}

at_home() {
	env -u GIT_CONFIG_GLOBAL HOME="$served" USER="$(id -un)" "$@"
}

# setup_gitolite ADMIN HANDLE...: with the hook as proven-hosting(7) says,
# and a repository "portfolio" for all of them.
setup_gitolite() {
	gitolite_admin=$1
	for who; do
		make_login "$who" gitolite || return
	done
	# It looks at the branch "master" of its own repository, and makes
	# others with the branch that is usual then.
	at_home git config --global init.defaultBranch master &&
	cp "$HOME/$1.gitolite.pub" "$served/$1.pub" &&
	at_home gitolite setup -pk "$served/$1.pub" &&
	sed -i 's/^\( *\)# \(LOCAL_CODE *=> *"$ENV{HOME}\/local"\)/\1\2/' \
	    "$served/.gitolite.rc" &&
	hook=$served/local/hooks/common/pre-receive &&
	mkdir -p "$(dirname "$hook")" &&
	printf '#!/bin/sh\nexec proven hook pre-receive\n' >"$hook" &&
	chmod +x "$hook" && at_home gitolite setup --hooks-only &&
	at_home git config --global init.defaultBranch main &&
	shift &&
	as "$gitolite_admin" git clone -q \
	    "$gitolite_admin.gitolite:gitolite-admin" admin &&
	for who; do
		cp "$HOME/$who.gitolite.pub" "admin/keydir/$who.pub" || return
	done &&
	printf 'repo portfolio\n\tRW+ = %s\n' "$gitolite_admin $*" \
	    >>admin/conf/gitolite.conf &&
	git -C admin add . &&
	as "$gitolite_admin" git -C admin commit -q -m "A portfolio" &&
	as "$gitolite_admin" git -C admin push -q
}
