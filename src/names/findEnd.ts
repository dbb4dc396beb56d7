import type { ClusterNode, HostEndpoint, Names, Pod, Service } from './names.js';

/** One end of a packet, as people name it. */
export type End =
  | { readonly kind: 'pod'; readonly pod: Pod }
  | { readonly kind: 'service'; readonly service: Service }
  | { readonly kind: 'node'; readonly node: ClusterNode }
  | { readonly kind: 'host endpoint'; readonly endpoint: HostEndpoint };

/** An end, or a sentence that says why there is none. */
export type EndFound = { readonly end: End } | { readonly refusal: string };

const kinds: ReadonlyMap<string, End['kind']> = new Map([
  ['pod', 'pod'],
  ['pods', 'pod'],
  ['po', 'pod'],
  ['svc', 'service'],
  ['service', 'service'],
  ['services', 'service'],
  ['node', 'node'],
  ['no', 'node'],
  ['nodes', 'node'],
  ['hep', 'host endpoint'],
  ['hostendpoint', 'host endpoint'],
  ['hostendpoints', 'host endpoint'],
]);

/** So many candidates are listed. */
const listed = 5;

/**
 * Finds what `pod/default/web`, `svc/default/web`, `default/web`, `node/worker-1`, `hep/worker-1-eth0` or a name alone means: exactly one thing of
 * the cluster. `text` is latin1; a name alone may be of any namespace, and without a kind a pod is preferred to nothing: two that fit are a refusal.
 */
export function findEnd(names: Names, text: string): EndFound {
  const parts = text.split('/');
  const [first = ''] = parts;
  const kind = parts.length > 1 ? kinds.get(first.toLowerCase()) : undefined;
  const rest = kind === undefined ? parts : parts.slice(1);
  const all = endsOf(names).filter((end) => kind === undefined || end.kind === kind);
  if (rest.length > 2 || rest.includes('')) {
    return {
      refusal: `"${text}" is not NAMESPACE/NAME, NAME or KIND/NAMESPACE/NAME with a kind of pod, svc, node or hep`,
    };
  }
  const [only, second] = rest;
  const fitting = all.filter((end) => {
    const [namespace, name] = nameOf(end);
    return second === undefined ? name === only : namespace === only && name === second;
  });
  const [found] = fitting;
  if (found !== undefined && fitting.length === 1) return { end: found };
  if (found !== undefined)
    return { refusal: `"${text}" may be ${listWords(fitting.map(endWords))}: say which` };
  const close = all.filter((end) => nameOf(end)[1].startsWith(`${rest.at(-1) ?? ''}-`));
  const inNamespace = close.filter((end) => second === undefined || nameOf(end)[0] === only);
  const hint = inNamespace.length === 0 ? '' : `; there is ${listWords(inNamespace.map(endWords))}`;
  return { refusal: `the names know no ${kind ?? 'pod, service or node'} "${rest.join('/')}"${hint}` };
}

function endsOf(names: Names): readonly End[] {
  return [
    ...names.pods.map((pod) => ({ kind: 'pod' as const, pod })),
    ...names.services.map((service) => ({ kind: 'service' as const, service })),
    ...names.nodes.map((node) => ({ kind: 'node' as const, node })),
    ...names.hostEndpoints.map((endpoint) => ({ kind: 'host endpoint' as const, endpoint })),
  ];
}

function nameOf(end: End): readonly [namespace: string, name: string] {
  switch (end.kind) {
    case 'pod':
      return [end.pod.namespace, end.pod.name];
    case 'service':
      return [end.service.namespace, end.service.name];
    case 'node':
      return ['', end.node.name];
    case 'host endpoint':
      return ['', end.endpoint.name];
  }
}

/** `pod/default/web`: as it can be given again. */
export function endWords(end: End): string {
  const [namespace, name] = nameOf(end);
  const short = { pod: 'pod', service: 'svc', node: 'node', 'host endpoint': 'hep' }[end.kind];
  return namespace === '' ? `${short}/${name}` : `${short}/${namespace}/${name}`;
}

function listWords(words: readonly string[]): string {
  const shown = words.slice(0, listed);
  const left = words.length - shown.length;
  const last = left > 0 ? `${left} more` : shown.pop();
  return shown.length === 0 ? (last ?? '') : `${shown.join(', ')} or ${last ?? ''}`;
}
