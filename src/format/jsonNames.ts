import { decodeText } from './sentence.js';

/** Something that a JSON form mentions, with what it is in the cluster. */
export interface JsonName {
  readonly kind: 'chain' | 'interface' | 'set' | 'address' | 'prefix';
  /** As it stands in the text. */
  readonly raw: string;
  readonly named: readonly JsonNamed[];
}

/** What it is called. */
export interface JsonNamed {
  readonly kind:
    'pod' | 'service' | 'node' | 'host endpoint' | 'policy' | 'profile' | 'pool' | 'selector' | 'named port';
  readonly namespace?: string;
  readonly name: string;
  /** Of a service: its port, by its name, else by its number. */
  readonly port?: string;
  /** Of a policy: the kind of its resource. */
  readonly resource?: string;
  /** It is a member of the set. */
  readonly member?: true;
  /** The service's node port. */
  readonly nodePort?: true;
}

/** What is mentioned, in its JSON form. Texts are those of the names files (latin1). */
export function namesToJson(mentions: readonly JsonName[]): readonly JsonName[] {
  return mentions.map(({ kind, raw, named }) => ({
    kind,
    raw: decodeText(raw),
    named: named.map(({ namespace, name, ...rest }) => ({
      ...rest,
      ...(namespace === undefined ? {} : { namespace: decodeText(namespace) }),
      name: decodeText(name),
    })),
  }));
}

/** Finds what a JSON value mentions. */
export type Mentioned = (json: object) => readonly JsonName[];

/** A JSON value with the names of what it mentions; as it is where none were given. */
export function withNames<T extends object>(
  json: T,
  mentioned: Mentioned | undefined,
): T & { readonly names?: readonly JsonName[] } {
  return mentioned === undefined ? json : { ...json, names: mentioned(json) };
}
