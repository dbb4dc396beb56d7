import type { Network } from '../../../src/kernel/network.js';

// NFNL_MSG_ACCT_NEW with NFACCT_NAME; the program nfacct need not be there.
const newAccounting = String.raw`
use strict;
use warnings;
socket(my $netlink, 16, 3, 12) or die $!;
bind($netlink, pack('S S L L', 16, 0, 0, 0)) or die $!;
my $name = "$ARGV[0]\0";
my $attribute = pack('S S', 4 + length $name, 1) . $name;
$attribute .= "\0" x (-length($attribute) % 4);
my $message = pack('C C n', 0, 0, 0) . $attribute;
send($netlink, pack('L S S L L', 16 + length $message, 7 << 8, 0x405, 1, 0) . $message, 0) or die $!;
sysread($netlink, my $answer, 65536);
my $code = unpack('x16 l', $answer);
die "accounting: $code" if $code != 0;
`;

/** Makes the accounting object that `-m nfacct --nfacct-name NAME` needs to be loaded. */
export async function makeAccounting(network: Network, name: string): Promise<void> {
  await network.run(['perl', '-e', newAccounting, name]);
}
