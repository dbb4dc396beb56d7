import multiport from '../../src/matches/multiport.js';
import { testMatch } from '../extension/support.js';

const packet = { protocol: 'tcp', sourcePort: 40000, destinationPort: 443 } as const;

testMatch(multiport, {
  decides: [
    ['-p tcp -m multiport --dports 80,443', packet, 'yes'],
    ['-p tcp -m multiport --dports 80,8080', packet, 'no'],
    ['-p tcp -m multiport ! --dports 80,8080', packet, 'yes'],
    ['-p tcp -m multiport --dports 80,400:500', packet, 'yes'],
    ['-p tcp -m multiport --sports 443', packet, 'no'],
    ['-p tcp -m multiport --sports 40000', packet, 'yes'],
    ['-p tcp -m multiport --ports 40000', packet, 'yes'],
    ['-p tcp -m multiport --ports 443', packet, 'yes'],
    ['-p tcp -m multiport ! --ports 443,5', packet, 'no'],
    ['-p tcp -m multiport ! --ports 5,6', packet, 'yes'],
    ['-p udp -m multiport --dports 443', { ...packet, protocol: 'udp' }, 'yes'],
    ['-p sctp -m multiport --dports 443', { ...packet, protocol: 'sctp' }, 'yes'],
    ['-p tcp -m multiport ! --dports 5', { protocol: 'tcp', fragment: 'later' }, 'no'],
    ['-p tcp -m multiport --ports 40000', { ...packet, open: ['destinationPort'] }, 'yes'],
    ['-p tcp -m multiport --ports 5', { ...packet, open: ['destinationPort'] }, 'unknown'],
    ['-p tcp -m multiport --dports 80,443', packet, 'yes', 6],
  ],
  reads: [
    ['-p tcp -m multiport', 'refused'],
    ['-m multiport --dports 5', 'refused'],
    ['-p icmp -m multiport --dports 5', 'refused'],
    ['! -p tcp -m multiport --dports 5', 'refused'],
    ['-p udplite -m multiport --dports 5', 'OK'],
    ['-p tcp -m multiport --dports 5 --sports 6', 'refused'],
    ['-p tcp -m multiport --destination-ports 5', 'OK'],
    ['-p tcp -m multiport --port 5', 'OK'],
    ['-p tcp -m multiport --dports 5:5', 'refused'],
    ['-p tcp -m multiport --dports 6:5', 'refused'],
    ['-p tcp -m multiport --dports 5:', 'refused'],
    ['-p tcp -m multiport --dports 5,', 'refused'],
    ['-p tcp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15', 'OK'],
    ['-p tcp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16', 'refused'],
    ['-p tcp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14:15', 'OK'],
    ['-p tcp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15:16', 'refused'],
  ],
});
