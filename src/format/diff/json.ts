import type { Diff, NatApart, OtherEffect, Translation } from '../../diff/difference.js';
import type { Ending } from '../../diff/side.js';
import { placeToJson } from '../rows/placeJson.js';
import { rowToJson } from '../rows/rowJson.js';
import { decodeText } from '../sentence.js';
import { effectWords } from '../../explain/effectWords.js';
import { writeMark } from '../../netfilter/marks.js';
import { assumedWords } from './changeWords.js';
import type { JsonDiff, JsonEffect, JsonEnding, JsonNatApart, JsonTranslation } from './jsonDiff.js';

/** Which packets two dumps treat differently, in its stable JSON form, version 1; docs/json.md describes every key. */
export function diffToJson({ differences, undecided, assumed, nodes }: Diff): JsonDiff {
  return {
    format: 'calitrace.diff',
    version: 1,
    nodes,
    equivalent: differences.length + undecided.length === 0,
    differences: differences.map(({ kind, family, before, after, what, nat, packets, witness }) => ({
      kind,
      family,
      before: endingToJson(before),
      after: endingToJson(after),
      what: what === undefined ? null : whatToJson(what),
      nat: nat === undefined ? null : natToJson(nat),
      complete: packets.complete,
      rows: packets.rows.map(rowToJson),
      witness: witness === undefined ? null : { options: witness.options.map(decodeText) },
    })),
    undecided: undecided.map(({ kind, family, states, before, after, packets }) => ({
      kind,
      family,
      states: states.map((state) => ({
        kind: state.kind,
        name: 'name' in state ? decodeText(state.name) : null,
      })),
      before: before.map(placeToJson),
      after: after.map(placeToJson),
      complete: packets?.complete ?? false,
      rows: packets?.rows.map(rowToJson) ?? [],
    })),
    assumed: assumed.map((one) => ({
      kind: one.kind,
      text: assumedWords(one),
      bits: one.kind === 'marks' ? writeMark(one.bits) : null,
    })),
  };
}

function natToJson({ before, after, others }: NatApart): JsonNatApart {
  const words = (translations: readonly Translation[]): readonly JsonTranslation[] =>
    translations.map(({ side, to, ofAll }) => ({ text: effectWords({ kind: 'nat', side, to }), ofAll }));
  return { before: words(before), after: words(after), others };
}

function whatToJson(what: OtherEffect): JsonEffect {
  switch (what.kind) {
    case 'field':
      return { field: what.field, text: null, before: [], after: [] };
    case 'done':
      return {
        field: null,
        text: decodeText(effectWords(what.effect)),
        before: what.before.map(placeToJson),
        after: what.after.map(placeToJson),
      };
  }
}

function endingToJson({ kind, hook, by, detail }: Ending): JsonEnding {
  const answer = detail === undefined ? null : decodeText(detail);
  if (by === undefined) return { kind, hook, by: null, detail: answer };
  return {
    kind,
    hook,
    by:
      'text' in by
        ? placeToJson(by)
        : { table: by.table, chain: decodeText(by.name), number: null, line: null },
    detail: answer,
  };
}
