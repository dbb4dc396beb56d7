import { Graph, layout } from '@dagrejs/dagre';

/** What has to be placed. Lengths in pixels. */
export interface Unplaced {
  /** Whether ranks go down the page or across it. */
  readonly ranks: 'down' | 'across';
  /** `box`: by number the one it stands in. */
  readonly nodes: readonly (Size & { readonly id: number; readonly box?: number })[];
  readonly arrows: readonly (Size & { readonly from: number; readonly to: number })[];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The middle of something, and how large it is. */
export type Place = Point & Size;

export interface Placed extends Size {
  readonly nodes: ReadonlyMap<number, Place>;
  readonly boxes: ReadonlyMap<number, Place>;
  /** In the order of the arrows: where they bend, and the middle of their label. */
  readonly arrows: readonly { readonly points: readonly Point[]; readonly label: Point }[];
}

/** Places nodes in ranks, boxes around them, and arrows so that they cross little. */
export function placeGraph({ ranks, nodes, arrows }: Unplaced): Placed {
  const graph = new Graph({ multigraph: true, compound: true });
  graph.setGraph({
    rankdir: ranks === 'down' ? 'TB' : 'LR',
    nodesep: 24,
    ranksep: 40,
    marginx: 16,
    marginy: 16,
  });
  const boxes = new Set<number>();
  for (const { id, width, height, box } of nodes) {
    graph.setNode(`n${id}`, { width, height });
    if (box === undefined) continue;
    if (!boxes.has(box)) graph.setNode(`b${box}`, { width: 0, height: 0 });
    boxes.add(box);
    graph.setParent(`n${id}`, `b${box}`);
  }
  for (const [index, { from, to, width, height }] of arrows.entries()) {
    graph.setEdge(`n${from}`, `n${to}`, { width, height }, `${index}`);
  }
  layout(graph);
  const { width, height } = graph.graph();
  return {
    width,
    height,
    nodes: new Map(nodes.map(({ id }) => [id, graph.node(`n${id}`)])),
    boxes: new Map([...boxes].map((box) => [box, graph.node(`b${box}`)])),
    arrows: arrows.map(({ from, to }, index) => {
      const { points, x, y } = graph.edge({ v: `n${from}`, w: `n${to}`, name: `${index}` });
      return { points, label: { x, y } };
    }),
  };
}
