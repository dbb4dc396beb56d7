import { readFlowsFile } from '../../src/cli/flowsFile.js';
import { UsageError } from '../../src/cli/usageError.js';
import type { Door } from './door.js';
import { files } from './files.js';

const seeds = [
  ...files('examples', 'flows.yaml'),
  `version: 1
dumps: [a.save, { file: b.save, name: b, ipset: b.ipset, local: [10.0.0.0/8], assume: { "set x": true } }]
names: [pods.json]
defaults: { iif: eth0, proto: tcp }
flows:
  - { name: one, packet: { src: fd00::1, dst: fd00::2, dport: 80, reply: true, mark: 0x10000 }, expect: { end: rejected, by: filter/cali-x:3 } }
  - packet: -s 10.0.0.1 -d 10.0.0.2 -p udp --dport 53 --ctstate NEW
    expect: [accepted, dropped]
    dumps: b
    assume: [set x=no]
  - packet: { from: default/a-0, to: svc/default/b, dport: 80 }
    expect: { end: [accepted, rejected], nat: { source: 10.0.0.9, destination: 10.0.0.3:8080 }, mark: 0x1/0xf, passes: [filter/FORWARD:1] }
`,
  '{"version": 1, "flows": [{"packet": {"src": "10.0.0.1", "dst": "10.0.0.2", "dport": 80}, "expect": "accepted"}]}',
];

/** The file of `calitrace test`. */
export const flowsDoor: Door = {
  name: 'flows',
  share: 1,
  seeds,
  read: (text) => {
    const { flows, dumps, problems, optionsOf, problemOf } = readFlowsFile({ name: 'flows.yaml', text });
    const told = flows.map(({ flow }) => problemOf(flow, new UsageError('it is wrong', '--src')));
    const nameless = [...flows.map(({ flow }) => flow), ...dumps].some(({ name }) => name === '');
    const changed = flows.find(({ flow }) => Object.getPrototypeOf(optionsOf(flow)) !== Object.prototype);
    return {
      problems: [...problems, ...told],
      fault: nameless
        ? 'something has no name'
        : changed === undefined
          ? undefined
          : 'the options are no plain object',
    };
  },
};
