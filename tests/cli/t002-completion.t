#!/bin/sh
test_description='completion: what may come next, in bash, zsh and fish'
. "$(dirname "$0")/lib.sh"

command -v bash >/dev/null && test_set_prereq BASH
command -v fish >/dev/null && test_set_prereq FISH
zsh -f -c 'zmodload zsh/zpty' 2>/dev/null && test_set_prereq ZSH

# next WORD...: what is offered for the last of these words, one a line.
next() {
	proven --complete-line "$@" >offered &&
	cut -f 1 offered >words
}
offers() {
	for word; do
		grep -qxF -e "$word" words && continue
		echo "not offered: $word"
		cat words
		return 1
	done
}
refuses() {
	for word; do
		! grep -qxF -e "$word" words && continue
		echo "offered: $word"
		return 1
	done
}

test_expect_success 'setup' '
	tracker tracker &&
	cd tracker &&
	proven new -q "薄膜 film" --id film &&
	proven new -q "Second film" --id second &&
	: >mapping.json
'

test_expect_success 'commands, and nothing that is hidden' '
	next "" && offers init list show version &&
	next li && printf "list\n" | test_cmp - words &&
	next zzz && test_must_be_empty words
'

test_expect_success 'options: of the program, of a command' '
	next --l && offers --lang && refuses --limit --color &&
	next list --l && offers --lang --limit &&
	next -q --lang zh -C . list --li && offers --limit &&
	next list -- --li && refuses --limit
'

test_expect_success 'values of options' '
	next --color "" && offers auto always never &&
	next list --format js && offers json jsonl && refuses csv &&
	next audit --format ju && offers junit &&
	next list --format ju && refuses junit &&
	next list --format=js && offers --format=json --format=jsonl &&
	next list --format = js && offers json jsonl &&
	next list --format "=" && offers json csv &&
	next list --columns "" && offers title stage &&
	next init --preset "" && offers lean trl centre &&
	next -C "" && offers @dirs &&
	next list --limit "" && test_must_be_empty words
'

test_expect_success 'ids with their titles' '
	next show "" && offers film second &&
	next show s && printf "second\tSecond film\n" | test_cmp - offered &&
	next show film "" && test_must_be_empty words &&
	proven --complete-ids f >offered &&
	printf "film\t薄膜 film\n" | test_cmp - offered
'

test_expect_success 'ids of another directory' '
	(cd .. && next -C tracker show "" && offers film second &&
	next show -C tracker f && offers film)
'

test_expect_success 'transitions that leave the stage of the project' '
	next move film "" && offers study stop hold second &&
	refuses verify transfer reopen &&
	next gate film st && offers study stop && refuses hold &&
	next --lang zh gate film st && offers study &&
	proven --complete-moves film >offered &&
	cut -f 1 offered >words && offers study && refuses verify
'

test_expect_success 'fields' '
	next set film conc && offers concept.hypothesis= &&
	next set film "" && offers title= milestones. film && refuses id=
'

test_expect_success 'terms of queries, files, words of a usage' '
	next list sta && offers stage: &&
	next import "" && offers @files &&
	next workflow "" && offers show set graph &&
	next workflow set "" && offers @files && refuses graph &&
	next completion "" && offers bash zsh fish &&
	next help mo && offers move
'

test_expect_success 'nothing, and no noise, where nothing is known' '
	run 0 proven --complete-line nosuch "" &&
	test_must_be_empty "$out" &&
	run 2 proven --complete-line &&
	(cd .. && run 5 proven --complete-line show "")
'

test_expect_success BASH 'bash' '
	cat >"$HOME/bash.sh" <<-\EOT &&
	compopt() { options="$options $2"; }
	source <(proven completion bash)
	try() {
		options=
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_TYPE=${type:-9}
		_proven
		printf "%s\n" "${COMPREPLY[@]}" "options:$options"
	}
	try proven show s
	try proven show ""
	type=37 try proven show ""
	try proven set film concept.h
	try proven import map
	EOT
	bash "$HOME/bash.sh" >got &&
	cat >want <<-\EOT &&
	second
	options:
	film  (薄膜 film)
	second  (Second film)
	options:
	film
	second
	options:
	concept.hypothesis=
	options: nospace
	mapping.json
	options: filenames
	EOT
	test_cmp want got
'

test_expect_success FISH 'fish' '
	cat >"$HOME/fish.fish" <<-\EOT &&
	proven completion fish | source
	complete -C "proven show s"
	complete -C "proven set film concept.h"
	complete -C "proven import map"
	EOT
	fish "$HOME/fish.fish" >got &&
	printf "second\tSecond film\n" >want &&
	printf "concept.hypothesis=\thypothesis\nmapping.json\n" >>want &&
	test_cmp want got
'

test_expect_success ZSH 'zsh' '
	cat >"$HOME/shell.zsh" <<-\EOT &&
	zmodload zsh/zpty
	zpty shell "TERM=dumb zsh -f -i"
	zpty -w shell "PS1=; autoload -U compinit; compinit -D -u"
	zpty -w shell "source <(proven completion zsh)"
	zpty -w shell "shown() { print -r - \"<\$BUFFER>\"; zle kill-buffer }"
	zpty -w shell "zle -N shown; bindkey \"^X\" shown"
	zpty -w shell "bindkey \"^I\" complete-word; print RE\"\"ADY"
	zpty -r shell out "*READY*"
	for line in "proven show s" "proven set film concept.h" \
	    "proven import map"; do
		zpty -n -w shell "$line"$'\''\t\x18'\''
		zpty -r shell out "*<*>*"
		print -r -- "<${${out#*<}%%>*}>"
	done
	zpty -d shell
	EOT
	timeout 60 zsh -f "$HOME/shell.zsh" >got &&
	cat >want <<-\EOT &&
	<proven show second >
	<proven set film concept.hypothesis=>
	<proven import mapping.json >
	EOT
	test_cmp want got
'

test_done
