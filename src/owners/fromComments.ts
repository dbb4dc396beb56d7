import type { BoundRule } from '../ruleset/ruleset.js';
import type { Owner } from './owner.js';
import { fit } from './phrase.js';

/**
 * Describes a rule by its owner's own comment: the first that fits the pattern, whose first group is the phrase. For
 * owners that explain themselves.
 */
export function fromComments(pattern: RegExp): NonNullable<Owner['describeRule']> {
  return (rule: BoundRule) => {
    for (const comment of rule.comments) {
      const text = pattern.exec(comment)?.[1];
      if (text !== undefined && text !== '') return fit(text);
    }
    return undefined;
  };
}
