import * as zlib from 'node:zlib';
import { type Dispatch, MOST_DISPATCHES, readDispatch } from '../inventory/dispatch.ts';
import { failed, ok, type Result } from '../base/result.ts';
import type { SpoolBatch } from '../ports/spool.ts';

/** Of what is told of a batch before its body. */
export const FRAME_VERSION = 1;
/** One request holds so much, all in all. */
export const LARGEST_REQUEST = 4 * 2 ** 20;
const LONGEST_HEAD = 2048;
const LARGEST_BODY = 2 ** 20;
/** Of one body when it is unpacked: more is no batch of 500. */
const LARGEST_TEXT = 8 * 2 ** 20;

/** A batch as it came, its body packed still. */
export interface Frame extends SpoolBatch {
  /** `site/sensor`, as whoever sent it calls itself. */
  readonly sensor: string;
  /** By the sensor's clock. */
  readonly sent: number;
}

/** For each batch a line of JSON and its body behind it. */
export function encodeFrames(
  batches: readonly SpoolBatch[],
  { sensor, sent }: { readonly sensor: string; readonly sent: number },
): Uint8Array {
  const parts = batches.flatMap(({ body, ...head }) => {
    const line = JSON.stringify({ v: FRAME_VERSION, sensor, ...head, len: body.length, sent });
    return [Buffer.from(`${line}\n`), body];
  });
  return Buffer.concat(parts);
}

/** Or the sentence why it is none. */
export function decodeFrames(bytes: Uint8Array): Result<readonly Frame[], string> {
  const frames: Frame[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    if (end < 0 || end - at > LONGEST_HEAD)
      return failed('a batch begins with one line that says what it is');
    const head = headOf(Buffer.from(bytes.subarray(at, end)).toString());
    if (!head.ok) return head;
    const { len, ...frame } = head.value;
    const body = bytes.subarray(end + 1, end + 1 + len);
    if (body.length < len) return failed('a batch ends in the middle');
    frames.push({ ...frame, body });
    at = end + 1 + len;
  }
  return frames.length === 0 ? failed('there is no batch in it') : ok(frames);
}

function headOf(line: string): Result<Omit<Frame, 'body'> & { readonly len: number }, string> {
  let head: Readonly<Record<string, unknown>>;
  try {
    head = JSON.parse(line) as typeof head;
  } catch {
    return failed('a batch begins with a line of JSON');
  }
  if (typeof head !== 'object' || head === null || Array.isArray(head))
    return failed('a batch begins with a line of JSON');
  const { v, sensor, run, store, from, to, was, dropped, form, len, sent } = head;
  if (!isWhole(v)) return failed('a batch says no version');
  if (v > FRAME_VERSION)
    return failed(
      `a batch of version ${v}: this centre reads up to ${FRAME_VERSION}, and has to be upgraded first`,
    );
  if (typeof sensor !== 'string' || !isSensorName(sensor)) return failed('a batch names no sensor');
  if (!isName(run) || !isName(store)) return failed('a batch names no run');
  if (!isWhole(from) || !isWhole(to) || from < 1 || to < from - 1)
    return failed('the numbers of a batch are none');
  if (form !== 'zstd' && form !== 'deflate') return failed('a batch is packed in an unknown way');
  if (!isWhole(len) || len > LARGEST_BODY) return failed('a batch is too large');
  const earlier = was as { readonly run?: unknown; readonly from?: unknown } | null | undefined;
  const before =
    earlier && isName(earlier.run) && isWhole(earlier.from) ? { run: earlier.run, from: earlier.from } : null;
  return ok({
    sensor,
    run,
    store,
    from,
    to,
    was: before,
    dropped: typeof dropped === 'string' ? dropped.replaceAll('\0', '').slice(0, 64) : null,
    form,
    len,
    sent: typeof sent === 'number' && Number.isFinite(sent) ? sent : 0,
  });
}

/** What is in a batch: exactly as many as its numbers say, or why not. */
export function unpackFrame({ form, body, from, to, dropped }: Frame): Result<readonly Dispatch[], string> {
  const many = to - from + 1;
  if (dropped !== null || many === 0) return ok([]);
  if (many > MOST_DISPATCHES) return failed(`a batch of ${many}: ${MOST_DISPATCHES} are the most`);
  let list: unknown;
  try {
    const options = { maxOutputLength: LARGEST_TEXT };
    const text =
      form === 'zstd' ? zlib.zstdDecompressSync(body, options) : zlib.inflateRawSync(body, options);
    list = JSON.parse(text.toString());
  } catch (cause) {
    const tooMuch = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return failed(tooMuch ? 'a batch unpacks to more than any batch holds' : 'a batch cannot be unpacked');
  }
  if (!Array.isArray(list)) return failed('a batch is no list');
  if (list.length !== many)
    return failed(`a batch says that it holds ${many} and holds ${list.length}: there is a hole in it`);
  const dispatches: Dispatch[] = [];
  for (const one of list) {
    const read = readDispatch(one);
    if (!read.ok) return read;
    dispatches.push(read.value);
  }
  return ok(dispatches);
}

/** `berlin/core-1` */
export function isSensorName(text: string): boolean {
  return /^[a-z0-9-]{1,40}\/[a-z0-9-]{1,40}$/.test(text);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9-]{1,64}$/.test(value);
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
