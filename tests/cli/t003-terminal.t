#!/bin/sh
test_description='terminals: width, wide characters, pager, locales'
. "$(dirname "$0")/lib.sh"

test_expect_success 'setup' '
	tracker tracker &&
	cd tracker &&
	proven new -q --id film "A film whose title is a good deal longer than \
any terminal that is eighty columns wide would ever show on a single line" &&
	proven new -q --id bomo "一种用于高分辨率成像的超薄金刚石薄膜的概念验证\
项目，其名称比八十列的终端所能显示的还要长得多" &&
	proven new -q --id mark "$(printf "e\314\201%.0s" $(seq 60))" &&
	proven new -q --id evil "right$(printf "\342\200\256")left"
'

# The widest line of $out is at most that many columns wide.
fits() {
	perl -CSD -Mutf8 -ne "
		chomp;
		s/\e\[[0-9;?]*[a-zA-Z]//g;
		s/\p{Mn}//g;
		my \$wide = () = /[\p{EastAsianWidth=W}\p{EastAsianWidth=F}]/g;
		die \"too wide: \$_\n\" if length() + \$wide > $1;
	" "$out"
}

test_expect_success 'a list fits the terminal' '
	for width in 80 60 40 20; do
		on_terminal $width proven --no-pager list &&
		grep -q film "$out" &&
		fits $width || return 1
	done
'

test_expect_success 'ids and dates are never cut: last columns go' '
	proven new -q --id a-rather-long-one "Short" &&
	for width in 60 50 40 30; do
		on_terminal $width proven --no-pager list &&
		grep -q "a-rather-long-one  " "$out" &&
		! grep -q "20[0-9][0-9]-[0-9-]*…" "$out" || return 1
	done &&
	on_terminal 40 proven --no-pager list && ! grep -q Lead "$out" &&
	proven drop -q a-rather-long-one -r "Seen"
'

test_expect_success 'no line of a table ends in blanks' '
	run 0 proven show film && said "@new" && ! grep " $" "$out" &&
	run 0 proven list --columns id,title,trl && ! grep " $" "$out"
'

test_expect_success 'headings begin with a capital, keys do not' '
	for command in "workflow show" list log "show film" version \
	    "list --columns help" "set film tags=a"; do
		run 0 proven $command --format markdown &&
		grep -B1 "^| ---" "$out" | grep "^| [A-Z]" &&
		! grep -B1 "^| ---" "$out" | grep "| [a-z]" || return 1
	done &&
	run 0 proven version --json && said "\"record_format\"" &&
	run 0 proven workflow show --format csv && said "transition,from,to"
'

test_expect_success 'help and a page of a project fit the terminal' '
	for width in 80 50; do
		on_terminal $width proven help &&
		fits $width &&
		on_terminal $width proven --no-pager show bomo &&
		fits $width || return 1
	done
'

test_expect_success 'a cut title says so' '
	on_terminal 80 proven --no-pager list &&
	said "…"
'

test_expect_success 'in a pipe nothing is cut' '
	run 0 proven list &&
	said "on a single line" "还要长得多" &&
	! grep -q "…" "$out"
'

test_expect_success 'COLUMNS is heeded in a pipe, too' '
	COLUMNS=60 run 0 proven list &&
	fits 60
'

test_expect_success 'bidirectional controls are shown, not obeyed' '
	run 0 proven list &&
	said "right\\u202eleft" &&
	run 0 proven list --json &&
	said "right\\u202eleft" &&
	jq -e ".projects[] | select(.id == \"evil\") |
	    .title == \"right\u202eleft\"" "$out" &&
	run 0 proven list --format markdown &&
	said "right\\\\u202eleft"
'

test_expect_success 'the C locale changes nothing' '
	run 0 proven list && cp "$out" want &&
	LC_ALL=C run 0 proven list && test_cmp want "$out" &&
	LC_ALL=POSIX run 0 proven list && test_cmp want "$out" &&
	LC_ALL=zz_ZZ.ISO-8859-1 run 0 proven list && test_cmp want "$out" &&
	env -u LC_ALL -u LANG proven list >got && test_cmp want got
'

test_expect_success 'numbers and dates do not depend on the language' '
	run 0 proven list --json && cp "$out" want &&
	run 0 proven --lang zh list --json && test_cmp want "$out"
'

test_expect_success 'the pager: as git chooses it' '
	on_terminal 80 env GIT_PAGER="sed s/^/g:/" PAGER="sed s/^/p:/" \
	    proven list &&
	grep -q "^g:.*film" "$out" &&
	on_terminal 80 env PAGER="sed s/^/p:/" proven list &&
	grep -q "^p:.*film" "$out" &&
	git config --global core.pager "sed s/^/c:/" &&
	on_terminal 80 env PAGER="sed s/^/p:/" proven list &&
	grep -q "^c:.*film" "$out"
'

test_expect_success 'no pager: asked so, cat, empty, in a pipe' '
	on_terminal 80 proven --no-pager list &&
	! grep -q "^c:" "$out" &&
	on_terminal 80 proven list --no-pager &&
	! grep -q "^c:" "$out" &&
	on_terminal 80 env GIT_PAGER=cat proven list &&
	grep -q "film" "$out" &&
	on_terminal 80 env GIT_PAGER= proven list &&
	grep -q "film" "$out" &&
	GIT_PAGER="sed s/^/g:/" run 0 proven list &&
	! grep -q "^g:" "$out"
'

test_expect_success 'a pager named by the repository is not run' '
	git config --global --unset core.pager &&
	git config core.pager "touch ran; cat" &&
	on_terminal 80 env PAGER=cat proven list &&
	! test -e ran
'

test_expect_success 'less gets its options, unless the user has some' '
	mkdir bin &&
	printf "#!/bin/sh\necho \"less: \$LESS\"\ncat >/dev/null\n" >bin/less &&
	chmod +x bin/less &&
	on_terminal 80 env -u PAGER "PATH=$PWD/bin:$PATH" proven list &&
	said "less: FRX" &&
	on_terminal 80 env -u PAGER LESS=-S "PATH=$PWD/bin:$PATH" \
	    proven list &&
	said "less: -S"
'

test_expect_success 'a pager that ends early ends the program quietly' '
	on_terminal 80 env GIT_PAGER="head -n 1" proven list --all
	! grep -q "proven:" "$out" &&
	said Title
'

test_expect_success 'the status is that of the program, not of the pager' '
	on_terminal 80 env GIT_PAGER="cat; false" proven list &&
	test_expect_code 2 on_terminal 80 env GIT_PAGER="cat; true" \
	    proven list nosuch:x &&
	said "nosuch"
'

test_done
