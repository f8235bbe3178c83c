#!/bin/sh
# A history that is not whole is never called clean, and one that is masked
# is judged as it is, whatever git shows.
test_description='audit: shallow, partial, grafted, replaced, damaged'
. "$(dirname "$0")/lib.sh"

PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

# In "bad" a step by hand was taken back at once; whoever leaves the two out
# sees what "good" has.
test_expect_success 'setup: a history that is clean, and one that is not' '
	tracker good >/dev/null && cd good &&
	tick && proven new -q Film --id film >/dev/null &&
	tick && proven set -q film concept.hypothesis=x &&
	tick && proven move -q film study && cd .. &&
	cp -a good bad && cd bad && before=$(git rev-parse HEAD) &&
	sed -i "s/\"stage\": \"feasibility\"/\"stage\": \"closed\"/" \
	    projects/film.json &&
	tick && git commit -q -a -m "Closed" && illegal=$(git rev-parse HEAD) &&
	tick && git revert --no-edit HEAD && after=$(git rev-parse HEAD) &&
	tick && proven note -q film "Nothing happened" &&
	tick && proven move -q film verify && cd .. &&
	run 0 proven -C good audit && run 1 proven -C bad audit
'

# audited REPOSITORY STATUS [OPTION...]: it ends so, with a cache or without,
# and so does the oracle; what the two find is the same.
audited() {
	where=$1 status=$2
	shift 2
	run "$status" timeout 60 proven -C "$where" audit -q --format jsonl \
	    "$@" &&
	run "$status" timeout 60 proven -C "$where" audit --no-cache --format jsonl \
	    "$@" &&
	jq -r 'select(.rule) | [.commit, .rule, .severity] | @tsv' "$out" |
	    sort -u >found
}
by_oracle() {
	run "$2" python3 "$PROVEN_TOP/tests/audit/oracle.py" "$1" &&
	cut -f 1,2,4 "$out" | sort -u >oracle && test_cmp found oracle
}

# finds RULE SEVERITY [COMMIT]
finds() {
	grep -q "^${3:-.*}	$1	$2\$" found && return
	cat found
	return 1
}

# copy REPOSITORY: a clone of all its objects, each a file.
copy() {
	rm -rf copy && git clone -q --bare --no-local "$1" copy &&
	mkdir packs && mv copy/objects/pack/*.pack packs &&
	rm -f copy/objects/pack/* &&
	for pack in packs/*.pack; do
		git -C copy unpack-objects -q <"$pack" || return
	done && rm -r packs
}

# object REV: the file in which it is.
object() {
	git -C copy rev-parse "$1" |
	    sed 's,^\(..\)\(.*\)$,copy/objects/\1/\2,'
}

# ---- Parts that are missing ----

test_expect_success 'shallow: incomplete, until it is whole' '
	for depth in 1 2 3; do
		rm -rf shallow &&
		git clone -q --bare --depth $depth "file://$PWD/good" shallow &&
		audited shallow 7 && finds PV505 error &&
		proven -C shallow audit 2>&1 | grep -q -i incomplete ||
		    return 1
	done && git -C shallow fetch -q --unshallow &&
	audited shallow 0 && test_must_be_empty found
'

test_expect_success 'shallow: since a time, and what was cut is not trusted' '
	rm -rf shallow && git clone -q --bare --depth 2 "file://$PWD/bad" \
	    shallow && audited shallow 7 && finds PV505 error &&
	git -C shallow fetch -q --unshallow && audited shallow 1 &&
	finds PV203 error $illegal
'

test_expect_success 'partial: without blobs, without trees' '
	git -C good config uploadpack.allowFilter true &&
	for filter in blob:none tree:0; do
		rm -rf partial && git clone -q --bare --filter=$filter \
		    "file://$PWD/good" partial &&
		audited partial 7 && finds PV505 error &&
		grep -q "git fetch --refetch --no-filter" "$out" || return 1
	done
'

test_expect_success 'partial: nothing is fetched for it' '
	git -C partial rev-list --objects --all --missing=print |
	    grep "^?" >missing && test -s missing
'

test_expect_success 'partial: until nothing is missing' '
	git -C partial fetch -q --refetch --no-filter origin \
	    "+refs/heads/*:refs/heads/*" &&
	audited partial 0 && test_must_be_empty found
'

# ---- What git shows otherwise ----

test_expect_success 'a replaced commit: told, and what is there is judged' '
	copy bad && git -C copy replace --graft $after $before &&
	test "$(git -C copy rev-list --count HEAD)" = \
	    "$(($(git -C bad rev-list --count HEAD) - 1))" &&
	audited copy 7 && finds PV505 error && finds PV203 error $illegal &&
	by_oracle copy 7
'

test_expect_success 'a replaced blob, also of a clean history' '
	copy good && blob=$(git -C copy rev-parse HEAD:projects/film.json) &&
	other=$(git -C copy rev-parse HEAD~1:projects/film.json) &&
	audited copy 0 && git -C copy replace $blob $other &&
	audited copy 7 && finds PV505 error && by_oracle copy 7 &&
	git -C copy pack-refs --all && audited copy 7 && finds PV505 error &&
	git -C copy replace -d $blob && audited copy 0
'

test_expect_success 'where replacing is off it is told all the same' '
	copy bad && git -C copy replace --graft $after $before &&
	git -C copy config core.useReplaceRefs false &&
	audited copy 7 && finds PV505 error && finds PV203 error $illegal &&
	GIT_NO_REPLACE_OBJECTS=1 audited copy 7 &&
	finds PV203 error $illegal
'

test_expect_success 'grafts' '
	copy bad && mkdir -p copy/info &&
	echo "$after $before" >copy/info/grafts &&
	test "$(git -C copy rev-list --count HEAD 2>"$err")" = \
	    "$(($(git -C bad rev-list --count HEAD) - 1))" &&
	audited copy 7 && finds PV505 error && finds PV203 error $illegal &&
	by_oracle copy 7 && : >copy/info/grafts && audited copy 1 &&
	finds PV203 error $illegal
'

test_expect_success 'a commit-graph that lies' '
	copy bad && git -C copy config commitGraph.generationVersion 1 &&
	git -C copy commit-graph write --reachable 2>"$err" &&
	graph=copy/objects/info/commit-graph && chmod u+w $graph &&
	audited copy 1 && mv found truth &&
	python3 "$PROVEN_TOP/tests/cli/lie.py" $graph $after $before &&
	test "$(git -C copy rev-list --count HEAD)" = \
	    "$(($(git -C bad rev-list --count HEAD) - 1))" &&
	audited copy 1 && finds PV203 error $illegal &&
	test_cmp truth found && by_oracle copy 1
'

test_expect_success 'it does not mislead a hook either' '
	git init -q --bare hub && git -C hub config \
	    commitGraph.generationVersion 1 &&
	proven -C hub hook install -q && git -C good push -q "$HOME/hub" main &&
	git -C copy push -q "$HOME/hub" "$illegal:refs/notes/x" &&
	git -C copy push -q "$HOME/hub" "$after:refs/notes/y" &&
	git -C hub commit-graph write --reachable 2>"$err" &&
	chmod u+w hub/objects/info/commit-graph &&
	python3 "$PROVEN_TOP/tests/cli/lie.py" \
	    hub/objects/info/commit-graph $after $before &&
	run 1 git -C bad push "$HOME/hub" main && complained PV203
'

# ---- Elsewhere, missing, damaged ----

test_expect_success 'objects elsewhere: a note' '
	rm -rf copy && git clone -q --bare --shared good copy &&
	audited copy 0 && finds PV505 note && by_oracle copy 0 &&
	rm -rf copy && git clone -q --bare --shared bad copy &&
	audited copy 1 && finds PV505 note && finds PV203 error $illegal
'

test_expect_success 'objects elsewhere that are gone' '
	copy good && rm -rf shared && git clone -q --bare --shared copy shared &&
	rm -f "$(object HEAD~1:projects/film.json)" &&
	audited shared 7 && finds PV505 error && finds PV505 note
'

# lost REV COMMIT: without REV the history is incomplete, and COMMIT is the
# one that needs it first.
lost() {
	copy good && file=$(object "$1") && rm -f "$file" &&
	audited copy 7 && finds PV505 error \
	    "$(git -C copy rev-parse "$2")"
}

test_expect_success 'a missing record, tracker file, folder' '
	lost HEAD~1:projects/film.json HEAD~1 &&
	lost HEAD:projects/film.json HEAD &&
	lost HEAD:tracker/people.json HEAD~3 &&
	lost HEAD:projects HEAD && lost HEAD^{tree} HEAD &&
	lost HEAD~1^{tree} HEAD~1
'

test_expect_success 'a missing commit' '
	for n in 1 2 3; do
		copy good && tip=$(git -C copy rev-parse HEAD~$n) &&
		rm -f "$(object HEAD~$n)" &&
		audited copy 7 && finds PV505 error || return 1
	done
'

# damaged REV COMMAND: the same after COMMAND has done that to the file.
damaged() {
	copy good && file=$(object "$1") && chmod u+w "$file" &&
	shift && "$@" "$file" && audited copy 7 && finds PV505 error
}
flip() {
	python3 - "$1" <<-\PYTHON
	import sys
	data = bytearray(open(sys.argv[1], "rb").read())
	data[len(data) // 2] ^= 1
	open(sys.argv[1], "wb").write(data)
	PYTHON
}
cut_off() { truncate -s 20 "$1"; }
empty() { : >"$1"; }
# Another object, whole in itself, under the name of this one.
swap() { cp -f "$(object "$other")" "$1"; }

for what in HEAD~1:projects/film.json HEAD~2:projects 'HEAD~1^{tree}' HEAD~1 \
	HEAD~3:tracker/workflow.json
do
	test_expect_success "a damaged $what" '
		damaged "$what" flip && damaged "$what" cut_off &&
		damaged "$what" empty
	'
done

test_expect_success 'what is damaged is told once for each commit' '
	damaged "HEAD^{tree}" empty &&
	jq -r "[.commit, .rule, .text] | @tsv" "$out" | sort >told &&
	sort -u told >once && test_cmp once told
'

test_expect_success 'its id stands in a message once' '
	id=$(git -C good rev-parse "HEAD^{tree}") &&
	jq -r .text "$out" >told && test -s told &&
	test "$(grep -o "$id" told | wc -l)" = "$(wc -l <told)" &&
	run 7 proven -C copy list &&
	test "$(grep -o "$id" "$err" | wc -l)" = 1
'

test_expect_success 'a damaged tip' '
	for how in flip cut_off empty "rm -f"; do
		copy good && file=$(object HEAD) && chmod u+w "$file" &&
		$how "$file" &&
		run 7 timeout 60 proven -C copy audit --no-cache &&
		complained "cannot be read" || return 1
	done
'

# libgit2 would go round for ever.
test_expect_success 'no other command waits for what does not come' '
	for how in flip cut_off empty; do
		copy good && file=$(object HEAD:projects/film.json) &&
		chmod u+w "$file" && $how "$file" &&
		run 7 timeout 60 proven -C copy show film &&
		run 7 timeout 60 proven -C copy set film summary=x &&
		run 7 timeout 60 proven -C copy show film --at main &&
		rm -rf shared && git clone -q --bare --shared copy shared &&
		run 7 timeout 60 proven -C shared show film || return 1
	done
'

test_expect_success 'an object that has the name of another' '
	other=HEAD:projects/film.json &&
	damaged HEAD~1:projects/film.json swap &&
	other=HEAD~3 && damaged HEAD~1 swap &&
	other=HEAD:projects && damaged HEAD~1:projects swap
'

# One record under the name of another: the one that git reads is legal.
test_expect_success 'an illegal record under whose name a legal one lies' '
	copy bad && good=$(object $before:projects/film.json) &&
	file=$(object $illegal:projects/film.json) && chmod u+w "$file" &&
	cp -f "$good" "$file" && audited copy 7 && finds PV505 error
'

test_expect_success 'a damaged pack' '
	rm -rf copy && git clone -q --bare --no-local good copy &&
	pack=$(echo copy/objects/pack/*.pack) && chmod u+w "$pack" &&
	size=$(wc -c <"$pack") && cp "$pack" whole &&
	for part in 3 5 7 9; do
		cp whole "$pack" && python3 - "$pack" \
		    $((size * part / 10)) <<-\PYTHON && {
		import sys
		data = bytearray(open(sys.argv[1], "rb").read())
		data[int(sys.argv[2])] ^= 0x10
		open(sys.argv[1], "wb").write(data)
		PYTHON
			proven -C copy audit --no-cache >"$out" 2>"$err"
			test $? = 7 ||
			test_must_fail git -C copy fsck 2>/dev/null
		} || return 1
	done
'

test_expect_success 'a pack that hides a step behind its id' '
	cp -a bad forged && (cd forged && git reset -q --hard "$illegal" &&
	run 1 proven audit --no-cache && said PV203 &&
	hidden=$(git rev-parse HEAD~1^{tree}) &&
	git cat-file commit HEAD | sed "s/^tree .*/tree $hidden/" >../bytes &&
	python3 "$PROVEN_TOP/tests/cli/forge.py" "$illegal" <../bytes &&
	run 7 proven audit --no-cache && said PV505 &&
	said "object $illegal is damaged")
'

test_expect_success 'no way to excuse it, or to overlook it' '
	copy good && rm -f "$(object HEAD~1:projects/film.json)" &&
	run 7 proven -C copy audit --no-cache --fail-on error &&
	run 7 proven -C copy audit --no-cache --threads 3 &&
	run 7 proven -C copy audit --no-cache --json &&
	jq -e ".incomplete" "$out" &&
	for format in sarif junit github gitlab markdown csv; do
		run 7 proven -C copy audit --no-cache --format $format &&
		said PV505 || return 1
	done
'

test_done
