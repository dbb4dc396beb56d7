import { writeAddress } from '../../address/address.js';
import type { Leg, Onward } from '../../path/journey.js';
import type { Changes, Hop, Step, TableHop } from '../../trace/trace.js';
import type { Row } from '../layout.js';
import { formatPacket } from '../packetLine.js';
import { harmlessSentence } from '../sentence.js';
import { applyChanges, stateOf } from '../trace/changes.js';
import type { State } from '../trace/changes.js';
import type { TraceTextOptions } from '../trace/options.js';
import { changeRows, missRows, questionRows, stepRows } from '../trace/stepRows.js';
import { pathSections } from '../trace/pathTree.js';
import { sectionRows } from '../trace/sectionRows.js';
import { writeTunnel } from './endWords.js';

/** One packet's way through one node: translations, what the filter table decided, and where it goes on; `verbose`: all of it. */
export function legRows(leg: Leg, options: TraceTextOptions): readonly Row[] {
  const { trace, path, onward } = leg;
  const rows: Row[] = [legHeading(leg)];
  if (options.detail === 'verbose') {
    const alone = { ...trace, paths: [path] };
    for (const row of sectionRows(alone, pathSections(alone, true), options)) rows.push(row);
  } else rows.push(...briefRows(leg, options));
  if (onward !== undefined) rows.push(textRow('then', onwardWords(onward)));
  return rows;
}

function briefRows({ trace, path }: Leg, options: TraceTextOptions): readonly Row[] {
  let state = stateOf(trace.packet);
  const rows: Row[] = [];
  for (const hop of path.hops) {
    const { rows: own, after } =
      hop.kind === 'table' ? tableRows(hop, state, options) : wayRows(hop, state, options);
    state = after;
    rows.push(...own);
  }
  return rows;
}

/** `a: udp 10.0.0.1 → 10.0.0.2:4789, VXLAN with the packet in it`. */
function legHeading({ node, carrier, trace }: Leg): Row {
  const what = carrier === undefined ? '' : `, ${writeTunnel(carrier)} with the packet in it`;
  return { kind: 'heading', text: `${harmlessSentence(node)}: ${formatPacket(trace.packet)}${what}` };
}

interface HopShown {
  readonly rows: readonly Row[];
  readonly after: State;
}

function wayRows(hop: Exclude<Hop, TableHop>, before: State, options: TraceTextOptions): HopShown {
  const after = applyChanges(before, hop.changes);
  const changes = changeRows(hop.changes, before, options);
  const shown = isTelling(hop)
    ? [textRow(hop.kind, harmlessSentence(hop.text)), ...changes.filter(() => hop.kind !== 'routing')]
    : [];
  return { rows: [...shown, ...questionRows(hop.assumptions ?? [], 0)], after };
}

/** A first packet of a connection is what people expect; so is a packet that comes to the node itself. */
function isTelling(hop: Exclude<Hop, TableHop>): boolean {
  switch (hop.kind) {
    case 'conntrack':
      return hop.connection.state !== 'NEW' || Object.keys(hop.changes).length > 0;
    case 'routing':
    case 'ipvs':
      return true;
  }
}

function tableRows(hop: TableHop, start: State, options: TraceTextOptions): HopShown {
  let state = start;
  const rows: Row[] = [];
  const last = hop.steps.length - 1;
  for (const [index, step] of hop.steps.entries()) {
    const before = state;
    if (step.kind === 'rule') state = applyChanges(state, step.changes);
    const asked = (step.looked ?? step.misses).filter(({ assumptions }) => assumptions.length > 0);
    const label = (): string => (rows.length === 0 ? hop.table : '');
    for (const miss of asked) rows.push(...missRows(miss, 0, label(), true, options));
    if (!isDeciding(step, hop, index === last)) continue;
    const item = { kind: 'step', hop, step: flat(step), depth: 0, misses: [], before, key: '' } as const;
    rows.push(...stepRows(item, label(), true, options));
  }
  return { rows, after: state };
}

/** Without the depth of its chain, since those around it are not shown. */
function flat(step: Step): Step {
  return step.kind === 'policy' ? step : { ...step, depth: 0 };
}

const addressing: ReadonlySet<string> = new Set(['source', 'sourcePort', 'destination', 'destinationPort']);

function isDeciding(step: Step, { table }: TableHop, last: boolean): boolean {
  switch (step.kind) {
    case 'return':
      return false;
    case 'policy':
      return step.verdict === 'DROP' || (table === 'filter' && last);
    case 'rule': {
      const { verdict, changes, assumptions } = step;
      if (assumptions.length > 0 || Object.keys(changes).some((key) => addressing.has(key))) return true;
      switch (verdict) {
        case 'DROP':
        case 'REJECT':
        case 'QUEUE':
        case 'STOLEN':
          return true;
        case 'ACCEPT':
          return table === 'filter';
        case 'JUMP':
        case 'GOTO':
        case 'RETURN':
        case 'CONTINUE':
          return table === 'filter' && setsBits(changes['mark']);
      }
    }
  }
}

/** Bits of the mark that are set tell what was decided; that they are cleared before is routine. */
function setsBits(change: Changes[string] | undefined): boolean {
  return (Number(change?.to ?? 0) & ~Number(change?.from ?? 0)) !== 0;
}

function onwardWords(onward: Onward): string {
  switch (onward.kind) {
    case 'link':
      return harmlessSentence(
        `out of ${onward.outInterface} to ${writeAddress(onward.nextHop)}, to ${onward.node} by its ${onward.inInterface}`,
      );
    case 'wrapped':
      return harmlessSentence(
        `into ${onward.outInterface}: ${writeTunnel(onward.tunnel)} to ${writeAddress(onward.far)}`,
      );
    case 'unwrapped':
      return harmlessSentence(
        `${writeTunnel(onward.tunnel)} is opened, and the packet in it comes in by ${onward.inInterface}`,
      );
  }
}

function textRow(label: string, text: string): Row {
  return { kind: 'text', label: { role: 'label', text: label }, indent: 0, text: { role: 'plain', text } };
}
