import { LineError, packetOption, unknownOption, type SaidOption } from './packetLineOption.js';

interface Word {
  readonly text: string;
  readonly at: number;
  readonly length: number;
}

/** Reads the options of a line that has them as on the command line. `line` is Unicode text of one character a byte where it is ASCII. */
export function readPacketWords(line: string): readonly SaidOption[] {
  const words = wordsOf(line);
  const said: SaidOption[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (word === undefined) break;
    const { called, joined } = splitJoined(word);
    const option = packetOption(called.text);
    if (option === undefined) throw unknownWord(called);
    const takesValue = option.required || option.optional;
    if (joined !== undefined && !takesValue) {
      throw new LineError({
        code: 'packet-value',
        message: `${called.text} has no value`,
        at: joined.at,
        length: joined.length,
      });
    }
    const next = words[index + 1];
    const separate =
      joined === undefined && (option.required || (option.optional && next?.text.startsWith('-') === false));
    const value = joined ?? (separate ? next : undefined);
    if (separate) index++;
    if (value === undefined && option.required) {
      throw new LineError({
        code: 'packet-value',
        message: `${called.text} needs a value`,
        at: word.at,
        length: word.length,
        expected: option.flags,
      });
    }
    const { at, length } = value ?? word;
    said.push({ option, value: value?.text ?? true, at, length });
  }
  return said;
}

function unknownWord(word: Word): LineError {
  if (word.text.startsWith('-')) return unknownOption(word.text, '--', word);
  return new LineError({
    code: 'packet-syntax',
    message: `"${word.text}" is no option`,
    at: word.at,
    length: word.length,
    expected:
      'options as of calitrace trace, such as --src 10.0.0.1 --dst 10.0.0.2 --dport 80, a JSON object, or a line of a LOG rule, of tcpdump -n or of conntrack -L',
  });
}

/** `--src=10.0.0.1` and `-s10.0.0.1` are an option with its value. */
function splitJoined(word: Word): { readonly called: Word; readonly joined: Word | undefined } {
  const { text, at, length } = word;
  const equals = text.startsWith('--') ? text.indexOf('=') : -1;
  const cut = equals > 0 ? equals : /^-[^-]./s.test(text) ? 2 : -1;
  if (cut < 0) return { called: word, joined: undefined };
  const behind = equals > 0 ? cut + 1 : cut;
  return {
    called: { text: text.slice(0, cut), at, length: cut },
    joined: { text: text.slice(behind), at: at + behind, length: Math.max(1, length - behind) },
  };
}

/** The words of a line as a shell splits them: quotes, backslashes and comments; nothing is expanded. */
function wordsOf(line: string): readonly Word[] {
  const words: Word[] = [];
  let at = 0;
  while (at < line.length) {
    if (isBlank(line[at])) {
      at++;
      continue;
    }
    if (line[at] === '#') break;
    const start = at;
    let text = '';
    for (; at < line.length && !isBlank(line[at]); at++) {
      const character = line[at];
      if (character === '\\') {
        at++;
        text += line[at] ?? '';
      } else if (character === '"' || character === "'") {
        const quoted = quotedAt(line, at, character);
        text += quoted.text;
        at = quoted.last;
      } else {
        text += character ?? '';
      }
    }
    words.push({ text, at: start, length: at - start });
  }
  return words;
}

/** What stands between the quote at `open` and its match, which stands at `last`. */
function quotedAt(
  line: string,
  open: number,
  quote: '"' | "'",
): { readonly text: string; readonly last: number } {
  let text = '';
  for (let at = open + 1; at < line.length; at++) {
    const character = line[at] ?? '';
    if (character === quote) return { text, last: at };
    const escapes = quote === '"' && character === '\\' && /^["\\$`]$/.test(line[at + 1] ?? '');
    if (escapes) at++;
    text += line[at] ?? '';
  }
  throw new LineError({
    code: 'packet-syntax',
    message: 'this quote is not closed',
    at: open,
    length: 1,
    expected: quote,
  });
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}
