import { contentPolicy } from './contentPolicy.js';
import { markup, writeMarkup, type Content, type Markup } from './markup.js';
import { script } from './script.js';
import { styleSheet } from './styleSheet.js';

/** A page: what it is about, its parts from top to bottom, and who made it. All text is harmless already. */
export interface Page {
  /** As a browser's tab shows it: what it came to, then what of. */
  readonly title: string;
  /** The command that made it: `trace`. */
  readonly command: string;
  /** What it was made from: the dump, or the dumps. */
  readonly about: Content;
  /** The first heading and what stands with it. */
  readonly head: Markup;
  readonly body: readonly Markup[];
  /** It is so long that a browser should lay out only what is looked at. */
  readonly long?: boolean;
  /** Of calitrace. */
  readonly version: string;
}

/** A page as one file that needs no other: style and script are in it, and its content policy allows nothing else. */
export function writePage({ title, command, about, head, body, long, version }: Page): string {
  return writeMarkup(markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(styleSheet, script)}"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<meta name="referrer" content="no-referrer"/>
<meta name="robots" content="noindex"/>
<title>${title}</title>
<style>${styleSheet}</style>
</head>
<body>
<a class="skip" href="#main">to the content</a>
<header>
<p class="kind"><b>calitrace ${command}</b> ${about}</p>
${head}
</header>
<main id="main"${long === true ? markup` class="long"` : undefined}>
<p class="tools" data-tools="" hidden=""></p>
${body}
</main>
<footer>
<p>Made by calitrace ${version}. This page is one file: it loads nothing and sends nothing.</p>
</footer>
<script>${script}</script>
</body>
</html>
`);
}
