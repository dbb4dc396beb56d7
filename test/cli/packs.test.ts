import { describe, expect, it } from 'vitest';
import { programOf, type Chunks, type Pack } from '../../src/cli/packs.js';

const packs: readonly Pack[] = [
  { name: 'first', chunks: ['./main', './shared'] },
  { name: 'second', chunks: ['./late', './unused'] },
];

/** What happens while the program runs that `main` is, as a list of words. */
async function told(main: (bring: (id: string) => unknown) => void): Promise<readonly string[]> {
  const words: string[] = [];
  const contents: Readonly<Record<string, Chunks>> = {
    first: {
      './main': (exports, bring) => {
        words.push('main');
        exports['main'] = () => {
          main(bring);
          return Promise.resolve();
        };
      },
      './shared': (exports) => {
        words.push('shared');
        exports['number'] = 7;
      },
    },
    second: {
      './late': (exports, bring) => {
        words.push(`late with ${JSON.stringify(bring('./shared'))}`);
        exports['number'] = 8;
      },
      './unused': () => words.push('unused'),
    },
  };
  const openPack = (pack: Pack): Chunks => {
    words.push(`open ${pack.name}`);
    return contents[pack.name] ?? {};
  };
  const requireOther = (id: string): unknown => words.push(`other ${id}`);
  await programOf(packs, openPack, requireOther).main([]);
  return words;
}

describe('programOf', () => {
  it('opens the pack of main alone', async () => {
    expect(await told(() => undefined)).toEqual(['open first', 'main']);
  });

  it('opens a pack when one of its chunks is required, and runs each chunk once', async () => {
    const main = (bring: (id: string) => unknown): void => {
      expect(bring('./late')).toBe(bring('./late'));
      expect(bring('./shared')).toEqual({ number: 7 });
    };
    const words = ['open first', 'main', 'open second', 'shared', 'late with {"number":7}'];
    expect(await told(main)).toEqual(words);
  });

  it('leaves modules of Node to Node', async () => {
    expect(await told((bring) => bring('node:fs'))).toEqual(['open first', 'main', 'other node:fs']);
  });
});
