# Completion of proven for bash: proven itself knows what may come next.
# With several candidates each is shown with what it means.
_proven() {
	local word meaning cur=${COMP_WORDS[COMP_CWORD]}
	local -a words=() shown=() line=("${COMP_WORDS[@]:1:COMP_CWORD}")

	COMPREPLY=()
	while IFS=$'\t' read -r word meaning; do
		case $word in
		@files) compopt -o filenames
			mapfile -t COMPREPLY < <(compgen -f -- "$cur")
			return ;;
		@dirs) compopt -o filenames
			mapfile -t COMPREPLY < <(compgen -d -- "$cur")
			return ;;
		*[=:.]) compopt -o nospace ;;
		esac
		words+=("$(printf %q "$word")")
		shown+=("$word${meaning:+  ($meaning)}")
	done < <(command proven --complete-line "${line[@]}" 2>/dev/null)
	if [ ${#words[@]} -gt 1 ] && [ "$COMP_TYPE" != 37 ] &&
	    [ "$COMP_TYPE" != 42 ]; then
		COMPREPLY=("${shown[@]}")
	else
		COMPREPLY=("${words[@]}")
	fi
}
complete -F _proven proven
