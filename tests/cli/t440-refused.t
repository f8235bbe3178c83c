#!/bin/sh
test_description='what must not get in is refused, and nothing is written'
. "$(dirname "$0")/lib.sh"

test_expect_success 'a tracker' '
	tracker t && cd t && proven -q new One --id one >/dev/null &&
	git rev-parse HEAD >../tip
'

unwritten() {
	test "$(cat ../tip)" = "$(git rev-parse HEAD)" &&
	git status --porcelain >../status && test_must_be_empty ../status
}

for id in ../x -x con A-b 'A b' nul a_b '' é x- "$(printf '%065d' 0)" a/b \
    .git 'a\b' prn lpt1; do
	test_expect_success "an id like '$id'" '
		run 2 proven new Title --id="$id" && unwritten
	'
	test_expect_success "an id like '$id' in an import" '
		jq -cn --arg id "$id" "{\$id, title: \"Title\"}" >../row.jsonl &&
		run 7 proven import --ids keep ../row.jsonl &&
		complained row.jsonl:1 && unwritten
	'
done

test_expect_success 'a record of 1 MiB and one byte' '
	printf "{\"id\":\"big\",\"title\":\"Big\",\"summary\":\"" >../big.jsonl &&
	head -c 1048576 /dev/zero | tr "\0" x >>../big.jsonl &&
	printf "\"}\n" >>../big.jsonl &&
	run 7 proven import --ids keep ../big.jsonl && unwritten &&
	{ head -c $((1048577 - $(wc -c <projects/one.json))) /dev/zero |
	    tr "\0" " " && cat projects/one.json; } >../large.json &&
	cp ../large.json projects/one.json &&
	run 7 proven fmt projects/one.json &&
	test_cmp ../large.json projects/one.json &&
	git commit -q -a -m large && run 7 proven show one &&
	run 7 proven set one summary=x && git reset -q --hard "$(cat ../tip)" &&
	unwritten
'

# Each row of what cJSON alone would let through: in a file by hand, in an
# edit, in an import.
cat >"$HOME/malformed" <<'EOS'
trailing text|{"format":1} x
duplicate key|{"format":1,"format":1}
NUL escape|{"title":"a\u0000b"}
lone surrogate|{"title":"\ud800"}
reversed surrogates|{"title":"\udc00\ud800"}
leading zero|{"format":01}
bare point|{"format":1.}
fraction|{"format":1.0}
exponent|{"format":1e0}
huge exponent|{"format":1e400}
minus zero|{"format":-0}
two to the 53rd|{"format":9007199254740992}
comment|{"format":1/**/}
trailing comma|{"format":1,}
single quotes|{'format':1}
not an object|[1]
EOS
while IFS='|' read -r what wrong; do
	test_expect_success "malformed: $what" '
		printf "%s\n" "$wrong" >projects/bad.json &&
		run 7 proven fmt projects/bad.json &&
		complained projects/bad.json:1: &&
		printf "%s\n" "$wrong" >../wrong &&
		test_cmp ../wrong projects/bad.json &&
		git add projects/bad.json &&
		git commit -q -m bad && run 7 proven show bad &&
		complained projects/bad.json &&
		run 7 proven set bad title=x && run 7 proven list &&
		complained projects/bad.json && said one &&
		git reset -q --hard "$(cat ../tip)" &&
		printf "%s\n" "$wrong" >../row.jsonl &&
		run 7 proven import ../row.jsonl && unwritten
	'
done <"$HOME/malformed"

for bytes in '\377' '\300\200' '\355\240\200' '\t' '\001' '\177\377'; do
	test_expect_success "bytes $bytes in a string" '
		printf "{\"id\":\"b\",\"title\":\"x$bytes\"}\n" >../row.jsonl &&
		run 7 proven import --ids keep ../row.jsonl && unwritten
	'
done

test_expect_success 'nesting over 64' '
	{ printf "{\"id\":\"deep\",\"title\":\"T\",\"custom\":";
	for i in $(seq 70); do printf "{\"a\":"; done; printf 1;
	for i in $(seq 70); do printf "}"; done; echo "}"; } >../row.jsonl &&
	run 7 proven import --ids keep ../row.jsonl && unwritten
'

test_expect_success 'a personal identity number, a phone number' '
	run 7 proven set one "summary=call 13800138000" && unwritten &&
	run 7 proven note one "number 11010519491231002X" && unwritten
'

test_done
