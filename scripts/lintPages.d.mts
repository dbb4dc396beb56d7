/** The pages of the lint rules by name, which `calitrace lint --explain` prints. */
export function lintPages(): Promise<Readonly<Record<string, string>>>;
