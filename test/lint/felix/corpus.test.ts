import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { extensions, parse } from '../../../src/index.js';
import { felixRules } from '../../../src/lint/felix/felixRules.js';
import { bindRuleset } from '../../../src/ruleset/bindRuleset.js';

const corpus = process.env['CALITRACE_CORPUS'] ?? '../shared/corpus';
const folder = join(corpus, 'calico');
const dumps = existsSync(folder)
  ? readdirSync(folder).filter((file) => /^gen-felix.*\.save$/.test(file))
  : [];

describe.skipIf(dumps.length === 0)('dumps that Felix wrote', () => {
  it.each(dumps)('%s: every hash fits', (file) => {
    const { dump } = parse(readFileSync(join(folder, file), 'latin1'));
    const { rulesets } = bindRuleset(dump, { extensions, family: 4 });
    const wrong = [...rulesets.values()].flatMap((ruleset) =>
      [...felixRules(ruleset, dump).states].flatMap(([rule, { kind }]) =>
        kind === 'genuine' ? [] : [`${kind} ${rule.text}`],
      ),
    );
    expect(wrong).toEqual([]);
  });
});
