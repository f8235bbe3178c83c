#!/bin/sh
test_description='the program: help, version, global options, statuses'
. "$(dirname "$0")/lib.sh"

test_expect_success 'version is one line' '
	run 0 proven version &&
	test "$(wc -l <"$out")" = 1 &&
	grep -q "^proven [0-9]" "$out" &&
	test_must_be_empty "$err" &&
	proven --version >version &&
	test_cmp "$out" version &&
	proven help --version >version &&
	test_cmp "$out" version
'

test_expect_success 'version in each format' '
	proven version --json | jq -e ".schema == 1 and
	    .kind == \"versions\" and .versions[0].record_format == 1" &&
	proven --format jsonl version | jq -e ".name == \"proven\"" &&
	run 0 proven version --format csv &&
	said "name,version,record_format" &&
	run 0 proven version --format tsv &&
	said "name	version	record_format" &&
	run 0 proven version --format markdown &&
	said "| --- | --- | ---: |"
'

test_expect_success 'help lists every command' '
	run 0 proven help &&
	said "usage: proven" "Exit status" "--no-pager" &&
	proven --complete | cut -f 1 >commands &&
	grep -qx version commands &&
	while read -r command; do
		grep -q "^  $command " "$out" || return 1
	done <commands &&
	proven --help >help &&
	test_cmp "$out" help
'

test_expect_success 'help fits in 80 columns' '
	proven --complete | cut -f 1 >commands &&
	while read -r command; do
		run 0 proven help "$command" &&
		said "usage: proven $command" &&
		! grep -E "^.{81}" "$out" || return 1
		proven "$command" --help >help &&
		test_cmp "$out" help || return 1
	done <commands
'

test_expect_success 'a command of several forms shows each on a line' '
	run 0 proven help workflow &&
	head -3 "$out" >forms &&
	cat >want <<-\EOF &&
	usage: proven workflow show [OPTIONS]
	   or: proven workflow set FILE [OPTIONS]
	   or: proven workflow graph [OPTIONS]
	EOF
	test_cmp want forms
'

test_expect_success 'help needs no repository' '
	proven --complete | cut -f 1 | while read -r command; do
		proven "$command" -h >/dev/null || exit 1
	done
'

test_expect_success 'no command: help on stderr, status 2' '
	run 2 proven &&
	test_must_be_empty "$out" &&
	complained "usage: proven" "no command given"
'

test_expect_success 'unknown command: near miss' '
	run 2 proven versoin &&
	complained "'\''versoin'\'' is not a command" \
	    "did you mean '\''version'\''?" &&
	run 2 proven zzzzz &&
	complained "proven help" &&
	run 2 proven help versoin &&
	complained "did you mean" &&
	run 2 proven --complete versoin
'

test_expect_success 'unknown option: near miss' '
	run 2 proven version --quite &&
	complained "unknown option '\''--quite'\''" \
	    "did you mean '\''--quiet'\''?" &&
	run 2 proven version -Z &&
	complained "unknown option '\''-Z'\''" "proven version --help" &&
	run 2 proven --zzz version &&
	complained "unknown option '\''--zzz'\''" "proven --help" &&
	run 2 proven list --co &&
	complained "option '\''--co'\'' is ambiguous" \
	    "--columns, --count, --color" &&
	run 2 proven --complete-nothing
'

test_expect_success 'options with wrong values' '
	run 2 proven version --format yaml &&
	complained "option '\''--format'\'': '\''yaml'\''" "table|json" &&
	run 2 proven version --format jsno &&
	complained "did you mean '\''json'\''?" &&
	run 2 proven version --format junit &&
	complained "option '\''--format'\'': '\''junit'\''" "table|json" &&
	run 2 proven --format junit version &&
	complained "it is one of: table|json|jsonl|csv|tsv|markdown" &&
	run 2 proven --format yaml version &&
	run 2 proven version --format &&
	complained "option '\''--format'\'' needs a value" &&
	run 2 proven version --json=1 &&
	complained "option '\''--json'\'' takes no value" &&
	run 2 proven version --json --format csv &&
	complained "exclude each other" &&
	run 0 proven version --json --format json &&
	run 2 proven --lang fr version &&
	complained "'\''fr'\''" &&
	run 2 proven --color sometimes version
'

test_expect_success 'too many operands, missing operands' '
	run 2 proven version 1 &&
	complained "usage: proven version" &&
	run 2 proven completion &&
	complained "usage: proven completion" &&
	run 2 proven help a b
'

test_expect_success 'a command without results refuses a format' '
	run 2 proven completion bash --json &&
	complained "prints no results"
'

test_expect_success '-C changes the directory, one after another' '
	mkdir -p one/two &&
	run 0 proven -C one -C two version &&
	run 0 proven version -C one -C two &&
	run 8 proven -C one -C three version &&
	complained "three" &&
	run 8 proven version --directory=nowhere
'

test_expect_success 'options end at --' '
	run 2 proven help -- --lang &&
	complained "'\''--lang'\'' is not a command"
'

test_expect_success 'completion prints a script for each shell' '
	for shell in bash zsh fish; do
		run 0 proven completion "$shell" &&
		test_cmp "$PROVEN_TOP/cmd/completion/proven.$shell" "$out" ||
		    return 1
	done &&
	run 2 proven completion tcsh &&
	complained "'\''tcsh'\''" "bash, zsh, fish"
'

test_expect_success 'completion words of a command' '
	run 0 proven --complete completion &&
	said "@operands	bash|zsh|fish"
'

test_expect_success 'a full disk is an error' '
	proven help >/dev/full 2>err
	test $? = 8 &&
	grep -q "No space left" err
'

test_expect_success 'a closed stdout is an error, and no file takes it' '
	(proven help >&-) 2>err
	test $? = 8 &&
	grep -q "Bad file descriptor" err
'

test_expect_success 'closed stdin and stderr do not matter' '
	(proven version <&- 2>&-) >version &&
	grep -q "^proven " version
'

test_expect_success 'a reader that goes away ends the program quietly' '
	mkfifo pipe &&
	{ true <pipe & } &&
	{ (trap "" PIPE; exec proven help) >pipe 2>err; code=$?; } &&
	wait &&
	test_must_be_empty err &&
	{ test $code = 141 || test $code = 0; }
'

test_expect_success 'escape sequences never reach the terminal' '
	run 2 proven "$(printf "a\033[31mb\342\200\256c")" &&
	complained "a\\x1b[31mb\\u202ec"
'

test_expect_success 'language: option, then the environment in order' '
	english=$(proven help | sed -n 1p) &&
	chinese=$(proven --lang zh help | sed -n 1p) &&
	test "$english" != "$chinese" &&
	same() {
		want=$1
		shift
		got=$(env "$@" proven help | sed -n 1p)
		test "$want" = "$got"
	} &&
	same "$english" LC_ALL=C &&
	same "$english" LC_ALL=fr_FR.UTF-8 &&
	same "$chinese" LC_ALL=zh_CN.UTF-8 &&
	same "$chinese" LC_ALL= LC_MESSAGES=zh_CN.GB18030 LANG=en_US.UTF-8 &&
	same "$chinese" LC_ALL= LANG=zh_TW &&
	same "$chinese" LC_ALL=C LANGUAGE=zh_CN:en &&
	same "$english" LC_ALL=zh_CN.UTF-8 LANGUAGE=en &&
	test "$chinese" = "$(proven help --lang zh | sed -n 1p)" &&
	test "$english" = \
	    "$(LC_ALL=zh_CN.UTF-8 proven --lang en help | sed -n 1p)" &&
	run 2 proven --lang zh versoin &&
	! complained "is not a command"
'

test_expect_success 'colour: on a terminal, as asked, NO_COLOR' '
	escape=$(printf "\033") &&
	! proven help | grep -q "$escape" &&
	proven help --color always | grep -q "$escape" &&
	on_terminal 80 proven help && grep -q "$escape" "$out" &&
	on_terminal 80 proven help --color never &&
	! grep -q "$escape" "$out" &&
	NO_COLOR=1 on_terminal 80 proven help &&
	! grep -q "$escape" "$out"
'

test_expect_success 'help fits a narrow terminal' '
	on_terminal 40 proven help --color never &&
	! grep -E "^.{41}" "$out"
'

test_done
