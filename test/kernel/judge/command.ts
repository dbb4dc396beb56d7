import { spawn } from 'node:child_process';

/** Runs a program, hands it `input`, gives back what it printed. Throws with its error text where it fails. */
export function run(words: readonly string[], input = ''): Promise<string> {
  const [program = '', ...rest] = words;
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { stdio: 'pipe' });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => output.push(data));
    child.stderr.on('data', (data: Buffer) => errors.push(data));
    child.stdin.on('error', () => undefined);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(output).toString('latin1'));
      else {
        const said = Buffer.concat(errors).toString('latin1').trim();
        reject(new Error(`${words.join(' ')}: ${said === '' ? `status ${code ?? 'none'}` : said}`));
      }
    });
    child.stdin.end(Buffer.from(input, 'latin1'));
  });
}

/** The words that run a program in the network namespace of a process. */
export function inNamespace(pid: number): readonly string[] {
  return ['nsenter', '-t', String(pid), '-n'];
}
