#!/usr/bin/perl
# Run the examples of a manual page (mdoc) or of a Markdown page, and compare
# what they print with what the page says:
#
#	perl tests/cli/examples.pl PAGE
#
# An example is a literal display (".Bd -literal", a fenced block) whose
# first line begins with "$ ".  Each line that does is a command.  It goes on,
# in plain lines without a prompt, while a quote is open and where a line ends
# with "\", "|", "||" or "&&".  The lines below are what it prints, standard
# output first, then standard error.  Commands run by sh in the present
# directory, one after another, in the order of the page; `cd` lasts.  Each
# is a minute later than the one before.
#
# Wrong, whatever the page says, is a command that fails without an error of
# proven ("proven: ..."), and output that tells of a failure of the shell or
# of another program, unless the page has a comment that names it:
#   .\" on purpose: No such file or directory
#   <!-- on purpose: No such file or directory -->
#
# Compared literally, without blanks at the end of lines, but
#   "..." and U+2026 stand for any text within a line,
#   a line of nothing else for any number of lines,
#   a run of 7 or more hex digits with a letter and a digit in it for any
#     other of the same length,
#   and the id that `proven new` makes, where the page has another, is
#     called by the page's name from then on.
# HOME reads as /home/li.
#
# With PROVEN_GOLDEN=write in the environment a page that says something
# else is written anew; review the difference.  What is wrong in itself is
# told then, too.
use strict;
use warnings;

my $page = shift or die "usage: examples.pl PAGE\n";
my $mdoc = $page =~ /\.[1-9]$/;
my $write = ($ENV{PROVEN_GOLDEN} // '') eq 'write';
my $home = $ENV{HOME} or die "examples.pl: no HOME\n";
my $clock = 1784106000;		# 2026-07-15T09:00:00Z
my $dir = `pwd`;
chomp $dir;
my %names;			# id of the page => id that there is

# What is printed where a session did not go as its writer meant.
my @failures = ('Syntax error', 'syntax error', 'command not found',
    ': not found', 'No such file or directory', 'Not a directory',
    'Is a directory', 'Permission denied', ': cannot ', 'jq: ', 'fatal: ',
    'error: pathspec', 'nothing to commit', 'unknown option',
    'unrecognized option', 'Segmentation fault', 'Aborted');
my @on_purpose;			# those that the page names

my %glyphs = ('e' => '\\', '(aq' => "'", '(dq' => '"', '(ga' => '`',
    '(ha' => '^', '(ti' => '~', '-' => '-', '&' => '');
sub from_page {
	my ($line) = @_;
	$line =~ s/\\(e|-|&|\(..)/$glyphs{$1} \/\/ "\\$1"/ge if $mdoc;
	return $line;
}

sub to_page {
	my ($line) = @_;
	return $line unless $mdoc;
	$line =~ s/\\/\\e/g;
	$line =~ s/'/\\(aq/g;
	$line =~ s/`/\\(ga/g;
	$line =~ s/\^/\\(ha/g;
	$line =~ s/~/\\(ti/g;
	$line =~ s/^\./\\&./;
	return $line;
}

# The displays of LINES: pairs of the first line within and the one behind.
sub displays {
	my ($lines) = @_;
	my ($from, @found);
	for my $i (0 .. $#$lines) {
		if (!defined $from) {
			$from = $i + 1 if $mdoc ?
			    $lines->[$i] =~ /^\.Bd .*-literal/ :
			    $lines->[$i] =~ /^```/;
		} elsif ($lines->[$i] =~ ($mdoc ? qr/^\.Ed/ : qr/^```/)) {
			push @found, [$from, $i];
			undef $from;
		}
	}
	return @found;
}

# Whether sh would read on after COMMAND.
sub goes_on {
	my ($command) = @_;
	return 1 if $command =~ /(?:\||&&)\s*\z/;
	return $command !~ /\A (?: [^\x27"\\] | \\. | \x27[^\x27]*\x27
	    | "(?:[^"\\]|\\.)*" )* \z/xs;
}

# The command that begins with the line at $$AT of LINES, below END.
sub take_command {
	my ($lines, $at, $end) = @_;
	my $command = from_page($lines->[$$at++]);
	$command =~ s/^\$ //;
	$command .= "\n" . from_page($lines->[$$at++])
	    while $$at < $end && goes_on($command);
	return $command;
}

# What is wrong with a session that ended with STATUS and printed LINES,
# whatever the page says.
sub wrong_in_itself {
	my ($status, @lines) = @_;
	my @wrong;
	push @wrong, "ends with $status and has no error of proven"
	    if $status && !grep { /^proven: / } @lines;
	for my $failure (@failures) {
		next if grep { $failure eq $_ } @on_purpose;
		push @wrong, "prints '$failure', and not on purpose"
		    if grep { index($_, $failure) >= 0 } @lines;
	}
	return @wrong;
}

sub without_end {
	my @lines = @_;
	pop @lines while @lines && $lines[-1] =~ /^\s*$/;
	return @lines;
}

# What is printed, as a pattern.
sub pattern {
	my $out = '';
	for my $line (@_) {
		if ($line =~ /^\s*(?:\.\.\.|\xe2\x80\xa6)$/) {
			$out .= '(?:[^\n]*\n)*';
			next;
		}
		my $text = quotemeta $line;
		$text =~ s/\\\.\\\.\\\.|\\\xe2\\\x80\\\xa6/[^\\n]*/g;
		$text =~ s/(?<![0-9A-Za-z])
		    (?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])([0-9a-f]{7,64})
		    (?![0-9A-Za-z])/'[0-9a-f]{' . length($1) . '}'/gex;
		$out .= "$text\n";
	}
	return qr/\A$out\z/;
}

sub run {
	my ($command) = @_;
	$clock += 60;
	local $ENV{GIT_AUTHOR_DATE} = "\@$clock +0000";
	local $ENV{GIT_COMMITTER_DATE} = "\@$clock +0000";
	for my $name (keys %names) {
		$command =~ s/\b\Q$name\E\b/$names{$name}/g;
	}
	open my $script, '>', "$home/.command" or die "$home: $!\n";
	print $script "cd '$dir' || exit\n$command\n" .
	    "code=\$?\npwd >'$home/.pwd'\nexit \$code\n";
	close $script or die "$home: $!\n";
	my $out = `sh '$home/.command' </dev/null 2>'$home/.messages'`;
	my $status = $? >> 8;
	$out .= `cat '$home/.messages'`;
	if (open my $pwd, '<', "$home/.pwd") {
		chomp($dir = <$pwd>);
	}
	$out =~ s/\Q$home\E/\/home\/li/g;
	for my $name (keys %names) {
		$out =~ s/\b\Q$names{$name}\E\b/$name/g;
	}
	$out =~ s/[ \t]+$//gm;
	return ($status, without_end(split /\n/, $out));
}

sub note_id {
	my ($wanted, $got) = @_;
	my $id = qr/^[0-9a-z]{8}$/;
	return unless @$wanted && @$got && $wanted->[0] =~ $id &&
	    $got->[0] =~ $id && $wanted->[0] ne $got->[0];
	my ($name, $is) = ($wanted->[0], $got->[0]);
	$names{$name} = $is;
	s/\b\Q$is\E\b/$name/g for @$got;
}

open my $in, '<', $page or die "$page: $!\n";
chomp(my @lines = <$in>);
close $in;
for (@lines) {
	push @on_purpose, $1
	    if /^(?:\.\\"|<!--) on purpose: (.+?)(?: -->)?$/;
}

my ($commands, $wrong, $bad) = (0, 0, 0);
my @new;			# the page as it should be
my $at = 0;
for my $display (displays(\@lines)) {
	my ($from, $to) = @$display;
	next unless from_page($lines[$from]) =~ /^\$ /;
	push @new, @lines[$at .. $from - 1];
	$at = $to;
	my $i = $from;
	while ($i < $to) {
		my $first = $i;
		my $command = take_command(\@lines, \$i, $to);
		push @new, @lines[$first .. $i - 1];
		my @said;
		push @said, from_page($lines[$i++])
		    while $i < $to && $lines[$i] !~ /^\$ /;
		my @wanted = without_end(@said);
		my ($status, @got) = run($command);
		note_id(\@wanted, \@got) if $command =~ /^proven new /;
		$commands++;
		my @why = wrong_in_itself($status, @got);
		print "$page:", $first + 1, ": $command\n" if @why;
		print "  $_\n" for @why;
		$bad += @why > 0;
		if (join('', map { "$_\n" } @got) =~ pattern(@wanted)) {
			push @new, map { to_page($_) } @said;
			next;
		}
		$wrong++;
		push @new, map { to_page($_) } @got;
		print "$page:", $first + 1, ": $command\n";
		print "  page: $_\n" for @wanted;
		print "  real: $_\n" for @got;
	}
}
push @new, @lines[$at .. $#lines];

if ($write) {
	my $text = join '', map { "$_\n" } @new;
	open my $out, '>', $page or die "$page: $!\n";
	print $out $text;
	close $out or die "$page: $!\n";
	exit($bad > 0);
}
print "$page: $commands commands, $wrong print something else, $bad fail\n";
exit($wrong > 0 || $bad > 0 || $commands == 0);
