#compdef proven
# Completion of proven for zsh: proven itself knows what may come next.
_proven() {
	local word meaning
	local -a line described open
	line=("${(@Q)words[2,CURRENT]}")
	while IFS=$'\t' read -r word meaning; do
		case $word in
		@files) _files; return ;;
		@dirs) _files -/; return ;;
		*[=:.]) open+=("${word//:/\\:}:$meaning") ;;
		*) described+=("${word//:/\\:}:$meaning") ;;
		esac
	done < <(command proven --complete-line "${line[@]}" 2>/dev/null)
	_describe -V proven described -- open -S ''
}
if [ "$funcstack[1]" = _proven ]; then
	_proven "$@"
else
	compdef _proven proven
fi
