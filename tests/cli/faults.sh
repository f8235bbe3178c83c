# Calls of the system that fail.  Sourced behind lib.sh.
# shellcheck shell=sh

# Where a tracer is, leaks can not be looked for.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS

# unmoved_or_done FAULT STEP COMMAND...: with this fault (as strace has it)
# at each STEPth of its calls the command does what it is to do, or says why
# not and leaves t as it is, or says what it has done.  `sound WHEN`, which
# the test has, looks at what is left.
unmoved_or_done() {
	fault=$1 fault_step=$2
	shift 2
	n=1
	while :; do
		before=$(git -C t rev-parse HEAD)
		if ! strace -f -qq -o trace -e "inject=$fault:when=$n" \
		    "$@" >/dev/null 2>err; then
			test -s err || { echo "silent at $n"; return 1; }
			test "$before" = "$(git -C t rev-parse HEAD)" ||
			    grep -q "is made\|standard output" err ||
			    { echo "moved at $n, but:"; cat err; return 1; }
		fi
		sound "$fault $n" || { echo "call $n"; return 1; }
		grep -q INJECTED trace || break
		n=$((n + fault_step))
	done
	test $n -gt 1
}
