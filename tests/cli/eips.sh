# Ten years of Ethereum Improvement Proposals.  Sourced behind lib.sh.
# shellcheck shell=sh disable=SC2034,SC2154

shared_data history-eips.jsonl
in=$HOME/in
mkdir "$in" || exit 1

# The rules of era $era (-1: the newest) as a workflow: a transition for each
# legal pair.
# shellcheck disable=SC2016
rules='.eras[$era] as $era
| {format: 1, revision: 1, initial: $era.initial[0],
  override: {by: ["admin"]},
  stages: ($era.stages | map(. as $stage | {key: ., value: {kind:
    (if $era.terminal | index($stage) then "final" else "active" end)}})
    | from_entries),
  transitions: ($era.transitions | map(select(.[0] != null)
    | {key: "\(.[0]) to \(.[1])", value: {from: [.[0]], to: .[1]}})
    | from_entries)}'
