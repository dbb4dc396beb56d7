import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of all stories. */
export const examplesFolder = fileURLToPath(new URL('../../examples/', import.meta.url));

/** One question of a story: a command line and the file that holds what it prints. */
export interface Question {
  /** `02-deny-before-allow/pod-to-host-dns` */
  readonly name: string;
  /** Without `calitrace` itself. */
  readonly line: string;
  /** Path of the output. */
  readonly output: string;
}

/** A folder of `examples/`. */
export interface Story {
  readonly name: string;
  /** Contents by file name. */
  readonly files: Readonly<Record<string, string>>;
  readonly questions: readonly Question[];
}

/**
 * All stories. A file `command` prints `trace.txt`, and `trace.json` where there is one; `NAME.command` prints `NAME.txt`, a page `NAME.html`, Markdown `NAME.md`.
 * @throws where a command line does not begin with `calitrace`
 */
export function readStories(): readonly Story[] {
  return readdirSync(examplesFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map(readStory);
}

function readStory(name: string): Story {
  const folder = `${examplesFolder}${name}/`;
  const files = Object.fromEntries(
    readdirSync(folder).map((file): [string, string] => [file, readFileSync(`${folder}${file}`, 'utf8')]),
  );
  const questions = Object.entries(files).flatMap(([file, text]): readonly Question[] => {
    if (file === 'command') {
      const line = commandLine(name, text);
      const text100 = { name: `${name}/trace`, line, output: `${folder}trace.txt` };
      const json = { name: `${name}/trace.json`, line: `${line} --format json`, output: `${folder}trace.json` };
      return existsSync(json.output) ? [text100, json] : [text100];
    }
    if (!file.endsWith('.command')) return [];
    const question = file.slice(0, -'.command'.length);
    const line = commandLine(name, text);
    const ending = line.includes('--format html') ? 'html' : line.includes('--format markdown') ? 'md' : 'txt';
    return [{ name: `${name}/${question}`, line, output: `${folder}${question}.${ending}` }];
  });
  return { name, files, questions };
}

function commandLine(story: string, text: string): string {
  const line = text.trimEnd();
  if (!line.startsWith('calitrace ') || line.includes('\n'))
    throw new Error(`examples/${story}: a command file holds one line, calitrace …`);
  return line.slice('calitrace '.length);
}
