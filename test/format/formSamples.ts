import { readFileSync } from 'node:fs';
import { run, type Surroundings } from '../cli/run.js';
import { readStories } from '../examples/examples.js';
import { snapshotText } from '../fixtures/pathNodes.js';

const stories = new Map(readStories().map((story) => [story.name, story]));

/** What a question of a story prints as JSON, with more options. */
async function told(question: string, more = ''): Promise<unknown> {
  const [name = ''] = question.split('/');
  const story = stories.get(name);
  const line = story?.questions.find((one) => one.name === question)?.line;
  if (story === undefined || line === undefined) throw new Error(`no example ${question}`);
  return printed(`${line} ${more} --format json`, { files: story.files });
}

async function printed(line: string, around: Surroundings): Promise<unknown> {
  return JSON.parse((await run(line, around)).stdout);
}

const dump = '*filter\n:FORWARD DROP [7:420]\n:web - [0:0]\n[1:2] -A FORWARD -j web\n-A web -j NO\n';
const files = {
  dump,
  'a.calitrace': snapshotText({
    host: 'a',
    rules: '*filter\n:FORWARD DROP [0:0]\n-A FORWARD -j ACCEPT\nCOMMIT',
    addresses: 'eth0 10.0.0.11/24\ncali1',
    routes:
      '10.0.0.0/24 dev eth0 scope link\n10.1.0.5 dev cali1 scope link\n10.2.0.0/16 via 10.0.0.12 dev eth0',
  }),
  'b.calitrace': snapshotText({
    host: 'b',
    rules: '*filter\n:FORWARD DROP [0:0]\n-A FORWARD -d 10.2.0.7 -j ACCEPT\nCOMMIT',
    addresses: 'eth0 10.0.0.12/24\ncali3',
    routes: '10.0.0.0/24 dev eth0 scope link\n10.2.0.0/16 dev cali3 scope link',
  }),
};

/** Of each JSON form one or several values that say much, made by the program itself. */
export async function formSamples(): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const network = '07-network-policy';
  const lint = stories.get('10-lint')?.files ?? {};
  const { written = {} } = await run('lint --baseline new.json --write-baseline dump.save', { files: lint });
  // The test that keeps this file leaves the trace out.
  const verification = readFileSync(new URL('snapshots/verify-agrees.json.txt', import.meta.url), 'utf8');
  const trace = await told(`${network}/trace`);
  return new Map([
    [
      'calitrace.trace',
      [
        await told(`${network}/named`, '-v --reply'),
        await told(`${network}/without-sets`),
        await told('12-a-line-of-the-log/trace'),
      ],
    ],
    [
      'calitrace.packet-error',
      [await printed('trace dump --packets -', { files, stdin: '--src nowhere\n' })],
    ],
    ['calitrace.verify', [{ ...(JSON.parse(verification) as object), trace }]],
    [
      'calitrace.path',
      [
        await printed('path a.calitrace b.calitrace --from 10.1.0.5 --to 10.2.0.7 --format json', { files }),
        await printed('path a.calitrace b.calitrace --from 10.1.0.5 --to 10.2.0.9 --format json', { files }),
      ],
    ],
    [
      'calitrace.lint',
      [await told('10-lint/lint'), await printed('lint dump none --format json', { files })],
    ],
    ['calitrace.lint-baseline', [JSON.parse(written['new.json'] ?? '')]],
    ['calitrace.reach', [await told('11-what-a-change-does/reach')]],
    ['calitrace.diff', [await told('11-what-a-change-does/diff')]],
    ['calitrace.test', [await told(`${network}/labelled`)]],
    [
      'calitrace.explain',
      await Promise.all(['chain', 'rule', 'mark', 'set'].map((each) => told(`${network}/${each}`))),
    ],
    ['calitrace.parse', [await printed('parse dump --format json', { files })]],
    ['calitrace.snapshot', [JSON.parse(files['a.calitrace'])]],
  ]);
}
