#!/bin/sh
# Each header is complete in itself, and has a guard named for its path.
set -eu
cd "$(dirname "$0")/../.."
: "${CC:=gcc}"

status=0
for header in $(find core cmd -name '*.h' | sort); do
	if ! printf '#include "%s"\n#include "%s"\nextern int used;\n' \
	    "$header" "$header" | $CC -std=c11 -D_GNU_SOURCE -I. \
	    -fsyntax-only -Wall -Wextra -Wpedantic -Werror \
	    -Wstrict-prototypes -Wundef -x c -; then
		echo "headers: $header is not complete in itself" >&2
		status=1
	fi
	case $header in
	cmd/out/*) guard=${header#cmd/} ;;
	cmd/*) guard=$header ;;
	core/*) guard=${header#core/} ;;
	esac
	guard=PROVEN_$(echo "$guard" | tr 'a-z/.' 'A-Z__')
	if ! grep -qx "#ifndef $guard" "$header" ||
	    ! grep -qx "#define $guard" "$header"; then
		echo "headers: $header: the guard is not $guard" >&2
		status=1
	fi
done
exit $status
