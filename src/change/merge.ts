/**
 * What a list has to be so that our part of the change from `before` to `after` is undone and nothing else: whatever
 * somebody else added or took away since stays so.
 */
export function mergeLists(
  before: readonly string[],
  after: readonly string[],
  now: readonly string[],
): readonly string[] {
  if (isSame(before, after)) return now;
  if (isSame(after, now)) return before;
  const was = new Set(before);
  const made = new Set(after);
  const there = new Set(now);
  return [
    ...before.filter((key) => there.has(key) || !made.has(key)),
    ...now.filter((key) => !was.has(key) && !made.has(key)),
  ];
}

export function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, at) => key === b[at]);
}

/** The same for one value: what somebody else set since stays. */
export function mergeValue<T>(before: T, after: T, now: T): T {
  return now === after ? before : now;
}
