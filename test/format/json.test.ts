import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explainCondition } from '../../src/condition/explain.js';
import { readAst } from '../../src/ast/readAst.js';
import { writeJson } from '../../src/format/jsonText.js';
import { dumpToJson } from '../../src/format/parse/json.js';
import { traceToJson } from '../../src/format/trace/json.js';
import { samples } from './samples.js';
import { jsonExample } from './samples/jsonExample.js';
import type { Sample } from './samples/sample.js';

function show({ trace }: Sample, verbose = false): string {
  return writeJson(traceToJson(trace, [], { verbose, explainCondition }));
}

function sample(name: string): Sample {
  const found = samples[name];
  if (found === undefined) throw new Error(`no sample ${name}`);
  return found;
}

describe('a trace as JSON', () => {
  it('is what docs/json.md shows', () => {
    const page = readFileSync(new URL('../../docs/json.md', import.meta.url), 'utf8');
    const [trace, parsed] = [...page.matchAll(/```json\n([^]*?)```/g)].map((block) => block[1]);
    expect(trace).toBe(show(jsonExample));
    const text = /```text\n([^]*?)```/.exec(page)?.[1] ?? '';
    const { dump, problems } = readAst(text, { verbatim: new Set(['-j', '--comment']) });
    expect(parsed).toBe(writeJson(dumpToJson(dump, problems)));
  });

  it.each(['calico-drop', 'nat', 'unknown-sets', 'broken'])('%s', async (name) => {
    await expect(show(sample(name))).toMatchFileSnapshot(`snapshots/${name}.json.txt`);
  });

  it('has in steps exactly what matched, returned or ended a chain, and misses only where asked for', () => {
    for (const one of Object.values(samples)) {
      const read = (verbose: boolean) => traceToJson(one.trace, [], { verbose, explainCondition });
      expect(JSON.stringify(read(false))).not.toContain('"misses"');
      const kinds = read(true).paths.map((path) =>
        path.hops.map((hop) => (hop.kind === 'table' ? hop.steps.map((step) => step.kind) : [])),
      );
      expect(kinds).toEqual(
        one.trace.paths.map((path) =>
          path.hops.map((hop) => (hop.kind === 'table' ? hop.steps.map((step) => step.kind) : [])),
        ),
      );
    }
    expect(show(sample('calico-drop'), true)).toContain('"failed": "in interface is cali+"');
  });

  it('leaves out what the packet does not have', () => {
    const { packet } = traceToJson(sample('delivered-ping').trace, [], { verbose: false, explainCondition });
    expect(packet).toEqual({
      family: 4,
      protocol: 'icmp',
      source: '10.244.2.9',
      destination: '10.244.1.2',
      icmpType: 8,
      icmpCode: 0,
      inInterface: 'eth0',
      mark: 0,
      connectionMark: 0,
      tos: 0,
      ttl: 64,
      length: 60,
      fragment: 'none',
      packetType: 'unicast',
    });
  });

  it('tells the connmark at the end of each path', () => {
    const { packet, paths } = traceToJson(sample('nat').trace, [], { verbose: false, explainCondition });
    expect([packet['connectionMark'], paths[0]?.packet['connectionMark']]).toEqual([0, 0x40000]);
  });

  it('is plain for a terminal and still says the same', () => {
    const text = show(sample('hostile'), true);
    expect(text).not.toMatch(/[^\n -~\u3000-\u9fff\u00ff]/);
    const value: unknown = JSON.parse(text);
    expect(value).toEqual(
      JSON.parse(
        JSON.stringify(traceToJson(sample('hostile').trace, [], { verbose: true, explainCondition })),
      ),
    );
    expect(text).toContain('日本語のコメント');
  });

  it('carries the problems of the dump', () => {
    const problem = { severity: 'warning', code: 'missing-commit', message: 'no COMMIT', line: 3 } as const;
    const { problems } = traceToJson(sample('broken').trace, [problem], { verbose: false, explainCondition });
    expect(problems).toEqual([problem]);
  });
});
