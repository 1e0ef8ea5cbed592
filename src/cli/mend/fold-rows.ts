/** A change in words, its reason, and the line of the file that asked for it. */
export interface FoldedRow {
  readonly words: string;
  readonly why: string;
  readonly place: string;
}

/** Fewer like blocks are read faster one by one. */
const FEWEST = 4;
/** Rows of one block: what is done for one VLAN. */
const LONGEST = 24;

/**
 * Blocks of rows that differ in numbers alone, one behind the other, become one block in which what differs is a range:
 * `new interface eth1.100-139: VLANs 100-139 on eth1 (40)`.
 */
export function foldRows(rows: readonly FoldedRow[]): readonly FoldedRow[] {
  const shapes = rows.map(shapeOf);
  const folded: FoldedRow[] = [];
  for (let at = 0; at < rows.length; ) {
    const { length, times } = blocksAt(shapes, at);
    if (times < FEWEST) folded.push(rows[at++]!);
    else {
      for (let row = 0; row < length; row++) {
        const same = Array.from({ length: times }, (_, nth) => rows[at + nth * length + row]!);
        folded.push(merged(same));
      }
      at += length * times;
    }
  }
  return folded;
}

function shapeOf({ words, why }: FoldedRow): string {
  return `${words}\n${why}`.replaceAll(/\d+/g, '#');
}

/** The shortest block that comes again most often from here. */
function blocksAt(
  shapes: readonly string[],
  at: number,
): { readonly length: number; readonly times: number } {
  let best = { length: 1, times: 1 };
  for (let length = 1; length <= LONGEST && at + length * FEWEST <= shapes.length; length++) {
    let last = at + length;
    while (last < shapes.length && shapes[last] === shapes[last - length]) last++;
    const times = Math.floor((last - at) / length);
    if (times >= FEWEST && times * length > best.times * best.length) best = { length, times };
  }
  return best;
}

function merged(same: readonly FoldedRow[]): FoldedRow {
  const whys = same.map(({ why }) => why);
  const places = [...new Set(same.map(({ place }) => place))];
  const words = mergedWords(same.map((one) => one.words)).replace(/\((\d+)\)$/, '($1 each)');
  return {
    words: `${words} (${same.length})`,
    why: mergedWords(whys),
    place: places.length === 1 ? places[0]! : `${places[0]} …`,
  };
}

function mergedWords(texts: readonly string[]): string {
  const split = texts.map((text) => text.split(' '));
  const words = split[0]!.map((_, at) => mergedToken(split.map((one) => one[at]!)));
  return words.join(' ').replaceAll(/\bVLAN (?=\d+-\d)/g, 'VLANs ');
}

function mergedToken(tokens: readonly string[]): string {
  const [first] = tokens;
  const last = tokens.at(-1)!;
  if (tokens.every((token) => token === first)) return first!;
  const [, head = '', from = '', tail = ''] = /^(.*?)(\d+)(\D*)$/.exec(first!) ?? [];
  const follows = tokens.every((token, at) => token === `${head}${Number(from) + at}${tail}`);
  return follows
    ? `${head}${from}-${Number(from) + tokens.length - 1}${tail}`
    : `${first!.replace(/[:,.]$/, '')} … ${last}`;
}
