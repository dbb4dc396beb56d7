import { describe, expect, it } from 'vitest';
import { newLexer } from '../../grammar/lexer.js';
import { LineParser } from '../../grammar/parser.js';

describe('the grammar, whose own checks are left out at a start', () => {
  it('has tokens without a fault', () => {
    expect(newLexer(false).lexerDefinitionErrors).toEqual([]);
  });

  it('has productions without a fault', () => {
    expect(() => new LineParser(false)).not.toThrow();
  });
});
