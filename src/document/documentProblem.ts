import type { Problem } from '../ast/problem.js';
import type { Place } from './document.js';
import { deepest } from './plainValue.js';
import { encodeUtf8 } from './utf8.js';

/** A key (Unicode) that stands twice in a mapping. */
export function keyTwice(key: string, place: Place): Problem {
  const message = `"${encodeUtf8(key)}" stands here for the second time`;
  return { severity: 'error', code: 'key-twice', message, ...place };
}

export function tooDeep(): Problem {
  return { severity: 'error', code: 'too-deep', message: `this is nested deeper than ${deepest} levels` };
}
