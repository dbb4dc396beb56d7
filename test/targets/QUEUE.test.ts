import { expect, test } from 'vitest';
import QUEUE from '../../src/targets/QUEUE.js';
import { outcomeOf, sketch } from './support.js';

test('QUEUE asks who listens', () => {
  expect(sketch(outcomeOf(QUEUE, ''))).toBe('listener:queue 0 ? QUEUE : DROP');
});
