/**
 * A selector of Calico in the one form that Felix hashes, each label with `prefix` before it; undefined where it is none. Empty is `all()`.
 * @see calico libcalico-go/lib/selector/parser Parse, String; libcalico-go/lib/selector/tokenizer
 */
export function normalSelector(text: string, prefix = ''): string | undefined {
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  if (tokens.length === 0) return 'all()';
  const reading: Reading = { tokens, at: 0, prefix };
  const whole = readAny(reading, 0);
  return reading.at === tokens.length ? whole : undefined;
}

interface Token {
  readonly kind: 'label' | 'text' | 'has' | 'sign' | 'word';
  readonly text: string;
}

interface Reading {
  readonly tokens: readonly Token[];
  at: number;
  readonly prefix: string;
}

/** Nobody writes parentheses so deep. */
const deepest = 100;

const tokenPattern =
  /[ \t]*(?:(?<sign>[(){},]|==|!=|!|&&|\|\|)|"(?<double>[^"]*)"|'(?<single>[^']*)'|has\(\s*(?<has>[\w./-]{1,512})\s*\)|(?<word>not\s*in\b|in\b|contains\b|starts\s+with\b|ends\s+with\b|all\(\s*\)|global\(\s*\))|(?<label>[\w./-]{1,512}))/y;

function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const trimmed = text.replace(/[ \t]+$/, '');
  for (tokenPattern.lastIndex = 0; tokenPattern.lastIndex < trimmed.length;) {
    const groups = tokenPattern.exec(trimmed)?.groups;
    if (groups === undefined) return undefined;
    const { sign, double, single, has, word, label } = groups;
    if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else if (has !== undefined) tokens.push({ kind: 'has', text: has });
    else if (word !== undefined)
      tokens.push({ kind: 'word', text: word.replace(/\s+/g, ' ').replace('( )', '()') });
    else if (label !== undefined) tokens.push({ kind: 'label', text: label });
    else tokens.push({ kind: 'text', text: double ?? single ?? '' });
  }
  return tokens;
}

function take(reading: Reading, kind: Token['kind'], text?: string): string | undefined {
  const token = reading.tokens[reading.at];
  if (token?.kind !== kind || (text !== undefined && token.text !== text)) return undefined;
  reading.at += 1;
  return token.text;
}

/** One or more terms between `||`. */
function readAny(reading: Reading, depth: number): string | undefined {
  return readJoined(reading, '||', () => readJoined(reading, '&&', () => readOperation(reading, depth)));
}

function readJoined(reading: Reading, operator: string, read: () => string | undefined): string | undefined {
  const terms: string[] = [];
  do {
    const term = read();
    if (term === undefined) return undefined;
    terms.push(term);
  } while (take(reading, 'sign', operator) !== undefined);
  return terms.length === 1 ? terms[0] : `(${terms.join(` ${operator} `)})`;
}

function readOperation(reading: Reading, depth: number): string | undefined {
  let negated = false;
  while (take(reading, 'sign', '!') !== undefined) negated = !negated;
  const operation = readPositive(reading, depth);
  return operation === undefined ? undefined : `${negated ? '!' : ''}${operation}`;
}

function readPositive(reading: Reading, depth: number): string | undefined {
  const { prefix } = reading;
  const has = take(reading, 'has');
  if (has !== undefined) return `has(${prefix}${has})`;
  for (const whole of ['all()', 'global()']) if (take(reading, 'word', whole) !== undefined) return whole;
  if (take(reading, 'sign', '(') !== undefined) {
    const inner = depth < deepest ? readAny(reading, depth + 1) : undefined;
    return take(reading, 'sign', ')') === undefined ? undefined : inner;
  }
  const label = take(reading, 'label');
  return label === undefined ? undefined : readTest(reading, `${prefix}${label}`);
}

function readTest(reading: Reading, label: string): string | undefined {
  const operator = take(reading, 'sign') ?? take(reading, 'word');
  switch (operator) {
    case '==':
    case '!=':
    case 'contains':
    case 'starts with':
    case 'ends with': {
      const value = take(reading, 'text');
      return value === undefined ? undefined : `${label} ${operator} ${quoted(value)}`;
    }
    case 'in':
    case 'not in':
    case 'notin': {
      const values = readSet(reading);
      if (values === undefined) return undefined;
      return `${label} ${operator === 'in' ? 'in' : 'not in'} {${values.map(quoted).join(', ')}}`;
    }
    default:
      return undefined;
  }
}

/** The values between braces, in order and each once. */
function readSet(reading: Reading): readonly string[] | undefined {
  if (take(reading, 'sign', '{') === undefined) return undefined;
  const values = new Set<string>();
  for (let value = take(reading, 'text'); value !== undefined; value = take(reading, 'text')) {
    values.add(value);
    if (take(reading, 'sign', ',') === undefined) break;
  }
  return take(reading, 'sign', '}') === undefined ? undefined : [...values].sort();
}

function quoted(value: string): string {
  return value.includes('"') ? `'${value}'` : `"${value}"`;
}
