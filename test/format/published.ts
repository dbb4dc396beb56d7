import { readdirSync, readFileSync } from 'node:fs';
import Ajv from 'ajv';

const folder = new URL('../../docs/schemas/', import.meta.url);

/** The published schemas by the `format` of what they describe. */
export const schemas: ReadonlyMap<string, object> = new Map(
  readdirSync(folder).map((file) => [
    file.replace(/\.schema\.json$/, ''),
    JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as object,
  ]),
);

const validator = new Ajv();
const compiled = new Map<string, Ajv.ValidateFunction>();

function validatorOf(format: string): Ajv.ValidateFunction | undefined {
  const schema = schemas.get(format);
  const known = compiled.get(format);
  if (known !== undefined || schema === undefined) return known;
  const made = validator.compile(schema);
  compiled.set(format, made);
  return made;
}

/** What is wrong with a JSON form of the program, by its published schema; empty where nothing is. */
export function complaintsOf(value: unknown): readonly string[] {
  const { format } = value as { readonly format?: unknown };
  const valid = typeof format === 'string' ? validatorOf(format) : undefined;
  if (valid === undefined) return [`no schema is published for ${JSON.stringify(format)}`];
  return valid(value) === true ? [] : [`${String(format)}: ${validator.errorsText(valid.errors)}`];
}

/** The same of a text that the program printed: one value, or one in each line. Text that is no such value is passed over. */
export function complaintsAbout(text: string): readonly string[] {
  if (/^\{\s*"format": "calitrace\./.test(text)) return complaintsOf(JSON.parse(text));
  if (!text.startsWith('{"format":"calitrace.')) return [];
  const whole = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return whole.flatMap((line) => (line === '' ? [] : complaintsOf(JSON.parse(line))));
}
