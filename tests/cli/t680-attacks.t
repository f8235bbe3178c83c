#!/bin/sh
test_description='audit: attacks, and what looks like one'
. "$(dirname "$0")/lib.sh"

XDG_STATE_HOME=$HOME/state
export XDG_STATE_HOME

# by HANDLE COMMAND...: as author and committer.
by() (
	GIT_AUTHOR_NAME=$1
	GIT_AUTHOR_EMAIL=$1@example.org
	GIT_COMMITTER_NAME=$1
	GIT_COMMITTER_EMAIL=$1@example.org
	export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME \
	    GIT_COMMITTER_EMAIL
	shift
	"$@"
)

# edit FILE FILTER: by hand, not committed.
edit() {
	jq "$2" "$1" >"$HOME/edited" && cat "$HOME/edited" >"$1"
}

# change WHO FILE FILTER: by hand, committed.
change() {
	edit "$2" "$3" && tick && by "$1" git commit -q -a -m "A change"
}

# found DIR: a copy of the tracker below, where we are then.
found() {
	cp -r "$HOME/start" "$HOME/$1" && cd "$HOME/$1"
}

# finds RULE [COMMIT]: the audit fails, and names them.
finds() {
	run 1 proven audit --no-cache --json && jq -e --arg rule "$1" \
	    --arg commit "${2:+$(git rev-parse "${2:-HEAD}")}" \
	    'any(.findings[]; .rule == $rule and .excuse == null and
	    ($commit == "" or .commit == $commit))' "$out" >/dev/null &&
	return
	cat "$out"
	return 1
}

test_expect_success 'a tracker, three admins, two projects' '
	tracker start --preset lean && cd start &&
	for who in mallory bob
	do
		tick && proven -q people add $who --name $who \
		    --email $who@example.org --role admin || return 1
	done &&
	change researcher tracker/workflow.json ".revision += 1 |
	    (.transitions.study, .transitions.verify).by = [\"admin\"]" &&
	for id in film foil
	do
		tick && proven new -q --id $id "A $id" >/dev/null || return 1
	done &&
	run 0 proven audit
'

test_expect_success 'whoever makes themselves admin excuses nothing of it' '
	found excuse && base=$(git rev-parse HEAD) &&
	change eve tracker/people.json ".revision += 1 | .people.eve =
	    {name: \"Eve\", emails: [\"eve@example.org\"],
	    roles: [\"admin\"]}" &&
	took=$(git rev-parse HEAD) && excuse=".revision += 1 |
	    .excuses = [{commit: \"$took\", rule: \"PV307\",
	    reason: \"All is well\"}]" &&
	change eve tracker/tracker.json "$excuse" &&
	finds PV307 HEAD~1 && finds PV312 HEAD &&
	run 1 proven check --base $base && said PV307 &&
	change bob tracker/tracker.json ".revision += 1 |
	    .excuses[0].reason = \"She asked before\"" &&
	run 0 proven audit --no-cache && said "excused: 1" &&
	git reset -q --hard HEAD~2 &&
	change bob tracker/tracker.json "$excuse" &&
	run 0 proven audit --no-cache && said "excused: 1" &&
	run 0 proven check --base $base
'

# demote: mallory is no admin any more, on main.
demote() {
	git checkout -q main && tick &&
	proven -q people set mallory --remove-role admin
}

test_expect_success 'a right that is gone: behind a parent of no concern' '
	found aside && git checkout -q -b stale && tick &&
	by mallory proven -q move film study &&
	other=$(git commit-tree "$(git mktree </dev/null)" -m other) &&
	git reset -q --hard "$(by mallory git commit-tree HEAD^{tree} \
	    -p HEAD^ -p $other -m move)" && run 0 proven audit --no-cache &&
	demote && tick && git merge -q -m merge stale && finds PV301 HEAD
'

test_expect_success 'a right that is gone: before an entry of somebody else' '
	found before && git checkout -q -b stale && tick &&
	by mallory proven -q move film study && tick &&
	by bob proven -q move film hold --reason "Later" &&
	tree=$(git rev-parse HEAD^{tree}) &&
	git reset -q --hard "$(by bob git commit-tree $tree \
	    -p HEAD~2 -m both)" && demote && tick &&
	git merge -q -m merge stale && finds PV301 HEAD
'

test_expect_success 'a right that is gone: taking in' '
	found resolve && git checkout -q -b stale && tick &&
	by mallory proven -q new --id old Old >/dev/null &&
	edit projects/old.json ".history[0] += {transition: \"@intake\",
	    source: \"a list\"}" && by mallory git commit -q -a --amend -m in &&
	run 0 proven audit --no-cache && said PV209 && demote && tick &&
	git merge -q -m merge stale && finds PV301 HEAD
'

test_expect_success 'what is older than the tracker was never judged' '
	cd "$HOME" && mkdir old && cd old && git init -q && cp -r ../start/projects . &&
	edit projects/film.json ".stage = \"closed\"" && git add . && tick &&
	git commit -q -m "Before" && cp -r ../start/tracker . &&
	for file in tracker/*.json
	do
		edit $file ".revision = 1" || return 1
	done &&
	git add . && tick && git commit -q -m "Found" && finds PV311 HEAD
'

test_expect_success 'a content that slips in with a mode, or out of order' '
	found mode && edit projects/film.json ".stage = \"closed\"" &&
	chmod +x projects/film.json && git commit -q -a -m "Mode" &&
	finds PV504 HEAD && finds PV203 HEAD &&
	chmod -x projects/film.json && git commit -q -a -m "Mode again" &&
	found admin && edit tracker/people.json ".people.eve = {name: \"Eve\",
	    emails: [\"eve@example.org\"], roles: [\"admin\"]}" &&
	chmod +x tracker/people.json && by eve git commit -q -a -m "Mode" &&
	finds PV504 HEAD && finds PV307 HEAD && finds PV311 HEAD &&
	found order && edit projects/film.json ".stage = \"closed\"" &&
	git commit -q -a -m "Order" && git cat-file tree HEAD^{tree} >root &&
	python3 -c "
import sys
raw = open(\"root\", \"rb\").read()
at = raw.index(b\"40000 projects\")
end = at + len(b\"40000 projects\") + 21
sys.stdout.buffer.write(raw[at:end] + raw[:at] + raw[end:])" >odd &&
	tree=$(git hash-object -t tree -w --literally odd) &&
	git reset -q --soft "$(git commit-tree $tree -p HEAD^ -m Order)" &&
	git commit -q -m "In order" && finds PV504 HEAD~1 &&
	finds PV203 HEAD~1
'

test_expect_success 'a stage that changes twice without an entry' '
	found twice && change bob projects/film.json ".stage = \"closed\"" &&
	change bob projects/film.json ".stage = \"transfer\"" &&
	finds PV203 HEAD~1 && finds PV203 HEAD &&
	change bob projects/film.json ".title = \"Another\"" &&
	run 1 proven audit --no-cache && said "errors: 2"
'

test_expect_success 'an own approval, under an address of the same person' '
	found own && change researcher tracker/workflow.json ".revision += 1 |
	    .transitions.study = {from: [\"idea\"], to: \"feasibility\",
	    needs: [{approvals: [{role: \"admin\", count: 1}]}]}" && tick &&
	by bob proven -q approve film study --role admin && tick &&
	proven -q move film study && git reset -q --soft HEAD^ &&
	edit projects/film.json ".history[-1].by = \"bob@example.org\"" &&
	by bob git commit -q -a -m "My own" && finds PV304 HEAD
'

test_expect_success 'what went on one side, and a base of no concern' '
	found base && other=$(git commit-tree "$(git mktree </dev/null)" \
	    -m other) &&
	change bob projects/film.json ".risks = {r1: {title: \"A risk\"}}" &&
	git branch theirs && for side in main theirs
	do
		git checkout -q $side && tick &&
		git merge -q -s ours --allow-unrelated-histories -m merge \
		    $other || return 1
	done &&
	change bob projects/film.json ".summary = \"A summary\"" &&
	git checkout -q main &&
	change bob projects/film.json "del(.risks)" &&
	test "$(git merge-base --all main theirs | wc -l)" = 2 && tick &&
	{ git merge -q --no-commit theirs || : ; } &&
	git checkout -q theirs -- projects/film.json &&
	git commit -q -m "The risk is back" && finds PV502 HEAD
'

# A record with many faults, and many entries at once.
test_expect_success 'a record that is made to take long' '
	found long && python3 -c "
import json
record = json.load(open(\"projects/film.json\"))
record[\"history\"] += [{}] * 100000
json.dump(record, open(\"projects/film.json\", \"w\"))" &&
	git commit -q -a -m "Long" &&
	run 1 timeout 100 proven audit --no-cache --json &&
	jq -e "(.findings | length) < 500 and
	    any(.findings[]; .rule == \"PV508\")" "$out"
'

test_expect_success 'a tracker that is founded beside another one, and before' '
	found beside && base=$(git rev-parse HEAD) &&
	first=$(git rev-list --max-parents=0 HEAD) &&
	git checkout -q --orphan eve && git rm -q -r -f . && tick &&
	by eve proven init -q --preset lean && ours=$(git rev-parse HEAD) &&
	tick && git reset -q --hard "$(by eve git commit-tree HEAD^{tree} \
	    -p HEAD -p $base -m "Merge")" && finds PV307 $first &&
	change eve tracker/tracker.json ".revision += 1 | .excuses = [{commit:
	    \"$first\", rule: \"PV307\", reason: \"All is well\"}]" &&
	finds PV307 $first && run 1 proven audit --no-cache --anchor $first &&
	run 0 proven audit --no-cache --anchor $ours && said "excused: 1"
'

test_expect_success 'a remote that goes back does not take the mark with it' '
	found back && git init -q --bare ../back.git &&
	git remote add origin ../back.git && git push -q origin main &&
	git push -q origin main~2:refs/heads/a/main &&
	git remote add a ../back.git && git push -q a main~1:refs/heads/other &&
	git fetch -q a && run 0 proven audit -q &&
	git push -q -f origin main~2:refs/heads/main && git fetch -q --all &&
	run 0 proven audit -q && git reset -q --hard origin/main &&
	run 1 proven audit && said PV501
'

test_expect_success 'no attack: what only a branch of another name has' '
	found amend && git init -q --bare ../amend.git &&
	git remote add origin ../amend.git &&
	git push -q origin main~1:refs/heads/main \
	    main:refs/heads/review/main &&
	run 0 proven audit -q &&
	git commit -q --amend -m "Said better" && run 0 proven audit
'

test_expect_success 'no attack: a branch that brings the tracker' '
	cd "$HOME" && mkdir adopt && cd adopt && git init -q && tick &&
	git commit -q --allow-empty -m "Before" &&
	git checkout -q -b adopt && tick && proven init -q && tick &&
	proven -q new --id one One >/dev/null &&
	run 0 proven check --base main && said "commits judged: 2" &&
	git checkout -q -b two main && tick && proven init -q &&
	run 1 proven check --base adopt && said PV307
'

test_expect_success 'a side without a tracker does not hide what a merge does' '
	tracker unruled >/dev/null && cd unruled && proven new -q A --id a1 &&
	git switch -qc bare && git rm -qr tracker && git commit -qm "no tracker" &&
	git switch -q main && proven note -q a1 "a remark" &&
	sed -i "s/\"stage\": \"idea\"/\"stage\": \"closed\"/" \
	    projects/a1.json && git add -A &&
	merge=$(git commit-tree -p bare -p main -m Merge $(git write-tree)) &&
	git reset -q --hard $merge &&
	run 1 proven audit --no-cache --format jsonl &&
	grep "\"PV203\".*$merge" "$out" && cd ..
'

test_expect_success 'a mode with a zero in front, a name that is .git elsewhere' '
	tracker padded >/dev/null && cd padded && proven new -q A --id a1 &&
	cat >../tree.py <<-\EOF &&
	"""Write a tree that git would not: what is asked, and its root."""
	import subprocess
	import sys


	def git(*args, data=None):
	    return subprocess.run(["git", *args], input=data, check=True,
	                          capture_output=True).stdout


	def write(raw):
	    return git("hash-object", "-t", "tree", "-w", "--literally",
	               "--stdin", data=raw).decode().strip()


	root = git("cat-file", "tree", "HEAD^{tree}")
	was = bytes.fromhex(git("rev-parse", "HEAD:projects").decode().strip())
	if sys.argv[1] == "mode":
	    root = root.replace(b"40000 projects", b"040000 projects")
	else:
	    blob = git("hash-object", "-w", "--stdin", data=b"x").decode().strip()
	    raw = git("cat-file", "tree", "HEAD:projects")
	    raw += b"100644 git~1\0" + bytes.fromhex(blob)
	    root = root.replace(was, bytes.fromhex(write(raw)))
	print(write(root))
	EOF
	for what in mode name
	do
		commit=$(git commit-tree -p main -m $what \
		    "$(python3 ../tree.py $what)") &&
		run 1 proven audit --no-cache --format jsonl $commit &&
		grep -c . "$out" >lines && test "$(cat lines)" = 1 &&
		said PV504 $commit || return 1
	done && cd ..
'

test_done
