# What talks in the namespaces of path.test.ts: one UDP packet and its answer, and tunnels that the kernel may lack.
#
#   echo ADDRESS PORT...    answers each packet to these ports of an address of its own, with nothing in it
#   send ADDRESS PORT       sends one packet from port 40000; says where the answer comes from, or silence
#   tunnel NAME ipip FAR             an interface whose packets go as they are into packets of IP protocol 4 to FAR
#   tunnel NAME udp FAR PORT MARK    the same in UDP, from PORT to PORT, with a mark, as WireGuard sends them
use strict;
use warnings;
use Socket;

my ($what, @words) = @ARGV;
if    ($what eq 'echo')   { echo(@words) }
elsif ($what eq 'send')   { send_one(@words) }
elsif ($what eq 'tunnel') { tunnel(@words) }

sub udp_socket {
    my ($port, $address) = @_;
    socket(my $socket, AF_INET, SOCK_DGRAM, 0) or die "socket: $!";
    bind($socket, sockaddr_in($port, $address // INADDR_ANY)) or die "bind: $!";
    return $socket;
}

sub wait_for {
    my ($seconds, @handles) = @_;
    my $reading = '';
    vec($reading, fileno($_), 1) = 1 for @handles;
    select($reading, undef, undef, $seconds);
    return grep { vec($reading, fileno($_), 1) } @handles;
}

sub echo {
    my $own = inet_aton(shift);
    my @sockets = map { udp_socket($_, $own) } @_;
    print "ready\n";
    close(STDOUT);
    while (1) {
        for my $socket (wait_for(undef, @sockets)) {
            my $from = recv($socket, my $data, 2048, 0);
            send($socket, '', 0, $from) if defined $from;
        }
    }
}

sub send_one {
    my ($address, $port) = @_;
    my $socket = udp_socket(40000);
    send($socket, 'question', 0, sockaddr_in($port, inet_aton($address))) or die "send: $!";
    my ($answered) = wait_for(0.4, $socket);
    my $from = $answered ? recv($socket, my $data, 2048, 0) : undef;
    if (!defined $from) { print "silence\n"; return }
    my ($from_port, $from_address) = sockaddr_in($from);
    print inet_ntoa($from_address), ":$from_port\n";
}

sub tunnel {
    my ($name, $kind, $far, $port, $mark) = @_;
    open(my $device, '+<', '/dev/net/tun') or die "tun: $!";
    # TUNSETIFF with IFF_TUN | IFF_NO_PI
    ioctl($device, 0x400454ca, pack('a16 S x22', $name, 0x1001)) or die "TUNSETIFF: $!";
    my $socket;
    if ($kind eq 'ipip') { socket($socket, AF_INET, SOCK_RAW, 4) or die "raw: $!" }
    else {
        $socket = udp_socket($port);
        setsockopt($socket, SOL_SOCKET, 36, pack('L', $mark)) or die "mark: $!";
    }
    my $to = sockaddr_in($port // 0, inet_aton($far));
    print "ready\n";
    close(STDOUT);
    while (1) {
        for my $handle (wait_for(undef, $device, $socket)) {
            if ($handle == $device) {
                sysread($device, my $packet, 2048);
                # The ttl of what is inside (IP_TTL), as the kernel's IPIP does where no other is set.
                setsockopt($socket, 0, 2, pack('i', ord(substr($packet, 8, 1)))) or die "ttl: $!" if $kind eq 'ipip';
                send($socket, $packet, 0, $to);
            } else {
                recv($socket, my $packet, 2048, 0);
                # A raw socket gives the header of the outer packet as well.
                syswrite($device, $kind eq 'ipip' ? substr($packet, 20) : $packet);
            }
        }
    }
}
