#!/bin/sh
test_description='audit: the same report on every way, and what is trusted'
. "$(dirname "$0")/lib.sh"

XDG_STATE_HOME=$HOME/state
export XDG_STATE_HOME

generate() {
	python3 "$PROVEN_TOP/tests/audit/generate.py" "$@" >/dev/null
}

# The report of the repository here, whatever it ends with.
report() {
	proven audit --format jsonl "$@" 2>/dev/null || test $? = 1
}

# same REPOSITORY [OPTION...]: its report there is the one in ~/wanted.
same() {
	(cd "$1" && shift && report "$@") >"$HOME/got" &&
	test_cmp "$HOME/wanted" "$HOME/got"
}

# ---- One report ----

for seed in 3 4
do
	test_expect_success "seed $seed: a history, and its report" '
		generate --seed $seed --out $seed &&
		(cd $seed/repo && report --no-cache --threads 1) >wanted &&
		test -s wanted
	'

	test_expect_success "seed $seed: with one thread or many" '
		same $seed/repo --no-cache --threads 2 &&
		same $seed/repo --no-cache --threads 7
	'

	test_expect_success "seed $seed: with a cache, new, used and grown" '
		same $seed/repo && same $seed/repo &&
		top=$(git -C $seed/repo rev-parse HEAD) &&
		branch=$(git -C $seed/repo symbolic-ref HEAD) &&
		git init -q --bare grown-$seed &&
		for n in 30 20 11 7 2 1 0
		do
			git -C $seed/repo push -q "$HOME/grown-$seed" \
			    "$top~$n:$branch" || return 1
			git -C grown-$seed symbolic-ref HEAD "$branch" &&
			(cd grown-$seed && report --no-cache) >wanted.n
			(cd grown-$seed && report) >got.n
			test_cmp wanted.n got.n || return 1
		done &&
		test -s grown-$seed/proven/audit
	'

	test_expect_success "seed $seed: packed or loose, original or clone" '
		git clone -q --bare --no-local $seed/repo packed-$seed &&
		git -C packed-$seed gc -q &&
		same packed-$seed &&
		git clone -q --bare --no-local $seed/repo loose-$seed &&
		mkdir packs && mv loose-$seed/objects/pack/*.pack packs &&
		rm -f loose-$seed/objects/pack/* &&
		for pack in packs/*.pack
		do
			git -C loose-$seed unpack-objects -q <$pack || return 1
		done &&
		rm -r packs && same loose-$seed
	'

	test_expect_success "seed $seed: at depth 0 and at depth 2" '
		for depth in 0 2
		do
			generate --seed $seed --depth $depth \
			    --out deep-$depth &&
			(cd deep-$depth/repo && report) |
			    jq -c "[.rule, .severity, .project, .path, .line,
			    .column]" >list-$depth || return 1
		done &&
		test -s list-0 && test_cmp list-0 list-2 &&
		rm -rf deep-0 deep-2
	'
done

# ---- What is not trusted ----

# A clean history that was audited, and then a step that is not legal.
test_expect_success 'a clean tip is remembered' '
	tracker t >/dev/null && cd t &&
	for n in 1 2 3; do proven new -q "P $n" --id p$n || return 1; done &&
	run 0 proven audit && test -s .git/proven/audit &&
	test "$(stat -c %a "$XDG_STATE_HOME/proven/audit-key")" = 600 &&
	cp .git/proven/audit ../clean
'

test_expect_success 'one that is not, is not' '
	sed -i "s/\"stage\": \"idea\"/\"stage\": \"closed\"/" \
	    projects/p2.json &&
	git commit -qam "a stage by hand" &&
	run 1 proven audit && said PV203 &&
	test_cmp ../clean .git/proven/audit &&
	report --no-cache >"$HOME/wanted"
'

test_expect_success 'a cache with any byte other is no cache' '
	size=$(wc -c <../clean) && n=0 &&
	while test $n -lt $size
	do
		python3 - ../clean .git/proven/audit $n <<-\FLIP &&
		import sys
		data = bytearray(open(sys.argv[1], "rb").read())
		data[int(sys.argv[3])] ^= 1 << (int(sys.argv[3]) % 8)
		open(sys.argv[2], "wb").write(data)
		FLIP
		same . || return 1
		n=$((n + ${PROVEN_SOAK:+1}${PROVEN_SOAK:-3}))
	done
'

test_expect_success 'nor one that is cut off, or empty, or a folder' '
	for n in 0 1 64 65 100
	do
		head -c $n ../clean >.git/proven/audit && same . || return 1
	done &&
	rm .git/proven/audit && mkdir .git/proven/audit && same . &&
	rmdir .git/proven/audit
'

test_expect_success 'nor one that names the illegal tip' '
	tip=$(git rev-parse HEAD) && was=$(git rev-parse HEAD~1) &&
	sed "s/$was/$tip/" ../clean >.git/proven/audit &&
	same .
'

test_expect_success 'nor that of another repository' '
	git clone -q . ../other && cd ../other &&
	git reset -q --hard HEAD~1 && run 0 proven audit &&
	cp .git/proven/audit ../mine && cp ../clean .git/proven/audit &&
	report --no-cache >"$HOME/wanted" && same . &&
	cd ../t && cp ../mine .git/proven/audit &&
	report --no-cache >"$HOME/wanted" && same .
'

test_expect_success 'nor one under a key that others can read' '
	cp ../clean .git/proven/audit && git reset -q --hard HEAD~1 &&
	chmod 644 "$XDG_STATE_HOME/proven/audit-key" &&
	run 0 proven audit && test_cmp ../clean .git/proven/audit &&
	chmod 600 "$XDG_STATE_HOME/proven/audit-key"
'

test_expect_success 'without a place for a key there is no cache' '
	rm -f .git/proven/audit &&
	run 0 env -u HOME -u XDG_STATE_HOME proven audit &&
	test ! -e .git/proven/audit &&
	run 0 env XDG_STATE_HOME=/dev/null proven audit &&
	test ! -e .git/proven/audit
'

test_expect_success 'a cache that cannot be written is done without' '
	cp ../clean .git/proven/audit && chmod a-w .git/proven &&
	run 0 proven audit && chmod u+w .git/proven
'

# ---- Branches that go back ----

test_expect_success 'what nobody else has may be taken back' '
	run 0 proven audit && proven note p1 -q "a remark" &&
	run 0 proven audit && proven undo -q && run 0 proven audit
'

test_expect_success 'what others have may not' '
	git clone -q --bare . ../hub.git && git remote add origin ../hub.git &&
	proven note p1 -q "a remark" && git push -q origin main &&
	run 0 proven audit && was=$(git rev-parse HEAD) &&
	git -C ../hub.git update-ref refs/heads/main "$was~1" &&
	git fetch -q --force origin "+refs/heads/*:refs/remotes/origin/*" &&
	git reset -q --hard "$was~1" &&
	run 1 proven audit &&
	said PV501 "the branch '\''main'\'' went back" "$(echo $was |
	    cut -c1-12)" "rm " &&
	run 0 proven audit --no-cache &&
	git reset -q --hard $was && run 0 proven audit
'

test_expect_success 'a topic that is rebased and pushed again is none of these' '
	git clone -q --bare . ../topics.git && git clone -q ../topics.git ../topics &&
	(
		cd ../topics && git switch -qc topic &&
		proven note p1 -q "a remark" && git push -q origin topic &&
		run 0 proven audit &&
		git commit -q --amend -m "p1: another remark" &&
		git push -q --force origin topic &&
		run 0 proven audit
	)
'

test_expect_success 'in a bare repository every branch is seen by others' '
	cd ../hub.git && git update-ref refs/heads/main "$was~1" &&
	run 0 proven audit &&
	git update-ref refs/heads/main "$was~2" &&
	run 1 proven audit && said PV501
'

# ---- Anchors and checkpoints ----

test_expect_success 'an anchor is the founding commit or descends from it' '
	cd ../t && root=$(git rev-list --max-parents=0 HEAD) &&
	run 0 proven audit --anchor $root && said "anchored at $root" &&
	run 0 proven audit --anchor HEAD~1 && run 0 proven audit --anchor $root &&
	tree=$(git write-tree) &&
	stray=$(git commit-tree -m stray $tree) &&
	run 1 proven audit --anchor $stray && said PV501 &&
	run 1 proven audit --anchor $stray --no-cache && said PV501 &&
	run 4 proven audit --anchor nowhere
'

test_expect_success 'an anchor before the tracker is none' '
	git init -q ../adopted && cd ../adopted && echo hello >README &&
	git add README && git commit -qm "Before" && proven init -q &&
	run 0 proven audit --anchor HEAD &&
	run 1 proven audit --anchor HEAD~1 && said PV501 &&
	cd ../t
'

test_expect_success '--since is an ancestor' '
	run 0 proven audit --since HEAD~1 &&
	run 1 proven audit --since $stray && said PV501
'

test_expect_success 'a checkpoint of an admin must have been passed' '
	use_ssh_key admin && tracker ../signed >/dev/null && cd ../signed &&
	proven new -q A --id a1 && proven new -q B --id b1 &&
	git tag -s -m "Proven-Ref: refs/heads/main" proven/checkpoint/1 &&
	run 0 proven audit --no-cache &&
	proven note -q a1 "later" && run 0 proven audit --no-cache &&
	git reset -q --hard HEAD~2 &&
	run 1 proven audit --no-cache &&
	said PV501 "the checkpoint '\''1'\''"
'

test_expect_success 'one for another branch says nothing of this one' '
	git reset -q --hard proven/checkpoint/1 && git switch -qc other HEAD~1 &&
	run 0 proven audit --no-cache && git switch -q main
'

test_expect_success 'one that no admin signed says nothing, and is told' '
	git tag -am "Proven-Ref: refs/heads/main" proven/checkpoint/2 &&
	run 0 proven audit --no-cache && said PV309 "checkpoint '\''2'\''" &&
	run 1 proven audit --no-cache --fail-on warning &&
	use_ssh_key stranger &&
	git tag -fs -m "Proven-Ref: refs/heads/main" proven/checkpoint/2 &&
	run 0 proven audit --no-cache && said PV309 "checkpoint '\''2'\''"
'

test_expect_success 'nor does one of who made themselves admin' '
	git tag -d proven/checkpoint/2 >/dev/null &&
	tracker ../usurped >/dev/null &&
	git -C ../usurped tag -sm "Proven-Ref: refs/heads/main" \
	    proven/checkpoint/3 &&
	git fetch -q ../usurped "refs/tags/*:refs/tags/*" &&
	run 0 proven audit --no-cache && said PV309 "checkpoint '\''3'\''"
'

test_done
