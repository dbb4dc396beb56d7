declare const CALITRACE_VERSION: string;

/** The version in package.json; the build puts it in. */
export function programVersion(): string {
  return CALITRACE_VERSION;
}
