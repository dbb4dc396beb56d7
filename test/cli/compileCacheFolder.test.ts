import { describe, expect, it } from 'vitest';
import { compileCacheFolder } from '../../src/cli/compileCacheFolder.js';

describe('where compiled code is kept', () => {
  it.each([
    [{ HOME: '/root' }, '/root/.cache/calitrace'],
    [{ HOME: '/home/a', XDG_CACHE_HOME: '/home/a/caches' }, '/home/a/caches/calitrace'],
    [{ HOME: '/home/a', XDG_CACHE_HOME: 'relative' }, '/home/a/.cache/calitrace'],
    [{ HOME: '/' }, undefined],
    [{ HOME: 'relative' }, undefined],
    [{}, undefined],
  ])('%j', (environment, folder) => {
    expect(compileCacheFolder(environment)).toBe(folder);
  });
});
