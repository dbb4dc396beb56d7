import { readdir, readFile } from 'node:fs/promises';

const root = new URL('../', import.meta.url);

/** The licences of all packages that the bundle may hold, each text once, with the packages that it is for. Throws where one has none. */
export async function thirdPartyLicenses() {
  const { packages } = JSON.parse(await readFile(new URL('package-lock.json', root), 'utf8'));
  const places = Object.keys(packages).filter((place) => place !== '' && packages[place].dev !== true);
  const users = new Map();
  for (const place of places) {
    const { version, license, optional } = packages[place];
    const text = await licenseText(place, optional);
    if (text === undefined) continue;
    const name = `${place.slice(place.lastIndexOf('node_modules/') + 13)} ${version} (${license})`;
    users.set(text, [...(users.get(text) ?? []), name]);
  }
  const sections = [...users].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`);
  return `The program is built with these packages.\n\n${sections.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

/** An optional package need not be there: undefined. */
async function licenseText(place, optional) {
  const folder = new URL(`${place}/`, root);
  const files = await readdir(folder).catch(() => undefined);
  if (files === undefined && optional === true) return undefined;
  const file = files?.find((each) => /^licen[cs]e/i.test(each));
  if (file === undefined) throw new Error(`${place} has no licence that could be packed`);
  return (await readFile(new URL(file, folder), 'utf8')).replaceAll('\r', '').trim();
}
