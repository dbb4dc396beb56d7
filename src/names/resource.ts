import type { Address } from '../address/address.js';
import { readAddress } from '../address/address.js';
import type { Document, Value, ValuePath } from '../document/document.js';
import { partOf, textOf } from './parts.js';

/** One object of a cluster as a file has it, with what finds its place. */
export interface Resource {
  readonly kind: string;
  /** Of its apiVersion what stands before the slash: `networking.k8s.io`; empty for the core. */
  readonly group: string;
  readonly namespace: string;
  readonly name: string;
  readonly value: Value;
  readonly document: Document;
  readonly path: ValuePath;
}

/** A reader's way to say that a text of a resource is no address. */
export type Report = (resource: Resource, path: ValuePath, text: string) => void;

/** A resource with its head read. */
export function resourceOf(document: Document, path: ValuePath, value: Value, kind: string): Resource {
  const version = textOf(partOf(value, 'apiVersion'));
  return {
    kind,
    group: version.includes('/') ? version.slice(0, version.indexOf('/')) : '',
    namespace: textOf(partOf(value, 'metadata', 'namespace')),
    name: textOf(partOf(value, 'metadata', 'name')),
    value,
    document,
    path,
  };
}

/** Whether it is Calico's: of its own API or of its CRDs. */
export function isCalicos({ group }: Resource): boolean {
  return group.endsWith('projectcalico.org');
}

/**
 * Addresses as texts with the paths where they stand; a prefix length is left out. What is none is reported. Double ones are left out.
 */
export function addressesOf(
  resource: Resource,
  texts: readonly (readonly [text: string, path: ValuePath])[],
  report: Report,
): readonly Address[] {
  const found = new Map<string, Address>();
  for (const [text, path] of texts) {
    if (text === '' || text === 'None') continue;
    const bare = text.replace(/\/\d{1,3}$/, '');
    const address = readAddress(bare);
    if (address === undefined) {
      report(resource, path, text);
      continue;
    }
    found.set(bare, address);
  }
  return [...found.values()];
}
