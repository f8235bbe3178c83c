#!/bin/sh
# A tracker with the fictional portfolio beside this script, one project
# walked from idea to transfer, and what can be seen of it.  Everything
# happens in a temporary directory, which is removed in the end;
#
#	make demo KEEP=DIR
#
# leaves it in DIR.
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
: "${PROVEN_BUILD:=$(cd "$here/../../build" && pwd -P)}"
: "${KEEP:=}"

# Nothing of the user's git gets in, and nothing gets out to it.
for name in $(env | sed -n 's/^\(GIT_[A-Z0-9_]*\)=.*/\1/p'); do
	unset "$name"
done
GIT_CONFIG_GLOBAL=/dev/null
GIT_CONFIG_NOSYSTEM=1
GIT_PAGER='cat'
GIT_AUTHOR_NAME='Li Wei'
GIT_AUTHOR_EMAIL=li@example.org
GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME
GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
LANGUAGE=en
PROVEN_LOCALEDIR=$PROVEN_BUILD/locale
PATH=$PROVEN_BUILD:$PATH
export GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM GIT_PAGER GIT_AUTHOR_NAME \
	GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL LANGUAGE \
	PROVEN_LOCALEDIR PATH

if test -n "$KEEP"; then
	mkdir -p "$KEEP"
	dir=$(cd "$KEEP" && pwd -P)
else
	dir=$(mktemp -d "${TMPDIR:-/tmp}/proven-demo.XXXXXX")
	trap 'rm -rf "$dir"' EXIT
	trap 'exit 1' HUP INT TERM
fi
GIT_CEILING_DIRECTORIES=$dir
export GIT_CEILING_DIRECTORIES
cp "$here/portfolio.csv" "$dir"
cd "$dir"

say() {
	printf '\n# %s\n' "$*"
}

# run COMMAND: shown, then run as it is shown.
run() {
	printf '$ %s\n' "$1"
	eval "$1" 2>&1
}

# refused COMMAND: the gate must refuse it; what mends it goes to $mend.
found() {
	printf '$ %s\n' "$1"
	status=0
	eval "$1" 2>&1 || status=$?
	if test "$status" != 1; then
		echo "demo: status $status, not 1" >&2
		exit 1
	fi
}
refused() {
	printf '$ %s\n' "$1"
	status=0
	message=$(eval "$1" 2>&1) || status=$?
	printf '%s\n' "$message"
	if test "$status" != 3; then
		echo "demo: status $status, not 3" >&2
		exit 1
	fi
	mend=$(printf '%s\n' "$message" | sed -n 's/^ *\(proven set .*\)/\1/p')
	test -n "$mend"
}

# fill VALUE: $mend with VALUE for what is to be filled in or chosen.
fill() {
	printf '%s\n' "$mend" | sed "s/'.*'/'$1'/"
}

say 'A tracker with twelve projects in five directions (all of it is fictional)'
run 'proven init portfolio'
run 'cd portfolio'
run 'proven import ../portfolio.csv'
run 'proven list --sort stage'

say 'One of them: what is the next step, and what does it ask?'
run 'proven gate xray-film'
run 'proven move xray-film study'

say 'The next gate is not met; the message says what is missing'
refused 'proven move xray-film verify'
run "$(fill 'A film under 2 µm resolves 50 nm at 10 keV')"
run 'proven move xray-film verify --reason "Light yield shown on the bench"'

say 'On to transfer, in the same way'
refused 'proven move xray-film transfer'
run "$(fill proven)"
run 'proven set xray-film readiness.current.level=5'
run 'proven move xray-film transfer --reason "Two beamlines want it"'

say 'What became of it'
run 'proven show xray-film'
run 'proven log xray-film --commits'
run 'git log --format="%h %an: %s" -n 6'

say 'Questions: what is in transfer; what is about matter and not far'
run 'proven list stage:transfer'
run "proven list direction:matter 'trl<5' --columns id,title,trl,trl_target"

say 'The same for a program, and in Chinese'
run "proven list stage:transfer --columns id,trl,gain --format csv"
run 'proven list --lang zh --sort -trl --limit 6'
run 'proven gate organ-chip transfer --lang zh'

say 'The whole history judged again; and what becomes of a step by hand'
run 'proven audit'
run "sed -i 's/\"stage\": \"transfer\"/\"stage\": \"closed\"/' projects/xray-film.json"
found 'proven check'
run 'git checkout -q projects/xray-film.json'

say 'Is anything wrong, and is git content?'
run 'proven doctor'
run 'git status --short'
test -z "$(git status --short)"

if test -n "$KEEP"; then
	say "The tracker is in $dir/portfolio"
else
	say 'Done; to keep the tracker: make demo KEEP=DIR'
fi
