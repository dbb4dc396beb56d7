export interface JsonLint {
  readonly format: 'calitrace.lint';
}
