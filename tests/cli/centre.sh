# Six people of a fictional centre, each with an ssh key, and how a test
# plays them.  Sourced behind lib.sh.
# shellcheck shell=sh disable=SC2154

# HANDLE NAME ROLES ROR: who there is.
centre_people='
wang|Wang Fang (fictional)|manager,finance,admin|
li|Li Wei (fictional)||
zhao|Zhao Min (fictional)|director|
chen|Chen Jie (fictional)|tech_expert|05dxps055
zhou|Zhou Lan (fictional)|tech_expert|040ty4453
sun|Sun Bo (fictional)|business_expert|03taz7m60
'

# as HANDLE COMMAND...: with that person's git configuration.
as() (
	GIT_CONFIG_GLOBAL=$HOME/$1.gitconfig
	export GIT_CONFIG_GLOBAL
	shift
	"$@"
)

# key_of ID KIND: the key of the evidence of that kind.
key_of() {
	proven show "$1" --json | jq -r --arg kind "$2" \
	    '.project.evidence | to_entries[] | select(.value.kind == $kind) |
	    .key'
}

# A key and a git configuration for HANDLE.
make_person() {
	ssh-keygen -q -t ed25519 -N '' -C "$1" -f "$HOME/$1.key" &&
	cat >"$HOME/$1.gitconfig" <<-CONFIG
	[user]
		name = $2
		email = $1@example.org
		signingkey = $HOME/$1.key.pub
	[gpg]
		format = ssh
	[init]
		defaultBranch = main
	CONFIG
}

# add_person HANDLE NAME ROLES ROR, by wang.
add_person() {
	set -- "$1" "$2" "$(printf %s "$3" | tr , ' ')" "$4"
	roles=
	for role in $3; do
		roles="$roles --role $role"
	done
	# shellcheck disable=SC2086 # options
	as wang proven -q people add "$1" --name "$2" \
	    --email "$1@example.org" --key "$HOME/$1.key.pub" $roles \
	    ${4:+--org "Org of $1" --ror "$4"}
}

# A tracker DIR of the centre with all of them; wang founds it.
centre() {
	printf '%s' "$centre_people" | while IFS='|' read -r handle name _; do
		test -z "$handle" || make_person "$handle" "$name" || return
	done &&
	git init -q "$1" && tick &&
	(cd "$1" && as wang proven -q init --preset centre --name Centre &&
	as wang proven -q people set wang --role manager --role finance &&
	printf '%s' "$centre_people" | while IFS='|' read -r h n r o; do
		test -z "$h" || test "$h" = wang ||
		add_person "$h" "$n" "$r" "$o" || exit
		tick
	done)
}

# What is not met at the gate of TRANSITION for ID, seen by HANDLE: names,
# sorted, one a line.  What the move itself brings is left out.
unmet() {
	as "$3" proven gate "$1" "$2" --json | jq -r '.gates[0].conditions[] |
	    select(.met | not) | select(.part == "need") | .name' |
	    grep -v -e '^reason$' -e '^codes$' -e '^review_within$' | sort
}

# walk ID TRANSITION MOVER OPTIONS <LINES: a line "CONDITION|HANDLE|COMMAND"
# is how the condition comes to be met.  While any is left the move is
# refused with 3, the condition is among those not met and has a command or
# a text that says what would meet it; in the end the project moves.
walk() {
	walk_id=$1 walk_t=$2 walk_by=$3
	shift 3
	while IFS='|' read -r condition person command; do
		tick
		test -n "$condition" || continue
		unmet "$walk_id" "$walk_t" "$walk_by" >"$HOME/unmet"
		grep -qxF -e "$condition" "$HOME/unmet" || {
			echo "$walk_t: '$condition' is met before: $command"
			cat "$HOME/unmet"
			return 1
		}
		run 3 as "$walk_by" proven move "$walk_id" "$walk_t" "$@" \
		    </dev/null || return
		as "$walk_by" proven gate "$walk_id" "$walk_t" --json |
		    jq -re --arg c "$condition" '.gates[0].conditions[] |
		    select(.name == $c) | .text' >"$HOME/text" || return
		complained "$(head -n 1 "$HOME/text" | cut -c 1-60)" || return
		eval "as $person $command" >"$HOME/did" 2>&1 </dev/null || {
			echo "failed: as $person $command"
			cat "$HOME/did"
			return 1
		}
	done
	tick
	run 0 as "$walk_by" proven move "$walk_id" "$walk_t" "$@" </dev/null
}

# Each of HANDLE:ROLE approves.
approve() {
	approve_id=$1 approve_t=$2
	shift 2
	for who; do
		tick
		run 0 as "${who%%:*}" proven approve "$approve_id" \
		    "$approve_t" --role "${who#*:}" || return
	done
}

# stage_is ID STAGE
stage_is() {
	test "$(proven show "$1" --json | jq -r .project.stage)" = "$2"
}
