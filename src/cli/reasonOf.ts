const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EISDIR', 'it is a directory'],
  ['ENOTDIR', 'part of the path is no directory'],
  ['EROFS', 'the file system can only be read'],
  ['ENOSPC', 'no space is left'],
  ['EDQUOT', 'no space is left for this user'],
  ['ERR_FS_FILE_TOO_LARGE', 'it is too large'],
  ['ERR_STRING_TOO_LONG', 'it is too large'],
]);

/** Why a file cannot be read or written, in words where its code has some. */
export function reasonOf(error: unknown, doing: 'read' | 'write'): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  if (code === 'EACCES' || code === 'EPERM') return `this user may not ${doing} it`;
  if (code === 'ENOENT' && doing === 'write') return 'there is no such folder';
  return reasons.get(code) ?? code;
}
