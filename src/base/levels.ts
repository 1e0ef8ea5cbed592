/**
 * An absolute path or a relative one, level by level from the outermost on: what is made one level at a time ends also
 * where no folder can be made, and Node's own recursion does not: below /proc the parent is there and the child is not,
 * for ever.
 */
export function levelsOf(path: string): readonly string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const root = path.startsWith('/') ? '/' : '';
  return parts.map((_, at) => root + parts.slice(0, at + 1).join('/'));
}
