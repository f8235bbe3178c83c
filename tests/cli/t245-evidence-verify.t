#!/bin/sh
test_description='evidence: is it what it was; what a gate relied on; removing'
. "$(dirname "$0")/lib.sh"
. "$PROVEN_TOP/tests/cli/evidence.sh"

add() { # PROJECT KIND WHAT [OPTION...]
	project=$1 kind=$2
	shift 2
	tick && proven -q evidence add "$project" "$@" --kind "$kind" \
	    >/dev/null
}

test_expect_success 'a tracker with evidence of every sort' '
	asking_evidence && proven -q new "None" --id none >/dev/null &&
	mkdir ../second data && echo other >../second/data.csv &&
	echo edge >../edge.mov && printf raw >data/raw.bin &&
	git add data && git commit -q -m Data &&
	add film dataset ../data.csv && add film raw_data ../data.csv &&
	add film dataset ../second/data.csv &&
	add film test_report ../r.pdf && add film photo_video ../edge.mov &&
	add film raw_data data/raw.bin --in-place &&
	add film photo_video https://example.org/v.mp4 &&
	add film paper 10.5555/abc --sha256 $(sha ../r.pdf) &&
	add film code 10.5555/abd && add chip other ../r.pdf && clean
'

# ---- verify ----

test_expect_success 'verify: all is what it was' '
	run 0 proven evidence verify && said "kept elsewhere: 3" &&
	run 0 proven evidence verify film chip &&
	said "projects: 2" &&
	run 0 proven evidence verify none && said "unchanged files: 0 of 0" &&
	run 0 proven evidence verify --json &&
	jq -e ".kind == \"findings\" and
	    all(.findings[]; .rule == \"PV404\")" "$out"
'

test_expect_success 'verify: missing, changed, odd, stray' '
	good=$(git rev-parse HEAD) &&
	git rm -q evidence/film/data.csv && echo other >evidence/film/r.pdf &&
	git rm -q --cached evidence/film/edge.mov &&
	rm evidence/film/edge.mov && ln -s r.pdf evidence/film/edge.mov &&
	echo stray >evidence/film/stray && git add evidence &&
	git commit -q -m Damage &&
	run 1 proven evidence verify film --json &&
	jq -e "[.findings[] | [.rule, .severity, .project, .path]] | sort ==
	    [[\"PV401\", \"error\", \"film\", \"evidence/film/data.csv\"],
	    [\"PV401\", \"error\", \"film\", \"evidence/film/data.csv\"],
	    [\"PV402\", \"error\", \"film\", \"evidence/film/r.pdf\"],
	    [\"PV403\", \"error\", \"film\", \"evidence/film/edge.mov\"],
	    [\"PV404\", \"note\", \"film\", \"evidence/film/stray\"]]" \
	    "$out" &&
	jq -e "all(.findings[]; .mend != null and
	    if .key == null then .file == .path and .line == null
	    else .file == \"projects/film.json\" and .line > 1 end)" "$out" &&
	run 1 env COLUMNS=120 proven evidence verify &&
	complained "errors: 4" &&
	said "✗ error: film, projects/film.json:" \
	    "· note: film, evidence/film/stray: nothing refers" \
	    "no file '\''evidence/film/data.csv'\'' [PV401]" \
	    "has the SHA-256" "is a symbolic link [PV403]" \
	    "nothing refers to '\''evidence/film/stray'\'' [PV404]" \
	    "git log --stat -- evidence/film/data.csv" &&
	run 1 proven evidence verify --lang zh && said 错误 提示 &&
	for format in csv tsv jsonl markdown; do
		run 1 proven evidence verify --format $format &&
		said PV402 || return 1
	done &&
	run 0 proven evidence verify chip &&
	run 0 proven evidence verify --at $good &&
	run 1 proven evidence verify film --at HEAD &&
	run 4 proven evidence verify --at nowhere &&
	run 4 proven evidence verify film --at main~999 &&
	git reset -q --hard $good
'

test_expect_success 'verify: a project that was not there then' '
	run 4 proven evidence verify none --at HEAD~13 &&
	complained "no project '\''none'\'' in commit" &&
	proven -q drop none --reason "Not ours" &&
	run 0 proven evidence verify none --at HEAD~1
'

# What one project keeps, another may refer to.
test_expect_success 'verify: a file that another project refers to' '
	echo shared >evidence/film/shared && git add evidence &&
	git commit -q -m Shared &&
	run 0 proven evidence verify film && said "PV404" &&
	tick && proven -q evidence add chip evidence/film/shared --in-place \
	    --kind other >/dev/null &&
	run 0 proven evidence verify film && ! grep -q PV404 "$out" &&
	run 0 proven evidence verify && ! grep -q "film/shared" "$out"
'

test_expect_success 'verify: at whatever depth the records lie' '
	tick && proven -q reshard 2 && clean &&
	test -f evidence/m/l/film/data.csv &&
	run 0 proven evidence verify && ! grep -q PV404 "$out" &&
	echo deep >../deep && tick &&
	run 0 proven evidence add film ../deep --kind other &&
	test -f evidence/m/l/film/deep &&
	tick && proven -q reshard 0 && test -f evidence/film/deep &&
	run 0 proven evidence verify && ! grep -q PV404 "$out" && clean
'

test_expect_success 'verify: what cannot be read' '
	cp -r . ../damaged && cd ../damaged &&
	rm -rf .git/objects/pack/*.keep &&
	git unpack-objects -q <$(ls ../t/.git/objects/pack/*.pack | head -1) \
	    2>/dev/null
	mkdir ../packs && mv .git/objects/pack/* ../packs/ 2>/dev/null
	for pack in ../packs/*.pack; do
		test ! -f "$pack" || git unpack-objects -q <"$pack" || return 1
	done &&
	rm -f .git/objects/$(git rev-parse HEAD:evidence/film/data.csv |
	    sed "s,^..,&/,") &&
	run 7 proven evidence verify &&
	complained "is missing" "not everything could be looked at" &&
	run 0 proven evidence verify chip && cd ../t && rm -rf ../damaged
'

# ---- What a gate relied on ----

test_expect_success 'the gate lists what it relied on' '
	tick && run 0 proven move film submit && clean &&
	report=$(sha ../r.pdf) &&
	git cat-file blob HEAD:projects/film.json |
	    jq -e --arg sha $report \
	    ".history[-1].evidence == {(\$sha[:6]): \$sha}" &&
	run 0 proven evidence list film --json &&
	jq -e --arg key $(echo $report | cut -c 1-6) \
	    ".evidence[] | select(.key == \$key).relied_on == 2" "$out"
'

test_expect_success 'and then it stays' '
	key=$(sha ../r.pdf | cut -c 1-6) && before=$(git rev-parse HEAD) &&
	run 3 proven evidence remove film $key &&
	complained "entry 2 ('\''submit'\'') relied on it [PV405]" &&
	run 3 proven set film --unset evidence.$key &&
	complained "is gone, and entry 2" "[PV405]" \
	    "proven evidence add film FILE --kind KIND" &&
	run 3 proven set film evidence.$key.sha256=$(sha ../data.csv) &&
	complained "has another SHA-256" "[PV405]" &&
	run 3 proven set film --unset evidence &&
	run 3 env EDITOR="sed -i /sha256/s/$(sha ../r.pdf)/$(sha \
	    ../data.csv)/" proven edit film && complained "[PV405]" &&
	test $before = $(git rev-parse HEAD) && clean &&
	tick && run 0 proven set film evidence.$key.title="Final report"
'

test_expect_success 'what was done by hand is found, and mending goes on' '
	key=$(sha ../r.pdf | cut -c 1-6) &&
	jq --arg key $key "del(.evidence[\$key])" projects/film.json >../x &&
	cp ../x projects/film.json && proven -q fmt 2>/dev/null
	git commit -q -m "By hand" projects/film.json &&
	run 7 proven show film && said "[PV405]" &&
	tick && run 0 proven set film summary="Goes on" &&
	git reset -q --hard HEAD~2
'

# ---- remove ----

test_expect_success 'remove takes the file along, and undo brings it back' '
	key=$(sha ../second/data.csv | cut -c 1-6) && tick &&
	run 0 proven evidence remove film $key &&
	complained "removed, and its file" "git revert" &&
	test_must_be_empty "$out" &&
	test ! -e evidence/film/$key-data.csv && clean &&
	test "$(field ".\"$key\"")" = null &&
	git log -1 --format=%s | grep "film: evidence $key removed" &&
	run 0 proven undo --json && clean &&
	cmp ../second/data.csv evidence/film/$key-data.csv
'

test_expect_success 'but for what something else refers to' '
	key=$(sha ../data.csv | cut -c 1-7) && tick &&
	run 0 proven evidence remove film $key --json &&
	jq -e --arg key $key ".changes[0] | .change == \"evidence remove\"
	    and .key == \$key and .path == null" "$out" &&
	complained "the file '\''evidence/film/data.csv'\'' stays" &&
	key=$(sha data/raw.bin | cut -c 1-6) && tick &&
	run 0 proven evidence remove film $key &&
	complained "'\''data/raw.bin'\'' stays" && test -f data/raw.bin &&
	tick && proven -q evidence add film evidence/film/shared --in-place \
	    --kind other >/dev/null && tick &&
	run 0 proven evidence remove film $(sha evidence/film/shared |
	    cut -c 1-6) && complained "stays" &&
	test -f evidence/film/shared && clean &&
	url=$(proven evidence list film --json |
	    jq -r ".evidence[] | select(.url).key") && tick &&
	run 0 proven evidence remove film $url &&
	complained "evidence '\''$url'\'' of '\''film'\'' is removed"
'

test_expect_success 'remove refuses' '
	run 4 proven evidence remove film zzzzzz &&
	complained "has no evidence '\''zzzzzz'\''" \
	    "proven evidence list film" &&
	key=$(sha ../data.csv | cut -c 1-6) &&
	run 4 proven evidence remove film ${key}0 &&
	complained "did you mean '\''$key'\''" && tick &&
	proven -q set film criteria.c1.claim=x \
	    criteria.c1.measured.evidence+=$key &&
	run 7 proven evidence remove film $key &&
	complained "criteria.c1.measured.evidence.0" && clean
'

test_done
