/** The candidate nearest to what was typed, if it is near enough to be meant. */
export function closest(typed: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let fewest = Math.max(1, Math.floor(typed.replace(/^-+/, '').length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate.length > typed.length && typed.length > 3 && candidate.startsWith(typed)) return candidate;
    if (candidate.length < 3) continue;
    const edits = editsBetween(typed, candidate);
    if (edits < fewest) {
      fewest = edits;
      best = candidate;
    }
  }
  return best;
}

/** Letters to insert, delete, replace, or swap with their neighbour (optimal string alignment). */
function editsBetween(a: string, b: string): number {
  let older: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let k = 1; k <= b.length; k++) {
      const same = a[i - 1] === b[k - 1];
      row[k] = Math.min(above[k]! + 1, row[k - 1]! + 1, above[k - 1]! + (same ? 0 : 1));
      if (i > 1 && k > 1 && a[i - 1] === b[k - 2] && a[i - 2] === b[k - 1])
        row[k] = Math.min(row[k]!, older[k - 2]! + 1);
    }
    [older, above] = [above, row];
  }
  return above[b.length]!;
}
