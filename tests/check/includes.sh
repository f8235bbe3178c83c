#!/bin/sh
# Directions of includes, and homes of the headers of other libraries.
set -eu
cd "$(dirname "$0")/../.."

# shellcheck disable=SC2016 # awk, not sh
find core cmd -name '*.[ch]' | sort | xargs awk '
BEGIN {
	# What each layer may include, itself aside.
	may["core/base"] = ""
	may["core/json"] = "core/base"
	may["core/sig"] = "core/base"
	may["core/git"] = "core/base core/sig"
	may["core/model"] = "core/base core/json core/sig"
	may["core/gate"] = "core/base core/sig core/model"
	may["core/store"] = "core/base core/json core/sig core/git core/model"
	may["core/cache"] = "core/base core/model core/store"
	may["core/audit"] = "core/base core/json core/sig core/git " \
	    "core/model core/gate core/store core/cache"
	may["core/report"] = "core/base core/model core/store core/cache"
	may["cmd/out"] = "core/base core/json"
	may["cmd"] = "core/base core/model core/gate core/store " \
	    "core/cache core/audit core/report cmd/out"
	# Where other libraries are at home: a pattern of file names.
	home["git2"] = "^core/git/"
	home["cJSON"] = "^core/json/"
	home["sqlite3"] = "^core/cache/"
	home["libsmartcols"] = "^cmd/out/"
	home["utf8proc"] = "^core/base/"
	home["openssl"] = "^core/(base|git|sig)/"
	home["zlib"] = "^core/git/"
	home["sodium"] = "^core/sig/"
	home["libdeflate"] = "^core/git/"
	home["csv"] = "^cmd/import_[a-z_]*[.]c$"
	home["getopt"] = "^cmd/[a-z_]*[.]c$"
	home["libintl"] = "^core/base/"
}
function layer(path) {
	if (path ~ /^cmd\/out\//)
		return "cmd/out"
	if (path ~ /^cmd\//)
		return "cmd"
	sub(/\/[^\/]*$/, "", path)
	return path
}
function bad(what) {
	print FILENAME ":" FNR ": " what
	status = 1
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, parts, "\"")
	to = layer(parts[2])
	from = layer(FILENAME)
	if (parts[2] !~ /^(core|cmd)\//)
		bad("\"" parts[2] "\" is not written from the root")
	else if (!(from in may))
		bad("no such layer: " from)
	else if (to != from && index(" " may[from] " ", " " to " ") == 0)
		bad(from " may not include " to)
}
/^[ \t]*#[ \t]*include[ \t]*</ {
	name = $0
	sub(/^[^<]*</, "", name)
	sub(/>.*/, "", name)
	library = name
	sub(/[\/.].*/, "", library)
	if (name ~ /^cjson\//)
		library = "cJSON"
	if (library in home && FILENAME !~ home[library])
		bad("<" name "> is not at home here")
	if (library in home && library != "libintl" && FILENAME ~ /[.]h$/)
		bad("<" name "> in a header")
}
END { exit status }
'
