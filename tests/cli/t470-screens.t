#!/bin/sh
test_description='screens, in English and in Chinese, at 80 columns'
. "$(dirname "$0")/lib.sh"

test_expect_success 'a portfolio' '
	tracker t && cd t && tick &&
	proven -q import "$PROVEN_TOP/tests/demo/portfolio.csv" && tick &&
	proven -q set cryo-sensor lead.name="Li Wei" \
	    lead.email=li@example.org milestones.m1.title="First curve" \
	    milestones.m1.due=2026-03-01 tags+=urgent && tick &&
	proven -q move cryo-sensor verify --reason "Bench test 台架试验" &&
	tick && proven -q move fog-radar hold --reason "No radar yet" \
	    --review-by 2026-06-01
'

# Every verdict, in a language that is wide and one that is not.
test_expect_success 'a dossier' '
	add() {
		tick && proven -q criterion add xray-film --key "$@" >/dev/null
	}
	measure() {
		tick &&
		proven -q criterion measure xray-film "$@" >/dev/null
	}
	tick && proven -q set xray-film partners.lab.role=tester \
	    partners.lab.name="Fictional Metrology Laboratory" &&
	add c1 --must --track technical --metric resolution "<=" 50 nm \
	    --claim "The film resolves 50 nm at 10 keV" --rule guard_band \
	    --method "GB/T 33523.1, knife edge" --tester lab &&
	measure c1 44 --uncertainty 4 --k 2 -n 3 --by lab \
	    --date 2025-12-30 &&
	add c2 --must --metric "探测效率" --claim "探测效率不低于0.80" \
	    ">=" 0.80 --rule guard_band --guard 0.05 &&
	measure c2 0.82 --uncertainty 0.03 &&
	add c3 --metric yield between 70 90 % --rule guard_band &&
	measure c3 69 --uncertainty 3 &&
	add c4 --metric "Preis je Film" "<" 120 EUR && measure c4 120 &&
	add c5 --must --claim "At least three users have written that they
would like to try the film" present &&
	add c6 --metric "cold start" ">=" -40 °C &&
	tick && proven -q criterion waive xray-film c6 >/dev/null \
	    --reason "The beamline is never cold" &&
	add c7 --metric "sheet size" ">=" 10 mm &&
	tick && proven -q criterion waive xray-film c7 --not-applicable \
	    >/dev/null --reason "Sheets are cut to size" &&
	tick && proven -q set xray-film proposed.criteria.c1.target=45 \
	    proposed.criteria.c4=null proposed.readiness.target.level=6
'

test_expect_success 'evidence, some of it not what it was' '
	bring() {
		tick && proven -q evidence add organ-chip "$@" >/dev/null
	}
	echo 试验记录 >"../器官芯片 试验记录（终稿）.pdf" &&
	seq 300000 >../series.csv && echo raw >../raw.bin &&
	bring ../series.csv --kind dataset \
	    --title "Permeability of the vessel wall over fourteen days" &&
	bring "../器官芯片 试验记录（终稿）.pdf" --kind test_report \
	    --title "第三方检测报告：血管壁通透性与药物反应" \
	    --by lab@example.org --date 2025-12-30 &&
	bring ../raw.bin --kind raw_data &&
	bring https://example.org/videos/organ-chip/run-7.mp4 \
	    --kind photo_video --sha256 $(printf "%064d" 7) &&
	echo more >>evidence/organ-chip/raw.bin && echo >evidence/organ-chip/x &&
	git rm -q evidence/organ-chip/series.csv &&
	git add evidence && git commit -q -m "By hand"
'

# NAME STATUS COMMAND: what it prints on a terminal of 80 columns, without
# the controls that colour it; no line is wider than the terminal.
screen() {
	test_expect_success "screen $1" '
		for lang in en zh; do
			on_terminal 80 proven --lang $lang --no-pager '"$3"'
			test $? = '"$2"' || { cat "$out"; return 1; }
			sed "s/$(printf "\033")\[[0-9;]*m//g" "$out" >../screen &&
			golden screens/'"$1"'.$lang ../screen || return 1
		done
	'
}

screen list 0 'list'
screen list-columns 0 'list --columns id,title,stage,direction,tags,trl trl\>=3'
screen show 0 'show cryo-sensor'
screen show-hold 0 'show fog-radar'
screen show-dossier 0 'show xray-film'
screen criteria 0 'criterion list xray-film'
screen criterion-refused 2 'criterion measure xray-film c1 44 um'
screen show-evidence 0 'show organ-chip'
screen evidence 0 'evidence list organ-chip'
screen evidence-verify 1 'evidence verify organ-chip'
screen gate 0 'gate organ-chip'
screen move-refused 3 'move organ-chip transfer'
screen log 0 'log'
screen workflow 0 'workflow show'
screen doctor 0 'doctor'
screen help 0 'move --help'

test_done
