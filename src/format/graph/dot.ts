import type { Arrow, ChainGraph, GraphNode } from '../../graph/chainGraph.js';
import { arrowLines, nodeLines, tableBoxes, type GraphOptions } from './graphWords.js';

/**
 * A graph as Graphviz reads it. What the packet passes is drawn thick.
 * @see https://graphviz.org/doc/info/lang.html
 */
export function graphToDot(graph: ChainGraph, options: GraphOptions): string {
  const node = (each: GraphNode): string =>
    `n${each.id} [label=${quoted(nodeLines(each, graph, options))}${shapeOf(each)}];`;
  return [
    'digraph chains {',
    '  node [shape=box, fontname="monospace", fontsize=11];',
    '  edge [fontname="monospace", fontsize=10];',
    ...tableBoxes(graph).flatMap(({ title, nodes }, index) => [
      `  subgraph cluster_${index} {`,
      `    label=${quoted([title])};`,
      ...nodes.map((each) => `    ${node(each)}`),
      '  }',
    ]),
    ...graph.nodes
      .filter(({ kind }) => kind === 'station' || kind === 'end')
      .map((each) => `  ${node(each)}`),
    ...graph.arrows.map((arrow) => `  n${arrow.from} -> n${arrow.to} [${arrowAttributes(arrow, graph)}];`),
    '}',
    '',
  ].join('\n');
}

function shapeOf({ kind, passed }: GraphNode): string {
  switch (kind) {
    case 'chain':
      return passed ? ', penwidth=3' : '';
    case 'folded':
      return ', shape=box3d';
    case 'station':
      return ', shape=ellipse';
    case 'end':
      return ', shape=doubleoctagon, penwidth=2';
  }
}

function arrowAttributes(arrow: Arrow, graph: ChainGraph): string {
  const style = arrow.kind === 'goto' ? 'dashed' : arrow.kind === 'next' ? 'dotted' : 'solid';
  const width = arrow.passages.length > 0 ? ', penwidth=3' : '';
  return `label=${quoted(arrowLines(arrow, graph))}, style=${style}${width}`;
}

/** Within quotes only these two mean something else; an escape that ends a line centres it. */
function quoted(lines: readonly string[]): string {
  return `"${lines.map((line) => line.replaceAll(/["\\]/g, '\\$&')).join('\\n')}"`;
}
