import { markup } from './markup.js';

/**
 * What a page can do beyond what it is without a script: unfold and fold everything, and show in print what is folded. It puts its buttons where
 * `data-tools` stands, so that none is there that does nothing.
 */
export const script = markup`
(function () {
  'use strict';
  var all = function (open) {
    return function () {
      document.querySelectorAll('details').forEach(function (each) { each.open = open; });
    };
  };
  var button = function (text, act) {
    var made = document.createElement('button');
    made.type = 'button';
    made.textContent = text;
    made.addEventListener('click', act);
    return made;
  };
  document.querySelectorAll('[data-tools]').forEach(function (place) {
    place.append(button('unfold all', all(true)), button('fold all', all(false)));
    place.hidden = false;
  });
})();
`;
