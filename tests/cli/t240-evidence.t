#!/bin/sh
test_description='evidence: files that show what a project claims'
. "$(dirname "$0")/lib.sh"
. "$PROVEN_TOP/tests/cli/evidence.sh"

# `make soak` takes the file of 200 MB that the issue names; here a sparse
# one shows as well that none is held in memory.
big='truncate -s 110M'
test -n "$PROVEN_SOAK" && big='head -c 200000000 /dev/urandom >'
# Address space that is set aside at the start but not used is counted too;
# sanitizers take more than there is.
limit=100000
(ulimit -d $limit && proven version) >/dev/null 2>&1 &&
    test_set_prereq DATA_LIMIT

test_expect_success 'a tracker' '
	asking_evidence
'

# ---- add ----

test_expect_success 'a file, its hash, and the record in one commit' '
	before=$(git rev-parse HEAD) && tick &&
	run 0 proven evidence add film ../data.csv --kind dataset \
	    --title "Curve at 10 keV, 校准曲线" &&
	key=$(sha ../data.csv | cut -c 1-6) &&
	echo $key >want && test_cmp want "$out" && rm want &&
	complained "evidence/film/data.csv (8 B)" &&
	cmp ../data.csv evidence/film/data.csv && clean &&
	test $(git rev-list --count $before..HEAD) = 1 &&
	git diff --name-only $before HEAD >../names &&
	printf "evidence/film/data.csv\nprojects/film.json\n" >../want &&
	test_cmp ../want ../names &&
	field ".\"$key\"" >../entry &&
	jq -e --arg sha $(sha ../data.csv) ". == {kind: \"dataset\",
	    title: \"Curve at 10 keV, 校准曲线\",
	    path: \"evidence/film/data.csv\", sha256: \$sha, bytes: 8,
	    added: \"2026-01-01\", by: \"researcher\"}" ../entry &&
	git log -1 --format=%s >../subject &&
	echo "film: evidence $key: Curve at 10 keV, 校准曲线" >../want &&
	test_cmp ../want ../subject &&
	git log -1 --format=%B | grep "^Proven-Project: film" &&
	git fsck --strict --no-dangling
'

test_expect_success 'every option; and as JSON' '
	tick && run 0 proven evidence add film ../r.pdf --json \
	    --kind test_report --title Report --by lab@example.org \
	    --date 2025-12-31 --sha256 $(sha ../r.pdf) &&
	jq -e --arg sha $(sha ../r.pdf) --arg commit $(git rev-parse HEAD) \
	    ".kind == \"changes\" and .changes == [{id: \"film\",
	    change: \"evidence add\", from: null, to: null,
	    commit: \$commit, key: \$sha[:6], path: \"evidence/film/r.pdf\",
	    sha256: \$sha}]" "$out" &&
	field ".\"$(sha ../r.pdf | cut -c 1-6)\"" >../entry &&
	jq -e "[.title, .by, .added, .bytes] ==
	    [\"Report\", \"lab@example.org\", \"2025-12-31\", 11]" ../entry
'

test_expect_success 'what is kept elsewhere' '
	tick && run 0 proven evidence add film --kind photo_video \
	    https://example.org/v.mp4 && url=$(cat "$out") &&
	complained "https://example.org/v.mp4 (kept elsewhere)" &&
	test ${#url} = 4 &&
	test "$(field ".\"$url\".url")" = https://example.org/v.mp4 &&
	test "$(field ".\"$url\".sha256")" = null &&
	tick && run 0 proven evidence add film --kind paper \
	    https://doi.org/10.5555/abc --sha256 $(sha ../r.pdf) &&
	test "$(cat "$out")" = $(sha ../r.pdf | cut -c 1-7) &&
	test "$(field ".\"$(cat "$out")\".doi")" = 10.5555/abc &&
	tick && run 0 proven evidence add film --kind code doi:10.5555/abc &&
	test ! -e 10.5555 && clean
'

test_expect_success 'a file is taken before a DOI' '
	mkdir 10.5555 && echo file >10.5555/x && tick &&
	run 0 proven evidence add chip 10.5555/x --kind other &&
	cmp 10.5555/x evidence/chip/x && rm -r 10.5555 && clean
'

test_expect_success 'the same again is refused, but for another kind' '
	before=$(git rev-parse HEAD) &&
	run 3 proven evidence add film ../data.csv --kind dataset &&
	complained "has this already, as" "proven set film evidence." &&
	run 3 proven evidence add film https://example.org/v.mp4 \
	    --kind photo_video &&
	run 3 proven evidence add film 10.5555/abc --kind code &&
	test $before = $(git rev-parse HEAD) && clean &&
	tick && run 0 proven evidence add film ../data.csv --kind raw_data &&
	test "$(cat "$out")" = $(sha ../data.csv | cut -c 1-7) &&
	git diff --name-only HEAD^ HEAD >../names &&
	echo projects/film.json >../want && test_cmp ../want ../names
'

test_expect_success 'wrong usage' '
	run 2 proven evidence && complained "what is to be done" &&
	run 2 proven evidence ad && complained "did you mean '\''add'\''" &&
	run 2 proven evidence zzz && complained "add | list" &&
	run 2 proven evidence add film && complained \
	    "'\''evidence add'\'': FILE|URL|DOI is missing" \
	    "usage: proven evidence add ID FILE|URL|DOI --kind KIND" &&
	run 2 proven evidence list film chip &&
	complained "too many operands" &&
	run 2 proven evidence list film --kind x &&
	complained "'\''evidence list'\'' has no option '\''--kind'\''" &&
	run 2 proven evidence add film ../r.pdf --kind code --at HEAD &&
	complained "has no option '\''--at'\''" &&
	run 2 proven evidence add film ../r.pdf && complained \
	    "no kind is given" "possible: paper, patent, dataset" &&
	run 2 proven evidence add film ../r.pdf --kind test_raport &&
	complained "did you mean '\''test_report'\''" &&
	run 2 proven evidence add film ../r.pdf --kind code --sha256 abc &&
	complained "64 hex digits" &&
	run 2 proven evidence add film ../r.pdf --kind code --by "n o" &&
	complained "evidence.e.by" &&
	run 2 proven evidence add film ../r.pdf --kind code --title "" &&
	run 2 proven evidence add film ../r.pdf --kind code \
	    --date 2026-01-02 && complained "2026-01-02 is in the future" &&
	run 2 proven evidence add film ../r.pdf --kind code --date soon &&
	run 2 proven evidence add film own --kind code --in-place --large &&
	complained "cannot both be given" &&
	run 2 proven evidence add film 10.5555/y --kind code --large &&
	complained "is for a file" &&
	run 4 proven evidence add nobody ../r.pdf --kind code &&
	run 4 proven evidence list nobody && run 4 proven evidence verify x &&
	run 5 proven -C .. evidence list film && clean
'

test_expect_success 'only plain files that are there' '
	ln -s r.pdf ../link && mkfifo ../fifo && : >../empty &&
	before=$(git rev-parse HEAD) &&
	run 8 proven evidence add film ../nowhere --kind code &&
	complained "'\''../nowhere'\'': No such file" &&
	run 3 proven evidence add film ../link --kind code &&
	complained "is a symbolic link" "name the file that it leads to" &&
	run 3 proven evidence add film .. --kind code &&
	complained "'\''..'\'' is a folder" &&
	run 3 proven evidence add film ../t/ --kind code &&
	complained "names no file" &&
	run 3 proven evidence add film ../fifo --kind code &&
	complained "is no plain file" &&
	run 3 proven evidence add film /dev/null --kind code &&
	complained "is no plain file" &&
	run 3 proven evidence add film ../empty --kind code &&
	complained "is empty" &&
	run 7 proven evidence add film ../r.pdf --kind code \
	    --sha256 $(sha ../data.csv) &&
	complained "another SHA-256 than the one given" &&
	test $before = $(git rev-parse HEAD) && clean &&
	find .git/objects -name "tmp_*" >../left && test_must_be_empty ../left
'

# NAME GOES-AS: what a file is called among the evidence.
named() {
	test_expect_success "a file called $1" '
		dir=$(mktemp -d ../named.XXXXXX) && name=$NAME &&
		printf "%s" "$name" >"$dir/$name" &&
		tick && run 0 proven evidence add chip "$dir/$name" \
		    --kind other &&
		test -f "evidence/chip/$GOES" && clean &&
		git cat-file blob HEAD:projects/chip.json |
		    jq -e --arg path "evidence/chip/$GOES" \
		    "any(.evidence[]; .path == \$path)"
	'
}
NAME='成果 报告（终稿）.pdf' GOES='成果 报告（终稿）.pdf' named 'in Chinese'
NAME='.gitattributes' GOES='_.gitattributes' named '.gitattributes'
NAME='-x' GOES='_-x' named -x
NAME='GIT~1' GOES='_GIT~1' named 'GIT~1'
NAME='aux.h' GOES='_aux.h' named aux.h
NAME='a:b*c?"d".txt' GOES='a_b_c__d_.txt' named 'with marks'
NAME='end. ' GOES='end. _' named 'with a blank at its end'
long=$(printf '%0250d' 7)
NAME="$long" GOES="$(printf '%s' "$long" | cut -c 1-199)" named 'at length'
NAME="$(printf '%0240d.pdf' 7)" \
GOES="$(printf '%0240d' 7 | cut -c 1-195).pdf" named 'at length, with an ending'

test_expect_success 'names with controls are refused' '
	printf x >"../a
b" && printf x >"$(printf "../a\342\200\256b")" &&
	printf x >"$(printf "../a\377b")" &&
	run 3 proven evidence add chip "../a
b" --kind other && complained "control character" "another name" &&
	run 3 proven evidence add chip "$(printf "../a\342\200\256b")" \
	    --kind other && complained "control character" &&
	run 3 proven evidence add chip "$(printf "../a\377b")" --kind other &&
	complained "is not UTF-8" && clean
'

test_expect_success 'another file of that name, or but for the case' '
	mkdir ../second && echo other >../second/data.csv &&
	echo third >../second/DATA.CSV && tick &&
	run 0 proven evidence add film ../second/data.csv --kind dataset &&
	key=$(sha ../second/data.csv | cut -c 1-6) &&
	test -f evidence/film/$key-data.csv &&
	tick && run 0 proven evidence add film ../second/DATA.CSV \
	    --kind dataset &&
	test -f evidence/film/$(sha ../second/DATA.CSV |
	    cut -c 1-6)-DATA.CSV && clean
'

test_expect_success 'personal numbers in a name are refused' '
	echo scan >../13800000000.jpg &&
	run 7 proven evidence add film ../13800000000.jpg --kind other &&
	complained "holds a phone number" && clean
'

# ---- Large files ----

test_expect_success 'over 50 MiB: refused, with the ways; --large' '
	truncate -s 52428801 ../film.mov && truncate -s 52428800 ../edge.mov &&
	before=$(git rev-parse HEAD) &&
	run 3 proven evidence add film ../film.mov --kind photo_video &&
	complained "has 50.0 MiB, over the limit of 50 MiB" "--large" \
	    "git lfs track" "kept elsewhere: proven evidence add film URL" \
	    "sha256sum < ../film.mov" &&
	test $before = $(git rev-parse HEAD) &&
	tick && run 0 proven evidence add film ../edge.mov \
	    --kind photo_video &&
	tick && run 0 proven evidence add film ../film.mov \
	    --kind photo_video --large &&
	cmp ../film.mov evidence/film/film.mov && clean
'

# The limit counts what the program allocates, whether it is used or not.
test_expect_success DATA_LIMIT 'no file is held in memory' '
	eval "$big ../big" && tick &&
	(ulimit -d $limit && run 0 proven evidence add chip ../big \
	    --kind raw_data --large) &&
	grep -q "hosts such as GitHub refuse" "$err" &&
	cmp ../big evidence/chip/big && clean &&
	(ulimit -d $limit && run 0 proven evidence verify chip) &&
	git repack -adq && git prune-packed &&
	(ulimit -d $limit && run 0 proven evidence verify chip) &&
	touch -d yesterday evidence/chip/big &&
	(ulimit -d $limit && tick && run 0 proven undo) &&
	test ! -e evidence/chip/big && clean && rm ../big
'

# ---- In place ----

test_expect_success 'a file of the repository, committed' '
	mkdir data && printf raw >data/raw.bin && git add data &&
	git commit -q -m Data && tick &&
	(cd data && run 0 proven evidence add film raw.bin --in-place \
	    --kind raw_data --sha256 $(sha raw.bin)) &&
	test "$(field ".\"$(sha data/raw.bin | cut -c 1-6)\".path")" = \
	    data/raw.bin &&
	git diff --name-only HEAD^ HEAD >../names &&
	echo projects/film.json >../want && test_cmp ../want ../names && clean
'

test_expect_success 'not what is uncommitted, edited, odd or not ours' '
	echo new >data/new && echo more >>data/raw.bin &&
	ln -s raw.bin data/link && git add data/link &&
	git commit -q -m Link -- data/link &&
	run 3 proven evidence add film data/new --in-place --kind code &&
	complained "is not committed" "git add -- data/new" \
	    "git commit -m Evidence -- data/new" \
	    "proven evidence add film data/new --kind code --in-place" &&
	run 6 proven evidence add film data/raw.bin --in-place --kind code &&
	complained "has uncommitted edits" \
	    "git commit -m Evidence -- data/raw.bin" &&
	run 3 proven evidence add film data/link --in-place --kind code &&
	complained "is a symbolic link" &&
	run 3 proven evidence add film data --in-place --kind code &&
	complained "is a folder" &&
	run 3 proven evidence add film ../r.pdf --in-place --kind code &&
	complained "is not in the repository" &&
	run 3 proven evidence add film projects/film.json --in-place \
	    --kind code && complained "it is the tracker" &&
	run 3 proven evidence add film .git/config --in-place --kind code &&
	run 8 proven evidence add film no/where --in-place --kind code &&
	run 7 proven evidence add film evidence/film/r.pdf --in-place \
	    --kind code --sha256 $(sha ../data.csv) &&
	git checkout -q data && rm data/new && clean
'

test_expect_success 'what lies in its place already, but uncommitted' '
	echo mine >evidence/film/mine.txt &&
	run 3 proven evidence add film evidence/film/mine.txt --kind code &&
	complained "is not committed" "git add -- evidence/film/mine.txt" \
	    "--in-place" &&
	mkdir ../other && echo theirs >../other/mine.txt &&
	run 6 proven evidence add film ../other/mine.txt --kind code &&
	complained "evidence/film/mine.txt" "is in the way" &&
	git add evidence && git commit -q -m Mine && tick &&
	run 0 proven evidence add film evidence/film/mine.txt --kind code &&
	git diff --name-only HEAD^ HEAD >../names &&
	echo projects/film.json >../want && test_cmp ../want ../names
'

test_expect_success 'git-lfs: refused with the way, then in place' '
	echo "*.lfs filter=lfs -text" >.gitattributes.new &&
	cat .gitattributes.new >>.gitattributes && rm .gitattributes.new &&
	git commit -q -m lfs .gitattributes &&
	echo large >../scan.lfs &&
	run 3 proven evidence add film ../scan.lfs --kind raw_data &&
	complained "filter '\''lfs'\''" "cp ../scan.lfs evidence/film/scan.lfs" \
	    "--kind raw_data --in-place" &&
	printf "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 6\n" \
	    $(sha ../scan.lfs) >evidence/film/scan.lfs &&
	git add evidence && git commit -q -m Scan &&
	tick && run 0 proven evidence add film evidence/film/scan.lfs \
	    --in-place --kind raw_data && key=$(cat "$out") &&
	test "$(field ".\"$key\".sha256")" = $(sha ../scan.lfs) &&
	test "$(field ".\"$key\".bytes")" = 6 &&
	cp ../scan.lfs evidence/film/scan.lfs && tick &&
	run 0 proven evidence add film evidence/film/scan.lfs --in-place \
	    --kind photo_video &&
	echo edited >evidence/film/scan.lfs &&
	run 6 proven evidence add film evidence/film/scan.lfs --in-place \
	    --kind other && git checkout -q evidence &&
	run 0 proven evidence verify film
'

test_expect_success 'what git would change is not taken' '
	echo "/evidence/**/*.txt text" >>.gitattributes &&
	git commit -q -m text .gitattributes &&
	printf "a\r\nb\r\n" >../crlf.txt && printf "a\nb\n" >../lf.txt &&
	run 3 proven evidence add film ../crlf.txt --kind other &&
	complained "its hash would not hold" "/evidence/** -text" &&
	tick && run 0 proven evidence add film ../lf.txt --kind other &&
	clean && git reset -q --hard HEAD~2
'

# ---- list and show ----

test_expect_success 'list, in six formats' '
	run 0 proven evidence list film && said "Data set" "校准曲线" \
	    "evidence/film/data.csv" "8 B" "https://example.org/v.mp4" &&
	run 0 proven evidence list film --lang zh && said 数据集 类型 大小 &&
	run 0 proven evidence list film --json &&
	jq -e ".schema == 1 and .kind == \"evidence\" and
	    (.evidence | length) > 8 and (.evidence[0] | keys_unsorted) ==
	    [\"key\", \"kind\", \"title\", \"path\", \"url\", \"doi\",
	    \"sha256\", \"bytes\", \"added\", \"by\", \"relied_on\"]" "$out" &&
	run 0 proven evidence list film --format jsonl &&
	test "$(jq -s length "$out")" = \
	    "$(git cat-file blob HEAD:projects/film.json |
	    jq ".evidence | length")" &&
	run 0 proven evidence list film --format csv &&
	head -1 "$out" >../head && echo \
	    "key,kind,title,path,url,doi,sha256,bytes,added,by,relied_on" \
	    >../want && test_cmp ../want ../head &&
	run 0 proven evidence list film --format tsv && said "data.csv" &&
	run 0 proven evidence list film --format markdown && said "| Key" &&
	proven -q new "None" --id none >/dev/null &&
	run 0 proven evidence list none && test_must_be_empty "$out" &&
	complained "'\''none'\'' has no evidence" &&
	run 0 proven evidence list none --json &&
	jq -e ".evidence == []" "$out"
'

test_expect_success 'show tells what and where' '
	run 0 proven show film && said "Data set: Curve at 10 keV" \
	    "evidence/film/data.csv; 8 B; SHA-256 $(sha ../data.csv |
	    cut -c 1-12)…; 2026-01-01;" \
	    "Photo or video" "        https://example.org/v.mp4" &&
	run 0 proven show film --lang zh && said "数据集: Curve" &&
	run 0 proven show film --format markdown &&
	said "Data set: Curve at 10 keV, 校准曲线 / evidence/film/data.csv"
'

test_expect_success 'completion of verbs, kinds and keys' '
	proven --complete-line evidence "" | cut -f 1 >../words &&
	printf "add\nlist\nverify\nremove\n" >../want &&
	test_cmp ../want ../words &&
	proven --complete-line evidence add film ../x --kind test_r \
	    >../words && printf "test_report\tTest report\n" >../want &&
	test_cmp ../want ../words &&
	proven --complete-line evidence add film ../x --by re | cut -f 1 \
	    >../words && echo researcher >../want &&
	test_cmp ../want ../words &&
	proven --complete-line evidence remove film "" | cut -f 1 >../words &&
	grep -qx "$(sha ../data.csv | cut -c 1-6)" ../words &&
	proven --complete-line evidence add film "" | grep -q "^@files" &&
	proven --complete-line evidence verify chip fi | grep -q "^film"
'

# ---- Bare repositories ----

test_expect_success 'in a bare repository' '
	git clone -q --bare . ../bare && cd ../bare &&
	echo bare >../bare.txt && tick &&
	run 0 proven evidence add film ../bare.txt --kind other &&
	git cat-file blob HEAD:evidence/film/bare.txt | cmp - ../bare.txt &&
	tick && run 0 proven evidence add film data/raw.bin --in-place \
	    --kind other &&
	run 0 proven evidence verify film && git fsck --strict &&
	cd ../t
'

test_expect_success 'a file that changes while it is read is not taken' '
	: >../grow && rm -f ../stop && n=0 &&
	{ while test ! -e ../stop; do echo more >>../grow; done & } &&
	while test $n -lt 50; do
		n=$((n + 1)) && tick
		proven -q evidence add chip ../grow --kind raw_data \
		    >../key 2>"$err"
		case $? in
		0) path=$(git cat-file blob HEAD:projects/chip.json | jq -r \
		    --arg key "$(cat ../key)" ".evidence[\$key].path") &&
		    test "$(git cat-file blob HEAD:"$path" | sha256sum |
		    cut -c 1-6)" = "$(cut -c 1-6 ../key)" || break ;;
		3) grep -q "is empty\|has this already" "$err" || break ;;
		6) grep -q "changed while it was read" "$err" || break ;;
		*) break ;;
		esac
	done
	: >../stop && wait
	test $n = 50 && run 0 proven evidence verify chip && clean
'

test_done
