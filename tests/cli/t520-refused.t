#!/bin/sh
test_description='nobody is talked through a gate'
. "$(dirname "$0")/lib.sh"
. "$PROVEN_TOP/tests/cli/centre.sh"

test_expect_success 'a small workflow in a centre, a project at its gate' '
	centre c && cd c &&
	cat >"$HOME/mini.json" <<-\EOF &&
	{"format": 1, "revision": 1, "initial": "draft",
	 "override": {"by": ["director"]},
	 "stages": {"draft": {"kind": "active"}, "work": {"kind": "active"},
	  "done": {"kind": "final"}},
	 "transitions": {
	  "lock": {"from": ["draft"], "to": "work", "freeze": ["criteria"]},
	  "finish": {"from": ["work"], "to": "done",
	   "by": ["@lead", "manager", "director"], "needs": [
	   {"criteria": {"must": true, "verdict": ["pass"], "evidence": true},
	    "fields": ["closure.result"]},
	   {"approvals": [{"role": "tech_expert", "independent": true}]}]},
	  "finish-two": {"from": ["work"], "to": "done", "needs": {
	   "approvals": [{"role": "tech_expert", "count": 2}]}},
	  "go-on": {"from": ["work"], "to": "@same"},
	  "reopen": {"from": ["done"], "to": "@previous"}}}
	EOF
	as wang proven -q workflow set "$HOME/mini.json" && tick &&
	for id in p q; do
		as li proven -q new "Project $id" --id $id &&
		as li proven -q set $id lead.person=li criteria.c1.must=yes \
		    criteria.c1.metric=m criteria.c1.comparator=">=" \
		    criteria.c1.target=5 criteria.c1.unit=nm \
		    criteria.c1.method=x closure.result=passed \
		    partners.own.name="Org of zhou" partners.own.ror=040ty4453 &&
		as li proven -q move $id lock && tick &&
		echo report >"$HOME/report.txt" &&
		key=$(as li proven -q evidence add $id "$HOME/report.txt" \
		    --kind test_report) &&
		as li proven -q criterion measure $id c1 5 \
		    --evidence "$key" && tick || return 1
	done
'

# Each test begins at the same commit.
base=$(git rev-parse HEAD)
again() {
	git reset -q --hard "$base" && git clean -qfd && tick
}

# refused TEXT...: wang can not finish p, and is told TEXT.
refused() {
	run 3 as wang proven move p finish && complained "$@"
}

test_expect_success 'it passes when all is as it should be' '
	again && refused "independent approvals as tech_expert: 0 of 1" \
	    "proven approve p finish --role tech_expert" &&
	run 0 as chen proven approve p finish && tick &&
	run 0 as wang proven move p finish
'

test_expect_success 'own approval' '
	again && as wang proven -q people set wang --role tech_expert \
	    --org W --ror 05dxps055 && tick &&
	run 0 as wang proven approve p finish && tick &&
	refused "wang: is the one who moves"
'

test_expect_success 'approval by somebody without the role' '
	again && run 3 as sun proven approve p finish --role tech_expert &&
	complained "does not hold the role" &&
	run 3 as li proven approve p finish &&
	complained "asks no approval in a role of"
'

test_expect_success 'an approval written by hand in a role not held' '
	again && run 0 as chen proven approve p finish &&
	file=$(git diff --name-only HEAD^) &&
	sed "s/\"chen\"/\"sun\"/" "$file" >"${file%chen-1.json}sun-1.json" &&
	git rm -qf "$file" && git add approvals &&
	as sun git commit -qm "by hand" && tick &&
	refused "sun: has not the role"
'

test_expect_success 'one person in two roles' '
	again && as wang proven -q people set chen --role business_expert &&
	as wang proven -q workflow show --json |
	    jq ".workflow | .transitions.finish.needs[1].approvals +=
	    [{role: \"business_expert\"}]" >"$HOME/two.json" &&
	as wang proven -q workflow set "$HOME/two.json" && tick &&
	run 0 as chen proven approve p finish --role tech_expert && tick &&
	run 0 as chen proven approve p finish --role business_expert && tick &&
	refused "approvals as business_expert: 0 of 1" \
	    "counts as '\''tech_expert'\'' already"
'

test_expect_success 'a team member, and a partner, as independent' '
	again && run 0 as zhou proven approve p finish &&
	complained "does not count: zhou: is of the partner '\''own'\''" && tick &&
	refused "zhou: is of the partner" && again &&
	as li proven -q set p team.x.person=chen && tick &&
	run 0 as chen proven approve p finish && tick &&
	refused "chen: is in the team"
'

test_expect_success 'a team emptied to make an expert independent' '
	again && as li proven -q set p team.x.person=chen && tick &&
	run 3 as li proven set p --unset team.x &&
	complained "cannot be removed" "team.x.to=" &&
	run 3 as li proven set p team.x.person=zhou &&
	complained "cannot change" &&
	run 0 as li proven set p team.x.to=2026-01-02 && tick &&
	run 0 as chen proven approve p finish && tick &&
	refused "chen: is in the team" &&
	run 3 as wang proven move p finish --set team.x.person=sun
'

test_expect_success 'a partner renamed to make an expert independent' '
	again && as li proven -q set p partners.b.name="Org of chen" && tick &&
	run 0 as chen proven approve p finish && tick &&
	run 3 as li proven set p partners.b.name=Other &&
	complained "cannot change" && run 3 as li proven set p --unset \
	    partners.b.name && refused "chen: is of the partner"
'

test_expect_success 'a former lead is not independent' '
	again && as wang proven -q workflow show --json | jq ".workflow |
	    .transitions.lock.freeze = [\"criteria\", \"lead\"] |
	    .transitions.over = {from: [\"work\"], to: \"@same\",
	    rebaseline: [\"lead\"]}" >"$HOME/over.json" &&
	as wang proven -q workflow set "$HOME/over.json" && tick &&
	as wang proven -q people set li --role tech_expert --org Lis \
	    --ror 05dxps055 && tick &&
	as li proven -q set p proposed.lead.person=sun && tick &&
	as wang proven -q move p over && tick &&
	proven show p --json | jq -e ".project.team[].person == \"li\"" &&
	run 0 as li proven approve p finish && tick &&
	refused "li: is in the team"
'

test_expect_success 'a declared conflict of interest' '
	again && run 0 as chen proven approve p finish --coi declared &&
	complained "declares a conflict" && tick &&
	refused "chen: declares a conflict of interest"
'

test_expect_success 'given before the record, the gate, the visit changed' '
	again && run 0 as chen proven approve p finish && tick &&
	as li proven -q set p summary=new && tick &&
	refused "chen: judged another state of the record" && again &&
	run 0 as chen proven approve p finish && tick &&
	run 3 as wang proven move p finish --set summary=new &&
	complained "another state of the record" && again &&
	run 0 as chen proven approve p finish && tick &&
	as wang proven -q workflow show --json | jq ".workflow |
	    .transitions.finish.needs[1].approvals[0].against = 1" \
	    >"$HOME/other.json" &&
	as wang proven -q workflow set "$HOME/other.json" && tick &&
	refused "chen: judged another state of the gate" && again &&
	run 0 as chen proven approve p finish && tick &&
	as wang proven -q move p finish && tick &&
	as wang proven -q move p reopen && tick &&
	refused "approvals as tech_expert: 0 of 1" &&
	run 0 as chen proven approve p finish && tick &&
	as li proven -q move p go-on && tick &&
	refused "chen: was given for entry 5, and this will be 6"
'

test_expect_success 'a change of mind: the later one counts' '
	again && run 0 as chen proven approve p finish && tick &&
	run 0 as chen proven approve p finish --reject --note "no" && tick &&
	refused "1 reject, at most 0 may" &&
	cp approvals/p/3-finish-chen-1.json \
	    approvals/p/3-finish-chen-9.json && git add approvals &&
	as li git commit -qm "once more" && tick &&
	refused "1 reject, at most 0 may" &&
	jq "del(.signature) | .decision = \"abstain\"" \
	    approvals/p/3-finish-chen-2.json \
	    >approvals/p/3-finish-chen-3.json && git add approvals &&
	as li git commit -qm "for chen" && tick &&
	refused "1 reject, at most 0 may" &&
	run 0 as chen proven approve p finish && tick &&
	run 0 as wang proven move p finish
'

test_expect_success 'an approval file that was edited' '
	again && run 0 as chen proven approve p finish --reject && tick &&
	file=$(git diff --name-only HEAD^) &&
	sed -i "s/\"reject\"/\"approve\"/" "$file" &&
	as wang git commit -qam "edited" && tick &&
	refused "chen: has a signature that does not hold"
'

test_expect_success 'the goalposts stay where they were' '
	again &&
	for change in criteria.c1.target=4 criteria.c1.unit=um \
	    criteria.c1.must=no criteria.c1.comparator="<=" \
	    criteria.c9.metric=easy "--unset criteria.c1"; do
		run 3 as li proven set p $change && complained "PV207" ||
		return 1
	done &&
	run 3 as li proven criterion remove p c1 &&
	run 3 as li proven criterion add p --metric easy &&
	sed -i "s/\"target\": \"5\"/\"target\": \"4\"/" projects/p.json &&
	as li git commit -qam "by hand" && tick &&
	run 0 as chen proven approve p finish && tick &&
	run 7 as wang proven move p finish && complained PV207
'

test_expect_success 'a verdict typed by hand' '
	again && run 2 as li proven set p criteria.c1.verdict=pass &&
	complained "computed" && as li proven -q criterion measure p c1 4 &&
	sed -i "s/\"verdict\": \"fail\"/\"verdict\": \"pass\"/" \
	    projects/p.json && as li git commit -qam "by hand" && tick &&
	run 7 proven show p && said PV109 &&
	run 0 as chen proven approve p finish && tick &&
	refused "c1 is fail"
'

test_expect_success 'a result of the closure swapped after approval' '
	again && run 0 as chen proven approve p finish && tick &&
	as li proven -q set p closure.result=failed && tick &&
	refused "another state of the record" && again &&
	run 0 as chen proven approve p finish && tick &&
	as wang proven -q move p finish && tick &&
	run 3 as li proven set p closure.result=failed && complained PV213
'

test_expect_success 'evidence altered' '
	again && file=$(git ls-files evidence/p) && echo other >"$file" &&
	as li git commit -qam "altered" && tick &&
	run 0 as chen proven approve p finish && tick &&
	refused "criteria (must)" && git rm -q "$file" &&
	as li git commit -qm "removed" && tick && refused "criteria (must)" &&
	again && run 0 as chen proven approve p finish && tick &&
	as wang proven -q move p finish && tick &&
	key=$(proven show p --json | jq -r ".project.evidence | keys[0]") &&
	run 3 as li proven evidence remove p "$key" &&
	run 3 as li proven set p --unset "evidence.$key"
'

test_expect_success 'the lead replaced by the mover' '
	again && as wang proven -q workflow show --json | jq ".workflow |
	    .transitions.finish.by = [\"@lead\"]" >"$HOME/lead.json" &&
	as wang proven -q workflow set "$HOME/lead.json" && tick &&
	run 0 as chen proven approve p finish && tick &&
	run 3 as sun proven move p finish --set lead.person=sun &&
	complained "it is for @lead (li)"
'

# A signature by WITH, in NAMESPACE, over the approval changed by a jq
# program, goes into the file.
forge() {
	jq -cSj "del(.signature) | $3" "$file" >"$HOME/payload" &&
	ssh-keygen -q -Y sign -n "$2" -f "$HOME/$1.key" \
	    <"$HOME/payload" >"$HOME/armour" 2>/dev/null &&
	jq --rawfile s "$HOME/armour" ".signature = \$s" "$file" >"$HOME/new" &&
	cp "$HOME/new" "$file" && as chen git commit -qam forged && tick
}

test_expect_success 'signatures by, over, and for something else' '
	for with in "sun proven-approval ." "chen git ." \
	    "chen proven-transition ." "chen proven-approval .project=\"q\"" \
	    "chen proven-approval .transition=\"lock\""; do
		again && run 0 as chen proven approve p finish &&
		file=$(git diff --name-only HEAD^) && forge $with &&
		refused "chen: " && grep -q "signature\|signed\|wrong" "$err" ||
		return 1
	done &&
	again && run 0 as chen proven approve p finish &&
	file=$(git diff --name-only HEAD^) && tick &&
	forge chen proven-approval . && run 0 as wang proven move p finish
'

test_expect_success 'an approval of another project' '
	again && run 0 as chen proven approve q finish &&
	file=$(git diff --name-only HEAD^) && mkdir -p approvals/p &&
	cp "$file" approvals/p/ && git add approvals &&
	as chen git commit -qm copied && tick &&
	refused "it is for the project '\''q'\''"
'

test_expect_success 'unsigned where signed is required' '
	again && run 0 as chen proven approve p finish &&
	file=$(git diff --name-only HEAD^) && jq "del(.signature)" "$file" \
	    >"$HOME/new" && cp "$HOME/new" "$file" &&
	as chen git commit -qam unsigned && tick &&
	refused "chen: is not signed" &&
	cat >"$HOME/nokey.gitconfig" <<-EOF &&
	[user]
		name = Chen
		email = chen@example.org
	EOF
	again && run 8 as nokey proven approve p finish &&
	complained "user.signingkey" && test "$(git rev-parse HEAD)" = "$base"
'

test_expect_success 'override without the right' '
	again && run 3 as wang proven move p finish --override &&
	complained "to override is for director" &&
	run 0 as zhao proven move p finish --override &&
	proven show p --json | jq -e ".project.history[-1].override ==
	    [\"approvals:tech_expert\"]"
'

test_expect_success 'a move signed with the key of somebody else' '
	again && run 0 as chen proven approve p finish && tick &&
	sed "s/wang.key/sun.key/" "$HOME/wang.gitconfig" \
	    >"$HOME/mixed.gitconfig" &&
	run 3 as mixed proven move p finish --sign &&
	complained "is '\''sun'\''" &&
	run 0 as wang proven move p finish --sign &&
	"$PROVEN_BUILD/tests/tools/replay"
'

test_done
