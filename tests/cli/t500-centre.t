#!/bin/sh
test_description='six people take a project through every step of a centre'
. "$(dirname "$0")/lib.sh"
. "$PROVEN_TOP/tests/cli/centre.sh"

test_expect_success 'a centre with six people and their keys' '
	centre c && cd c &&
	test "$(proven people list --json | jq ".people | length")" = 6 &&
	git verify-commit HEAD 2>/dev/null || git log -1 --format=%G? &&
	test "$(git cat-file commit HEAD | grep -c "^gpgsig ")" = 1
'

for kind in integrity_pledge task_agreement ip_agreement midterm_report \
    final_report financial_statement archive_list test_report minutes; do
	echo "fictional $kind" >"$HOME/$kind.txt"
done
E1="evidence add film .."

# The report is added, and named at PATH.
report_on() {
	proven -q evidence add film ../test_report.txt --kind test_report &&
	proven -q set film "$1+=$(key_of film test_report)"
}

test_expect_success 'submit asks for each of its conditions' '
	run 0 as li proven new "Film 薄膜" --id film && tick &&
	run 3 as wang proven move film submit &&
	complained "@lead" &&
	walk film submit li <<-EOF
	fields:direction|li|proven set film direction=matter
	fields:industry|li|proven set film industry=sci_instruments
	fields:concept.hypothesis|li|proven set film concept.hypothesis=thin
	fields:concept.application|li|proven set film concept.application=x
	fields:readiness.baseline.level|li|proven set film readiness.scale=trl readiness.baseline.level=3
	fields:readiness.target.level|li|proven set film readiness.target.level=5
	at_least:origin|li|proven set film origin.o1.kind=paper
	at_least:milestones|li|proven set film milestones.m1.due=2026-03-01 milestones.m2.due=2027-01-01
	criteria:technical:complete:count|li|proven set film criteria.c1.track=technical criteria.c1.must=yes criteria.c1.claim=resolves criteria.c1.metric=resolution criteria.c1.comparator="<=" criteria.c1.target=50 criteria.c1.unit=nm criteria.c1.method=edge criteria.c1.rule=guard_band
	criteria:commercial:complete:count|li|proven set film criteria.c2.track=commercial criteria.c2.must=yes criteria.c2.metric=buyers criteria.c2.comparator=">=" criteria.c2.target=3 criteria.c2.unit=1
	criteria:complete|li|proven set film criteria.c2.method=letters
	evidence:integrity_pledge|li|proven $E1/integrity_pledge.txt --kind integrity_pledge
	checks:origin_identified|li|proven set film origin.o1.doi=10.5555/12345678
	checks:one_lead|li|proven set film partners.firm.name=Firm partners.firm.kind=leading_enterprise partners.firm.role=lead
	checks:lead_partner_identified|li|proven set film partners.firm.uscc=91350100M000100Y43
	checks:budget_adds_up|li|proven set film budget.lines.equipment.planned=1200.50 budget.sources.s1.amount=1200.50
	fields:readiness.baseline.evidence|li|proven set film readiness.baseline.evidence+=\$(key_of film integrity_pledge)
	EOF
	stage_is film screening
'

test_expect_success 'a consortium is led by an enterprise with an institute' '
	run 0 as wang proven move film return --reason "papers" && tick &&
	run 0 as li proven set film consortium=yes && tick &&
	walk film submit li <<-EOF &&
	checks:consortium|li|proven set film partners.uni.name=Uni partners.uni.kind=university partners.uni.role=support partners.uni.ror=03yrm5c26 partners.lab.name=Lab partners.lab.role=tester partners.lab.ror=01k4yrm29
	EOF
	stage_is film screening
'

test_expect_success 'return, withdraw, resubmit, admit, revise, decline' '
	run 3 as li proven move film return --reason x &&
	run 3 as wang proven move film return &&
	complained "a reason is asked" &&
	run 0 as li proven move film withdraw --reason "not now" &&
	stage_is film withdrawn && tick &&
	run 3 as wang proven move film resubmit --reason x &&
	run 0 as li proven move film resubmit --reason "now" && tick &&
	run 0 as li proven move film submit && tick &&
	run 0 as wang proven set film team.w.person=wang && tick &&
	run 3 as wang proven move film admit &&
	complained "must not be of the project" &&
	run 3 as wang proven set film --unset team.w && tick &&
	run 0 as wang proven undo && tick &&
	run 0 as wang proven move film admit && stage_is film review &&
	run 0 as wang proven move film revise --reason "aims" && tick &&
	run 0 as li proven move film submit && tick &&
	run 0 as wang proven move film admit && tick &&
	run 3 as wang proven move film decline --reason "weak" &&
	complained "proven approve film decline --role director" &&
	approve film decline zhao:director &&
	run 0 as wang proven move film decline --reason "weak" &&
	stage_is film declined && tick &&
	run 0 as li proven move film resubmit --reason "stronger" && tick &&
	run 0 as li proven move film submit && tick &&
	run 0 as wang proven move film admit && stage_is film review
'

test_expect_success 'approve freezes the baseline' '
	run 3 as sun proven move film approve &&
	complained "it is for @lead" &&
	run 0 as li proven set film ethics=yes && tick &&
	walk film approve wang <<-EOF &&
	fields:budget.approved|wang|proven set film budget.approved=1200.50
	fields:start|wang|proven set film start=2026-02-01
	fields:end|wang|proven set film end=2027-02-01
	evidence:task_agreement|wang|proven $E1/task_agreement.txt --kind task_agreement
	evidence:ip_agreement|wang|proven $E1/ip_agreement.txt --kind ip_agreement
	evidence:ethics_approval|wang|proven $E1/minutes.txt --kind ethics_approval
	approvals:tech_expert|chen|proven approve film approve
	approvals:tech_expert|zhou|proven approve film approve
	approvals:business_expert|sun|proven approve film approve
	approvals:director|zhao|proven approve film approve
	EOF
	stage_is film technical &&
	proven show film --json >"$HOME/film.json" &&
	jq -e ".project.history[-1] | (.approvals | length) == 4 and
	    (.evidence | length) == 3 and
	    .freeze == [\"criteria\", \"readiness\", \"lead\"]" \
	    "$HOME/film.json" &&
	run 3 as li proven set film criteria.c1.target=60 &&
	complained "PV207" "proven set film proposed.criteria"
'

test_expect_success 'rebaseline asks those who approved' '
	run 3 as wang proven move film rebaseline --reason "dear" &&
	complained "nothing is proposed" &&
	run 0 as li proven set film proposed.criteria.c1.target=55 && tick &&
	walk film rebaseline wang --reason "dearer" <<-EOF &&
	approvals:tech_expert|chen|proven approve film rebaseline
	approvals:tech_expert|zhou|proven approve film rebaseline
	approvals:business_expert|sun|proven approve film rebaseline
	approvals:director|zhao|proven approve film rebaseline
	EOF
	test "$(proven show film --json |
	    jq -r .project.criteria.c1.target)" = 55 &&
	stage_is film technical
'

test_expect_success 'advance asks for verdicts, levels, reports, approvals' '
	walk film advance li <<-EOF &&
	criteria:principle,technical:must:verdict:evidence|li|proven criterion measure film c1 44 --uncertainty 4 --k 2
	criteria:principle,technical:must:verdict:evidence|li|report_on criteria.c1.measured.evidence
	readiness:current|li|proven set film readiness.current.level=4
	fields:readiness.current.evidence|li|proven set film readiness.current.evidence+=\$(key_of film test_report)
	evidence:midterm_report|li|proven $E1/midterm_report.txt --kind midterm_report
	checks:budget_current|li|proven set film budget.as_of=2026-01-01
	approvals:tech_expert|zhou|proven approve film advance
	approvals:manager|wang|proven approve film advance
	EOF
	stage_is film commercial
'

test_expect_success 'hold and resume, before and after 180 days' '
	run 3 as wang proven move film hold --code funds &&
	complained "a review date is asked" &&
	run 3 as wang proven move film hold --review-by 2026-02-01 &&
	complained "hold_reason" &&
	run 3 as wang proven move film hold --code funds \
	    --review-by 2026-12-31 &&
	complained "too late" &&
	run 0 as wang proven move film hold --code funds \
	    --review-by 2026-02-01 && stage_is film on-hold && tick 86400 &&
	run 3 as wang proven move film resume &&
	run 0 as wang proven move film resume --reason "funds came" &&
	stage_is film commercial && tick &&
	run 0 as wang proven move film hold --code partner \
	    --review-by 2026-02-01 && tick $((181 * 86400)) &&
	walk film resume wang --reason "partner is back" <<-EOF &&
	approvals:director|zhao|proven approve film resume
	EOF
	stage_is film commercial
'

test_expect_success 'recycle, advance again, apply for acceptance' '
	run 0 as wang proven set film milestones.m2.done=2026-01-01 && tick &&
	walk film recycle wang --reason "once more" <<-EOF &&
	checks:milestone_ahead|wang|proven set film milestones.m3.due=2027-01-01
	EOF
	stage_is film technical && tick &&
	run 0 as li proven set film budget.as_of=2026-07-01 && tick &&
	approve film advance chen:tech_expert wang:manager &&
	run 0 as li proven move film advance && stage_is film commercial &&
	walk film apply-acceptance zhao <<-EOF &&
	criteria:must:verdict|li|proven criterion measure film c2 4
	evidence:final_report|li|proven $E1/final_report.txt --kind final_report
	evidence:financial_statement|li|proven $E1/financial_statement.txt --kind financial_statement
	approvals:@lead|li|proven approve film apply-acceptance
	approvals:manager|wang|proven approve film apply-acceptance
	EOF
	stage_is film acceptance
'

test_expect_success 'rectify, from technical with an early end, accept' '
	run 0 as wang proven move film rectify --reason "accounts" &&
	stage_is film commercial && tick &&
	run 0 as wang proven move film recycle --reason "look again" && tick &&
	run 3 as zhao proven move film apply-acceptance &&
	complained "a reason is asked" &&
	approve film apply-acceptance li:@lead wang:manager &&
	run 0 as zhao proven move film apply-acceptance \
	    --reason "the aim is met" && stage_is film acceptance && tick &&
	run 0 as wang proven set film budget.disbursed.d1.amount=100 &&
	walk film accept li <<-EOF &&
	criteria:technical:must:measured_by:count|li|proven criterion measure film c1 44 --uncertainty 4 --k 2 --by lab
	readiness:current|li|proven set film readiness.current.level=5
	values:concept.verdict|li|proven set film concept.verdict=proven
	checks:money_settled|wang|proven set film budget.returned=100
	approvals:tech_expert|chen|proven approve film accept
	approvals:tech_expert|zhou|proven approve film accept
	approvals:business_expert|sun|proven approve film accept
	approvals:finance|wang|proven approve film accept --role finance
	approvals:director|zhao|proven approve film accept
	EOF
	stage_is film transfer
'

test_expect_success 'hand over to another lead' '
	run 3 as zhou proven set film lead.person=zhou &&
	complained PV207 &&
	walk film hand-over wang --reason "li leaves" <<-EOF &&
	checks:lead_proposed|wang|proven set film proposed.lead.person=sun proposed.lead.name=Sun proposed.lead.email=sun@example.org
	approvals:director|zhao|proven approve film hand-over
	EOF
	test "$(proven show film --json | jq -r .project.lead.person)" = sun
'

test_expect_success 'close from transfer, amend, close again' '
	walk film close sun <<-EOF &&
	fields:closure.result|wang|proven set film closure.result=passed
	evidence:archive_list|wang|proven $E1/archive_list.txt --kind archive_list
	checks:kept_five_years|wang|proven set film closure.keep_until=2032-01-01
	checks:outcome_or_plan|wang|proven set film outcomes.o1.kind=licence outcomes.o1.due=2027-01-01
	approvals:manager|wang|proven approve film close --role manager
	approvals:director|zhao|proven approve film close
	EOF
	stage_is film closed &&
	run 3 as wang proven set film closure.result=failed &&
	complained PV213 &&
	run 3 as wang proven move film amend --reason x &&
	run 0 as zhao proven move film amend --reason "a late outcome" &&
	stage_is film transfer && tick &&
	approve film close wang:manager zhao:director &&
	run 0 as sun proven move film close && stage_is film closed
'

test_expect_success 'terminate and reopen' '
	run 0 as zhao proven move film amend --reason "an appeal" && tick &&
	run 0 as li proven set film ip.i1.title=patent && tick &&
	run 3 as sun proven move film terminate &&
	complained terminate_reason &&
	walk film terminate sun --code pi_left <<-EOF &&
	fields:closure.lessons|wang|proven set film closure.lessons=few
	checks:ip_disposed|wang|proven set film ip.i1.disposal=sold
	approvals:manager|wang|proven approve film terminate --role manager
	approvals:director|zhao|proven approve film terminate
	EOF
	stage_is film terminated && tick &&
	walk film reopen sun --reason "a new lead" <<-EOF &&
	approvals:tech_expert|chen|proven approve film reopen
	approvals:director|zhao|proven approve film reopen
	EOF
	stage_is film transfer
'

test_expect_success 'close from acceptance asks as acceptance does' '
	run 0 proven workflow show --json &&
	jq -e "[.workflow.transitions.close.needs[] | select(.when.from ==
	    [\"acceptance\"]) | .approvals[] | .count] | add == 5" "$out"
'

test_expect_success 'every transition was taken, and nothing is wrong' '
	proven workflow show --json | jq -r ".workflow.transitions | keys[]" |
	    sort >../all &&
	proven log film --json | jq -r ".transitions[].transition" | sort -u |
	    grep -v "^@" >../taken &&
	test_cmp ../all ../taken &&
	run 0 proven show film &&
	run 0 proven fmt --check &&
	git fsck --strict && test -z "$(git status --porcelain)"
'

test_done
