#!/bin/sh
test_description='findings in the formats of hosts, with texts that do harm'
. "$(dirname "$0")/lib.sh"

for python in python3 /usr/bin/python3; do
	$python -c 'import jsonschema' 2>/dev/null && test_set_prereq SCHEMA &&
		break
done
command -v xmllint >/dev/null && test_set_prereq XMLLINT
schema=$PROVEN_TOP/tests/schemas/sarif-2.1.0-rtm.5.json

# valid FORMAT [SCHEMA]: what the last run printed; how many there are in
# $HOME/n.
valid() {
	$python "$PROVEN_TOP/tests/cli/formats.py" "$1" "$out" $2 >"$HOME/n" ||
	{ head -c 2000 "$out"; return 1; }
}

# Each is the name of a key, of a file, and of a stage.
cat >hostile <<'TEXTS'
::error file=x,line=1::owned
::stop-commands::x
##[error]owned
@all #12 !3
a | b | `c` | ```
<script>alert(1)</script> <!-- x
]]> & &#0; <![CDATA[
[x](https://example.org) {0} }{
%0A::error::x %25 a,b:c=d
"quoted" 'and' \ %s%n
概念验证项目的名称很长很长很长很长很长很长很长很长很长很长很长很长
TEXTS
printf 'esc \033[31m \033]0;x\a\nbidi \342\200\256 \342\200\250 x\n' >>hostile
printf 'controls \001 \302\233 \177 \357\277\276\n' >>hostile

test_expect_success 'a tracker that is damaged by hand, in every way' '
	tracker t --preset lean --require \
	    tracker=authored,approvals=authored && cd t &&
	while IFS= read -r text; do
		tick && id=$(proven new -q "Project") &&
		jq --arg text "$text" ".[\$text] = 1" projects/$id.json \
		    >../r && cp ../r projects/$id.json &&
		tick && id=$(proven new -q "Project") &&
		jq --arg text "$text" ".stage = \$text" projects/$id.json \
		    >../r && cp ../r projects/$id.json &&
		tick && id=$(proven new -q "Project") &&
		jq --arg text "$text" "[] + [\$text]" -n >projects/$id.json &&
		name=$(printf %s "$text" | tr / _) &&
		echo "{}" >"projects/$name.json" || return 1
	done <../hostile &&
	printf "{\"format\": 1,\n \"id\": \"\033[31m::error::x" \
	    >projects/broken.json &&
	git add projects && tick && git commit -q -F ../hostile
'

test_expect_success 'there is much to find, on one line each' '
	run 1 proven audit --json &&
	jq -e ".counts.error > 30" "$out" && jq ".counts | .error + .warning +
	    .note" "$out" >../all &&
	errors=$(jq .counts.error "$out") && echo $errors >../errors &&
	run 1 proven audit --format jsonl &&
	test "$(wc -l <"$out")" = "$(cat ../all)" &&
	run 1 proven audit && ! grep -q "$(printf "\033")" "$out" &&
	run 1 proven audit --format csv &&
	run 1 proven audit --format tsv &&
	test "$(wc -l <"$out")" = "$(($(cat ../all) + 1))"
'

test_expect_success XMLLINT 'junit is XML' '
	run 1 proven audit --format junit && xmllint --noout "$out"
'

test_expect_success SCHEMA 'junit: each finding a test with a name of its own' '
	run 1 proven audit --format junit && valid junit &&
	test_cmp ../errors "$HOME/n" &&
	run 1 proven audit --format junit --fail-on note && valid junit &&
	test_cmp ../all "$HOME/n"
'

test_expect_success SCHEMA 'sarif is what the schema says' '
	run 1 proven audit --format sarif && valid sarif "$schema" &&
	test_cmp ../all "$HOME/n"
'

test_expect_success SCHEMA 'gitlab: fingerprints that differ, and stay' '
	run 1 proven audit --format gitlab && valid gitlab &&
	test_cmp ../all "$HOME/n" && jq ".[].fingerprint" "$out" >../prints &&
	run 1 proven audit --format gitlab --lang zh --threads 3 &&
	jq ".[].fingerprint" "$out" >../again && test_cmp ../prints ../again
'

test_expect_success SCHEMA 'github: ten annotations, and no other command' '
	run 1 proven audit --format github && valid github &&
	test "$(cat "$HOME/n")" = 10 &&
	test "$(grep -c "^error: \|^warning: \|^note: " "$out")" = \
	    "$(cat ../all)"
'

# A mention, a tag, a link or a table would be markup of theirs.
test_expect_success 'markdown: nothing is markup' '
	run 1 proven audit --format markdown &&
	! grep -n "^[^-#  ]*[^\\\\]<[a-z!]" "$out" | grep -v "<!-- -->" &&
	! grep -n "[^\\\\A-Za-z0-9]@[a-z]" "$out" &&
	! grep -n "[^\\\\][[]x]" "$out" && ! grep -n "[^\\\\ ]|" "$out" &&
	! grep -q "$(printf "\033")" "$out"
'

test_done
