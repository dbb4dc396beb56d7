import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { DaemonSet } from 'kubernetes-models/apps/v1';
import { CronJob } from 'kubernetes-models/batch/v1';
import { Role, RoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1';
import { Namespace, ServiceAccount } from 'kubernetes-models/v1';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string): string => readFileSync(join(root, 'docs/fleet', file), 'utf8');

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

function documents(file: string): readonly Manifest[] {
  return parseAllDocuments(read(file)).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as Manifest;
  });
}

/** Kubernetes' own schemas of each kind, which refuse what they do not know. */
const kinds = { CronJob, DaemonSet, Namespace, Role, RoleBinding, ServiceAccount } as const;

const manifests = ['daemonset.yaml', 'schedule.yaml'].flatMap((file) =>
  documents(file).map((manifest) => [`${file}: ${manifest.kind}`, manifest] as const),
);

interface Container {
  readonly name: string;
  readonly args?: readonly string[];
  readonly securityContext: {
    readonly readOnlyRootFilesystem: boolean;
    readonly allowPrivilegeEscalation: boolean;
    readonly capabilities: { readonly drop: readonly string[]; readonly add?: readonly string[] };
  };
}

/** All that a key holds, wherever it stands. */
function valuesOf(value: unknown, key: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === key ? [inner, ...valuesOf(inner, key)] : valuesOf(inner, key),
  );
}

const containers = manifests.flatMap(([, manifest]) =>
  ['initContainers', 'containers'].flatMap((key) => valuesOf(manifest, key).flat()),
) as readonly Container[];

describe('the manifests', () => {
  it.each(manifests)('%s is valid', (_, manifest) => {
    const Kind = kinds[manifest.kind as keyof typeof kinds];
    expect(() => {
      new Kind(manifest as never).validate();
    }).not.toThrow();
    expect(() => {
      new Kind({ ...manifest, metadata: 5 } as never).validate();
    }).toThrow();
  });

  it.each(containers.map((container) => [container.name, container] as const))(
    '%s may do no more than it needs',
    (name, { securityContext }) => {
      expect(securityContext).toMatchObject({
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      });
      expect(securityContext.capabilities.add ?? []).toEqual(name === 'lint' ? ['NET_ADMIN'] : []);
    },
  );
});

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'calitrace-fleet-'));
  mkdirSync(join(folder, 'bin'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Puts a program where the scripts look for it. */
function program(name: string, text: string): string {
  const file = join(folder, 'bin', name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

const surroundings = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
});

const snapshot = join(root, 'examples/13-a-public-snapshot/public.calitrace');
const calitrace = `if [ "$1" = snapshot ]; then cat '${snapshot}'; else exec '${process.execPath}' '${join(root, 'bin/calitrace.js')}' "$@"; fi`;

describe('what the lint container runs', () => {
  const [script = ''] = containers.find(({ name }) => name === 'lint')?.args ?? [];

  it.each([
    ['sarif', '2.1.0'],
    ['json', 1],
  ])('prints %s of its node in one line', (format, version) => {
    program('calitrace', calitrace);
    const output = execFileSync('sh', ['-euc', script.replaceAll('/kept/', `${folder}/`)], {
      encoding: 'utf8',
      env: { ...surroundings(), NODE: 'worker-1', FORMAT: format },
    });
    expect(output.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(output)).toMatchObject({ node: 'worker-1', lint: { version } });
    expect(readFileSync(join(folder, 'node.calitrace'), 'utf8')).toBe(readFileSync(snapshot, 'utf8'));
  });

  it('fails where the node cannot be read, and not where something is found', () => {
    const status = (text: string): number | null => {
      program('calitrace', text);
      return spawnSync('sh', ['-euc', script.replaceAll('/kept/', `${folder}/`)], {
        env: { ...surroundings(), NODE: 'n', FORMAT: 'json' },
      }).status;
    };
    expect([
      status('[ "$1" = lint ] && exit 1; exit 0'),
      status('[ "$1" = lint ] && exit 2; exit 0'),
      status('exit 2'),
    ]).toEqual([0, 1, 2]);
  });
});

const hasParallel = spawnSync('parallel', ['--version']).status === 0;

describe.skipIf(!hasParallel)('snapshots.sh (GNU parallel; skipped where it is missing)', () => {
  it('keeps what each node says, and tells of one that says nothing', () => {
    program('sudo', 'exec "$@"');
    program('ssh', 'host=$1; shift; [ "$host" = down ] && exit 255; exec sh -c "$*"');
    const executable = program('calitrace-executable', 'echo "of $1"');
    writeFileSync(join(folder, 'nodes.txt'), 'one\ndown\ntwo\n');
    const { status, stderr } = spawnSync('sh', [join(root, 'docs/fleet/snapshots.sh'), 'nodes.txt'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...surroundings(), CALITRACE: executable },
    });
    expect(stderr).toBe('down: no snapshot\n');
    expect(status).toBe(1);
    const kept = execFileSync('sh', ['-c', 'cd snapshots && for f in *; do echo "$f: $(cat "$f")"; done'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(kept).toBe('one.calitrace: of snapshot\ntwo.calitrace: of snapshot\n');
  });
});

describe('the playbook', () => {
  it('is YAML, and brings the program, asks it, keeps what it says, and takes it away', () => {
    const [play] = documents('snapshots.yaml') as unknown as readonly (readonly {
      readonly tasks: readonly Readonly<Record<string, unknown>>[];
    }[])[];
    expect(
      play?.[0]?.tasks.map((task) => Object.keys(task).find((key) => key.startsWith('ansible.builtin.'))),
    ).toEqual([
      'ansible.builtin.copy',
      'ansible.builtin.command',
      'ansible.builtin.copy',
      'ansible.builtin.file',
    ]);
  });
});
