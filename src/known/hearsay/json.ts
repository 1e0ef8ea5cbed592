/** An object of a list in JSON, with its line. */
export interface JsonEntry {
  readonly value: Readonly<Record<string, unknown>>;
  readonly line: number;
}

export interface JsonList {
  readonly entries: readonly JsonEntry[];
  /** Elements that are no objects. */
  readonly odd: readonly number[];
}

/**
 * The objects of a list: the whole text is one, or an object that has it under one of the keys, or a line each (JSON Lines).
 * undefined: it is none of them. Never throws.
 */
export function jsonList(text: string, keys: readonly string[] = []): JsonList | undefined {
  const source = text.replace(/^\uFEFF/, '');
  const whole = parsed(source);
  if (whole === undefined) return jsonLines(source);
  if (Array.isArray(whole)) return listOf(whole, linesAtDepth(source, 1));
  if (!isObject(whole)) return undefined;
  const key = keys.find((name) => Array.isArray(whole[name]));
  if (key !== undefined) return listOf(whole[key] as readonly unknown[], linesAtDepth(source, 2));
  return keys.length > 0 ? undefined : listOf([whole], [1]);
}

function jsonLines(text: string): JsonList | undefined {
  const entries: JsonEntry[] = [];
  const odd: number[] = [];
  for (const [at, raw] of text.split('\n').entries()) {
    if (raw.trim() === '') continue;
    const value = parsed(raw);
    if (isObject(value)) entries.push({ value, line: at + 1 });
    else odd.push(at + 1);
  }
  return entries.length === 0 ? undefined : { entries, odd };
}

function listOf(values: readonly unknown[], lines: readonly number[]): JsonList {
  // With objects beside the list on its depth its lines are not known: then they are counted by entry.
  const objects = values.filter(isObject).length;
  const places = lines.length === objects ? lines : null;
  const entries: JsonEntry[] = [];
  const odd: number[] = [];
  for (const [at, value] of values.entries()) {
    if (isObject(value)) entries.push({ value, line: places?.[entries.length] ?? at + 1 });
    else odd.push(at + 1);
  }
  return { entries, odd };
}

/** The lines of the objects that begin at that depth of brackets. */
function linesAtDepth(text: string, depth: number): readonly number[] {
  const lines: number[] = [];
  let [deep, line] = [0, 1];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[\n{}[\]]/g)) {
    if (token === '\n') line++;
    else if (token === '{' || token === '[') {
      if (token === '{' && deep === depth) lines.push(line);
      deep++;
    } else if (token === '}' || token === ']') deep--;
  }
  return lines;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text or a number as a text; '' for everything else. */
export function wordOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
}
