import type { Family } from '../../../src/netfilter/hooks.js';
import { valuesOf } from './values.js';

type Flags = readonly [string, ...string[]];

/** Names of the sets, with the flags that a rule may ask them by; some more than the set has dimensions, some fewer. */
export const setQuestions: readonly [readonly [string, Flags], ...(readonly [string, Flags])[]] = [
  ['addresses', ['src', 'dst', 'src,dst']],
  ['networks', ['src', 'dst', 'src --return-nomatch', 'dst --return-nomatch']],
  ['endpoints', ['dst,dst', 'src,dst', 'dst', 'src,src']],
  ['links', ['src,src', 'dst,dst', 'src,dst', 'dst,src']],
  ['ports', ['src', 'dst']],
  ['all', ['src', 'dst', 'dst,dst']],
  ['netports', ['src,dst', 'dst,dst', 'dst,src', 'dst,dst --return-nomatch']],
  ['threes', ['src,dst,dst', 'dst,dst,src', 'dst,dst']],
  ['routes', ['src,dst,dst', 'dst,dst,src', 'src,dst,dst --return-nomatch']],
  ['blocks', ['src', 'dst']],
  ['counted', ['src', 'dst', 'dst --packets-gt 0', 'src --packets-lt 1 ! --update-counters']],
  ['range', ['src', 'dst']],
  ['marked', ['src', 'dst']],
  ['macs', ['src,src', 'dst,src']],
];

/** One set of every type that the kernel here has, with the names of `setQuestions`; alike in both families. */
export function randomSets(family: Family): string {
  const { workloads, own, services, outside } = valuesOf(family);
  const four = family === 4;
  const inet = four ? 'inet' : 'inet6';
  const [wide, narrow] = four ? ['10.0.0.0/8', '10.65.0.0/24'] : ['fd00::/8', 'fd00:65::/64'];
  const second = workloads[1] ?? '';
  return [
    `create addresses hash:ip family ${inet}`,
    `add addresses ${workloads[0]}`,
    `add addresses ${own[0]}`,
    `create networks hash:net family ${inet}`,
    `add networks ${wide}`,
    `add networks ${narrow} nomatch`,
    `add networks ${second}`,
    `create endpoints hash:ip,port family ${inet} timeout 0`,
    `add endpoints ${services[0]},tcp:80`,
    `add endpoints ${second},udp:53`,
    `add endpoints ${own[0]},tcp:8080`,
    `add endpoints ${own[0]},47:0`,
    `add endpoints ${workloads[0]},${four ? 'icmp:8/0' : 'icmpv6:128/0'}`,
    `add endpoints ${workloads[0]},sctp:80`,
    `create links hash:net,iface family ${inet}`,
    `add links ${wide},cali123`,
    `add links ${narrow},eth0 nomatch`,
    `add links ${four ? '0.0.0.0/0' : '::/0'},eth1`,
    'create ports bitmap:port range 0-1024',
    'add ports 53',
    'add ports 80',
    `create netports hash:net,port family ${inet}`,
    `add netports ${wide},tcp:80`,
    `add netports ${narrow},tcp:80 nomatch`,
    `add netports ${workloads[0]},tcp:20-79`,
    `add netports ${workloads[0]},tcp:8080`,
    `add netports ${outside[0]},udp:53`,
    `create threes hash:ip,port,ip family ${inet}`,
    `add threes ${workloads[0]},tcp:80,${own[0]}`,
    `add threes ${own[0]},udp:53,${workloads[0]}`,
    `create routes hash:ip,port,net family ${inet}`,
    `add routes ${workloads[0]},tcp:80,${wide}`,
    `add routes ${second},tcp:53,${narrow}`,
    `add routes ${second},tcp:80,${narrow} nomatch`,
    `create blocks hash:ip family ${inet} netmask ${four ? 24 : 64}`,
    `add blocks ${workloads[0]}`,
    `add blocks ${outside[0]}`,
    `create counted hash:net family ${inet} counters timeout 600`,
    `add counted ${narrow} packets 3 bytes 200`,
    `add counted ${own[0]} timeout 300`,
    `create tallied hash:net family ${inet} counters`,
    `add tallied ${narrow} packets 3 bytes 200`,
    `add tallied ${own[0]} packets 5 bytes 300`,
    `add tallied ${second}`,
    `add tallied ${outside[0]} packets 1 bytes 40`,
    `create marked hash:ip family ${inet} skbinfo`,
    `add marked ${workloads[0]} skbmark 0x4000/0x4000`,
    `add marked ${second} skbmark 0x1/0xff skbprio 1:2 skbqueue 3`,
    `add marked ${own[0]} skbprio 1:10`,
    `add marked ${outside[0]} skbmark 0x80000003`,
    ...(four
      ? [
          'create range bitmap:ip range 10.65.0.0-10.65.0.255',
          'add range 10.65.0.2-10.65.0.5',
          'create macs bitmap:ip,mac range 10.65.0.0-10.65.0.255',
          'add macs 10.65.0.2,02:00:00:00:01:0a',
          'add macs 10.65.0.3,02:00:00:00:00:99',
          'add macs 10.65.0.9',
        ]
      : [
          'create range hash:ip family inet6',
          'add range fd00:65::3',
          'create macs hash:ip,port family inet6',
          'add macs fd00:65::2,tcp:80',
        ]),
    'create all list:set',
    'add all addresses',
    'add all networks',
    'add all endpoints',
    '',
  ].join('\n');
}
