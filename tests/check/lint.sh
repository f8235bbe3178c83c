#!/bin/sh
# What analysers find: cppcheck, clang-tidy, gcc -fanalyzer, and clang and
# gcc with all warnings as errors; shellcheck for the scripts.  Needs FLAGS,
# the compiler's flags for the libraries.
# shellcheck disable=SC2089,SC2090 # the quotes in $defines are for C
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
# bugprone-sizeof-expression (takes arrays of pointers for a mistake),
# DeprecatedOrUnsafeBufferHandling (wants snprintf_s).
checks='-*,bugprone-*,-bugprone-easily-swappable-parameters'
checks="$checks,-bugprone-assignment-in-if-condition"
checks="$checks,-bugprone-sizeof-expression,clang-analyzer-*"
checks="$checks,-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling"
checks="$checks,cert-err34-c,misc-misplaced-const,misc-redundant-expression"
checks="$checks,misc-misleading-*,readability-duplicate-include"
checks="$checks,readability-else-after-return,readability-function-size"
checks="$checks,readability-inconsistent-declaration-parameter-name"
checks="$checks,readability-misleading-indentation"
checks="$checks,readability-non-const-parameter"
checks="$checks,readability-redundant-control-flow"
checks="$checks,readability-redundant-declaration"
config='{CheckOptions: [
	{key: bugprone-narrowing-conversions.WarnOnIntegerNarrowingConversion,
	    value: false},
	{key: readability-function-size.LineThreshold, value: 60},
	{key: readability-function-size.StatementThreshold, value: 800},
	{key: readability-function-size.NestingThreshold, value: 4}]}'

status=0
# FILES: only these are looked at.
sources=${FILES:-$(find core cmd -name '*.c' | sort)}
all=${FILES:-$(find core cmd tests -name '*.c' | sort)}

# stage NAME FILES COMMAND...: COMMAND for each of FILES, in parallel, the
# file as its last argument.
stage() {
	echo "lint: $1"
	echo "$2" >"$work/files"
	shift 2
	xargs -P "$JOBS" -n 1 "$@" <"$work/files" || status=1
}

# shellcheck disable=SC2086 # lists of words
for cc in gcc clang; do
	stage "$cc" "$all" $cc $flags $warnings $defines -O2 \
	    -D_FORTIFY_SOURCE=2 -c -o /dev/null
done
# The two that analyse are told what they can not see, but in the files
# that define it.
# shellcheck disable=SC2086,SC2046
analysed=$(echo $sources | tr ' ' '\n' | grep -v '^core/base/\(err\|mem\)\.c$')
known='-include tests/check/analysed.h'
# shellcheck disable=SC2086
stage 'gcc -fanalyzer' "$analysed" gcc $flags $defines $known -O1 \
    -fanalyzer -Werror -Wno-analyzer-too-complex -c -o /dev/null
# One file a process: with several, version 14 takes va_list for
# uninitialised.
# shellcheck disable=SC2016
stage clang-tidy "$analysed" sh -c '
	clang-tidy --quiet --warnings-as-errors="*" --checks="$0" \
	    --config="$1" "$3" -- $2 2>/dev/null' \
    "$checks" "$config" "$flags $defines $known"
# Errors are returned by functions that also take addresses of locals: that
# looks to cppcheck like handing these on.  The compilers and clang-tidy
# know better what is uninitialised.
echo 'lint: cppcheck'
# shellcheck disable=SC2086
cppcheck --quiet --std=c11 --enable=warning,performance,portability \
    --inline-suppr --error-exitcode=1 -j "$JOBS" -I. $defines \
    --suppress=missingIncludeSystem --suppress=returnDanglingLifetime \
    --suppress=autoVariables --suppress=uninitvar core cmd || status=1
if command -v shellcheck >/dev/null; then
	stage shellcheck "$(find tests .ci -name '*.sh' -o -path .ci/run)" \
	    shellcheck -x
fi
exit $status
