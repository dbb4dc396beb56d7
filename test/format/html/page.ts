import { expect } from 'vitest';
import { elementsOf, readPage, type PageElement } from './readPage.js';

/** What has to hold of every page, whatever it is about. Gives it as a tree. */
export function soundPage(page: string): PageElement {
  const root = readPage(page);
  const elements = elementsOf(root);
  const attributes = elements.flatMap((element) => Object.entries(element.attributes));
  const values = (name: string): readonly string[] =>
    attributes.flatMap(([key, value]) => (key === name ? [value] : []));
  expect([...new Set(elements.map(({ name }) => name))].filter((name) => !known.has(name))).toEqual([]);
  expect(attributes.filter(([name]) => name.startsWith('on') || name === 'style' || name === 'src')).toEqual(
    [],
  );
  expect(values('href').filter((href) => !href.startsWith('#'))).toEqual([]);
  const ids = values('id');
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  const targets = [...values('href').map((href) => href.slice(1)), ...values('aria-labelledby')];
  expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  expect(skippedHeadings(elements)).toEqual([]);
  expect(elements.filter(({ name }) => name === 'script' || name === 'style')).toHaveLength(2);
  return root;
}

const known = new Set(
  'html head meta title style script body a header p b h1 h2 h3 h4 h5 h6 main footer section nav ul ol li dl dt dd span code div table caption thead tbody tr th td br mark svg rect path details summary article fieldset legend label input pre'.split(
    ' ',
  ),
);

/** Headings that stand more than one level below the one before. */
function skippedHeadings(elements: readonly PageElement[]): readonly string[] {
  const levels = elements.flatMap(({ name }) => (/^h[1-6]$/.test(name) ? [Number(name[1])] : []));
  expect(levels.filter((level) => level === 1)).toHaveLength(1);
  return levels.flatMap((level, index) =>
    level > (levels[index - 1] ?? 0) + 1 ? [`h${levels[index - 1] ?? 0} h${level}`] : [],
  );
}
