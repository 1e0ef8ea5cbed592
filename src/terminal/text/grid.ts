export interface GridColumn {
  readonly title: string;
  readonly cells: readonly string[];
  readonly right?: boolean;
  /** Where there is no room for all, the lowest goes first; left out: it never goes. */
  readonly goes?: number;
  /** It is cut to this width before any column goes. */
  readonly least?: number;
}

/** Columns two spaces apart in at most `width`: first some are cut, then they go, one by one. The head is a line of its own. */
export function grid(
  columns: readonly GridColumn[],
  width: number,
): { readonly head: string; readonly lines: readonly string[] } {
  let kept = columns.map((column) => ({
    column,
    size: column.cells.reduce((most, cell) => Math.max(most, cell.length), column.title.length),
  }));
  const over = (): number =>
    kept.reduce((sum, { column, size }) => sum + Math.min(size, column.least ?? size) + 2, -2) - width;
  while (over() > 0) {
    const next = kept.toSorted((a, b) => (a.column.goes ?? Infinity) - (b.column.goes ?? Infinity))[0];
    if (next?.column.goes === undefined) break;
    kept = kept.filter((one) => one !== next);
  }
  // What room is left goes to the columns that were cut.
  let room = Math.max(0, -over());
  const sizes = kept.map(({ column, size }) => {
    const least = Math.min(size, column.least ?? size);
    const given = Math.min(size - least, room);
    room -= given;
    return least + given;
  });
  const lineOf = (texts: readonly string[]): string =>
    cut(
      texts
        .map((text, at) => pad(cut(text, sizes[at]!), sizes[at]!, kept[at]!.column.right === true))
        .join('  ')
        .trimEnd(),
      width,
    );
  const rows = columns[0]?.cells.length ?? 0;
  return {
    head: lineOf(kept.map(({ column }) => column.title)),
    lines: Array.from({ length: rows }, (_, row) => lineOf(kept.map(({ column }) => column.cells[row]!))),
  };
}

function pad(text: string, width: number, right: boolean): string {
  return right ? text.padStart(width) : text.padEnd(width);
}

/** At most `width` letters, never half of a pair. */
export function cut(text: string, width: number): string {
  if (text.length <= width) return text;
  return `${text.slice(0, width - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
