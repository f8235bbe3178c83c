#!/bin/sh
# The examples of a manual: its literal displays that start with
# "$ proven", a blank line between them, escapes undone.
#
#	sh tests/check/examples.sh man/proven-list.1
set -eu
awk '
/^\.Bd .*-literal/ { inside = 1; text = ""; next }
/^\.Ed/ {
	if (inside && text ~ /^\$ proven/)
		printf "%s%s", many++ ? "\n" : "", text
	inside = 0
	next
}
inside {
	if ($0 ~ /^\.(Pp|\\")/)
		next
	gsub(/\\&/, "")
	gsub(/\\-/, "-")
	gsub(/\\(e|\(rs)/, "\\")
	gsub(/\\\(aq/, "\047")
	gsub(/\\\(dq/, "\"")
	text = text $0 "\n"
}' "$@"
