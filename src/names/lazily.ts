/** What `make` makes, made when somebody asks for the first time. */
export function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Values by key; what is told of a key twice in the same words stands once. */
export function inOrderOfFirst<T>(
  entries: readonly (readonly [key: string, value: T])[],
): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  const seen = new Set<string>();
  for (const [key, value] of entries) {
    const whole = JSON.stringify([key, value]);
    if (seen.has(whole)) continue;
    seen.add(whole);
    const values = found.get(key);
    if (values === undefined) found.set(key, [value]);
    else values.push(value);
  }
  return found;
}
