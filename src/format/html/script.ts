import { markup } from './markup.js';

/**
 * What a page can do beyond what it is without a script: unfold and fold everything or what a link leads to, and show only findings with some words or of one lint rule. It makes its
 * buttons itself, so that without it none is there that does nothing. No `<` and no `&`, which XML would not let stand here.
 */
export const script = markup`
(function () {
  'use strict';
  function all(query) { return Array.from(document.querySelectorAll(query)); }
  function make(name, text) {
    var made = document.createElement(name);
    made.textContent = text;
    return made;
  }
  function button(text, open) {
    var made = make('button', text);
    made.type = 'button';
    made.addEventListener('click', function () {
      all('details').forEach(function (each) { each.open = open; });
    });
    return made;
  }
  function reveal() {
    var target = document.getElementById(location.hash.slice(1));
    for (var each = target; each; each = each.parentElement) {
      if (each.localName === 'details') each.open = true;
    }
    if (target) target.scrollIntoView();
  }
  addEventListener('hashchange', reveal);
  if (location.hash) reveal();
  all('[data-tools]').forEach(function (place) {
    if (all('details').length === 0) return;
    place.append(button('unfold all', true), button('fold all', false));
    place.hidden = false;
  });
  all('[data-filter]').forEach(function (place) {
    var findings = all('.finding');
    var rules = Array.from(new Set(findings.map(function (one) { return one.dataset.rule; }))).sort();
    var choice = make('select', '');
    choice.append(make('option', 'all lint rules'));
    rules.forEach(function (name) { choice.append(make('option', name)); });
    choice.setAttribute('aria-label', 'lint rule');
    var words = make('input', '');
    words.type = 'search';
    words.placeholder = 'with these words';
    words.setAttribute('aria-label', 'show findings with these words');
    var shown = make('output', '');
    function show() {
      var asked = words.value.toLowerCase();
      var rule = choice.selectedIndex === 0 ? '' : choice.value;
      var count = 0;
      findings.forEach(function (one) {
        var other = rule !== '' ? one.dataset.rule !== rule : false;
        one.hidden = other ? true : !one.textContent.toLowerCase().includes(asked);
        if (!one.hidden) count += 1;
      });
      shown.textContent = rule + asked === '' ? '' : count + ' of ' + findings.length;
    }
    choice.addEventListener('change', show);
    words.addEventListener('input', show);
    place.append(choice, ' ', words, ' ', shown);
    place.hidden = false;
  });
})();
`;
