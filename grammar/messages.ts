import type { IRecognitionException } from 'chevrotain';

/** Why a line is no sentence of the language, in netfilter's terms. */
export interface SyntaxFailure {
  readonly code: 'missing-name' | 'missing-policy' | 'bad-counters' | 'nothing-to-negate' | 'unexpected-word';
  readonly message: string;
  readonly expected: string;
  readonly hint?: string;
  /** 0-based, within the line; the line's length where something is missing at its end. */
  readonly offset: number;
  readonly length: number;
}

/** Puts Chevrotain's exception into words; the productions it names are those of parser.ts. */
export function explainFailure(error: IRecognitionException, line: string): SyntaxFailure {
  const { token } = error;
  const atEnd = Number.isNaN(token.startOffset);
  const place = atEnd
    ? { offset: line.length, length: 1 }
    : { offset: token.startOffset, length: Math.max(token.image.length, 1) };
  switch (error.context.ruleStack.at(-1)) {
    case 'table':
      return {
        code: 'missing-name',
        message: 'a table line without a table name',
        expected: '*filter, *nat, *mangle, *raw or *security',
        ...place,
      };
    case 'chain':
      return hasOneField(line)
        ? {
            code: 'missing-policy',
            message: 'a chain line without a policy',
            expected: 'ACCEPT or DROP, for a user chain -',
            ...place,
          }
        : {
            code: 'missing-name',
            message: 'a chain line without a chain name',
            expected: ':CHAIN POLICY [packets:bytes]',
            ...place,
          };
    case 'rule':
      // Of a rule nothing else can fail: what begins an option and is none is left over behind it.
      return {
        code: 'nothing-to-negate',
        message: atEnd ? 'nothing follows the "!"' : `"!" cannot stand before "${token.image}"`,
        expected: 'the option that is negated',
        ...place,
      };
    default:
      return token.image.startsWith('[') && line.slice(0, token.startOffset).trim() === ''
        ? {
            code: 'bad-counters',
            message: 'the counters before the rule are not complete',
            expected: '[packets:bytes]',
            ...place,
          }
        : {
            code: 'unexpected-word',
            message: `"${token.image}" stands where a rule should begin`,
            expected: '-A CHAIN and its options',
            ...place,
          };
  }
}

function hasOneField(line: string): boolean {
  return line.trim().length > 1;
}
