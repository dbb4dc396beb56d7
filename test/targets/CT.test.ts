import { expect, test } from 'vitest';
import CT from '../../src/targets/CT.js';
import { accepts, effectsOf } from './support.js';

test.each([
  ['--notrack', { kind: 'notrack' }],
  ['', { kind: 'ct-template' }],
  ['--zone 7', { kind: 'ct-template', zone: 7 }],
  ['--zone-orig 0x7', { kind: 'ct-template', zone: 7, zoneDirection: 'ORIGINAL' }],
  ['--zone-reply mark', { kind: 'ct-template', zoneFromMark: true, zoneDirection: 'REPLY' }],
  ['--helper ftp --ctevents new,destroy', { kind: 'ct-template', helper: 'ftp' }],
])('CT %s', (options, effect) => {
  expect(effectsOf(CT, options)).toEqual([effect]);
});

test.each([
  ['--zone 65536', 'refused'],
  ['--zone x', 'refused'],
  ['--ctevents new,wrong', 'refused'],
  ['--expevents new', 'OK'],
  ['--timeout slow', 'OK'],
])('CT %s: %s', (options, answer) => {
  expect(accepts(CT, options)).toBe(answer);
});
