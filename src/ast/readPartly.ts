import { bracket, colon, dash } from '../../grammar/characters.js';
import { isTableName } from '../netfilter/hooks.js';
import type { DumpText } from './dumpText.js';
import { PartlyReadDump } from './partlyReadDump.js';
import { flushCommand } from './readRule.js';

/**
 * Reads of a dump what is no rule. Undefined of one in which rules have to be read to know what the others mean: where tables or their ends are
 * missing or unknown, chains are emptied, or lines end as other systems end them. Such dumps are no output of iptables-save as it is.
 */
export function readPartly(
  text: DumpText,
  marked: boolean,
  verbatim: ReadonlySet<string>,
): PartlyReadDump | undefined {
  const dump = new PartlyReadDump(marked, text, verbatim);
  let inTable = false;
  for (const [index, sheet] of text.sheets.entries()) {
    if (sheet.includes('\r')) return undefined;
    dump.turnTo(index);
    for (let start = 0; start < sheet.length; start = dump.next) {
      const first = sheet.charCodeAt(start);
      const isPassed =
        first === colon
          ? dump.addChains(start)
          : (first === dash || first === bracket) && dump.addRules(start);
      const line = isPassed ? undefined : dump.addLine(start);
      switch (line?.kind) {
        case 'table':
          if (inTable || !isTableName(line.name.text)) return undefined;
          inTable = true;
          break;
        case 'commit':
          if (!inTable) return undefined;
          inTable = false;
          break;
        case 'unread':
          if (line.code === flushCommand) return undefined;
          break;
        case undefined:
        case 'chain':
        case 'rule':
          if (!inTable) return undefined;
          break;
        case 'blank':
        case 'comment':
          break;
      }
    }
  }
  return inTable ? undefined : dump;
}
