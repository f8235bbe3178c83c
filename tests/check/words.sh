#!/bin/sh
# House style that a compiler does not see.
set -eu
cd "$(dirname "$0")/../.."

status=0
# shellcheck disable=SC2016 # perl, not sh
find core cmd tests -name '*.[ch]' | sort | xargs perl -CSD -Mutf8 -e '
use strict;
use warnings;

my $status = 0;

sub bad {
	my ($path, $line, $what) = @_;
	print STDERR "$path:$line: $what\n";
	$status = 1;
}

# Columns that a line takes: tabs to 8, wide characters two.
sub columns {
	my ($line) = @_;
	my $n = 0;
	for my $c (split //, $line) {
		if ($c eq "\t") { $n += 8 - $n % 8 }
		elsif ($c =~ /\p{Mn}/) { }
		elsif ($c =~ /[\p{EastAsianWidth=W}\p{EastAsianWidth=F}]/)
			{ $n += 2 }
		else { $n++ }
	}
	return $n;
}

# What no code uses, and what only some files do.
my @banned = (
	[qr/\b(?:strn?cpy|strn?cat|v?sprintf|strtok|gmtime|localtime|ctime
	    |asctime|atoi|atol|atof|system|gets|scanf|sscanf)\s*\(/x,
	    "a banned function", qr/^$/],
	[qr/\b(?:v?f?printf|f?puts|f?putc|putchar|perror)\s*\(/,
	    "printing outside cmd/out and main",
	    qr{^cmd/out/|^cmd/main\.c$|^core/base/(?:err|mem)\.c$}],
	[qr/(?<![_\w])exit\s*\(/, "exit outside main", qr{^cmd/main\.c$}],
	[qr/\babort\s*\(/, "abort: use BUG", qr{^core/base/(?:err|mem)\.c$}],
	[qr/\bgetenv\s*\(/, "the environment outside env.c",
	    qr{^cmd/env\.c$}],
	[qr/\bassert\s*\(/, "assert: use BUG", qr/^$/],
	[qr/(?<![_\w])(?:malloc|calloc|realloc|strdup|strndup|asprintf
	    |vasprintf|reallocarray)\s*\(/x, "allocation that can fail",
	    qr{^core/base/mem\.c$}],
	[qr/\btypedef\s+struct\b/, "typedef of a struct", qr/^$/],
);

# Whole lines of C without what stands in comments and strings.
sub code {
	my ($text) = @_;
	$text =~ s{
		(/\*.*?\*/) | ("(?:[^"\\\n]|\\.)*") | (\x27(?:[^\x27\\\n]|\\.)*\x27)
	}{
		my $gone = $&;
		my $kept = defined $1 ? "" : substr($gone, 0, 1) x 2;
		$kept . ("\n" x ($gone =~ tr/\n//));
	}gsex;
	return split /\n/, $text;
}

for my $path (@ARGV) {
	open my $file, "<", $path or die "$path: $!";
	my $text = do { local $/; <$file> };
	close $file;
	my @lines = split /\n/, $text;
	my @code = code($text);
	my $begin = 0;

	bad($path, scalar @lines, "more than 500 lines") if @lines > 500;
	while ($path =~ m{^cmd/} && $text =~ /\{\s*"\w+",\s*CELL_\w+,
	    \s*[\w\s|]+,\s*N_\("[a-z]/gx) {
		bad($path, substr($text, 0, $+[0]) =~ tr{\n}{} + 1,
		    "the heading of a column begins with a capital");
	}
	bad($path, scalar @lines, "no newline at the end")
	    if $text !~ /\n\z/;
	for my $i (0 .. $#lines) {
		my $columns = columns($lines[$i]);

		bad($path, $i + 1, "$columns columns") if $columns > 80;
		bad($path, $i + 1, "blanks at the end of the line")
		    if $lines[$i] =~ /[ \t]$/;
		my $code = $code[$i] // "";
		bad($path, $i + 1, "a comment with //") if $code =~ m{//};
		$begin = $i if $code eq "{";
		bad($path, $begin + 1, "a function of more than 60 lines")
		    if $code eq "}" && $begin && $i - $begin > 60;
		$begin = 0 if $code eq "}";
		bad($path, $i + 1, "skip(), which cmocka calls \"not ok\" "
		    . "in TAP: say \"# not run\" and return")
		    if $code =~ /\bskip\s*\(\)/;
		next if $path =~ m{^tests/};
		for my $rule (@banned) {
			my ($pattern, $what, $allowed) = @$rule;
			bad($path, $i + 1, $what)
			    if $code =~ $pattern && $path !~ $allowed;
		}
	}
}
exit $status;
' || status=1

for file in $(find tests man cmd core -name '*.sh' -o -name '*.t' \
    -o -name '*.[1-9]' -o -name README | sort) Makefile; do
	if grep -nE '[[:blank:]]$' "$file"; then
		echo "words: $file: blanks at the end of lines" >&2
		status=1
	fi
done
if grep -rnE '\b[Cc]an not\b' cmd core man README.md NEWS; then
	echo "words: one word: cannot" >&2
	status=1
fi
exit $status
