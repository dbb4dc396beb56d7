// Written by `npm run registries`: one line for each file of this folder.
import type { MatchExtension } from '../extension/extension.js';

export const matches: readonly MatchExtension[] = [
];
