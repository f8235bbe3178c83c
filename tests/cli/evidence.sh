# Files of evidence, and a tracker that asks for some.  Sourced behind
# lib.sh.
# shellcheck shell=sh disable=SC2154

sha() {
	sha256sum <"$1" | cut -c 1-64
}
field() { # PATH of evidence, as jq sees it
	git cat-file blob HEAD:projects/film.json | jq -r ".evidence$1"
}
clean() {
	git status --porcelain >../status && test_must_be_empty ../status
}

# In a tracker t with Film and Chip, and data.csv and r.pdf beside it.  The
# centre has a vocabulary; a transition of its own asks for evidence.
asking_evidence() {
	tracker t --preset centre \
	    --require tracker=authored,approvals=authored && cd t &&
	jq ".transitions.submit.needs = {\"evidence\": [\"test_report\"]} |
	    .transitions.submit.by = [\"admin\"] | .revision = 2" \
	    tracker/workflow.json >../w && cp ../w tracker/workflow.json &&
	git commit -q -m "Ask less" tracker &&
	proven -q new "Film" --id film >/dev/null &&
	proven -q new "Chip" --id chip >/dev/null &&
	printf "x,y\n1,2\n" >../data.csv && printf "%%PDF report" >../r.pdf
}
