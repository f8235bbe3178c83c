#!/bin/sh
# A page says where its examples run: `.\" examples: empty` is a directory
# with nothing in it, `.\" examples: centre` a tracker with that preset, and
# without such a line it is the portfolio below.  What a page shows is
# compared by examples.pl, which says how; `make golden` writes pages anew.
test_description='the examples of the manuals print what they say'
. "$(dirname "$0")/lib.sh"

# What is shown fits into a manual page.
COLUMNS=72
export COLUMNS

git config --global user.name 'Li Wei'
git config --global user.email li@example.org

template=$PWD/template

# on DATE COMMAND...: that day, at nine.
on() {
	at=$(date -ud "$1 09:00:00" +%s)
	shift
	GIT_AUTHOR_DATE="@$at +0000" GIT_COMMITTER_DATE="@$at +0000" "$@"
}

# Somebody else than Li.
as_wang() {
	GIT_AUTHOR_NAME='Wang Fang' GIT_AUTHOR_EMAIL=wang@example.org \
		GIT_COMMITTER_NAME='Wang Fang' \
		GIT_COMMITTER_EMAIL=wang@example.org "$@"
}

begin_film() {
	on 2026-01-13 proven new -q --id film \
		--set translations.zh.title=面向纳米分辨X射线探测器的闪烁薄膜 \
		--set direction=matter --set tags=beamline,detector \
		--set readiness.scale=trl --set readiness.baseline.level=2 \
		--set readiness.current.level=2 \
		--set readiness.target.level=5 \
		'Scintillator film for a nanometre X-ray detector'
}

begin_cell() {
	on 2026-01-20 proven new -q --id cell \
		--set translations.zh.title=零下40摄氏度可充电的钠离子电池 \
		--set direction=matter --set tags=battery,cold \
		--set readiness.scale=trl --set readiness.baseline.level=3 \
		--set readiness.current.level=3 \
		--set readiness.target.level=6 \
		--set concept.hypothesis='80 % of capacity is kept at -40 °C' \
		--set milestones.m1.title='First pouch cell' \
		--set milestones.m1.due=2026-08-31 \
		'Sodium cell that charges at -40 °C'
}

begin_chip() {
	on 2026-03-02 as_wang proven new -q --id chip \
		--set translations.zh.title=带活体血管壁的肾脏芯片 \
		--set direction=life --set tags=chip,toxicity \
		'Kidney chip with a living vessel wall'
}

begin_radar() {
	on 2026-03-16 proven new -q --id radar \
		--set translations.zh.title=低成本毫米波雷达雾廓线 \
		--set direction=earth \
		'Fog profile from a low-cost millimetre radar'
}

# Four projects: in idea, feasibility, verification, and stopped.
make_portfolio() {
	on 2026-01-12 proven init -q portfolio &&
	cd portfolio &&
	begin_film &&
	begin_cell &&
	on 2026-02-10 proven move -q cell study &&
	begin_chip &&
	begin_radar &&
	on 2026-04-15 proven move -q cell verify \
		--set readiness.current.level=4 -r 'Three cells of three hold' &&
	on 2026-05-06 as_wang proven move -q chip study &&
	on 2026-06-01 proven move -q radar stop -r 'No partner was found'
}

# Made once, then copied.
portfolio() {
	test -d "$template/portfolio" ||
		(mkdir -p "$template" && cd "$template" && make_portfolio) ||
		return
	cp -a "$template/portfolio" . &&
	cd portfolio
}

# Li is the admin, Wang an expert; "verify" asks for an expert.
panel() {
	on 2026-01-12 proven init -q panel &&
	cd panel &&
	jq '.revision += 1 | .people.wang = {name: "Wang Fang",
	    emails: ["wang@example.org"], roles: ["expert"]}' \
	    tracker/people.json >people.json &&
	mv people.json tracker/people.json &&
	git commit -q -a -m 'tracker: an expert' &&
	proven workflow show --preset lean | jq '.transitions.verify.needs +=
	    {approvals: [{role: "expert"}]}' | proven workflow set -q - &&
	begin_film &&
	on 2026-02-10 proven move -q film study \
	    --set concept.hypothesis='50 nm at 10 keV'
}

centre() {
	on 2026-01-12 proven init -q --preset centre \
		--require tracker=authored,approvals=authored centre &&
	cd centre || exit
}

empty() {
	:
}

# What an import reads.
foreign_files() {
	cat >list.csv <<-'CSV' &&
	No,Title,State,TRL,Begin
	K-01,Super-resolution of city heat,Running,3.0,2025/3/24
	K-02,"城域光纤纠缠光子链路, 试验",Planned,2,2026/7/6
	CSV
	cat >list.map.json <<-'JSON' &&
	{
	  "format": 1,
	  "columns": [
	    {"name": "No", "to": "id", "make": "slug"},
	    {"name": "Title", "to": "title"},
	    {"name": "State", "to": "stage",
	     "values": {"Planned": "idea", "Running": "verification"}},
	    {"name": "TRL", "to": "readiness.current.level", "number": true,
	     "keep": true, "also": {"readiness.scale": "trl"}},
	    {"name": "Begin", "to": "start", "date": "%Y/%m/%d"}
	  ]
	}
	JSON
	cat >events.jsonl <<-'JSONL'
	{"at": "2025-03-24T08:00:00Z", "by": "li", "id": "lens", "title": "City heat lens", "from": null, "to": "idea"}
	{"at": "2025-09-01T08:00:00Z", "by": "wang@example.org", "id": "lens", "from": "idea", "to": "verification"}
	JSONL
}

# A workflow of one's own.
paper_workflow() {
	cat >paper.json <<-'JSON'
	{
	  "format": 1,
	  "revision": 1,
	  "initial": "draft",
	  "stages": {
	    "draft": {"kind": "active", "label": {"zh": "草稿"}},
	    "out": {"kind": "final", "label": {"en": "Published", "zh": "发表"}}
	  },
	  "transitions": {
	    "publish": {
	      "from": ["draft"],
	      "to": "out",
	      "by": ["@lead", "admin"],
	      "needs": [
	        {"fields": ["summary"], "at_least": {"team": 1}},
	        {"when": {"days_in_stage": "<30"}, "reason": true}
	      ]
	    },
	    "retract": {"from": ["out"], "to": "@previous",
	      "needs": {"reason": true}}
	  }
	}
	JSON
}

kind_of() {
	kind=$(sed -n 's/^\.\\" examples: //p' "$1")
	echo "${kind:-portfolio}"
}

# Each page in a new home of its own.
run_page() (
	mkdir "$1" &&
	cd "$1" &&
	HOME=$PWD &&
	cp "$GIT_CONFIG_GLOBAL" .gitconfig &&
	GIT_CONFIG_GLOBAL=$HOME/.gitconfig &&
	kind=$(kind_of "$2") &&
	"$kind" >"$out" &&
	foreign_files &&
	(cd "$HOME" && paper_workflow) &&
	perl "$PROVEN_TOP/tests/cli/examples.pl" "$2"
)

has_examples() {
	grep -q '^\$ ' "$1"
}

for page in "$PROVEN_TOP"/man/*.[1-9]; do
	has_examples "$page" || continue
	name=${page##*/}
	test_expect_success "examples of $name" '
		run_page "$name" "$page"
	'
done

# example PAGE: the examples of PAGE, in a home of their own.
example() (
	mkdir -p home &&
	cd home &&
	PROVEN_GOLDEN= HOME=$PWD \
		perl "$PROVEN_TOP/tests/cli/examples.pl" "../$1"
)

test_expect_success 'a command goes on while a quote is open' '
	cat >on.md <<-\EOF &&
	```console
	$ printf "%s\n" '\''one
	  two'\'' "it'\''s
	three" |
	  cat
	one
	  two
	it'\''s
	three
	$ true &&
	  echo \
	    four
	four
	```
	EOF
	run 0 example on.md &&
	said "2 commands, 0 print something else, 0 fail"
'

# rejected REASON COMMAND [SAID...]: so is a page with this example.
rejected() {
	reason=$1
	shift
	{
		echo ".Bd -literal"
		echo "\$ $1"
		shift
		test $# = 0 || printf '%s\n' "$@"
		echo ".Ed"
	} >rejected.1
	run 1 example rejected.1 && said "$reason"
}

test_expect_success 'an example that fails is wrong, whatever the page says' '
	rejected "No such file or directory" "cat no" \
		"cat: no: No such file or directory" &&
	rejected "0 print something else, 1 fail" "cat no" "cat: no: ..." &&
	rejected "syntax error" "echo 1 | jq @ | cat" "..." &&
	rejected "Syntax error" "echo \"a" "..." &&
	rejected "fatal: " "git log | cat" "fatal: ..." &&
	rejected "Permission denied" "echo Permission denied" \
		"Permission denied" &&
	rejected "ends with 3" "exit 3" &&
	rejected "1 print something else, 0 fail" "echo a" "b"
'

# on_purpose TEXT: the page rejected last, which names TEXT.
on_purpose() {
	printf '.\\" on purpose: %s\n' "$1" && cat rejected.1
}

test_expect_success 'a page names what fails in it on purpose, no more' '
	rejected "" "cat no | cat" "cat: no: No such file or directory" &&
	on_purpose ": No such file" >purpose.1 &&
	run 1 example purpose.1 &&
	on_purpose "No such file or directory" >purpose.1 &&
	run 0 example purpose.1
'

test_expect_success 'every command has examples' '
	for page in "$PROVEN_TOP"/man/proven*.1; do
		has_examples "$page" || {
			echo "no examples: $page"
			return 1
		}
	done
'

# described PAGE: what it has as an item or a command word, a name a line.
described() {
	sed -n 's/^\.\(It \)\{0,1\}\(Pq \)\{0,1\}Cm //p' "$1" | tr -s ' ,;' '\n' |
		grep '^[a-z@][a-z_0-9-]*$' | sort -u
}

# all_described PAGE: each line of standard input is there.
all_described() {
	described "$1" >described
	sort -u >asked
	comm -23 asked described >missing
	test -s asked && test ! -s missing || {
		echo "not in ${1##*/}:"
		cat missing
		return 1
	}
}

# The names of all members that a schema has.
members() {
	proven schema "$1" |
		jq -r '.. | objects | .properties? // empty | keys[]'
}

test_expect_success 'proven-project(5) has every field, and no other' '
	page=$PROVEN_TOP/man/proven-project.5 &&
	members project | sort -u >fields &&
	all_described "$page" <fields &&
	sed -n "s/^\.It Cm \([a-z_0-9]*\)$/\1/p" "$page" | sort -u >said &&
	comm -13 fields said >others &&
	test_must_be_empty others
'

test_expect_success 'proven-workflow(5) has every member and check' '
	page=$PROVEN_TOP/man/proven-workflow.5 &&
	for name in workflow tracker; do
		members $name
	done >names &&
	grep -v "^format$\|^revision$" names | all_described "$page" &&
	proven schema workflow |
		jq -r "[.. | .checks? // empty | .items.enum[]][]" |
		all_described "$page"
'

test_expect_success 'proven-people(5) has every member, and what is valid' '
	page=$PROVEN_TOP/man/proven-people.5 &&
	members people | grep -v "^format$\|^revision$" |
		all_described "$page" &&
	(HOME=$PWD/folk && mkdir folk && cd folk && proven init -q folk) &&
	sed -n "/^{/,/^}/p" "$page" >folk/folk/tracker/people.json &&
	git -C folk/folk commit -q -a -m People &&
	run 0 proven -C folk/folk people list --json &&
	jq -e ".people[0].handle == \"li\" and .people[0].keys == 1" "$out" &&
	run 0 proven -C folk/folk fmt --check tracker/people.json
'

# The lists that fields of a project have codes of.
lists() {
	proven schema project | jq -r ".. | .description? // empty | strings |
		capture(\"codes of .(?<list>[a-z_]+). in the vocab\").list"
}

test_expect_success 'proven-vocabulary(5) has every list and code' '
	page=$PROVEN_TOP/man/proven-vocabulary.5 &&
	lists | sort -u >used &&
	sed -n "s/^\.It Cm \([a-z_]*\)$/\1/p" "$page" | sort >said &&
	test_cmp used said &&
	(HOME=$PWD/codes && mkdir codes && cd codes && proven init -q \
		--preset centre --require tracker=authored codes) &&
	jq -r "to_entries[] | select(.value | type == \"object\") |
		.key, (.value | keys[])" codes/codes/tracker/vocabulary.json |
		all_described "$page" &&
	jq -r "keys[]" codes/codes/tracker/vocabulary.json |
		grep -v "^format$\|^revision$" | sort >there &&
	test_cmp used there
'

# The parts of a workflow that the page shows, one file each.
snippets() {
	awk '/^\.Bd -literal -offset indent/ { inside = 1; n++; next }
		/^\.Ed/ { inside = 0 }
		inside { print >("snippet." n) }' "$1"
}

# with_needs FILE: the lean workflow with what is in FILE at one gate.
with_needs() {
	needs=$(cat "$1")
	case $needs in
	'"needs"'*) ;;
	*) needs="\"needs\": {$needs}" ;;
	esac
	proven workflow show --preset lean |
		jq ".transitions.close |= (. * {$needs})"
}

test_expect_success 'what proven-workflow(5) shows of a workflow is valid' '
	(HOME=$PWD/flow && mkdir flow && cd flow && proven init -q flow) &&
	snippets "$PROVEN_TOP/man/proven-workflow.5" &&
	ls snippet.* >names &&
	test $(grep -c . names) -ge 8 &&
	while read -r name; do
		with_needs $name >workflow.json &&
		run 0 proven -C flow/flow workflow set ../../workflow.json &&
		complained "has revision" || return 1
	done <names
'

test_expect_success 'proven-list(1) has every column' '
	(portfolio) &&
	proven -C portfolio list --columns help --format tsv |
		cut -f 1 | tail -n +2 |
		all_described "$PROVEN_TOP/man/proven-list.1"
'

# Each kind of document, without what users define themselves.
documents() {
	proven list --count --json
	proven list --columns help --json
	proven show film --json | jq 'del(.project)'
	proven log --commits --json
	proven gate film --json
	proven new --id seven --json Seven
	printf 'id\nx\n' | proven import --type csv --dry-run --json -
	proven workflow show --json | jq '.workflow = 0'
	proven workflow graph --json
	proven fmt --json
	proven doctor --json
	proven people list --json
	proven people key list --json
	proven people whoami --json
	proven version --json
}

test_expect_success 'proven-output(7) has every kind and every member' '
	(cd portfolio && documents) >documents &&
	jq -se "length == 15 and all(.schema == 1)" documents &&
	jq -r ".kind, (.. | objects | keys[])" documents |
		all_described "$PROVEN_TOP/man/proven-output.7"
'

test_done
