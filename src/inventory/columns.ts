type Column = Uint32Array | Float64Array;

/** The column with room for so many rows: itself, or one twice as large with the same beginning. */
export function grown<C extends Column>(column: C, rows: number): C {
  if (rows <= column.length) return column;
  const larger = new (column.constructor as new (length: number) => C)(column.length * 2);
  larger.set(column);
  return larger;
}
