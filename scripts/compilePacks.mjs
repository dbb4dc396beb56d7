import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

/**
 * Each pack with what V8 compiles it to, once the program has answered some questions: V8 compiles functions when they are first called, and what
 * it has compiled then can be kept. The packs of the help and of a trace keep only what those need. Changes the working directory; what the
 * program prints goes to stdout and stderr.
 */
export async function compilePacks({ packs, prepare, packScript, chunksOf, loadProgram }) {
  prepare();
  const scripts = new Map(packs.map((pack) => [pack, packScript(pack)]));
  const program = loadProgram((pack) => chunksOf(scripts.get(pack)), requireOther);
  const ask = async (story, words) => {
    process.chdir(fileURLToPath(new URL(`../examples/${story}`, import.meta.url)));
    const code = await program.main([process.execPath, 'calitrace', ...words]);
    if (code > 1) throw new Error(`calitrace ${words.join(' ')} ended with exit code ${code}`);
  };
  const compiled = (kept) => kept.map((pack) => [pack, scripts.get(pack).createCachedData()]);

  const services = '05-cluster-ip-and-node-port';
  await ask('.', ['--help']);
  for (const story of ['01-pod-asks-dns', services]) {
    await ask(story, wordsOf(story));
    await ask(story, [...wordsOf(story), '--color', 'always']);
  }
  const folder = mkdtempSync(join(tmpdir(), 'calitrace-'));
  try {
    const large = join(folder, 'large.save');
    writeFileSync(large, manyServices(readFileSync('dump.save', 'latin1')));
    await ask(services, wordsOf(services, large));
  } finally {
    rmSync(folder, { recursive: true });
  }
  const [start, trace, ...others] = packs;
  const early = compiled([start, trace]);
  await ask('10-lint', ['parse', '--no-memo', 'dump.save']);
  await ask('10-lint', ['lint', 'dump.save']);
  return [...early, ...compiled(others)];
}

/** What is told V8 while it compiles would have to be told it before it takes what was compiled. */
function requireOther(id) {
  return id === 'node:v8' ? { setFlagsFromString: () => undefined } : require(id);
}

/** The words behind `calitrace` of an example, with its dump or another one. */
function wordsOf(story, dump = 'dump.save') {
  const command = readFileSync(new URL(`../examples/${story}/command`, import.meta.url), 'utf8');
  const [, ...words] = command.trim().split(' ');
  return words.map((word) => (word === 'dump.save' ? dump : word));
}

/** The dump with so many services more that of its rules only those are read that the packet comes to. */
function manyServices(dump) {
  const service = 'KUBE-SVC-NPX46M4PTMTKRN6Y';
  const names = Array.from({ length: 600 }, (_, index) => `KUBE-SVC-X${String(index).padStart(15, '0')}`);
  const repeat = (text, pattern) =>
    text.replace(pattern, (line) =>
      names.reduce(
        (lines, name, index) =>
          lines + line.replaceAll(service, name).replace('10.96.0.1/', `10.97.${index >> 8}.${index & 255}/`),
        line,
      ),
    );
  const declared = repeat(dump, new RegExp(`^:${service} .*\n`, 'm'));
  const called = repeat(declared, new RegExp(`^-A KUBE-SERVICES -d .* -j ${service}\n`, 'm'));
  return repeat(called, new RegExp(`^-A ${service} .*\n`, 'm'));
}
