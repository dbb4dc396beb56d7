import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../../src/format/html/', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);

/** What stands between the values of templates of `markup`. */
function templateTexts(source: string): readonly string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'markup') {
      const { template } = node;
      texts.push(
        ...(ts.isNoSubstitutionTemplateLiteral(template)
          ? [template.text]
          : [template.head.text, ...template.templateSpans.map(({ literal }) => literal.text)]),
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('', source, ts.ScriptTarget.ES2022, true));
  return texts;
}

it.each(files)('%s has ASCII alone in its markup, which the bundle cannot escape there', (file) => {
  const texts = templateTexts(readFileSync(join(folder, file), 'utf8'));
  expect(texts.filter((text) => /[^\n -~]/.test(text))).toEqual([]);
});

it.each(files)('%s has each value of an attribute in quotes', (file) => {
  const texts = templateTexts(readFileSync(join(folder, file), 'utf8'));
  expect(texts.filter((text) => /=$/.test(text))).toEqual([]);
});
