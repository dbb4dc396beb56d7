import tcp from '../../src/matches/tcp.js';
import { testMatch } from '../extension/support.js';

const SYN = 0x02;
const ACK = 0x10;
const packet = { protocol: 'tcp', sourcePort: 40000, destinationPort: 443, tcpFlags: SYN } as const;

testMatch(tcp, {
  decides: [
    ['-p tcp -m tcp', packet, 'yes'],
    ['-p tcp -m tcp', { ...packet, protocol: 'udp' }, 'no'],
    ['-p tcp -m tcp --dport 443', packet, 'yes'],
    ['-p tcp -m tcp --dport 80', packet, 'no'],
    ['-p tcp -m tcp ! --dport 80', packet, 'yes'],
    ['-p tcp -m tcp --dport 400:443', packet, 'yes'],
    ['-p tcp -m tcp --dport 444:', packet, 'no'],
    ['-p tcp -m tcp --dport :443', packet, 'yes'],
    ['-p tcp -m tcp ! --dport 0:65535', packet, 'no'],
    ['-p tcp -m tcp --sport 40000 --dport 443', packet, 'yes'],
    ['-p tcp -m tcp --sport 40001 --dport 443', packet, 'no'],
    ['-p tcp -m tcp --dport https', packet, 'yes'],
    ['-p tcp --dport 0x1bb', packet, 'yes'],
    ['-p tcp -m tcp --dport 443', { protocol: 'tcp', open: ['destinationPort'] }, 'unknown'],
    ['-p tcp -m tcp --sport 1 --dport 443', { ...packet, open: ['destinationPort'] }, 'no'],
    // A later part of a fragmented packet has no ports: neither form holds.
    ['-p tcp -m tcp --dport 80', { protocol: 'tcp', fragment: 'later' }, 'no'],
    ['-p tcp -m tcp ! --dport 80', { protocol: 'tcp', fragment: 'later' }, 'no'],
    ['-p tcp -m tcp ! --dport 80', { ...packet, fragment: 'first' }, 'yes'],
    ['-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN', packet, 'yes'],
    ['-p tcp -m tcp --syn', { ...packet, tcpFlags: SYN | ACK }, 'no'],
    ['-p tcp -m tcp ! --syn', { ...packet, tcpFlags: SYN | ACK }, 'yes'],
    ['-p tcp -m tcp --tcp-flags SYN SYN', { ...packet, tcpFlags: SYN | ACK }, 'yes'],
    ['-p tcp -m tcp --tcp-flags ALL NONE', { ...packet, tcpFlags: 0 }, 'yes'],
    ['-p tcp -m tcp --tcp-flags SYN ACK', { ...packet, tcpFlags: ACK }, 'no'],
    ['-p tcp -m tcp ! --tcp-flags NONE NONE', packet, 'no'],
    ['-p tcp -m tcp --tcp-option 2', packet, 'no'],
    ['-p tcp -m tcp ! --tcp-option 2', packet, 'yes'],
    ['-p tcp -m tcp --tcp-option 2', { ...packet, tcpOption: ['2', '4'] }, 'yes'],
    ['-p tcp -m tcp --dport 443', packet, 'yes', 6],
  ],
  reads: [
    ['-m tcp --dport 80', 'refused'],
    ['! -p tcp -m tcp --dport 80', 'refused'],
    ['-p udp -m tcp --dport 80', 'refused'],
    ['-p tcp -m tcp --destination-port 80 --source-port 1', 'OK'],
    ['-p tcp --dpor 80', 'OK'],
    ['-p tcp -m tcp --sport :', 'OK'],
    ['-p tcp -m tcp --dport 20:10', 'refused'],
    ['-p tcp -m tcp --dport 65536', 'refused'],
    ['-p tcp -m tcp --dport no-such-service', 'refused'],
    ['-p tcp -m tcp --dport 1 --dport 2', 'refused'],
    ['-p tcp -m tcp --syn --tcp-flags SYN SYN', 'refused'],
    ['-p tcp -m tcp --tcp-flags SYN', 'refused'],
    ['-p tcp -m tcp --tcp-flags syn,fin syn', 'OK'],
    ['-p tcp -m tcp --tcp-flags SYN,,FIN SYN', 'OK'],
    ['-p tcp -m tcp --tcp-flags SYN,ECE SYN', 'refused'],
    ['-p tcp -m tcp --tcp-option 0', 'refused'],
    ['-p tcp -m tcp --tcp-option 255', 'OK'],
  ],
});
