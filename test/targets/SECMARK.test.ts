import { expect, test } from 'vitest';
import SECMARK from '../../src/targets/SECMARK.js';
import { accepts, noteOf } from './support.js';

test('SECMARK', () => {
  expect(noteOf(SECMARK, '--selctx system_u:object_r:http_packet_t:s0')).toBe(
    'its security mark becomes system_u:object_r:http_packet_t:s0',
  );
  expect(accepts(SECMARK, '')).toBe('refused');
});
