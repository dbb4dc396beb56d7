import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { felixAppends, felixChain } from '../felixChain.js';
import { filter, findingsOf, lintCases } from '../lintCases.js';

const clear = '--jump MARK --set-mark 0/0x10000';
const start = '-m comment --comment "Start of policies" --jump MARK --set-mark 0/0x20000';
const policy = '-m mark --mark 0/0x20000 --jump cali-pi-web';
const accepted =
  '-m comment --comment "Return if policy accepted" -m mark --mark 0x10000/0x10000 --jump RETURN';
const denied =
  '-m comment --comment "Drop if no policies passed packet" -m mark --mark 0/0x20000 --jump DROP';
const end = '-m comment --comment "Drop if no profiles matched" --jump DROP';

const web = felixChain(
  'cali-pi-web',
  '-p tcp -m set --match-set cali40s:abc src -m multiport --destination-ports 80,443 --jump MARK --set-mark 0x10000/0x10000',
  '-m mark --mark 0x10000/0x10000 --jump RETURN',
);
const endpoint = (name: string): readonly string[] =>
  felixChain(`cali-tw-${name}`, clear, start, policy, accepted, denied, end);
const one = endpoint('cali1');
const two = endpoint('cali2');

const node = (...rules: readonly (readonly string[])[]): string =>
  filter([...web, ...rules.flat()].join('\n'));
const at = (rules: readonly string[], index: number): string => rules[index] ?? '';

describe('calico-hash', () => {
  lintCases('calico-hash', {
    valid: {
      'as Felix wrote it': node(one, two),
      'as iptables-save prints it': filter(`
        ${at(web, 0)
          .replace('-p tcp ', '')
          .replace('-A cali-pi-web', '-A cali-pi-web -p tcp')
          .replace('--destination-ports', '--dports')
          .replace('--jump', '-j')
          .replace('--set-mark', '--set-xmark')}
        ${at(web, 1).replace('--jump', '-j')}`),
      'a match of all addresses is not saved': filter(
        felixChain('cali-pi-all', '--source 0.0.0.0/0 --jump DROP', '--jump DROP')
          .join('\n')
          .replace('--source 0.0.0.0/0 ', ''),
      ),
      'a rate is saved as the kernel keeps it, without the usual burst': filter(
        felixChain(
          'cali-tw-cali1',
          '-m comment --comment "Mark packets within ingress packet rate limit" -m limit --limit 300/sec --limit-burst 5 --jump MARK --set-mark 0x80000/0x80000',
          '-m limit --limit 10000/sec --limit-burst 100 --jump MARK --set-mark 0x80000/0x80000',
          '-m limit --limit 7500/sec --limit-burst 5 --jump MARK --set-mark 0x80000/0x80000',
          '-m limit --limit 60/minute --jump LOG --log-prefix "calico-packet: " --log-level 5',
          end,
        )
          .join('\n')
          .replace('300/sec', '303/sec')
          .replace('7500/sec', '10000/sec')
          .replace('60/minute', '1/sec')
          .replaceAll(' --limit-burst 5 ', ' '),
      ),
      'a rate that nobody could have saved takes no time': filter(
        felixChain('cali-tw-cali1', '-m limit --limit 864000000/day --limit-burst 5 --jump RETURN', end).join(
          '\n',
        ),
      ),
      'rules of others in a built-in chain': filter(
        [
          '-A FORWARD -s 10.0.0.0/8 -j ACCEPT',
          ...felixChain('FORWARD', '--jump cali-FORWARD'),
          '-A FORWARD -j ACCEPT',
          ...felixAppends(
            'FORWARD',
            '-m comment --comment "Policy explicitly accepted packet." -m mark --mark 0x10000/0x10000 --jump ACCEPT',
            '--jump MARK --set-mark 0x10000/0x10000',
          ),
          ...felixChain('cali-FORWARD', '--jump MARK --set-mark 0/0xe0000'),
        ].join('\n'),
      ),
      'no hashes at all': filter('-A cali-tw-cali1 -j DROP\n-A cali-tw-cali1 -s 10.0.0.1/32 -j ACCEPT'),
      'an excerpt that leaves rules out': node([at(one, 0), '...', ...one.slice(3)]),
    },
    invalid: {
      'another verdict': {
        dump: node([...one.slice(0, 5), at(one, 5).replace('DROP', 'ACCEPT')]),
        findings: ['error filter cali-tw-cali1 6 edited'],
      },
      'a jump in place of a goto': {
        dump: filter(
          felixChain('cali-INPUT', '--in-interface cali+ --goto cali-wl-to-host')
            .join('\n')
            .replace('goto', 'jump'),
        ),
        findings: ['error filter cali-INPUT 1 edited'],
      },
      'one match more': {
        dump: node(one.with(4, at(one, 4).replace('--jump', '-s 10.0.0.0/8 --jump'))),
        findings: ['error filter cali-tw-cali1 5 edited'],
      },
      'a stray word behind the chain': {
        dump: node(one.with(4, at(one, 4).replace('-A cali-tw-cali1', '-A cali-tw-cali1 foo'))),
        findings: ['error filter cali-tw-cali1 5 edited'],
      },
      'one match less, as another chain has it': {
        dump: node(one, two.with(3, at(two, 3).replace('-m mark --mark 0x10000/0x10000', ''))),
        findings: ['error filter cali-tw-cali2 4 edited'],
      },
      'a rule that another chain has is missing': {
        dump: node(one, two.toSpliced(4, 1)),
        findings: ['error filter cali-tw-cali2 5 missing'],
      },
      'something is missing or edited': {
        dump: node([at(one, 0), ...one.slice(3)]),
        findings: ['warning filter cali-tw-cali1 2 does-not-fit'],
      },
      'two rules changed places': {
        dump: node([at(one, 0), at(one, 2), at(one, 1), ...one.slice(3)]),
        findings: ['error filter cali-tw-cali1 2 moved because cali-tw-cali1 3'],
      },
      'a rule came first': {
        dump: node([at(one, 4), ...one.slice(0, 4), at(one, 5)]),
        findings: ['error filter cali-tw-cali1 1 moved because cali-tw-cali1 5'],
      },
      'a rule of somebody else': {
        dump: node(one.toSpliced(2, 0, '-A cali-tw-cali1 -s 10.0.0.7/32 -j ACCEPT')),
        findings: ['error filter cali-tw-cali1 3 inserted'],
      },
      'with a hash made up': {
        dump: node(
          one.toSpliced(2, 0, '-A cali-tw-cali1 -m comment --comment "cali:AAAABBBBCCCCDDDD" -j ACCEPT'),
        ),
        findings: ['error filter cali-tw-cali1 3 inserted'],
      },
      'the same twice': {
        dump: node(one.toSpliced(3, 0, at(one, 3))),
        findings: ['warning filter cali-tw-cali1 5 repeated because cali-tw-cali1 4'],
      },
      'two edits in one chain': {
        dump: node(
          one.with(3, at(one, 3).replace('RETURN', 'ACCEPT')).with(5, at(one, 5).replace('DROP', 'RETURN')),
        ),
        findings: ['error filter cali-tw-cali1 4 edited', 'error filter cali-tw-cali1 6 edited'],
      },
    },
  });

  it('says what stood there', async () => {
    const [finding] = await findingsOf(
      node(one.with(5, at(one, 5).replace('DROP', 'ACCEPT'))),
      'calico-hash',
    );
    expect(finding?.message).toBe(
      'this rule was edited: Calico wrote "-m comment --comment "Drop if no profiles matched" -j DROP"',
    );
  });

  it.each(['02-deny-before-allow', '03-profile-3306', '07-network-policy'])(
    'finds nothing in a dump of Calico: %s',
    async (example) => {
      const dump = readFileSync(new URL(`../../../examples/${example}/dump.save`, import.meta.url), 'latin1');
      expect(await findingsOf(dump, 'calico-hash')).toEqual([]);
    },
  );
});
