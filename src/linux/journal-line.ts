import { crc32 } from 'node:zlib';

/** A line of the journal as it was written. */
export type JournalLine = {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly at?: unknown;
} & Readonly<Record<string, unknown>>;

/** `,"sum":"0a1b2c3d"}`: CRC-32 over all bytes of the line before it. */
const SUM = /^,"sum":"([0-9a-f]{8})"\}$/;
const SUM_BYTES = 18;

/** With its number, which counts up from line to line, and its sum, without the newline. */
export function spelledLine(record: object, n: number): string {
  const body = JSON.stringify({ v: 2, ...record, n }).slice(0, -1);
  return `${body},"sum":"${sumOf(Buffer.from(body))}"}`;
}

export interface ReadLine {
  readonly line: JournalLine;
  /** null: it is of the first form, which had neither number nor sum. */
  readonly n: number | null;
  readonly sum: string;
}

/** null: it is not as it was written. */
export function readLine(bytes: Uint8Array): ReadLine | null {
  const body = bytes.subarray(0, Math.max(0, bytes.length - SUM_BYTES));
  const [, sum] = SUM.exec(Buffer.from(bytes.subarray(body.length)).toString('latin1')) ?? [];
  if (sum !== undefined && sum !== sumOf(body)) return null;
  const line = parsed(bytes);
  if (line === null) return null;
  if (line['v'] === 1 && sum === undefined) return { line, n: null, sum: '' };
  const { n } = line;
  return line['v'] === 2 && sum !== undefined && typeof n === 'number' ? { line, n, sum } : null;
}

function parsed(bytes: Uint8Array): JournalLine | null {
  try {
    const read: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return isRecord(read) ? (read as JournalLine) : null;
  } catch {
    return null;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sumOf(bytes: Uint8Array): string {
  return crc32(bytes).toString(16).padStart(8, '0');
}
