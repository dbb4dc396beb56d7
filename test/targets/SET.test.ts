import { expect, test } from 'vitest';
import SET from '../../src/targets/SET.js';
import { accepts, effectsOf } from './support.js';

test.each([
  [
    '--add-set seen src,dst',
    [{ kind: 'set-entry', change: 'add', set: 'seen', sides: ['src', 'dst'], exist: false }],
  ],
  [
    '--add-set seen src --exist --timeout 60',
    [{ kind: 'set-entry', change: 'add', set: 'seen', sides: ['src'], exist: true, timeout: 60 }],
  ],
  [
    '--del-set old dst --add-set new src',
    [
      { kind: 'set-entry', change: 'add', set: 'new', sides: ['src'], exist: false },
      { kind: 'set-entry', change: 'delete', set: 'old', sides: ['dst'], exist: false },
    ],
  ],
  [
    '--map-set marks src --map-mark --map-queue',
    [{ kind: 'set-map', set: 'marks', sides: ['src'], mark: true, priority: false, queue: true }],
  ],
])('SET %s', (options, effects) => {
  expect(effectsOf(SET, options)).toEqual(effects);
});

test.each([
  ['', 'refused'],
  ['--add-set seen', 'refused'],
  ['--add-set seen left', 'refused'],
  ['--add-set seen src,src,src,src,src,src,src', 'refused'],
  [`--add-set ${'n'.repeat(32)} src`, 'refused'],
  ['--add-set a src --add-set b src', 'refused'],
  ['--del-set seen src --exist', 'refused'],
  ['--del-set seen src --timeout 1', 'refused'],
  ['--map-set marks src', 'refused'],
  ['--add-set seen src --map-mark', 'refused'],
  ['--add-set seen src --timeout 4294967295', 'refused'],
])('SET %s: %s', (options, answer) => {
  expect(accepts(SET, options)).toBe(answer);
});
