import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backend, Family } from '../../../src/netfilter/hooks.js';

/** A dump to be judged; latin1. */
export interface Asked {
  readonly family: Family;
  readonly text: string;
}

/**
 * What `iptables-restore --test` of one backend said: nothing, or the line it stumbled over (1-based) and its words. Neither
 * where a line made it print its help or version and leave.
 */
export type Verdict =
  | { readonly accepted: true }
  | { readonly accepted: undefined }
  | { readonly accepted: false; readonly line: number | undefined; readonly said: string };

/** Reads every dump of a folder with one backend, in a namespace of its own that has the sets. */
const script = `
printf '%s' "$3" | ipset -! restore || exit 1
for dump in "$1"/*.dump4 "$1"/*.dump6; do
  case "$dump" in
    *'*'*) continue ;;
    *4) tool=iptables ;;
    *6) tool=ip6tables ;;
  esac
  "$tool-$2-restore" --test <"$dump" >"$dump.$2" 2>&1
  echo "status $?" >>"$dump.$2"
done`;

/** Asks one backend about many dumps; in their order. `sets`: what `ipset restore` makes before. */
async function ask(
  folder: string,
  files: readonly string[],
  backend: Backend,
  sets: string,
): Promise<readonly Verdict[]> {
  await new Promise<void>((resolve, reject) => {
    const child = spawn('unshare', ['-n', 'sh', '-c', script, 'sh', folder, backend, sets], {
      stdio: 'inherit',
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`iptables-${backend}-restore could not be asked (${String(code)})`));
    });
  });
  return files.map((file) => verdictOf(readFileSync(`${file}.${backend}`, 'latin1')));
}

function verdictOf(output: string): Verdict {
  const at = output.lastIndexOf('status ');
  const status = Number(output.slice(at + 'status '.length));
  const said = output.slice(0, at).trim();
  if (status === 0) return { accepted: /^ip6?tables\S* v\d/m.test(said) ? undefined : true };
  const line = /(?:occurred at line:|\bline) (\d+)/.exec(said)?.[1];
  return { accepted: false, line: line === undefined ? undefined : Number(line), said: `${status} ${said}` };
}

/** Both backends' verdicts on many dumps, in their order. */
export async function askRestore(
  asked: readonly Asked[],
  sets: string,
): Promise<readonly Readonly<Record<Backend, Verdict>>[]> {
  const folder = mkdtempSync(join(tmpdir(), 'calitrace-strict-'));
  try {
    const files = asked.map(({ family, text }, index) => {
      const file = join(folder, `${String(index).padStart(6, '0')}.dump${family}`);
      writeFileSync(file, text, 'latin1');
      return file;
    });
    const [legacy, nft] = await Promise.all([
      ask(folder, files, 'legacy', sets),
      ask(folder, files, 'nft', sets),
    ]);
    return asked.flatMap((_, index) => {
      const [one, other] = [legacy[index], nft[index]];
      return one === undefined || other === undefined ? [] : [{ legacy: one, nft: other }];
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
