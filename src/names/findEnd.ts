import { nearest } from '../document/nearest.js';
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
 * the cluster. `text` is latin1. Without a kind it may be of any, without a namespace in any; a first word that is a kind is taken as one. Two that
 * fit are a refusal that lists both; none is one with what begins with the name, else with what is written nearly so.
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
  return {
    refusal: `the names know no ${kind ?? 'pod, service or node'} "${rest.join('/')}"${hintFor(all, rest, names)}`,
  };
}

/** Behind a name that means nothing: what it may have been meant to be. */
function hintFor(ofKind: readonly End[], rest: readonly string[], names: Names): string {
  const name = rest.at(-1) ?? '';
  const namespace = rest.length > 1 ? rest[0] : undefined;
  const begins = ofKind.filter((end) => {
    const [within, own] = nameOf(end);
    return own.startsWith(`${name}-`) && (namespace === undefined || within === namespace);
  });
  if (begins.length > 0) return `; there is ${listWords(begins.map(endWords))}`;
  const near = nearestEnds(ofKind, name, namespace);
  const others = near.length > 0 ? near : nearestEnds(endsOf(names), name, namespace);
  return others.length === 0 ? '' : `; did you mean ${listWords(others.map(endWords))}?`;
}

/** Those whose name, with the namespace where one was typed, is nearest to what was typed. */
function nearestEnds(ends: readonly End[], name: string, namespace: string | undefined): readonly End[] {
  const typed = namespace === undefined ? name : `${namespace}/${name}`;
  const written = (end: End): string => {
    const [within, own] = nameOf(end);
    return namespace === undefined || within === '' ? own : `${within}/${own}`;
  };
  const word = nearest(typed, [...new Set(ends.map(written))]);
  const elsewhere = namespace === undefined ? [] : ends.filter((end) => nameOf(end)[1] === name);
  return word === undefined ? elsewhere : ends.filter((end) => written(end) === word);
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
