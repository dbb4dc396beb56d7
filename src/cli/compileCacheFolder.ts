/**
 * Where Node may keep what it compiled: in the user's own cache folder, since whoever can write there decides what runs. Undefined where
 * there is none.
 */
export function compileCacheFolder(
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const { XDG_CACHE_HOME: cache = '', HOME: home = '' } = environment;
  if (cache.startsWith('/')) return `${cache}/calitrace`;
  return home.startsWith('/') && home !== '/' ? `${home}/.cache/calitrace` : undefined;
}
