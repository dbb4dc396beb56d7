/** The name of the program as a plugin of kubectl, which finds it by `kubectl-calitrace` in the path. */
const kubectlName = 'kubectl calitrace';

/** What the program is called by somebody who started it from this path. */
export function programName(path: string | undefined): string {
  const file = path?.split(/[\\/]/).at(-1) ?? '';
  return /^kubectl[-_]calitrace(?:\.\w+)?$/.test(file) ? kubectlName : 'calitrace';
}

/** Help, or a sentence about what was typed, as it reads where the program is called by another name: in usages and examples alike. */
export function calledAs(text: string, name: string): string {
  return name === 'calitrace' ? text : text.replaceAll(/(?<![\w-])calitrace(?= )/g, name);
}
