# What Li, Wang and Chen do in their clones $site/li, $site/wang and
# $site/chen.  Sourced behind centre.sh.
# shellcheck shell=sh disable=SC2154

# on WHO COMMAND...: in the clone of WHO, as WHO, a minute later.
on() {
	on_who=$1
	shift
	tick && (cd "$site/$on_who" && as "$on_who" "$@")
}

# by_hand WHO FILE FILTER: jq on FILE, committed.
by_hand() {
	jq "$3" "$site/$1/$2" >"$HOME/new" && cp "$HOME/new" "$site/$1/$2" &&
	on "$1" git commit -q -a -m "By hand"
}

# steps WHO FILE ARGS...: a step that nobody has judged, not committed.
steps() {
	steps_who=$1
	shift
	on "$steps_who" python3 "$PROVEN_TOP/tests/cli/step.py" "$@"
}

# takes WHO FILE ARGS...: the same, committed.
takes() {
	steps "$@" && on "$1" git commit -q -a -m "A step"
}

# three: a tracker in $site/li.  Li is its admin and a manager, Wang an
# expert; what Chen leads, Chen moves.  GATE is the one of "verify";
# to hold asks for an expert.
three() {
	for who in li wang chen; do
		test -f "$HOME/$who.gitconfig" ||
		make_person $who "$who (fictional)" || return
	done
	mkdir "$site" && git init -q "$site/li" &&
	on li proven init -q --name Portfolio --require \
	    tracker=authored,transitions=authored,approvals=authored &&
	on li proven people set -q li --role manager &&
	on li proven people add -q wang --name Wang --role expert \
	    --email wang@example.org &&
	on li proven people add -q chen --name Chen \
	    --email chen@example.org &&
	proven workflow show --preset lean | jq --argjson gate "$1" '
	    .override = {by: ["admin"]} |
	    .transitions.study.by = ["@lead", "manager"] |
	    .transitions.verify += {by: ["@lead", "manager"], needs: $gate,
		freeze: ["criteria"]} |
	    .transitions.hold.needs.approvals = [{role: "expert"}] |
	    .transitions.stop.by = ["manager"]' >"$HOME/workflow.json" &&
	on li proven workflow set -q - <"$HOME/workflow.json"
}
