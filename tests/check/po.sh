#!/bin/sh
# The catalogues are complete: nothing missing, empty, fuzzy, left over, or
# equal to the English text; format directives agree.  With "update" they
# are brought up to date with the sources first.
set -eu
cd "$(dirname "$0")/../.."
: "${B:=build}"
work=$B/po
mkdir -p "$work"

# Texts that are the same in both languages.
cat >"$work/equal" <<'LIST'
DOI
N
ORCID
RAiD
ROR
SHA-256
URL
LIST

find cmd core -name '*.c' -o -name '*.h' | sort >"$work/files"
xgettext --from-code=UTF-8 --language=C --keyword=_ --keyword=N_ \
	--no-wrap --no-location --sort-output \
	--flag=_:1:pass-c-format --flag=err_new:2:c-format \
	--flag=err_mend:2:c-format --flag=session_note:2:c-format \
	--flag=session_warn:2:c-format --flag=xasprintf:1:c-format \
	--flag=str_addf:2:c-format \
	--files-from="$work/files" -o "$work/raw.pot"
# Without the date, so that nothing changes when no text does.
sed -e 's/charset=CHARSET/charset=UTF-8/' -e '/POT-Creation-Date/d' \
	"$work/raw.pot" >"$work/proven.pot"

# Lines "message<TAB>translation" of a catalogue, each text on one line.
pairs() {
	awk '
	function unquote(line) {
		sub(/^[^"]*"/, "", line)
		sub(/"$/, "", line)
		return line
	}
	function flush() {
		if (id != "")
			print id "\t" str
		id = str = ""
	}
	/^msgid "/ { flush(); where = "id"; id = unquote($0); next }
	/^msgid_plural/ { where = "plural"; next }
	/^msgstr(\[[0-9]\])? "/ { where = "str"; str = unquote($0); next }
	/^"/ && where == "id" { id = id unquote($0); next }
	/^"/ && where == "str" { str = str unquote($0) }
	END { flush() }' "$1"
}

status=0
complain() {
	echo "po: $*" >&2
	status=1
}

for po in cmd/po/*.po; do
	if test "${1:-}" = update; then
		msgmerge -q --no-wrap --no-fuzzy-matching --no-location \
		    --sort-output --update --backup=none \
		    "$po" "$work/proven.pot"
		msgattrib --no-wrap --no-obsolete --sort-output -o "$po" "$po"
	fi
	msgfmt -c -o /dev/null "$po" || complain "$po: not well-formed"
	msgmerge -q --no-wrap --no-fuzzy-matching "$po" "$work/proven.pot" \
	    >"$work/merged.po"
	msgattrib --no-wrap --only-fuzzy "$po" >"$work/fuzzy.po"
	pairs "$work/fuzzy.po" >"$work/list"
	test ! -s "$work/list" || complain "$po: fuzzy: $(cat "$work/list")"
	msgattrib --no-wrap --only-obsolete "$work/merged.po" >"$work/left.po"
	test ! -s "$work/left.po" ||
		complain "$po: not in the sources (make po): $(
			cat "$work/left.po")"
	msgattrib --no-wrap --no-obsolete "$work/merged.po" >"$work/now.po"
	pairs "$work/now.po" >"$work/list"
	awk -F '\t' '$2 == "" { print "  " $1 }' "$work/list" >"$work/bad"
	test ! -s "$work/bad" || complain "$po: not translated (make po):
$(cat "$work/bad")"
	awk -F '\t' 'NR == FNR { same[$0]; next }
	    $1 == $2 && !($1 in same) { print "  " $1 }' \
	    "$work/equal" "$work/list" >"$work/bad"
	test ! -s "$work/bad" || complain "$po: equal to the English text:
$(cat "$work/bad")"
done
exit $status
