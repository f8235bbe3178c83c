#!/usr/bin/perl
# Random people do random things in the tracker here:
#
#	perl tests/cli/property.pl SEED STEPS PEOPLE...
#
# Each command ends with a status that it may end with; one that fails leaves
# the branch where it was; after one that does not, every file is canonical
# and valid, git finds nothing to commit, and the transitions that came about
# are allowed when they are replayed from the commits (tests/tools/replay).
# PEOPLE have a git configuration HOME/<handle>.gitconfig each; the first is
# the admin.  Prints what went wrong; exits with 1 then.
use strict;
use warnings;

my ($seed, $steps, @people) = @ARGV;
my $home = $ENV{HOME} or die "property.pl: no HOME\n";
my $replay = "$ENV{PROVEN_BUILD}/tests/tools/replay";
my $clock = 1767254400 + $seed;
my (@ids, %moves);
srand $seed;

sub pick { return $_[int rand @_] }

sub quoted {
	my ($word) = @_;
	$word =~ s/'/'\\''/g;
	return "'$word'";
}

# As PERSON, some time later; the status and what was said.
sub run {
	my ($person, $command) = @_;
	$clock += int rand(20) ? 600 : 86400 * pick(1, 30, 181);
	local $ENV{GIT_AUTHOR_DATE} = "\@$clock +0000";
	local $ENV{GIT_COMMITTER_DATE} = "\@$clock +0000";
	local $ENV{GIT_CONFIG_GLOBAL} = "$home/$person.gitconfig";
	my $said = `{ $command; } 2>&1 </dev/null`;
	return ($? >> 8, $said);
}

sub head {
	my $head = `git rev-parse HEAD`;
	chomp $head;
	return $head;
}

my @log;
sub fail {
	my ($why, $said) = @_;
	print "seed $seed: $why\n", map({ "  $_\n" } @log), "$said\n";
	exit 1;
}

# A value where the ready command has a blank.
sub fill {
	my ($mend, $id) = @_;
	my $key = `proven show $id --json | jq -r '.project.evidence // {} |
	    keys[0] // "none"'`;
	chomp $key;
	my $today = sprintf '%d-%02d-%02d',
	    (gmtime $clock)[5] + 1900, (gmtime $clock)[4] + 1,
	    (gmtime $clock)[3];
	$mend =~ s/'([^'|…]+(?:\|[^'|]+)+)'/quoted(pick(split m{\|}, $1))/ge;
	$mend =~ s/'…'/pick('7', 'some', 'matter', 'sci_instruments')/ge;
	$mend =~ s/YYYY-MM-DD/pick($today, '2031-01-01')/ge;
	$mend =~ s/\bVALUE\b/pick(4, 50, 'yes')/ge;
	$mend =~ s/\bFILE\b/"$home\/file" . int(rand 9)/ge;
	$mend =~ s/\bKEY\b/$key/g;
	$mend =~ s/\bPARTNER\b/pick('lab', 'firm')/ge;
	$mend =~ s/\bHANDLE\b/pick(@people)/ge;
	$mend =~ s/=…|\.…/=1/g;
	return $mend;
}

# Meet some condition of some gate, as it says itself.
sub meet {
	my ($id) = @_;
	my @mends = `proven gate $id --json |
	    jq -r '.gates[].conditions[] | select(.met | not) |
	    .mend // empty'`;
	return "proven gate $id" unless @mends;
	chomp(my $mend = pick(@mends));
	return fill($mend, $id);
}

my @assignments = ('title=Other', 'tags+=new', 'summary=x', 'tags-=new',
    'direction=matter', 'direction=nowhere', 'industry=sci_instruments',
    'concept.hypothesis=y', 'concept.verdict=proven', 'stage=closed',
    'criteria.c1.target=9', 'criteria.c1.must=no', 'lead.person=chen',
    'criteria.c1.verdict=pass', 'team.t1.person=chen',
    'partners.lab.role=tester partners.lab.name=Lab',
    'partners.firm.role=lead partners.firm.uscc=91350100M000100Y43',
    'criteria.c1.track=technical criteria.c1.must=yes ' .
    'criteria.c1.metric=m criteria.c1.comparator=">=" ' .
    'criteria.c1.target=5 criteria.c1.unit=nm criteria.c1.method=x',
    'criteria.c2.track=commercial criteria.c2.metric=m ' .
    'criteria.c2.comparator=present criteria.c2.method=x',
    'readiness.baseline.level=2 readiness.target.level=4',
    'readiness.current.level=4', 'milestones.m1.due=2031-01-01',
    'milestones.m2.due=2026-02-01', 'closure.result=passed',
    'closure.keep_until=2040-01-01', 'proposed.criteria.c1.target=8',
    'proposed.lead.person=sun', 'budget.lines.labour.planned=10 ' .
    'budget.sources.s1.amount=10 budget.approved=10', 'origin.o1.doi=10.5/x',
    'start=2026-01-01 end=2027-01-01', 'budget.as_of=2026-01-01');

sub moves {
	return pick(@{$moves{all} //= [split /\n/,
	    `proven workflow show --json | jq -r '.workflow.transitions |
	    keys[]'`]});
}

sub move {
	my ($id) = @_;
	my @ahead = `proven gate $id --json | jq -r '.gates[].transition'`;
	chomp @ahead;
	my $move = int rand 5 && @ahead ? pick(@ahead) : moves();
	my $command = "proven move $id " . quoted($move);
	$command .= ' --reason because' if int rand 4;
	$command .= ' --code ' . pick('funds', 'disproven', 'other')
	    if int rand 2;
	$command .= ' --review-by +90d' if $move eq 'hold';
	$command .= ' --override' unless int rand 5;
	$command .= ' --sign' unless int rand 4;
	$command .= ' --set ' . pick(@assignments) unless int rand 8;
	return $command;
}

my @things = (
	[2, sub { return 'proven new Title --id ' . pick(qw(a b c)) . @ids }],
	[4, sub { return "proven set $_[0] " . pick(@assignments) }],
	[9, sub { return meet($_[0]) }],
	[9, sub { return move($_[0]) }],
	[6, sub { return "proven approve $_[0] " . moves() .
	    (int rand 6 ? '' : pick(' --reject', ' --abstain',
	    ' --coi declared')) }],
	[2, sub { return "proven criterion measure $_[0] " . pick('c1', 'c2')
	    . ' ' . pick(4, 5, '5.0', 'yes', 'no') .
	    pick('', ' --by lab', ' --uncertainty 1') }],
	[2, sub { return "proven evidence add $_[0] $home/file" .
	    int(rand 9) . ' --kind minutes' }],
	[1, sub { return "proven note $_[0] remark" }],
	[1, sub { return 'proven undo' }],
	[1, sub { return "proven drop $_[0] --reason 'no more'" }],
	[1, sub { return 'proven reshard ' . pick(0, 2) }],
	[1, sub { return 'proven people set ' . pick(@people) . ' --role ' .
	    pick('director', 'tech_expert', 'manager') }],
);
my @weighted = map { my $thing = $_->[1]; ($thing) x $_->[0] } @things;

for my $n (0 .. 8) {
	open my $file, '>', "$home/file$n" or die "$home: $!\n";
	print $file "fictional file $n\n";
}
for (1 .. $steps) {
	chomp(@ids = `proven list --all --format tsv --columns id`);
	shift @ids;
	my $thing = @ids ? pick(@weighted) : $things[0][1];
	my $command = $thing->(pick(@ids));
	my $person = $command =~ /people set/ && int rand 3 ? $people[0] :
	    pick(@people);
	my $before = head();
	my ($status, $said) = run($person, $command);
	push @log, "$person: $command  [$status]";
	my $after = head();
	fail("status $status", $said) unless $status =~ /^[0123467]$/;
	fail('it failed and moved the branch', $said)
	    if $status != 0 && $after ne $before;
	my $dirty = `git status --porcelain`;
	fail('the work tree is not clean', $dirty) if $dirty ne '';
	next if $after eq $before;
	my $found = `proven fmt --check 2>&1`;
	fail('a file is not canonical', $found) if $?;
	next if $command =~ /undo/;
	$found = `'$replay' $before 2>&1`;
	fail('replayed, it is not allowed', $found) if $?;
}
my $taken = `'$replay'`;
fail('replayed as a whole, it is not allowed', $taken) if $?;
print "seed $seed: $taken";
