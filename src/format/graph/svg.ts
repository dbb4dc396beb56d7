import type { Chain } from '../../ruleset/ruleset.js';
import type { Arrow, ChainGraph, GraphNode } from '../../graph/chainGraph.js';
import { textWidth } from '../wrap.js';
import { harmless } from '../harmless.js';
import { escapeXml } from '../xml.js';
import { arrowLines, nodeLines, rulesText, tableBoxes, type GraphOptions } from './graphWords.js';
import { placeGraph, type Place, type Point } from './layout.js';

const characterWidth = 7.3;
const lineHeight = 16;
const padding = 10;
/** So many rules are told where somebody points at a chain or an arrow. */
const mostRules = 40;

/**
 * A graph as a picture that a browser shows: light or dark as its reader has it, without scripts, fonts or anything else from elsewhere. What
 * the packet passes has thick lines. What stands in a chain is told to who points at it.
 */
export function graphToSvg(graph: ChainGraph, options: GraphOptions): string {
  const boxes = tableBoxes(graph);
  const boxOf = new Map(boxes.flatMap(({ nodes }, box) => nodes.map(({ id }) => [id, box] as const)));
  const texts = new Map(graph.nodes.map((node) => [node.id, nodeLines(node, graph, options)]));
  const labels = graph.arrows.map((arrow) => arrowLines(arrow, graph));
  const placed = placeGraph({
    // Without a way no table leads to another: across the page they stand one below the other, and chains alike below each other, too.
    ranks: graph.paths === 0 ? 'across' : 'down',
    nodes: graph.nodes.map(({ id }) => {
      const box = boxOf.get(id);
      return { id, ...sizeOf(texts.get(id) ?? [], padding), ...(box === undefined ? {} : { box }) };
    }),
    arrows: graph.arrows.map(({ from, to }, index) => ({ from, to, ...sizeOf(labels[index] ?? [], 2) })),
  });
  const [width, height] = [Math.ceil(placed.width), Math.ceil(placed.height)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">`,
    `<title id="title">${escapeXml(titleOf(graph))}</title>`,
    `<style>${style}</style>`,
    '<defs>',
    '<marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path class="tip" d="M0 0 10 5 0 10z"/></marker>',
    '</defs>',
    `<rect class="page" width="${width}" height="${height}"/>`,
    ...boxes.map(({ title }, index) => boxOfTable(placed.boxes.get(index), title)),
    ...graph.arrows.map((arrow, index) => arrowShape(arrow, placed.arrows[index], labels[index] ?? [])),
    ...graph.nodes.map((node) => nodeShape(node, placed.nodes.get(node.id), texts.get(node.id) ?? [])),
    '</svg>',
    '',
  ].join('\n');
}

const style = [
  'svg{--page:#fff;--ink:#1b1f24;--soft:#57606a;--line:#6e7781;--box:#f6f8fa;--node:#fff;--way:#0550ae;--way-node:#ddf4ff}',
  '@media (prefers-color-scheme:dark){svg{--page:#0d1117;--ink:#e6edf3;--soft:#9aa4af;--line:#7d8590;--box:#161b22;--node:#0d1117;--way:#79c0ff;--way-node:#0c2d6b}}',
  'text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:var(--ink)}',
  '.page{fill:var(--page)}.table rect{fill:var(--box);stroke:var(--line);stroke-dasharray:2 3}.table text,.small{fill:var(--soft)}',
  '.node rect{fill:var(--node);stroke:var(--line)}.name{font-weight:600}',
  '.arrow text{paint-order:stroke;stroke:var(--box);stroke-width:4px}',
  '.arrow path{fill:none;stroke:var(--line)}.goto path{stroke-dasharray:7 4}.next path{stroke-dasharray:2 4}.tip{fill:var(--line);stroke:none}',
  '.passed rect{fill:var(--way-node);stroke:var(--way);stroke-width:2.5}.arrow.passed path{stroke:var(--way);stroke-width:3}.arrow.passed .name{fill:var(--way)}',
].join('');

function titleOf({ nodes, paths }: ChainGraph): string {
  const chains = nodes.filter(({ kind }) => kind === 'chain' || kind === 'folded').length;
  return `${chains} chains and what leads from one to another${paths === 0 ? '' : ', with the way of a packet'}`;
}

function sizeOf(
  lines: readonly string[],
  around: number,
): { readonly width: number; readonly height: number } {
  const columns = Math.max(0, ...lines.map(textWidth));
  return lines.length === 0
    ? { width: 0, height: 0 }
    : { width: columns * characterWidth + 2 * around, height: lines.length * lineHeight + 2 * around };
}

function boxOfTable(place: Place | undefined, title: string): string {
  if (place === undefined) return '';
  const { left, top } = corner(place);
  return `<g class="table"><rect x="${left}" y="${top}" width="${round(place.width)}" height="${round(place.height)}" rx="6"/><text x="${left + 8}" y="${top + 14}">${escapeXml(title)}</text></g>`;
}

function nodeShape(node: GraphNode, place: Place | undefined, lines: readonly string[]): string {
  if (place === undefined) return '';
  const { left, top } = corner(place);
  const [width, height] = [round(place.width), round(place.height)];
  const corners = node.kind === 'station' || node.kind === 'end' ? height / 2 : 4;
  const rect = `<rect x="${left}" y="${top}" width="${width}" height="${height}" rx="${corners}"/>`;
  const behind =
    node.kind === 'folded'
      ? `<rect x="${left + 5}" y="${top + 5}" width="${width}" height="${height}" rx="4"/>`
      : '';
  const told =
    node.kind === 'chain'
      ? rulesText(node.chain.rules, mostRules)
      : node.kind === 'folded'
        ? chainNames(node.chains)
        : [];
  return `<g class="node${node.passed ? ' passed' : ''}">${tip(told)}${behind}${rect}${textLines(lines, left + padding, top + padding)}</g>`;
}

function arrowShape(
  { kind, passages, rules }: Arrow,
  place: { readonly points: readonly Point[]; readonly label: Point } | undefined,
  lines: readonly string[],
): string {
  if (place === undefined) return '';
  const { width, height } = sizeOf(lines, 2);
  const { x, y } = place.label;
  const label =
    lines.length === 0 ? '' : textLines(lines, round(x - width / 2 + 2), round(y - height / 2 + 2));
  return `<g class="arrow ${kind}${passages.length > 0 ? ' passed' : ''}">${tip(rulesText(rules, mostRules))}<path d="${curve(place.points)}" marker-end="url(#tip)"/>${label}</g>`;
}

function chainNames(chains: readonly Chain[]): readonly string[] {
  const shown = chains.slice(0, mostRules).map(({ name }) => harmless(name));
  return chains.length > mostRules ? [...shown, `… ${chains.length - mostRules} more`] : shown;
}

/** What a browser shows where somebody points at it. */
function tip(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `<title>${escapeXml(lines.join('\n'))}</title>`;
}

function textLines(lines: readonly string[], x: number, y: number): string {
  return lines
    .map(
      (line, index) =>
        `<text class="${index === 0 ? 'name' : 'small'}" x="${round(x)}" y="${round(y + index * lineHeight + 12)}">${escapeXml(line)}</text>`,
    )
    .join('');
}

/** Through the middles between the points, bent at each of them. */
function curve(points: readonly Point[]): string {
  const [first, ...others] = points;
  const last = others.at(-1);
  if (first === undefined || last === undefined) return '';
  const bends = others.slice(0, -1).map((point, index) => {
    const next = others[index + 1] ?? last;
    const end = index === others.length - 2 ? last : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${round(point.x)} ${round(point.y)} ${round(end.x)} ${round(end.y)}`;
  });
  const rest = bends.length === 0 ? `L${round(last.x)} ${round(last.y)}` : bends.join('');
  return `M${round(first.x)} ${round(first.y)}${rest}`;
}

function corner({ x, y, width, height }: Place): { readonly left: number; readonly top: number } {
  return { left: round(x - width / 2), top: round(y - height / 2) };
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}
