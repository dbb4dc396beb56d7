import { expect, it } from 'vitest';
import { writeMarkup } from '../../../src/format/html/markup.js';
import { styleSheet } from '../../../src/format/html/styleSheet.js';

it('says nothing twice', () => {
  const rules = (writeMarkup(styleSheet).match(/[^{}]+\{[^{}]*\}/g) ?? []).map((rule) => rule.trim());
  expect(rules.length).toBeGreaterThan(100);
  expect(rules.filter((rule, index) => rules.indexOf(rule) < index)).toEqual([]);
});
