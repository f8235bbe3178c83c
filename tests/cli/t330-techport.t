#!/bin/sh
test_description='a real portfolio: 299 technology projects from a CSV file'
. "$(dirname "$0")/lib.sh"

shared_data portfolio-techport.csv
map=$PROVEN_TOP/tests/cli/techport.map.json
tracker t >/dev/null && cd t || exit 1
in=$HOME/in
mkdir "$in" || exit 1

test_expect_success 'one mapping file, one commit, 299 projects' '
	run 0 proven import --dry-run --map "$map" "$data" &&
	test "$(git rev-list --count HEAD)" = 1 &&
	run 0 proven import --map "$map" "$data" &&
	complained "299 projects" &&
	test "$(git rev-list --count HEAD)" = 2 &&
	test "$(ls projects | wc -l)" = 299 &&
	test -z "$(git status --porcelain)" &&
	git fsck --strict 2>&1 | { ! grep .; } &&
	proven fmt --check
'

# The file as JSON, read by nobody but jq: cells by heading, one a line.
# shellcheck disable=SC2016
cells='
def cells: [match("(?:^|,)(?:\"((?:[^\"]|\"\")*)\"|([^,\"]*))"; "g")
  | (.captures | map(.string)) as [$quoted, $plain]
  | if $quoted != null then $quoted | gsub("\"\""; "\"") else $plain // "" end];
split("\n")[:-1] | map(cells) | .[0] as $head
| .[1:][] | [$head, .] | transpose | map({key: .[0], value: .[1]}) | from_entries
'

test_expect_success 'every value arrives' '
	jq -Rsc "$cells" "$data" >"$in/cells" &&
	test "$(wc -l <"$in/cells")" = 299 &&
	jq -cS "def text: if . == \"\" then null else . end;
	    def level: text | if . then tonumber else . end;
	    {id: (\"tp-\" + .projectId), title, start: (.startDate | text),
	    end: (.endDate | text),
	    stage: {Completed: \"closed\", Active: \"verification\",
	    Canceled: \"stopped\"}[.status],
	    custom: ([.releaseStatus, .missionDirectorate, .primaryTxCode,
	    .primaryTxLevel, .otherOrgCount] | map(text)),
	    trl: ([.trlBegin, .trlCurrent, .trlEnd] | map(level)),
	    call: (.programTitle | text), field: (.primaryTxTitle | text),
	    lead: (.leadOrg | text)}" "$in/cells" | sort >"$in/want" &&
	proven export |
	jq -cS "{id, title, start, end: .[\"end\"], stage, custom: [.custom
	    | (.releaseStatus, .missionDirectorate, .primaryTxCode,
	    .primaryTxLevel, .otherOrgCount)], trl: [.readiness
	    | (.baseline.level, .current.level, .target.level)], call, field,
	    lead: .partners.lead.name}" | sort >"$in/got" &&
	test_cmp "$in/want" "$in/got"
'

test_expect_success 'warts included' '
	proven export >"$in/all" &&
	jq -se "(map(select(.readiness.baseline.level == null)) | length == 40)
	    and (map(select(.readiness.current.level == null)) | length == 44)
	    and (map(select(.readiness.target.level == null)) | length == 82)
	    and (map(select(.readiness == null)) | length == 39)
	    and (map(select(.partners == null)) | length == 44)
	    and (map(select(.stage == \"closed\")) | length == 286)
	    and (map(select(.stage == \"verification\")) | length == 12)
	    and (map(select(.stage == \"stopped\")) | length == 1)
	    and (map(select(.id == \"tp-34756\")) | .[0].title
	    | length == 231)" "$in/all"
'

test_expect_success 'projects that were running are taken in' '
	jq -se "map(.history | length == 1 and
	    .[0].transition == \"@intake\" and
	    .[0].source == \"portfolio-techport.csv\") | all" "$in/all"
'

test_expect_success 'the same mapping gives the file back, byte for byte' '
	run 0 proven export --format csv --map "$map" &&
	cmp "$data" "$out"
'

test_expect_success 'JSON Lines and CSV import again without loss' '
	proven export >"$in/out.jsonl" &&
	proven export --format csv >"$in/out.csv" &&
	jq -cS "del(.history)" "$in/out.jsonl" >"$in/want" &&
	for file in out.jsonl out.csv
	do
		tracker "$HOME/$file" >/dev/null &&
		(
			cd "$HOME/$file" && proven import -q "$in/$file" &&
			proven export | jq -cS "del(.history)" >"$in/got"
		) &&
		test_cmp "$in/want" "$in/got" || return 1
	done
'

test_expect_success 'a move shows in the file that is given back' '
	run 0 proven move tp-157166 close --reason done &&
	proven export --map "$map" >"$in/out" &&
	sed "2s/,Active,/,Completed,/" "$data" >"$in/want" &&
	cmp "$in/want" "$in/out"
'

test_expect_success 'it is refused where the stages are others' '
	tracker ../trl --preset trl >/dev/null && cd ../trl &&
	head=$(git rev-parse HEAD) &&
	run 7 proven import --map "$map" "$data" &&
	complained "portfolio-techport.csv:2:59: there is no stage" &&
	test "$(git rev-parse HEAD)" = $head
'

test_done
