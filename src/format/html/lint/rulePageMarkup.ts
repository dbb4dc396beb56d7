import type { RulePage } from '../../../lint/rulePage.js';
import { heading } from '../heading.js';
import { joinPieces, markup, type Content, type Markup } from '../markup.js';

/** The page of a lint rule, from its Markdown: headings below the first, paragraphs, lists, blocks of rules, `code` and links to other pages. `level`: of its own headings. */
export function rulePageMarkup({ page }: RulePage, level: number): Markup {
  const parts: Markup[] = [];
  const pieces = page.split(/^```\w*$/m);
  for (const [index, piece] of pieces.entries()) {
    if (index % 2 === 1) parts.push(markup`<pre class="command"><code>${piece.trim()}</code></pre>`);
    else parts.push(...blocks(piece, level));
  }
  return markup`${parts}`;
}

function blocks(text: string, level: number): readonly Markup[] {
  return text
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .filter((block) => block !== '' && !block.startsWith('# '))
    .map((block) => {
      if (block.startsWith('## ')) return heading(level, block.slice('## '.length));
      if (!block.startsWith('- ')) return markup`<p>${inline(block)}</p>`;
      const items = block.slice('- '.length).split(/\n- /);
      return markup`<ul>${items.map((item) => markup`<li>${inline(item)}</li>`)}</ul>`;
    });
}

/** Markdown within a paragraph: `code`, **strong**, *stressed*, and links, of which their text stays, since no page leads out of itself. */
export function inline(text: string): readonly Content[] {
  const words = text.replaceAll(/\s+/g, ' ').replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  return joinPieces(
    words.split('`').map((part, index) => (index % 2 === 1 ? markup`<code>${part}</code>` : strong(part))),
    '',
  );
}

function strong(text: string): readonly Content[] {
  return text.split(/\*{1,2}/).map((part, index) => (index % 2 === 1 ? markup`<b>${part}</b>` : part));
}
