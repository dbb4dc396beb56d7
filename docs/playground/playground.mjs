// What the page does: takes a story or what was pasted, asks the library, shows its page. The build puts the stories in.
/* global document, performance, setTimeout, Option, STORIES */
import { formatLint, formatTrace, InputError } from '../../src/library/library.ts';
import { moreOptions } from './moreOptions.mjs';

const field = (id) => document.getElementById(id);
const packetFields = ['src', 'dst', 'proto', 'dport', 'iif'];
const nodeFields = ['ipset', 'addrs', 'routes', 'rules', 'ipvs'];

for (const { title } of STORIES) {
  const option = document.createElement('option');
  option.textContent = title;
  field('story').append(option);
}
field('story').prepend(new Option('— choose —', '', true, true));
field('story').addEventListener('change', ({ target }) => {
  const story = STORIES[target.selectedIndex - 1];
  if (story !== undefined) tell(story);
});

for (const input of document.querySelectorAll('input[type=file]')) {
  input.addEventListener('change', async () => {
    const [file] = input.files;
    if (file !== undefined) field(input.dataset.for).value = await file.text();
  });
}

field('question').addEventListener('submit', (event) => {
  event.preventDefault();
  void answer(event.submitter?.value === 'lint' ? 'lint' : 'trace');
});

/** Fills the fields with a story. */
function tell({ dump, packet, more, node }) {
  field('dump').value = dump;
  for (const name of packetFields) field(name).value = packet[name] ?? '';
  field('more').value = more;
  for (const name of [...nodeFields, 'names']) field(name).value = node[name] ?? '';
  field('node').open = false;
}

async function answer(what) {
  show('status', 'Asking …');
  const started = performance.now();
  // The words above are drawn before the work begins.
  await new Promise((drawn) => setTimeout(drawn, 30));
  try {
    const page = what === 'lint' ? await lintPage() : await tracePage();
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    // The answer's own script only makes it handier, and a frame without rights refuses it aloud.
    field('answer').srcdoc = page.replace(/<script>[^]*?<\/script>/, '');
    field('answer').hidden = false;
    field('fault').hidden = true;
    show('status', `Answered in ${seconds} s.`);
  } catch (error) {
    field('answer').hidden = true;
    field('fault').hidden = false;
    show('fault', error.message);
    show(
      'status',
      error instanceof InputError
        ? 'That cannot be answered:'
        : 'That cannot be answered, and it is a fault of calitrace: please report it with the dump.',
    );
  }
}

function lintPage() {
  return formatLint(field('dump').value, { format: 'html', ...names() });
}

function tracePage() {
  const packet = Object.fromEntries(
    packetFields.map((name) => [name, field(name).value.trim()]).filter(([, value]) => value !== ''),
  );
  const node = Object.fromEntries(
    nodeFields.map((name) => [name, field(name).value]).filter(([, value]) => value.trim() !== ''),
  );
  const more = moreOptions(field('more').value);
  return formatTrace(
    field('dump').value,
    { ...packet, ...more.packet },
    { format: 'html', ...node, ...names(), ...more.given },
  );
}

function names() {
  const text = field('names').value;
  return text.trim() === '' ? {} : { names: [text] };
}

/** Texts of a dump are never markup. */
function show(id, text) {
  field(id).textContent = text;
}
