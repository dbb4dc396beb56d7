import { sha256 } from '../../digest/digests.js';
import { base64 } from '../../digest/written.js';
import { writeMarkup, type Markup } from './markup.js';

/**
 * What a page may do: use its own style sheet and its own script, both known by their hashes, and nothing else. It loads nothing, sends nothing, and
 * markup that got into it could not run.
 * @see https://www.w3.org/TR/CSP3/
 */
export function contentPolicy(style: Markup, script: Markup): string {
  return [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(script)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function hashOf(piece: Markup): string {
  return `'sha256-${base64(sha256(writeMarkup(piece)))}'`;
}
