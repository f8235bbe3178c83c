#!/bin/sh
# Benchmarks: proven beside git and Fossil on the same data in one run.
# usage: PROVEN_BUILD=DIR bench.sh [PART]...
# PART: start, write, read, bulk, scale, sign, audit, fossil; all by default.
# The histories of audit are kept in PROVEN_BUILD/history, and made again
# where it is gone.
# Nothing here is a test: times are printed with their targets.
# shellcheck disable=SC2016,SC2034,SC2154 # commands are for other shells,
# and lib.sh shares the variables
set -u
PROVEN=$PROVEN_BUILD/proven RATIO=$PROVEN_BUILD/tests/bench/ratio
SSHSIG=$PROVEN_BUILD/tests/bench/sshsig
HISTORY=$PROVEN_BUILD/tests/tools/history
here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/bench/lib.sh
. "$here/lib.sh"

bench_start() {
	section 'start of the program (no target)'
	proven -q init small
	one=$(proven -C small new 'One project')
	compare 'version / true' 'exec proven version >/dev/null' 'exec true'
	compare 'show in a tracker of one project / git rev-parse HEAD' \
	    "exec proven -C small show $one >/dev/null" \
	    'exec git -C small rev-parse HEAD >/dev/null'
}

# Touch the record that run $1 of the git side commits; its path in f.txt.
write_edit() {
	cat >edit.sh <<-'EDIT'
	. ./path.sh
	id=$(printf 'b%06d' $((1$1 - 100000 + 5000)))
	file=$(path_of "$id")
	sed -i "s/would change/would change $1/" "t/$file"
	echo "$file" >f.txt
	EDIT
	sed -n '/^path_of/,/^}/p' "$here/lib.sh" >path.sh
}

bench_write() {
	section 'one change, 10,000 projects, depth 2, work tree'
	make_tracker t 10000
	git -C t config core.fsync all
	write_edit
	compare -l 0.5 -q 'sh edit.sh {}' 'move / git commit -o FILE' \
	    'exec proven -q -C t move b0{} study' \
	    'exec git -C t commit -q -o -m edit "$(cat f.txt)"'
	sh edit.sh 00900
	echo "  fsyncs: move $(syncs 'proven -q -C t move b004000 study')," \
	    "git commit $(syncs 'git -C t commit -q -o -m x "$(cat f.txt)"')"
}

bench_read() {
	section 'reading, 10,000 projects, depth 2'
	make_tracker r 10000
	proven -C r list --limit 1 >/dev/null
	compare -l 3 'show FULL-ID / git log -1 --stat' \
	    'exec proven -C r show b007777 >/dev/null' \
	    'exec git -C r log -1 --stat >/dev/null'
	compare -l 3 'list --limit 20 / git ls-tree -r --name-only HEAD' \
	    'exec proven -C r list --limit 20 >/dev/null' \
	    'exec git -C r ls-tree -r --name-only HEAD >/dev/null'
	one=$(proven -C r new 'Found by prefix' --id zz-found-by-prefix)
	compare -l 3 'show PREFIX / git ls-tree -r --name-only HEAD' \
	    "exec proven -C r show ${one%-prefix} >/dev/null" \
	    'exec git -C r ls-tree -r --name-only HEAD >/dev/null'
}

# Events of 10,000 steps on 2,000 projects under `lean`.
make_events() {
	awk 'BEGIN {
		n = split("idea feasibility verification transfer closed", s)
		for (k = 1; k <= n; k++) for (i = 0; i < 2000; i++) {
			t = 1600000000 + k * 4000000 + i * 1000
			printf "{\"at\":\"%s\",\"by\":{\"name\":\"Fictional" \
			    " Mover %d\",\"email\":\"m%d@example.org\"}," \
			    "\"id\":\"e%05d\",\"title\":\"Event project %d\"," \
			    "\"from\":%s,\"to\":\"%s\"}\n", \
			    strftime("%Y-%m-%dT%H:%M:%SZ", t, 1), i % 9, \
			    i % 9, i, i, \
			    k == 1 ? "null" : "\"" s[k - 1] "\"", s[k]
		}
	}'
}

bench_bulk() {
	section 'bulk, 10,000 rows and 10,000 events, depth 2'
	make_rows 10000 >rows.jsonl
	make_events >events.jsonl
	proven -q init empty
	proven -q -C empty reshard 2
	for what in rows events; do
		cp -a empty "$what"
		history=
		[ $what = rows ] || history='--history --as-recorded'
		# shellcheck disable=SC2086 # options, or none
		proven -q -C $what import "$work/$what.jsonl" $history
		git -C $what fast-export --all >$what.fe
	done
	RUNS=5
	compare -l 4 -p 'rm -rf A; cp -a empty A' -q 'rm -rf B; git init -q B' \
	    'snapshot import / git fast-import and checkout' \
	    'exec proven -q -C A import ../rows.jsonl' \
	    'git -C B fast-import --quiet <rows.fe && git -C B checkout -q main'
	compare -l 4 -p 'rm -rf A; cp -a empty A' -q 'rm -rf B; git init -q B' \
	    'history import / git fast-import and checkout' \
	    'exec proven -q -C A import ../events.jsonl --history --as-recorded' \
	    'git -C B fast-import --quiet <events.fe && git -C B checkout -q main'
	RUNS=
}

bench_scale() {
	section 'bare repository, 100,000 projects beside 1,000'
	for n in 1000 100000; do
		make_tracker s$n $n
		git clone -q --bare s$n s$n.git
		git -C s$n.git config user.name 'Fictional Bench'
		rm -rf s$n
	done
	compare -l 1.25 'move at 100,000 / move at 1,000' \
	    'exec proven -q -C s100000.git move b0{} study' \
	    'exec proven -q -C s1000.git move b0{} study'
}

# Signatures of one key, verified in the process and by a process each: 50
# times as many in the same time.  For the two large curves OpenSSL has no
# fast code; they have no target.
bench_sign() {
	section 'verifying: 2,500 ssh signatures / 50 of ssh-keygen -Y verify'
	echo 'a message' >message
	for key in 'ed25519 256' 'ecdsa 256' 'rsa 3072' 'ecdsa 384' 'ecdsa 521'
	do
		file=${key% *}-${key#* } limit='-l 1'
		case $file in ecdsa-384 | ecdsa-521) limit= ;; esac
		ssh-keygen -q -t "${key% *}" -b "${key#* }" -N '' -f "$file"
		ssh-keygen -q -Y sign -n git -f "$file" <message \
		    >"$file.sig" 2>/dev/null
		echo "who $(cat "$file.pub")" >"$file.allowed"
		cat >"$file.sh" <<-EOF
		n=50
		while test \$n -gt 0; do
			ssh-keygen -Y verify -f $file.allowed -I who -n git \\
			    -s $file.sig <message >/dev/null || exit 1
			n=\$((n - 1))
		done
		EOF
		# shellcheck disable=SC2086 # an option and its argument
		compare $limit "$file: in process / ssh-keygen" \
		    "exec $SSHSIG 2500 $file.pub $file.sig git <message" \
		    "exec sh $file.sh"
	done
}

# A pre-receive hook in $1 that runs what $2 has for the commit that comes.
make_hook() {
	mkdir -p "$1/hooks"
	printf '#!/bin/sh\nread -r old new ref || exit 1\n%s\n' "$2" \
	    >"$1/hooks/pre-receive"
	chmod +x "$1/hooks/pre-receive"
}

# One commit more, pushed to a copy of $1 whose hook runs $3 and takes
# nothing; in folder $2.
make_push() {
	git clone -q --bare --shared "$1" "$2.git"
	make_hook "$2.git" "$3; exit 1"
	git -C "$2.git" update-ref refs/heads/main main~1
	git -C "$2.git" for-each-ref >/dev/null
}

bench_audit() {
	n=100000
	section "audit, $n commits, 10,000 projects, depth 2, packed"
	plain=$(make_history $n 10000) signed=$(make_history $n 10000 sign)
	audit='exec proven --no-pager -q audit --no-cache'
	RUNS=${RUNS:-5}
	compare -c 2.5 'audit / git log --raw: CPU' \
	    "$audit -C '$plain' >/dev/null" \
	    "exec git -C '$plain' log --raw --no-abbrev >/dev/null"
	compare -l 0.8 'audit / git fsck --strict: wall' \
	    "$audit -C '$plain' >/dev/null" \
	    "exec git -C '$plain' fsck --strict --no-progress >/dev/null 2>&1"
	compare -c 6 'audit, each commit signed / git log --raw: CPU' \
	    "$audit -C '$signed' >/dev/null" \
	    "exec git -C '$signed' log --raw --no-abbrev >/dev/null"
	compare -l 0.05 -p "rm -rf home/.cache '$plain/proven'; proven -q -C \
	    '$plain' audit main~100 >/dev/null" -q : \
	    'audit after 100 new commits / audit of all' \
	    "exec proven -q -C '$plain' audit >/dev/null" \
	    "$audit -C '$plain' >/dev/null"
	bench_receive "$plain"
}

# Both in a pre-receive hook of the same push, which takes nothing.
bench_receive() {
	compare 'start of the program (no target)' \
	    'exec proven version >/dev/null' 'exec git version >/dev/null'
	git clone -q --bare --shared "$1" from.git
	make_push "$1" ours 'echo "$old $new $ref" | proven hook pre-receive'
	make_push "$1" theirs \
	    'git rev-list --objects "$new" --not --all >/dev/null'
	compare -l 1 'push: pre-receive / git rev-list --objects --not --all' \
	    'git -C from.git push -q ../ours.git main 2>/dev/null || true' \
	    'git -C from.git push -q ../theirs.git main 2>/dev/null || true'
}

# A Fossil repository with $1 tickets, numbered as the projects are.
make_fossil() {
	rm -rf artifacts fossil.db && mkdir artifacts
	awk -v n="$1" 'BEGIN {
		for (i = 0; i < n; i++) {
			f = sprintf("artifacts/%06d", i)
			printf "D 2026-01-01T00:00:%02d.%03d\nJ status Open\nJ" \
			    " title Benchmark\\sproject\\s%d\nK %040d\nU bench\n", \
			    i % 60, i % 1000, i, i >f
			close(f)
		}
	}'
	for f in artifacts/*; do
		printf 'Z %s\n' "$(md5sum <"$f" | cut -c1-32)" >"$f.z"
		cat "$f.z" >>"$f" && rm "$f.z"
	done
	fossil reconstruct fossil.db artifacts >/dev/null
}

bench_fossil() {
	command -v fossil >/dev/null || { echo 'fossil: skipped'; return; }
	zeros=$(printf '%035d' 0)
	for n in 1000 10000; do
		section "beside Fossil, $n items, both with their defaults"
		make_fossil $n
		make_tracker f$n $n
		compare -l 2 'move / ticket set' \
		    "exec proven -q -C f$n move b0{} study" \
		    "exec fossil ticket set $zeros{} status Closed -R fossil.db >/dev/null"
		compare -l 2 'new / ticket add' \
		    "exec proven -q -C f$n new 'A new project' >/dev/null" \
		    "exec fossil ticket add title 'A new project' status Open -R fossil.db >/dev/null"
		compare -l 1.6 'show / ticket show 0' \
		    "exec proven -C f$n show b0{} >/dev/null" \
		    "exec fossil ticket show 0 \"tkt_uuid='$zeros{}'\" -R fossil.db >/dev/null"
	done
}

proven version
git --version
fossil version 2>/dev/null || true
echo "machine: $(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg)," \
    "$(uname -sr); A and B in turn, medians of ${RUNS:-9} runs"
test $# -gt 0 || set -- start write read bulk scale sign audit \
    fossil
for part; do
	"bench_$part"
done
printf '\n%s targets missed or without a ratio\n' "$missed"
