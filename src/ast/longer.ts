/** The same numbers, with room for as many again. */
export function longer(full: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const more = new Int32Array(full.length * 2);
  more.set(full);
  return more;
}
