import { fit } from '../owners/phrase.js';

/** What something in a dump is to the people of the cluster. */
export interface Named {
  readonly kind:
    'pod' | 'service' | 'node' | 'host endpoint' | 'policy' | 'profile' | 'pool' | 'selector' | 'named port';
  readonly namespace?: string;
  readonly name: string;
  /** Of a service: the port, by its name, else by its number. */
  readonly port?: string;
  /** Of a policy its resource's kind. */
  readonly resource?: string;
  /** It is a member of the set that is named so. */
  readonly member?: true;
  /** The service's node port, not its address. */
  readonly nodePort?: true;
}

/** Of several names so many are told in a line. */
const most = 3;
const ofKubernetes = 'projectcalico.org/orchestrator == "k8s"';

/** Selectors can be very long. */
const longest = 100;

/** `pod default/frontend`, `service default/backend:http`, `NetworkPolicy default/allow`; several of them in one phrase. */
export function namedWords(all: readonly Named[]): string {
  const listed = all.slice(0, most).map(oneWords);
  const left = all.length - listed.length;
  const words = [...listed.slice(0, -1), `${listed.at(-1) ?? ''}${left > 0 ? ` and ${left} more` : ''}`];
  return `${all[0]?.member === true ? 'has ' : ''}${words.join(', ')}`;
}

function oneWords({ kind, namespace, name, port, resource, nodePort }: Named): string {
  const full = `${namespace === undefined ? '' : `${namespace}/`}${name}${port === undefined ? '' : `:${port}`}`;
  const told = kind === 'selector' || kind === 'named port' ? selectorWords(full) : full;
  const what = kind === 'policy' ? (resource ?? kind) : kind === 'pool' ? 'IP pool' : kind;
  return fit(`${nodePort === true ? 'node port of ' : ''}${what} ${told}`, longest);
}

/** A selector of Felix's as people write it: what Calico puts around that of a namespaced policy is told behind it. */
function selectorWords(text: string): string {
  const [, before = '', namespace, own] =
    /^(\S+ of )?\(projectcalico\.org\/namespace == "([^"]*)" && (.*)\)$/s.exec(text) ?? [];
  if (namespace === undefined || own === undefined) return text;
  if (own === ofKubernetes) return `${before}any pod of namespace ${namespace}`;
  const labels = own.startsWith(`(${ofKubernetes} && `) ? own.slice(ofKubernetes.length + 5, -1) : own;
  return `${before}${labels} of namespace ${namespace}`;
}
