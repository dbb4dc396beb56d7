import { describe } from 'vitest';
import { felixChain } from '../felixChain.js';
import { filter, lintCases } from '../lintCases.js';

const clear = '--jump MARK --set-mark 0/0x10000';
const accepted =
  '-m comment --comment "Return if profile accepted" -m mark --mark 0x10000/0x10000 --jump RETURN';
const end = '-m comment --comment "Drop if no profiles matched" --jump DROP';
const unknown = '-m comment --comment "Unknown interface" --jump DROP';
const profile = '--jump cali-pri-kns.web';
const web = ['-A cali-pri-kns.web -j MARK --set-xmark 0x10000/0x10000'];

const node = (...chains: readonly (readonly string[])[]): string =>
  filter([...web, ...chains.flat()].join('\n'));

describe('calico-chain-end', () => {
  lintCases('calico-chain-end', {
    valid: {
      'a workload with its end': node(felixChain('cali-tw-cali1', clear, profile, accepted, end)),
      'a workload that is switched off': node(
        felixChain('cali-fw-cali1', '-m comment --comment "Endpoint admin disabled" --jump DROP'),
      ),
      'denied by REJECT': node(
        felixChain(
          'cali-fw-cali1',
          clear,
          '-m comment --comment "Reject if no profiles matched" --jump REJECT',
        ),
      ),
      'forwarded traffic of a host, allowed': node(
        felixChain(
          'cali-fhfw-eth0',
          '-m comment --comment "Allow forwarded traffic by default" --jump MARK --set-mark 0x10000/0x10000',
          '-m comment --comment "Return for accepted forward traffic" --jump RETURN',
        ),
      ),
      'dispatch with its end': node(
        felixChain('cali-to-wl-dispatch', '--out-interface cali1+ --goto cali-to-wl-dispatch-1', unknown),
        felixChain('cali-to-wl-dispatch-1', '--out-interface cali12 --goto cali-tw-cali12', unknown),
      ),
      'host endpoints are looked up without a deny': node(
        felixChain('cali-from-host-endpoint', '--in-interface eth0 --goto cali-fh-eth0'),
      ),
      'a group ends with its last policy': node(
        felixChain(
          'cali-gi-Zk3FqA7Kd93hGwuE0P',
          '--jump cali-pi-np/shop/db',
          '-m mark --mark 0/0x30000 --jump cali-pi-np/shop/web',
        ),
        ['-A cali-pi-np/shop/db -j DROP', '-A cali-pi-np/shop/web -j DROP'],
      ),
      'an end that was edited is told of by calico-hash': node(
        felixChain('cali-tw-cali1', clear, end).map((rule) => rule.replace('DROP', 'ACCEPT')),
      ),
      'without hashes nothing tells who wrote it': node(['-A cali-tw-cali1 -j cali-pri-kns.web']),
      'a rule of somebody else behind the end': node(felixChain('cali-tw-cali1', clear, end), [
        '-A cali-tw-cali1 -j ACCEPT',
      ]),
    },
    invalid: {
      'a workload without its end': {
        dump: node(felixChain('cali-tw-cali1', clear, profile, accepted)),
        findings: ['error filter cali-tw-cali1 3 no-deny'],
      },
      'a host without its end': {
        dump: node(felixChain('cali-th-eth0', '--jump cali-failsafe-out', clear)),
        findings: ['error filter cali-th-eth0 2 no-deny'],
      },
      'dispatch and its branch without their ends': {
        dump: node(
          felixChain('cali-from-wl-dispatch', '--in-interface cali1+ --goto cali-from-wl-dispatch-1'),
          felixChain('cali-from-wl-dispatch-1', '--in-interface cali12 --goto cali-fw-cali12'),
        ),
        findings: [
          'error filter cali-from-wl-dispatch 1 no-deny',
          'error filter cali-from-wl-dispatch-1 1 no-deny',
        ],
      },
      'nothing acts on what the last policy decided': {
        dump: node(
          felixChain('cali-fhfw-eth0', clear, '-m mark --mark 0/0x20000 --jump cali-pi-web'),
          felixChain('cali-INPUT', '--jump MARK --set-mark 0/0xf0000', '--jump cali-from-host-endpoint'),
          ['-A cali-pi-web -j DROP', '-A cali-from-host-endpoint -j DROP'],
        ),
        findings: ['error filter cali-fhfw-eth0 2 no-answer', 'error filter cali-INPUT 2 no-answer'],
      },
    },
  });
});
