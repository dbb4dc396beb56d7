import { SaxesParser } from 'saxes';

/** An element of a page. */
export interface PageElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (PageElement | string)[];
}

/**
 * A page as a tree. Pages are written as XML has it, so that an XML parser, which forgives nothing, can tell whether text became markup.
 * @throws where it is not well-formed
 */
export function readPage(page: string): PageElement {
  const parser = new SaxesParser();
  const root: { name: string; attributes: Record<string, string>; children: (PageElement | string)[] } = {
    name: '',
    attributes: {},
    children: [],
  };
  const open = [root];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => open.at(-1)?.children.push(text));
  parser.on('closetag', () => open.pop());
  parser.write(page.replace('<!DOCTYPE html>\n', '')).close();
  return root;
}

/** All elements, in the order of the page. */
export function elementsOf(root: PageElement): readonly PageElement[] {
  const all: PageElement[] = [];
  const left = [root];
  for (let element = left.pop(); element !== undefined; element = left.pop()) {
    all.push(element);
    left.push(...element.children.filter((child) => typeof child !== 'string').reverse());
  }
  return all.slice(1);
}

/** What a reader reads, without style and script. */
export function textOf(root: PageElement): string {
  if (root.name === 'style' || root.name === 'script') return '';
  return root.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}
