import { Composer, Lexer, Parser } from 'yaml';
import type { CST, Document as YamlDocument } from 'yaml';
import { deepest } from './plainValue.js';

/** So many items of a sequence are composed at a time. */
const portion = 256;

/** An anchor or alias, which may reach from one item to another; or a directive, which holds of all of them. */
const reaching = /^%|(?:^|[\s,[{:-])[&*][^\s,[\]{}]/m;

const options = { prettyErrors: false, stringKeys: true, logLevel: 'silent' } as const;

/**
 * Composes the documents of a YAML text. Of a long block sequence that is a document, or stands under a key of one, `take` is handed the first items
 * as documents of their own, with the offset of the whole, and the document lacks them: the package's tokens of all would be fifty times as large as
 * the text.
 * @throws RangeError where tokens nest deeper than `deepest`
 */
export function* composeYaml(
  text: string,
  take: (offset: number, part: YamlDocument.Parsed) => void,
): Generator<YamlDocument.Parsed> {
  const parser = new Parser();
  const composer = new Composer(options);
  const inPortions = !reaching.test(text);
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) yield* composer.next(checked(token));
    if (inPortions) takePortion(parser.stack, take);
  }
  for (const token of parser.end()) yield* composer.next(checked(token));
  yield* composer.end();
}

/** The parser goes on at the last item of a sequence, and looks at a comment behind the one before. */
const open = 2;

function takePortion(
  stack: readonly CST.Token[],
  take: (offset: number, part: YamlDocument.Parsed) => void,
): void {
  const [, first, second] = stack;
  const sequence = first?.type === 'block-seq' ? first : second;
  if (sequence?.type !== 'block-seq' || sequence.items.length < portion + open) return;
  const { offset, indent } = sequence;
  const items = sequence.items.splice(0, sequence.items.length - open);
  const value: CST.BlockSequence = { type: 'block-seq', offset, indent, items };
  const token = checked({ type: 'document', offset, start: [], value });
  for (const part of new Composer(options).compose([token])) take(offset, part);
}

/** Composing recurses; at the end of the stack V8 may end the process where it should throw. */
function checked(token: CST.Token): CST.Token {
  let level: CST.Token[] = [token];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) throw new RangeError();
    level = level.flatMap((each) => {
      if (each.type === 'document') return each.value === undefined ? [] : [each.value];
      if (!('items' in each)) return [];
      return each.items.flatMap(({ key, value }) =>
        [key, value].filter((part) => part !== null && part !== undefined),
      );
    });
  }
  return token;
}
