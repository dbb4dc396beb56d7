/** A JSON object as read, before anything is known of it. */
export type JsonObject = ReadonlyMap<string, unknown>;

/**
 * The objects of one or more JSON arrays in a row (`ip -j addr` and `ip -j -6 addr` into one file), or undefined where
 * the text is not JSON. Anything in an array that is no object is left out.
 */
export function readJsonObjects(text: string): readonly JsonObject[] | undefined {
  const trimmed = text.replace(/^(?:\ufeff|\u00ef\u00bb\u00bf)/, '').trim();
  if (!trimmed.startsWith('[') && !trimmed.startsWith('{')) return undefined;
  const objects: JsonObject[] = [];
  for (const part of splitDocuments(trimmed)) {
    const value = parse(part);
    if (value === undefined) return undefined;
    for (const item of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      const object = asObject(item);
      if (object !== undefined) objects.push(object);
    }
  }
  return objects;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Cuts behind each bracket that closes the outermost one. */
function splitDocuments(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') at++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '[' || character === '{') depth++;
    else if ((character === ']' || character === '}') && --depth === 0) {
      parts.push(text.slice(start, at + 1));
      start = at + 1;
    }
  }
  const rest = text.slice(start).trim();
  return rest === '' ? parts : [...parts, rest];
}

/** A value as an object with its keys, or undefined where it is none. */
export function asObject(value: unknown): JsonObject | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value));
}

export function stringOf(object: JsonObject, key: string): string | undefined {
  const value = object.get(key);
  return typeof value === 'string' ? value : undefined;
}

/** A number, also one written as a string in decimal or with 0x. */
export function numberOf(object: JsonObject, key: string): number | undefined {
  const value = object.get(key);
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' && /^(?:0x[0-9a-fA-F]{1,8}|\d{1,10})$/.test(value)
    ? Number(value)
    : undefined;
}

export function objectsOf(object: JsonObject, key: string): readonly JsonObject[] {
  const value = object.get(key);
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => asObject(item) ?? []);
}

export function stringsOf(object: JsonObject, key: string): readonly string[] {
  const value = object.get(key);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
