#!/usr/bin/perl
# Stands between senders and dcmtk's storescp, one process for each association, and does two things that storescp does not:
# it refuses associations that call another AE title (PS3.8, 9.3.4), and it holds back each C-STORE response until the X-ray
# lies in the inbox, under its name and on the disk. What cannot be put there is not acknowledged: the sender sends it again.
#
# dicom-receiver.pl PORT AE_TITLE require|warn RECEIVING_FOLDER TARGET_FOLDER
#
# Perl's own modules alone, as perl-base has them.
use strict;
use warnings;
use Errno qw(EINTR);
use Fcntl qw(O_RDONLY);
use IO::Handle;
use IO::Select;
use IO::Socket::INET;
use POSIX qw(:sys_wait_h);

use constant {
    ASSOCIATE_RQ => 1,
    P_DATA       => 4,
    # Rejected for good, by the service user: called AE title not recognized.
    REFUSAL       => pack('C C N C C C C', 3, 0, 4, 0, 1, 1, 7),
    HEADER        => 6,
    LONGEST_RQ    => 1 << 20,
    CHUNK         => 1 << 17,
    FIRST_PDU     => 30,    # seconds
    IDLE          => 600,   # seconds, until an association on which nothing is sent is ended
    ASSOCIATIONS  => 64,    # at a time; more wait to be accepted
};

my ($port, $title, $check, $receiving, $target) = @ARGV;
die "dicom-receiver.pl PORT AE_TITLE require|warn RECEIVING_FOLDER TARGET_FOLDER\n" unless defined $target;

my %associations;
my $listener = IO::Socket::INET->new(LocalPort => $port, Listen => 128, ReuseAddr => 1)
    or die "dicom-receiver: cannot listen on port $port: $@\n";
my $ending = 0;
$SIG{TERM} = $SIG{INT} = sub { $ending = 1 };
$SIG{CHLD} = sub { };       # Interrupts accept, so that what has ended is waited for.
$SIG{PIPE} = 'IGNORE';

until ($ending) {
    while ((my $pid = waitpid -1, WNOHANG) > 0) { delete $associations{$pid}; }
    if (keys %associations >= ASSOCIATIONS) { sleep 1; next; }
    my ($ready) = IO::Select->new($listener)->can_read(1);
    my $client = $ready ? $listener->accept : undef;
    next unless $client;
    my $pid = fork;
    if (!defined $pid) { warn "dicom-receiver: no process for an association: $!\n"; sleep 1; next; }
    if ($pid) { $associations{$pid} = 1; close $client; next; }
    $SIG{$_} = 'DEFAULT' for qw(TERM INT CHLD);
    close $listener;
    eval { associate($client); 1 } or warn "dicom-receiver: $@";
    POSIX::_exit(0);
}
close $listener;
kill 'TERM', keys %associations;

sub associate {
    my ($client) = @_;
    my $request = association_request($client) // return;
    my $called = substr $request, HEADER + 4, 16;
    $called =~ s/^ +| +\z|\0.*//g;
    if ($called ne $title) {
        # The name is the sender's own choice of letters.
        $called =~ s/[^A-Za-z0-9_ .-]/?/g;
        my $done = $check eq 'require' ? 'refused' : 'accepted';
        warn "dicom-receiver: $done an association that calls AE title '$called', not '$title'\n";
        if ($check eq 'require') {
            write_all($client, REFUSAL);
            IO::Select->new($client)->can_read(5);
            return;
        }
    }
    my $folder = "$receiving/$$-" . time;
    mkdir $folder, 0700 or die "cannot make a folder in $receiving: $!\n";
    my $storescp = storescp($folder);
    write_all($storescp, $request);
    eval { relay($client, $storescp, $folder); 1 } or warn "dicom-receiver: $@";
    close $_ for $client, $storescp;
    waitpid -1, 0;
    # What is left there was not acknowledged: it comes again.
    unlink glob "$folder/*";
    rmdir $folder;
}

# The first PDU; undefined for anything else than an association request.
sub association_request {
    my ($client) = @_;
    local $SIG{ALRM} = sub { die "no association was asked for in time\n" };
    alarm FIRST_PDU;
    my $header = read_exactly($client, HEADER);
    my ($type, $length) = defined $header ? unpack 'C x N', $header : (0, 0);
    my $body = $type == ASSOCIATE_RQ && $length >= 68 && $length <= LONGEST_RQ
        ? read_exactly($client, $length) : undef;
    alarm 0;
    return defined $body ? $header . $body : undef;
}

# A connection to a storescp of this association alone, which writes into the folder.
sub storescp {
    my ($folder) = @_;
    my $door = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1) or die "no socket: $@\n";
    my $mine = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $door->sockport)
        or die "no socket: $@\n";
    my $its = $door->accept or die "no socket: $!\n";
    # Nobody else on this machine can have come in between.
    $its->peerport == $mine->sockport or die "a stranger connected\n";
    my $pid = fork // die "no process: $!\n";
    return $mine if $pid;
    close $mine;
    POSIX::dup2(fileno $its, 0);
    exec 'storescp', '--inetd', '--disable-host-lookup', '--aetitle', $title, '--accept-all', '--max-pdu', '131072',
        '--output-directory', $folder, '--unique-filenames', '--filename-extension', '.dcm'
        or POSIX::_exit(127);
}

# Both directions, until one side closes; before each response, what it acknowledges is kept.
sub relay {
    my ($client, $storescp, $folder) = @_;
    my $both = IO::Select->new($client, $storescp);
    my $answer = '';
    while (1) {
        my @sides = $both->can_read(IDLE) or die "an association was idle for too long\n";
        for my $side (@sides) {
            my $read = sysread $side, my $bytes, CHUNK;
            next if !defined $read && $!{EINTR};
            return unless $read;
            if ($side == $client) { write_all($storescp, $bytes); next; }
            $answer .= $bytes;
            while (length $answer >= HEADER) {
                my ($type, $length) = unpack 'C x N', $answer;
                last if length $answer < HEADER + $length;
                keep($folder) if $type == P_DATA;
                write_all($client, substr $answer, 0, HEADER + $length, '');
            }
        }
    }
}

# Puts what was received into the inbox, and returns once it is there for good.
sub keep {
    my ($folder) = @_;
    opendir my $entries, $folder or die "cannot read the folder of an association: $!\n";
    my @files = grep { /\A[^.].*\.dcm\z/ } readdir $entries;
    closedir $entries;
    return unless @files;
    if (!-d $target) {
        mkdir $target, 0700 or die "the site's folder is missing and cannot be made: $!\n";
        (my $parent = $target) =~ s{/[^/]+\z}{};
        to_disk($parent);
    }
    for my $file (@files) {
        to_disk("$folder/$file");
        -e "$target/$file" and die "a file of that name is in the inbox already\n";
        rename "$folder/$file", "$target/$file" or die "the inbox takes no X-ray: $!\n";
    }
    to_disk($target);
}

sub to_disk {
    my ($path) = @_;
    sysopen my $handle, $path, O_RDONLY or die "cannot bring an X-ray to the disk: $!\n";
    $handle->sync or die "cannot bring an X-ray to the disk: $!\n";
    close $handle;
}

sub read_exactly {
    my ($socket, $length) = @_;
    my $bytes = '';
    while (length $bytes < $length) {
        my $read = sysread $socket, $bytes, $length - length $bytes, length $bytes;
        next if !defined $read && $!{EINTR};
        return undef unless $read;
    }
    return $bytes;
}

sub write_all {
    my ($socket, $bytes) = @_;
    my $done = 0;
    while ($done < length $bytes) {
        my $written = syswrite $socket, $bytes, length($bytes) - $done, $done;
        next if !defined $written && $!{EINTR};
        die "a connection broke\n" unless $written;
        $done += $written;
    }
}
