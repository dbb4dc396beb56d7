/** What is used of the package, whose own declarations name files as only bundlers find them. */
declare module '@dagrejs/dagre' {
  interface Size {
    readonly width: number;
    readonly height: number;
  }
  interface Placed extends Size {
    readonly x: number;
    readonly y: number;
  }

  export class Graph {
    constructor(options: { readonly multigraph: boolean; readonly compound: boolean });
    setGraph(label: {
      readonly rankdir: 'TB' | 'LR';
      readonly nodesep: number;
      readonly ranksep: number;
      readonly marginx: number;
      readonly marginy: number;
    }): this;
    setNode(name: string, label: Size): this;
    setParent(name: string, parent: string): this;
    setEdge(from: string, to: string, label: Size, name: string): this;
    /** Behind `layout`: how large all of it is. */
    graph(): Size;
    node(name: string): Placed;
    edge(edge: { readonly v: string; readonly w: string; readonly name: string }): Placed & {
      readonly points: readonly { readonly x: number; readonly y: number }[];
    };
  }

  export function layout(graph: Graph): void;
}
