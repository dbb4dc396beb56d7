// Written by `npm run registries`: one line for each file of this folder.
import type { TargetExtension } from '../extension/extension.js';

export const targets: readonly TargetExtension[] = [
];
