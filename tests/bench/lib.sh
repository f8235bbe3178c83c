# Shared by the benchmarks: an isolated environment, trackers of any size.
# Sourced by bench.sh with PROVEN and RATIO set to absolute paths.
# shellcheck shell=sh

work=$(mktemp -d "${TMPDIR:-/tmp}/proven-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
cd "$work" || exit 2

export HOME="$work/home" XDG_CONFIG_HOME="$work/home/.config"
export XDG_STATE_HOME="$work/home/.state" XDG_CACHE_HOME="$work/home/.cache"
export GIT_CONFIG_NOSYSTEM=1 LC_ALL=C.UTF-8 TZ=UTC USER=bench
# glibc hands the top of the heap back at every small deflate; proven asks
# it not to by mallopt, git is given the same.
export MALLOC_TOP_PAD_=67108864 MALLOC_TRIM_THRESHOLD_=2000000000
mkdir -p "$HOME" bin
git config --global user.name 'Fictional Bench'
git config --global user.email bench@example.org
git config --global init.defaultBranch main
git config --global gc.auto 0
ln -s "$PROVEN" bin/proven
export PATH="$work/bin:$PATH"

# Where the record of id $1 lies at depth 2.
path_of() {
	head=${1%?}
	echo "projects/${1#"$head"}/${head#"${head%?}"}/$1.json"
}

# $1 records as JSON Lines, about 1 KB each once written.
make_rows() {
	awk -v n="$1" 'BEGIN {
		for (i = 0; i < n; i++) {
			printf "{\"id\":\"b%06d\",\"title\":\"Benchmark %d: a film" \
			    " that resolves 50 nm 基准项目\",", i, i
			printf "\"summary\":\"What it is about, and what it" \
			    " would change for people, in line %d\",", i
			printf "\"direction\":\"matter\",\"tags\":[\"bench\",\"t%d\"]," \
			    "\"start\":\"2026-01-%02d\",", i % 50, i % 28 + 1
			printf "\"concept.hypothesis\":\"It holds at %d K\",", i
			printf "\"readiness.scale\":\"trl\"," \
			    "\"readiness.baseline.level\":%d," \
			    "\"readiness.current.level\":%d," \
			    "\"readiness.target.level\":6}\n", \
			    i % 3 + 1, i % 3 + 2
		}
	}'
}

# A tracker in $1 with $2 projects at depth 2, packed.  Files as young as
# the index, to the second, are read again at each change, by git and by
# proven: a second later git status settles that.
make_tracker() {
	make_rows "$2" >"$work/rows.jsonl"
	proven -q init "$1"
	proven -q -C "$1" reshard 2
	proven -q -C "$1" import "$work/rows.jsonl" --ids keep
	git -C "$1" repack -qad
	sleep 1
	git -C "$1" status >/dev/null
}

# Make, where it is not there yet, a bare tracker whose history has $1 commits
# on $2 projects, packed, signed where $3 says so; where it lies.
make_history() {
	where=$PROVEN_BUILD/history/$1-$2${3:+-$3}
	if [ ! -d "$where" ]; then
		rm -rf "$where.new"
		export GIT_AUTHOR_DATE='1690000000 +0000'
		export GIT_COMMITTER_DATE='1690000000 +0000'
		mkdir -p "$PROVEN_BUILD/history"
		git init -q --bare "$where.new"
		proven -q -C "$where.new" init
		for person in 0 1 2 3 4 5 6 7; do
			"$HISTORY" key $person >"$work/person.pub"
			proven -q -C "$where.new" people add m$person \
			    --name "Fictional Person $person" \
			    --email m$person@example.org --key "$work/person.pub"
		done
		# shellcheck disable=SC2086 # an option, or none
		"$HISTORY" write "$where.new" "$1" "$2" 1 ${3:-} >/dev/null
		git -C "$where.new" repack -adfq
		mv "$where.new" "$where"
	fi
	echo "$where"
}

# How many fsync calls the shell command $1 makes.
syncs() {
	strace -f -qq -e trace=fsync,fdatasync -o "$work/sync.txt" \
	    sh -c "$1" >/dev/null 2>&1
	grep -c 'sync(' "$work/sync.txt"
}

# ratio's own arguments.  A missed target is printed, and counted.
missed=0
compare() {
	"$RATIO" -n "${RUNS:-9}" "$@" || missed=$((missed + 1))
}

section() {
	printf '\n== %s\n' "$1"
}
