import type { Arrow, ChainGraph, GraphNode } from '../../graph/chainGraph.js';
import { arrowLines, nodeLines, tableBoxes, type GraphOptions } from './graphWords.js';

/**
 * A graph as Mermaid's flowchart, which GitHub and GitLab draw in issues. What the packet passes is drawn thick.
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function graphToMermaid(graph: ChainGraph, options: GraphOptions): string {
  const node = (each: GraphNode): string => {
    const [open, close] = brackets(each);
    return `n${each.id}${open}${quoted(nodeLines(each, graph, options))}${close}${each.passed ? ':::passed' : ''}`;
  };
  return [
    'flowchart TB',
    ...tableBoxes(graph).flatMap(({ title, nodes }, index) => [
      `  subgraph t${index} [${quoted([title])}]`,
      ...nodes.map((each) => `    ${node(each)}`),
      '  end',
    ]),
    ...graph.nodes
      .filter(({ kind }) => kind === 'station' || kind === 'end')
      .map((each) => `  ${node(each)}`),
    ...graph.arrows.map((arrow) => `  n${arrow.from} ${shaft(arrow)}${label(arrow, graph)} n${arrow.to}`),
    '  classDef passed stroke-width:3px',
    '',
  ].join('\n');
}

function brackets({ kind }: GraphNode): readonly [string, string] {
  switch (kind) {
    case 'chain':
      return ['[', ']'];
    case 'folded':
      return ['[[', ']]'];
    case 'station':
      return ['([', '])'];
    case 'end':
      return ['{{', '}}'];
  }
}

function shaft({ kind, passages }: Arrow): string {
  if (passages.length > 0) return '==>';
  return kind === 'goto' || kind === 'next' ? '-.->' : '-->';
}

function label(arrow: Arrow, graph: ChainGraph): string {
  const lines = arrowLines(arrow, graph);
  return lines.length === 0 ? '' : `|${quoted(lines)}|`;
}

/**
 * What is neither a letter, a digit nor plain punctuation stands as its number, so that nothing of it is Mermaid's or HTML; and so does what would
 * begin a list or a link, since Mermaid 11 reads each text as Markdown and draws neither.
 * @see https://github.com/mermaid-js/mermaid packages/mermaid/src/rendering-util/handle-markdown-text.ts markdownToHTML
 */
function quoted(lines: readonly string[]): string {
  const text = lines.map((line) => line.replaceAll(/[^\p{L}\p{N} .,:/()…-]/gu, byNumber)).join('<br/>');
  return `"${text.replaceAll(/^-|(?<=^\d+)[.)](?= |$)|(?<=www)\.|:(?=\/\/)/gi, byNumber)}"`;
}

function byNumber(character: string): string {
  return `#${character.codePointAt(0) ?? 0};`;
}
