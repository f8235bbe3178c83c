#!/bin/sh
# The jobs are run by ci.py as their hosts would run them, and looked at for
# what they are not to do.
test_description='init --ci: jobs for GitHub, GitLab, Gitea and Forgejo'
. "$(dirname "$0")/lib.sh"

# One that has the YAML of Debian.
for python in python3 /usr/bin/python3; do
	"$python" -c 'import yaml' 2>/dev/null && break
done

ci() {
	"$python" "$PROVEN_TOP/tests/cli/ci.py" "$@"
}

jobs_of() {
	case $1 in
	github) echo .github/workflows/proven.yml ;;
	gitlab) echo .gitlab-ci.yml ;;
	*) echo ".$1/workflows/proven.yml" ;;
	esac
}

owners_of() {
	case $1 in
	github) echo .github/CODEOWNERS ;;
	*) echo CODEOWNERS ;;
	esac
}

# anchor_of HOST: how it is told the founding commit of the tracker there.
anchor_of() {
	oid=$(git -C "$1" rev-list --max-parents=0 HEAD)
	case $1 in
	github) echo "gh variable set PROVEN_ANCHOR --body $oid" ;;
	gitlab) echo "glab variable set --protected PROVEN_ANCHOR $oid" ;;
	*) echo "PROVEN_ANCHOR = $oid" ;;
	esac
}

for host in github gitlab gitea forgejo; do
	test_expect_success "$host: the founding commit has the jobs" '
		run 0 proven init --ci $host $host &&
		complained "the jobs are in $(jobs_of $host)" \
			"the founding commit: $(anchor_of $host)" &&
		test "$(git -C $host rev-list --count HEAD)" = 1 &&
		test -z "$(git -C $host status --porcelain)" &&
		git -C $host ls-files | grep -v "^tracker/" >files &&
		{
			echo .gitattributes
			jobs_of $host
			owners_of $host
		} | sort >want &&
		sort files >got &&
		test_cmp want got &&
		name=$(echo $host | sed s/forgejo/gitea/) &&
		sed s/@BRANCH@/main/ "$PROVEN_TOP/cmd/ci/$name.yml" >jobs &&
		test_cmp jobs $host/$(jobs_of $host) &&
		sed s/@ADMIN@/researcher@example.org/ \
			"$PROVEN_TOP/cmd/ci/$name.owners" >owners &&
		test_cmp owners $host/$(owners_of $host) &&
		grep -q "^\(# \)\{0,1\}/\{0,1\}tracker/" owners
	'
done

test_expect_success 'an unknown host: nothing is made' '
	run 2 proven init --ci githob here &&
	complained "githob" &&
	! test -e here
'

test_expect_success 'jobs that are there are not touched' '
	git init -q there && echo "job: {}" >there/.gitlab-ci.yml &&
	run 6 proven init --ci gitlab there &&
	complained .gitlab-ci.yml &&
	git -C there add . && git -C there commit -q -m Jobs &&
	run 3 proven init --ci gitlab there &&
	complained ".gitlab-ci.yml" "already" "proven init --ci gitlab DIR" &&
	test "$(git -C there rev-list --count HEAD)" = 1 &&
	run 0 proven init --ci github there &&
	test "$(cat there/.gitlab-ci.yml)" = "job: {}"
'

test_expect_success 'owners that are there stay' '
	git init -q owned && echo "* @them" >owned/CODEOWNERS &&
	git -C owned add . && git -C owned commit -q -m Owners &&
	run 0 proven init --ci gitlab owned &&
	complained "CODEOWNERS" "stays as it is" "/tracker/" &&
	test "$(cat owned/CODEOWNERS)" = "* @them" &&
	test -f owned/.gitlab-ci.yml
'

test_expect_success 'quietly, for programs, and bare' '
	run 0 proven init -q --ci github quiet &&
	test_must_be_empty "$err" &&
	run 0 proven init --json --ci github json &&
	jq -e ".changes[0].change == \"init\"" "$out" &&
	git init -q --bare bare.git &&
	run 0 proven init --ci gitea bare.git &&
	git -C bare.git show HEAD:.gitea/workflows/proven.yml >jobs &&
	test_cmp gitea/.gitea/workflows/proven.yml jobs
'

test_expect_success 'the branch to audit is the present one, as it is called' '
	git init -q -b "it'\''s/c++!" odd &&
	run 0 proven init --ci github odd &&
	run 0 ci actions odd/.github/workflows/proven.yml push odd \
		github.ref_name=main &&
	said "not run" &&
	run 1 ci actions odd/.github/workflows/proven.yml push odd \
		"github.ref_name=it'\''s/c++!" &&
	said "step: The program"
'

# ---- The jobs, with a program that notes what it is asked ----

# A mirror of the source, of which the build is that program.
test_expect_success 'setup: a mirror' '
	git init -q mirror && mkdir mirror/tests &&
	echo "all: ; mkdir build && cp noting build/proven" >mirror/Makefile &&
	cat >mirror/noting <<-\SH &&
	#!/bin/sh
	echo "proven $*" >>"$HOME/asked"
	case "$*" in
	*--format*) echo "{}" ;;
	esac
	SH
	chmod +x mirror/noting &&
	echo "echo deps: \$*" >mirror/tests/deps.sh &&
	git -C mirror add . && git -C mirror commit -q -m Source &&
	git -C mirror tag v1 &&
	mkdir bin && for tool in git make sh bash cp mkdir mktemp; do
		ln -s "$(command -v $tool)" bin/$tool || return 1
	done
'

# Without the program on the path.
bare_ci() {
	interpreter=$("$python" -c 'import sys; print(sys.executable)')
	rm -f asked
	PATH=$HOME/bin "$interpreter" "$PROVEN_TOP/tests/cli/ci.py" "$@"
}

asked() {
	printf '%s\n' "$@" >want &&
	test_cmp want asked
}

MAIN=github.ref_name=main

# mirrored HOST EVENT [NAME=VALUE...]: with a mirror to build from.
mirrored() {
	host=$1 event=$2
	shift 2
	bare_ci actions $host/$(jobs_of $host) $event $host \
		"vars.PROVEN_SOURCE=$HOME/mirror" vars.PROVEN_REVISION=v1 "$@"
}

for host in github gitea forgejo; do
	test_expect_success "$host: no program, and none to build" '
		run 1 bare_ci actions $host/$(jobs_of $host) push $host $MAIN &&
		grep -q PROVEN_SOURCE "$out" "$err" &&
		! test -e asked
	'
	test_expect_success "$host: the program is built from the mirror" '
		run 0 mirrored $host push $MAIN vars.PROVEN_ANCHOR=1234 &&
		said "deps: build" &&
		grep -q "^proven audit --no-cache --anchor 1234" asked &&
		! grep -v "^proven audit --no-cache --anchor 1234" asked
	'
	test_expect_success "$host: without an anchor it fails" '
		run 1 mirrored $host push $MAIN &&
		grep -q "set the variable PROVEN_ANCHOR" "$out" "$err" &&
		sed -i "s/ --format github//" asked &&
		asked "proven audit --no-cache"
	'
	test_expect_success "$host: a pull request" '
		run 0 mirrored $host pull_request \
			github.event.pull_request.base.sha=1234 &&
		grep -q "^proven check --base 1234" asked &&
		grep -q "^proven review .*1234..HEAD" asked &&
		! grep -v " 1234" asked
	'
	test_expect_success "$host: another branch is not judged" '
		run 0 bare_ci actions $host/$(jobs_of $host) push $host \
			github.ref_name=topic &&
		said "not run"
	'
done

# mirrored_gitlab [NAME=VALUE...]: the same for GitLab.
mirrored_gitlab() {
	bare_ci gitlab gitlab/.gitlab-ci.yml gitlab \
		"PROVEN_SOURCE=$HOME/mirror" PROVEN_REVISION=v1 \
		CI_DEFAULT_BRANCH=main "$@"
}

test_expect_success 'gitlab: no program, and none to build' '
	run 1 bare_ci gitlab gitlab/.gitlab-ci.yml gitlab \
		CI_COMMIT_BRANCH=main CI_DEFAULT_BRANCH=main &&
	complained PROVEN_SOURCE &&
	! test -e asked
'

test_expect_success 'gitlab: the main branch, with an anchor and without' '
	run 0 mirrored_gitlab CI_COMMIT_BRANCH=main \
		CI_PIPELINE_SOURCE=push PROVEN_ANCHOR=1234 &&
	said "job: proven:audit" "deps: build" &&
	asked "proven audit --no-cache --anchor 1234 --format junit" \
		"proven audit --no-cache --anchor 1234 --format gitlab" \
		"proven audit --no-cache --anchor 1234" &&
	run 1 mirrored_gitlab CI_COMMIT_BRANCH=main \
		CI_PIPELINE_SOURCE=push &&
	complained "set the variable PROVEN_ANCHOR"
'

test_expect_success 'gitlab: a merge request' '
	run 0 mirrored_gitlab CI_PIPELINE_SOURCE=merge_request_event \
		CI_MERGE_REQUEST_DIFF_BASE_SHA=1234 &&
	said "job: proven:check" &&
	grep -q "^proven check --base 1234$" asked &&
	run 0 mirrored_gitlab CI_PIPELINE_SOURCE=merge_request_event \
		CI_MERGE_REQUEST_DIFF_BASE_SHA=1234 \
		CI_MERGE_REQUEST_TARGET_BRANCH_SHA=5678 &&
	! grep -v " 5678" asked
'

# A runner of GitHub takes a line for a command whatever blanks are in front.
test_expect_success 'github: text that is wrapped is never in the log' '
	sed ":a;/\\\\\$/{N;s/\\\\\n//;ba}" "$PROVEN_TOP/cmd/ci/github.yml" |
	    grep -E "^ *proven (audit|check)" >runs && test -s runs &&
	! grep -v -e --format runs
'

test_expect_success 'what a job must not do is found' '
	jobs=$PROVEN_TOP/cmd/ci/github.yml &&
	while read -r change why; do
		sed "$change" "$jobs" >wrong.yml &&
		! cmp -s "$jobs" wrong.yml &&
		run 2 bare_ci actions wrong.yml push github $MAIN &&
		said "$why" || return 1
	done <<-\EOT
	s/\(contents:.\)read/\1write/ may write
	s/pull_request:/pull_request_target:/ with the rights of the base
	s/workflow_dispatch:/issue_comment:/ runs on other events
	s/\(fetch-depth:.\)0/\11/ is shallow
	s/vars.PROVEN_ANCHOR/secrets.PROVEN_ANCHOR/ asks for secrets
	s/"$BASE"/${{github.head_ref}}/ part of a script
	s/upload-artifact@.*/upload-artifact@v4/ not pinned
	s/git.fetch/curl/ downloads
	EOT
'

# ---- The jobs, with the real program ----

# A clone of HOST as its runner has it, on no branch; in it a pull request
# to main moves a project: pull_request HOST legal|illegal.
pull_request() {
	rm -rf work clone &&
	git clone -q $1 work && cd work &&
	tick && proven new -q --id film Film &&
	base=$(git rev-parse HEAD) &&
	tick && if test "$2" = legal; then
		proven move -q film study
	else
		sed -i "s/\"stage\": \"idea\"/\"stage\": \"transfer\"/" \
			projects/film.json &&
		git commit -q -a -m "Straight to the end"
	fi &&
	head=$(git rev-parse HEAD) &&
	cd .. &&
	git clone -q work clone && git -C clone checkout -q --detach "$head"
}

for host in github gitea; do
	test_expect_success "$host: a legal pull request" '
		pull_request $host legal &&
		run 0 ci actions $host/$(jobs_of $host) pull_request \
		    clone github.event.pull_request.base.sha=$base &&
		said film study
	'
	test_expect_success "$host: an illegal pull request" '
		pull_request $host illegal &&
		run 1 ci actions $host/$(jobs_of $host) pull_request \
		    clone github.event.pull_request.base.sha=$base &&
		said PV203 "failed: Check what"
	'
	test_expect_success "$host: the main branch" '
		pull_request $host legal &&
		anchor=$(git -C $host rev-parse HEAD) &&
		run 0 ci actions $host/$(jobs_of $host) push clone \
		    $MAIN vars.PROVEN_ANCHOR=$anchor &&
		run 1 ci actions $host/$(jobs_of $host) push clone \
		    $MAIN &&
		said "$anchor" &&
		run 1 ci actions $host/$(jobs_of $host) push clone \
		    $MAIN vars.PROVEN_ANCHOR=$(git -C mirror \
		    rev-parse HEAD) &&
		pull_request $host illegal &&
		run 1 ci actions $host/$(jobs_of $host) push clone \
		    $MAIN vars.PROVEN_ANCHOR=$anchor &&
		said PV203
	'
done

test_expect_success 'github: annotations, and findings as a file' '
	pull_request github illegal &&
	run 1 ci actions github/$(jobs_of github) pull_request clone \
		github.event.pull_request.base.sha=$base &&
	said "::error file=projects/film.json" &&
	jq -e ".version == \"2.1.0\" and
	    (.runs[0].results | length) >= 1" clone/proven.sarif
'

# GitHub checks out the merge that its button would make.
test_expect_success 'github: the merge is judged, too' '
	pull_request github legal &&
	git -C clone checkout -q --detach $base &&
	(cd clone && tick && git switch -q -c main2 &&
	proven new -q --id cell Cell && git checkout -q --detach &&
	git merge -q --no-ff -m Merge $head) &&
	base=$(git -C clone rev-parse HEAD^) &&
	run 0 ci actions github/$(jobs_of github) pull_request clone \
		github.event.pull_request.base.sha=$base &&
	(cd clone && git rm -q projects/cell.json &&
	git commit -q --amend --no-edit) &&
	run 1 ci actions github/$(jobs_of github) pull_request clone \
		github.event.pull_request.base.sha=$base &&
	said PV502
'

test_expect_success 'gitlab: merge requests and the main branch' '
	merge="CI_PIPELINE_SOURCE=merge_request_event" &&
	anchor=$(git -C gitlab rev-parse HEAD) &&
	pull_request gitlab legal &&
	run 0 ci gitlab gitlab/.gitlab-ci.yml clone $merge \
		CI_MERGE_REQUEST_DIFF_BASE_SHA=$base &&
	jq -e ". == []" clone/proven.json &&
	grep -q film clone/proven.md &&
	run 0 ci gitlab gitlab/.gitlab-ci.yml clone \
		CI_COMMIT_BRANCH=main CI_DEFAULT_BRANCH=main \
		PROVEN_ANCHOR=$anchor &&
	pull_request gitlab illegal &&
	run 1 ci gitlab gitlab/.gitlab-ci.yml clone $merge \
		CI_MERGE_REQUEST_DIFF_BASE_SHA=$base &&
	said PV203 &&
	jq -e "length >= 1" clone/proven.json &&
	run 1 ci gitlab gitlab/.gitlab-ci.yml clone \
		CI_COMMIT_BRANCH=main CI_DEFAULT_BRANCH=main \
		PROVEN_ANCHOR=$anchor
'

test_expect_success 'the hook for the framework pre-commit' '
	"$python" -c "
import json, sys, yaml
print(json.dumps(yaml.safe_load(open(sys.argv[1]))))" \
		"$PROVEN_TOP/.pre-commit-hooks.yaml" >hooks.json &&
	jq -e "length == 1 and .[0].id == \"proven\" and
	    .[0].language == \"system\" and
	    .[0].entry == \"proven hook pre-commit\" and
	    .[0].pass_filenames == false and .[0].always_run == true and
	    .[0].files == null" hooks.json
'

test_done
