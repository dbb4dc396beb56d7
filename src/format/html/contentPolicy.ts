import { sha256 } from '../../digest/sha2.js';
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
  const bytes = [...sha256(writeMarkup(piece))].flatMap((word) => [
    word >>> 24,
    (word >>> 16) & 0xff,
    (word >>> 8) & 0xff,
    word & 0xff,
  ]);
  return `'sha256-${btoa(String.fromCharCode(...bytes))}'`;
}
