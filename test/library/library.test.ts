import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { bundleLibrary } from '../../scripts/bundleLibrary.mjs';
import { formatLint, formatTrace, InputError, lint, parse, trace } from '../../src/library/library.js';
import { run } from '../cli/run.js';

const folder = new URL('../../examples/07-network-policy/', import.meta.url);
const bytes = (file: string): Uint8Array => readFileSync(new URL(file, folder));
const text = (file: string): string => readFileSync(new URL(file, folder), 'utf8');

const packet = {
  src: '10.88.0.24',
  dst: '10.101.32.166',
  dport: 80,
  iif: 'cali505cfbeac50',
} as const;
const line = 'dump.save -s 10.88.0.24 -d 10.101.32.166 --dport 80 -i cali505cfbeac50';
const nodeFiles = { ipset: 'sets.ipset', addrs: 'addrs.json', routes: 'routes.json' } as const;
const node = Object.fromEntries(Object.entries(nodeFiles).map(([name, file]) => [name, bytes(file)]));
const nodeLine = Object.entries(nodeFiles)
  .map(([name, file]) => `--${name} ${file}`)
  .join(' ');
const files = Object.fromEntries(
  ['dump.save', 'names.json', ...Object.values(nodeFiles)].map((file) => [file, text(file)]),
);

async function printed(command: string): Promise<string> {
  return (await run(command, { files })).stdout;
}

/** Of the library's own calls a dump has no name but this. */
const unnamed = (output: string): string => output.replaceAll('dump.save', 'dump');

describe('says what the command says', () => {
  it('parse', async () => {
    expect(await parse(text('dump.save'))).toEqual(
      JSON.parse(await printed('parse --format json dump.save')),
    );
  });

  it.each<[name: string, given: Parameters<typeof trace>[2], options: string]>([
    ['trace', {}, ''],
    ['trace with its node', node, nodeLine],
    ['trace with all that did not match', { verbose: true }, '-v'],
    ['trace and its answer', { ...node, reply: true }, `${nodeLine} --reply`],
    ['trace of few paths', { maxPaths: 1 }, '--max-paths 1'],
    ['trace with names', { ...node, names: [bytes('names.json')] }, `${nodeLine} --names names.json`],
  ])('%s', async (_, given, options) => {
    expect(await trace(bytes('dump.save'), packet, given)).toEqual(
      JSON.parse(await printed(`trace --format json ${line} ${options}`)),
    );
  });

  it('trace with answers', async () => {
    const { paths } = await trace(bytes('dump.save'), packet, { ...node, ipset: '' });
    const [question] = paths.flatMap(({ assumptions }) => assumptions);
    const { subject = '', answer = '' } = question ?? {};
    const assumed = await trace(bytes('dump.save'), packet, {
      ...node,
      ipset: '',
      assume: { [subject]: answer },
    });
    expect(assumed.premises).toContainEqual({ text: `${subject}=${answer}`, settle: '--assume' });
  });

  it.each(['text', 'table'] as const)('trace as %s', async (format) => {
    expect(await formatTrace(bytes('dump.save'), packet, { ...node, format })).toBe(
      await printed(`trace --format ${format} ${line} ${nodeLine}`),
    );
  });

  it.each(['html', 'markdown'] as const)('trace as a page, %s', async (format) => {
    expect(await formatTrace(bytes('dump.save'), packet, { ...node, format })).toBe(
      unnamed(await printed(`trace --format ${format} ${line} ${nodeLine}`)),
    );
  });

  it('lint', async () => {
    expect(await lint(bytes('dump.save'), { severities: { 'duplicate-rule': 'off' } })).toEqual(
      JSON.parse(unnamed(await printed('lint --format json --rule duplicate-rule=off dump.save'))),
    );
  });

  it.each(['text', 'html', 'markdown', 'sarif', 'github', 'junit'] as const)('lint as %s', async (format) => {
    expect(await formatLint(bytes('dump.save'), { format })).toBe(
      unnamed(await printed(`lint --format ${format} dump.save`)),
    );
  });
});

describe('what cannot be used is an InputError', () => {
  it.each<[says: RegExp, asked: () => Promise<unknown>]>([
    [/"hello" stands where a rule should begin/, () => parse('hello')],
    [/"hello" stands where/, () => lint('hello')],
    [
      /--src: "x" is not an IPv4 or IPv6 address/,
      () => trace(text('dump.save'), { src: 'x', dst: '10.0.0.1' }),
    ],
    [
      /"local" is nothing that a packet has/,
      () => trace(text('dump.save'), { ...packet, local: 'x' } as never),
    ],
    [
      /"route" is nothing that a trace is given/,
      () => trace(text('dump.save'), packet, { route: '[]' } as never),
    ],
    [/"severity" is nothing that lint is given/, () => lint(text('dump.save'), { severity: {} } as never)],
    [
      /format "pdf" is none of text, table, json, html, markdown/,
      () => formatTrace(text('dump.save'), packet, { format: 'pdf' as never }),
    ],
    [/format "pdf" is none of/, () => formatLint(text('dump.save'), { format: 'pdf' as never })],
    [/--from needs --names/, () => trace(text('dump.save'), { from: 'default/web', dst: '10.0.0.1' })],
    [/--rule: .*shadowed-rul/, () => lint(text('dump.save'), { severities: { 'shadowed-rul': 'off' } })],
    [
      /routes holds nothing that can be used here; it should be the output of ip -j route/,
      () => trace(text('dump.save'), packet, { routes: '[]x' }),
    ],
    [/^the dump is neither text nor bytes$/, () => parse(undefined as never)],
    [
      /^the dump is neither text nor bytes, but a promise: await it$/,
      () => lint(Promise.resolve('') as never),
    ],
    [
      /^ipset is neither text nor bytes, but a promise/,
      () => trace(text('dump.save'), packet, { ipset: Promise.resolve('') as never }),
    ],
    [/^what a packet has is an object, such as { src, dst }$/, () => trace(text('dump.save'), null as never)],
    [/^what lint is given is an object/, () => formatLint(text('dump.save'), undefined as never)],
    [/^what a trace is given is an object/, () => formatTrace(text('dump.save'), packet, 'html' as never)],
    [/^"names" is no list$/, () => trace(text('dump.save'), packet, { names: '[]' as never })],
    [/^"local" is no list$/, () => trace(text('dump.save'), packet, { local: '10.0.0.1' as never })],
    [/^maxPaths: "0" is not a number from 1 on$/, () => trace(text('dump.save'), packet, { maxPaths: 0 })],
  ])('%s', async (says, asked) => {
    const error: unknown = await asked().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toMatch(says);
  });
});

it('texts and bytes are the same', async () => {
  const named = '*filter\n:FORWARD ACCEPT [0:0]\n:prüfen - [0:0]\n-A FORWARD -j prüfen\nCOMMIT\n';
  expect(await parse(named)).toEqual(await parse(new TextEncoder().encode(named)));
  expect((await parse(named)).tables[0]?.chains.map(({ name }) => name)).toEqual(['FORWARD', 'prüfen']);
});

it('the bundle runs where there is nothing but the language and what every browser has', async () => {
  const module = Buffer.from(await bundleLibrary()).toString('utf8');
  expect(module).not.toMatch(/(?:from|import|require)\s*\(?["']node:/);
  const [, exported = ''] = /export\s*\{([^}]*)\}/.exec(module) ?? [];
  const call = `(async () => { ${module.replace(/export\s*\{[^}]*\};?/, '')}; const exportsOfIt = {${exported
    .split(',')
    .map((each) => each.trim().split(' as '))
    .map(([own = '', name = own]) => `${name}: ${own}`)
    .join(',')}}; return JSON.stringify(await exportsOfIt.trace(dump, packet)); })()`;
  const context = createContext({ TextEncoder, TextDecoder, URL, dump: text('dump.save'), packet });
  const told = (await runInContext(call, context)) as string;
  expect(JSON.parse(told)).toEqual(await trace(text('dump.save'), packet));
});
