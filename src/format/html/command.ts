import { markup, type Markup } from './markup.js';

/** A command line to take away. */
export function commandLine(text: string): Markup {
  return markup`<pre class="command"><code>${text}</code></pre>`;
}
