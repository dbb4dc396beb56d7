/**
 * A Perl program that sends packets and listens to nf_tables' trace: Node.js has no raw sockets. It reads one command per line from
 * its standard input and ends with that; each is answered by `ok`, or by `error` and the reason.
 *
 * - `frame INDEX HEX`: an Ethernet frame on the interface of that index
 * - `output FAMILY HEX MARK IP`: a whole IP packet (HEX) as a local process would send it, to the address IP (HEX)
 * - `set PATH VALUE`: a value below /proc/sys
 * - `listen`: start printing each trace message as `event HEX`
 * - `flush`: empty the conntrack table
 */
export const helperScript = String.raw`
use strict;
use warnings;

$| = 0;
my ($packets, $trace, $netlink);
my $pending = '';

sub say_line { my $line = shift() . "\n"; syswrite(STDOUT, $line) }

sub open_netlink {
    my ($groups) = @_;
    socket(my $socket, 16, 3, 12) or die "netlink: $!";
    setsockopt($socket, 1, 33, pack('l', 8 << 20));
    bind($socket, pack('S S L L', 16, 0, 0, $groups)) or die "netlink: $!";
    return $socket;
}

sub send_frame {
    my ($index, $hex) = @_;
    if (!$packets) { socket($packets, 17, 3, 0) or die "packet socket: $!" }
    send($packets, pack('H*', $hex), 0, pack('S n l S C C a8', 17, 0x0800, $index, 0, 0, 6, '')) or die "$!\n";
}

# The header is ours, but the route is looked up with the socket's own source address, TOS and mark.
sub send_output {
    my ($family, $hex, $mark, $address) = @_;
    my $packet = pack('H*', $hex);
    my $to = pack('H*', $address);
    my $four = $family == 4;
    socket(my $socket, $four ? 2 : 10, 3, 255) or die "raw socket: $!";
    my $from = $four ? substr($packet, 12, 4) : substr($packet, 8, 16);
    my $tos = $four ? ord(substr($packet, 1, 1)) : (unpack('n', $packet) >> 4) & 0xff;
    # IP_FREEBIND, IPV6_FREEBIND; IP_TOS, IPV6_TCLASS
    setsockopt($socket, $four ? 0 : 41, $four ? 15 : 78, pack('i', 1)) or die "freebind: $!";
    setsockopt($socket, $four ? 0 : 41, $four ? 1 : 67, pack('i', $tos)) or die "tos: $!";
    setsockopt($socket, 1, 36, pack('L', $mark)) or die "mark: $!";
    # SO_BROADCAST
    setsockopt($socket, 1, 6, pack('i', 1)) or die "broadcast: $!";
    bind($socket, socket_name($four, $from)) or die "bind: $!";
    send($socket, $packet, 0, socket_name($four, $to)) or die "$!\n";
}

sub socket_name {
    my ($four, $address) = @_;
    return $four ? pack('S n a4 x8', 2, 0, $address) : pack('S n N a16 L', 10, 0, 0, $address, 0);
}

sub flush_conntrack {
    $netlink ||= open_netlink(0);
    # NLM_F_REQUEST | NLM_F_ACK, IPCTNL_MSG_CT_DELETE without a tuple: every entry goes.
    send($netlink, pack('L S S L L C C n', 20, (1 << 8) | 2, 5, 1, 0, 0, 0, 0), 0, pack('S S L L', 16, 0, 0, 0)) or die "$!";
    sysread($netlink, my $answer, 65536);
    my $code = unpack('x16 l', $answer);
    die "conntrack: $code\n" if $code != 0;
}

sub set_value {
    my ($path, $value) = @_;
    die "no path in net: $path\n" if $path !~ m{^net(?:/[\w-]+(?:[.][\w-]+)*)+$};
    open(my $file, '>', "/proc/sys/$path") or die "$path: $!\n";
    defined(syswrite($file, $value)) or die "$path: $!\n";
}

sub run_command {
    my ($name, @words) = split / /, shift;
    if ($name eq 'frame') { send_frame(@words) }
    elsif ($name eq 'output') { send_output(@words) }
    elsif ($name eq 'set') { set_value(@words) }
    elsif ($name eq 'listen') { $trace = open_netlink(1 << 8) }
    elsif ($name eq 'flush') { flush_conntrack() }
    else { die "unknown command $name\n" }
}

say_line("ready $$");
while (1) {
    my $reading = '';
    vec($reading, fileno(STDIN), 1) = 1;
    vec($reading, fileno($trace), 1) = 1 if $trace;
    select($reading, undef, undef, undef);
    if ($trace && vec($reading, fileno($trace), 1)) {
        my $length = sysread($trace, my $message, 65536);
        if ($length) { say_line('event ' . unpack('H*', $message)) }
        else { say_line("lost $!") }
        next;
    }
    my $length = sysread(STDIN, $pending, 65536, length $pending);
    exit 0 if !$length;
    while ($pending =~ s/^([^\n]*)\n//) {
        my $line = $1;
        eval { run_command($line) };
        my $reason = $@;
        $reason =~ s/\s+$//;
        say_line($reason eq '' ? 'ok' : "error $reason");
    }
}
`;
