#!/bin/sh
# What analysers find: cppcheck, clang-tidy, gcc -fanalyzer, and clang and
# gcc with all warnings as errors; shellcheck for the scripts.  Needs FLAGS,
# the compiler's flags for the libraries.
set -eu
cd "$(dirname "$0")/../.."
: "${JOBS:=2}" "${B:=build}" "${FLAGS:=}"
work=$B/lint
mkdir -p "$work"

flags="-std=c11 -D_GNU_SOURCE -I. $FLAGS"
warnings='-Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes
	-Wmissing-prototypes -Wold-style-definition -Wpointer-arith
	-Wwrite-strings -Wvla -Wformat=2 -Wundef -fno-common -Werror'
defines='-DPROVEN_VERSION="0" -DPROVEN_LOCALEDIR="/"'

# Left out: bugprone-easily-swappable-parameters and
# bugprone-assignment-in-if-condition (the house style has both),
# DeprecatedOrUnsafeBufferHandling (wants snprintf_s).
checks='-*,bugprone-*,-bugprone-easily-swappable-parameters'
checks=$checks,-bugprone-assignment-in-if-condition
checks=$checks,clang-analyzer-*
checks=$checks,-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling
checks=$checks,cert-err34-c,misc-misplaced-const,misc-redundant-expression
checks=$checks,misc-misleading-*,readability-duplicate-include
checks=$checks,readability-else-after-return,readability-function-size
checks=$checks,readability-inconsistent-declaration-parameter-name
checks=$checks,readability-misleading-indentation
checks=$checks,readability-non-const-parameter
checks=$checks,readability-redundant-control-flow
checks=$checks,readability-redundant-declaration
config='{CheckOptions: [
	{key: readability-function-size.LineThreshold, value: 60},
	{key: readability-function-size.StatementThreshold, value: 800},
	{key: readability-function-size.NestingThreshold, value: 4}]}'

status=0
sources=$(find core cmd -name '*.c' | sort)
all=$(find core cmd tests -name '*.c' | sort)

# stage NAME COMMAND: COMMAND for each word on standard input, in parallel,
# the word as its last argument.
stage() {
	echo "lint: $1"
	shift
	xargs -P "$JOBS" -n 1 "$@" || status=1
}

# shellcheck disable=SC2086 # lists of words
for cc in gcc clang; do
	echo "$all" | stage "$cc" $cc $flags $warnings $defines -O2 \
	    -c -o /dev/null
done
# shellcheck disable=SC2086
echo "$sources" | stage 'gcc -fanalyzer' gcc $flags $defines -O1 \
    -fanalyzer -Werror -Wno-analyzer-too-complex -c -o /dev/null
# One file a process: with several, version 14 takes va_list for
# uninitialised.
# shellcheck disable=SC2086,SC2016
echo "$sources" | stage clang-tidy sh -c '
	clang-tidy --quiet --warnings-as-errors="*" --checks="$0" \
	    --config="$1" "$3" -- $2 2>/dev/null' \
    "$checks" "$config" "$flags $defines"
echo 'lint: cppcheck'
# shellcheck disable=SC2086
cppcheck --quiet --std=c11 --enable=warning,performance,portability \
    --inline-suppr --error-exitcode=1 -j "$JOBS" -I. $defines \
    --suppress=missingIncludeSystem core cmd || status=1
if command -v shellcheck >/dev/null; then
	find tests .ci -name '*.sh' -o -name run -type f | sort |
	    stage shellcheck shellcheck -x
fi
exit $status
