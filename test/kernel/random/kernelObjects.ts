import type { Network } from '../../../src/kernel/network.js';

/** Sends one message to netfilter; `ARGV`: its type, and what stands behind its header in hexadecimal digits. */
const tell = String.raw`
use strict;
use warnings;
my ($type, $body) = ($ARGV[0], pack('H*', $ARGV[1]));
socket(my $netlink, 16, 3, 12) or die $!;
bind($netlink, pack('S S L L', 16, 0, 0, 0)) or die $!;
send($netlink, pack('L S S L L', 20 + length $body, $type, 0x405, 1, 0) . pack('C C n', 0, 0, 0) . $body, 0) or die $!;
sysread($netlink, my $answer, 65536);
my $code = unpack('x16 l', $answer);
die "message $type: $code" if $code != 0;
`;

/** NFNL_MSG_ACCT_NEW, IPCTNL_MSG_TIMEOUT_NEW: the subsystem, then the message. */
const newAccounting = 7 << 8;
const newTimeout = 8 << 8;

/**
 * Makes what rules of random firewalls name and nobody can put into a dump: `counter` for `-m nfacct`, and `slow` for `-j CT --timeout` of
 * TCP. The programs nfacct and nfct need not be there.
 */
export async function makeObjects(network: Network): Promise<void> {
  await send(network, newAccounting, attribute(1, Buffer.from('counter\0')));
  for (const layer3 of [2, 10]) {
    // Of each layer 3 protocol one of its own.
    const name = layer3 === 2 ? 'slow' : 'slow6';
    await send(
      network,
      newTimeout,
      Buffer.concat([
        attribute(1, Buffer.from(`${name}\0`)),
        attribute(2, Buffer.from([0, layer3])),
        attribute(3, Buffer.from([6])),
        // Nested: how long a connection stays in SYN_SENT.
        attribute(4 | 0x8000, attribute(1, Buffer.from([0, 0, 2, 0x58]))),
      ]),
    );
  }
}

/** A netlink attribute, filled up to a multiple of four bytes. */
function attribute(type: number, value: Buffer): Buffer {
  const bytes = Buffer.alloc(Math.ceil((4 + value.length) / 4) * 4);
  bytes.writeUInt16LE(4 + value.length, 0);
  bytes.writeUInt16LE(type, 2);
  value.copy(bytes, 4);
  return bytes;
}

async function send(network: Network, type: number, body: Buffer): Promise<void> {
  await network.run(['perl', '-e', tell, String(type), body.toString('hex')]);
}
