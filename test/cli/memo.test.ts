import { describe, expect, test } from 'vitest';
import { run } from './run.js';

const rules = Array.from({ length: 6 }, (_, index) => [
  `-A FORWARD -s 10.0.${index}.0/24 -p tcp -m tcp --dport ${index + 1} -m comment --comment "rule ${index}" -j web`,
  `-A web -d 10.1.${index}.300/32 -j DROP`,
  `-A web -d 10.1.${index}.1/32 -j ${index === 3 ? 'NOBODY' : 'ACCEPT'}`,
  `[${index}:0] -A web -i eth${index} -j RETURN`,
]).flat();
const dump = `*filter\n:FORWARD DROP [0:0]\n:web - [0:0]\n${rules.join('\n')}\nCOMMIT\n`;
const packet = '-s 10.0.4.1 -d 10.1.4.1 --dport 5 -i eth0 -o eth1';

describe('--no-memo changes nothing that is seen', () => {
  test.each([
    'parse a.save',
    'parse --format json a.save',
    'parse --format none --strict a.save',
    `trace ${packet} --verbose a.save`,
    `trace ${packet} --format json a.save`,
    'lint a.save',
    'lint --format json a.save',
    'reach --to filter/web:3 a.save',
    'diff a.save b.save',
  ])('%s', async (line) => {
    const around = { files: { 'a.save': dump, 'b.save': dump.replace('10.1.5.1/32', '10.1.5.2/32') } };
    const usual = await run(line, around);
    expect(usual.stderr).toMatch(/10\.1\.3\.300/);
    expect(await run(`${line} --no-memo`, around)).toEqual(usual);
  });
});
