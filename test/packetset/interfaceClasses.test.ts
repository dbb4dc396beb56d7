import { describe, expect, it } from 'vitest';
import { interfaceMatches } from '../../src/condition/interfaceName.js';
import { interfaceClasses } from '../../src/packetset/interfaceClasses.js';

const names = ['cali+', 'cali1', 'cali12', 'cali12+', 'cali2+', 'eth0', 'eth+', 'e+', '+', 'tunl0'].map(
  (text) => ({
    name: text.replace(/\+$/, ''),
    wildcard: text.endsWith('+'),
  }),
);

const real = [
  '',
  'lo',
  'cali1',
  'cali12',
  'cali123',
  'cali13',
  'cali2x',
  'cali',
  'eth0',
  'eth1',
  'ens3',
  'tunl0',
  'tunl1',
];

describe('classes of interfaces', () => {
  const classes = interfaceClasses(names);

  it.each(names)(
    '$name, wildcard $wildcard: matches exactly the names of its range of classes',
    ({ name, wildcard }) => {
      const range = classes.rangeOf(name, wildcard);
      for (const actual of [...real, ...classes.examples]) {
        const at = classes.classOf(actual);
        const within = range !== undefined && range[0] <= at && at <= range[1];
        expect([actual, within]).toEqual([actual, interfaceMatches(actual, name, wildcard)]);
      }
    },
  );

  it('has an example of its own for each class', () => {
    expect(classes.examples.map((example) => classes.classOf(example))).toEqual(
      classes.examples.map((_, index) => index),
    );
    expect(classes.examples[0]).toBe('');
  });

  it('knows no class for a name that no rule writes', () => {
    expect(classes.rangeOf('wlan0', false)).toBeUndefined();
    expect(classes.rangeOf('cali9', true)).toBeUndefined();
  });
});
