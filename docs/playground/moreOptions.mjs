// The field "more options" as the library has it: what `calitrace trace` takes beside the fields of the page, written as on its command line.
import { InputError } from '../../src/library/library.ts';

const switches = {
  '--reply': { reply: true },
  '-v': { verbose: true },
  '--verbose': { verbose: true },
  '-4': { family: 4 },
  '--ipv4': { family: 4 },
  '-6': { family: 6 },
  '--ipv6': { family: 6 },
};
const short = { '-s': '--src', '-d': '--dst', '-p': '--proto', '-i': '--iif', '-o': '--oif' };

/** Of `--tcp-flags SYN,ACK --assume 'local:10.0.0.2=yes'` what belongs to the packet, and what is given beside it. */
export function moreOptions(text) {
  const words = wordsOf(text);
  const packet = {};
  const given = {};
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (Object.hasOwn(switches, word)) {
      Object.assign(given, switches[word]);
      continue;
    }
    const [, long, joined] = /^(--[a-z-]+)(?:=([^]*))?$/.exec(word) ?? [];
    const option = long ?? (Object.hasOwn(short, word) ? short[word] : undefined);
    const value = joined ?? words[++at];
    if (option === undefined || value === undefined) {
      throw new InputError(`more options: "${word}" should be an option with a value, such as --sport 4000`);
    }
    take(option, value, packet, given);
  }
  return { packet, given };
}

function take(option, value, packet, given) {
  switch (option) {
    case '--local':
      given.local = [...(given.local ?? []), value];
      break;
    case '--assume': {
      const cut = value.lastIndexOf('=');
      if (cut < 1) throw new InputError(`--assume: "${value}" is not SUBJECT=ANSWER`);
      given.assume = { ...given.assume, [value.slice(0, cut)]: value.slice(cut + 1) };
      break;
    }
    case '--backend':
      given.backend = value;
      break;
    case '--max-paths':
      given.maxPaths = Number(value);
      break;
    case '--ipset':
    case '--addrs':
    case '--routes':
    case '--rules':
    case '--ipvs':
    case '--names':
      throw new InputError(`${option}: here its content goes under "What else the node tells"`);
    default:
      packet[option.slice(2).replaceAll(/-([a-z])/g, (_, letter) => letter.toUpperCase())] = value;
  }
}

/** As a shell splits them: quotes and backslashes. */
function wordsOf(text) {
  const rest = text.trim();
  const words = rest.match(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs) ?? [];
  if (rest.replaceAll(/\s/g, '') !== words.join('').replaceAll(/\s/g, '')) {
    throw new InputError('more options: a quote is not closed');
  }
  return words.map((word) =>
    word.replaceAll(/\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/gs, (_, escaped, double, single) =>
      double === undefined ? (escaped ?? single) : double.replaceAll(/\\(["\\$`])/g, '$1'),
    ),
  );
}
