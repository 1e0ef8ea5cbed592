import { createGunzip } from 'node:zlib';
import { SystemFault } from '../../base/fault.ts';

const GZIP = [0x1f, 0x8b];
const OTHERS: readonly { readonly name: string; readonly tool: string; readonly magic: readonly number[] }[] =
  [
    { name: 'zstd', tool: 'zstd -dc', magic: [0x28, 0xb5, 0x2f, 0xfd] },
    { name: 'xz', tool: 'xz -dc', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
    { name: 'bzip2', tool: 'bzip2 -dc', magic: [0x42, 0x5a, 0x68] },
    { name: 'lz4', tool: 'lz4 -dc', magic: [0x04, 0x22, 0x4d, 0x18] },
  ];
const LONGEST_MAGIC = 6;

/** The bytes of a capture, unpacked when they are gzip. Throws SystemFault for other packings, and for a broken gzip. */
export async function* unpacked(source: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  try {
    const start: number[] = [];
    let rest: Uint8Array | undefined;
    while (start.length < LONGEST_MAGIC) {
      const next = await chunks.next();
      if (next.done === true) break;
      const missing = LONGEST_MAGIC - start.length;
      start.push(...next.value.subarray(0, missing));
      if (next.value.length > missing) rest = next.value.subarray(missing);
      // A capture that is being written comes as it comes: nothing waits for bytes that are not needed.
      if (start.length >= 2 && !mayBePacked(start)) break;
    }
    const packing = OTHERS.find(({ magic }) => begins(start, magic));
    if (packing) throw packedOtherwise(name, packing);
    const all = again(start, rest, chunks);
    if (begins(start, GZIP)) yield* gunzipped(all, name);
    else yield* all;
  } finally {
    void chunks.return?.().catch(() => {});
  }
}

function begins(start: readonly number[], magic: readonly number[]): boolean {
  return magic.every((byte, at) => start[at] === byte);
}

function mayBePacked(start: readonly number[]): boolean {
  return OTHERS.some(({ magic }) => start.every((byte, at) => at >= magic.length || magic[at] === byte));
}

async function* again(
  start: readonly number[],
  rest: Uint8Array | undefined,
  chunks: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (start.length > 0) yield Uint8Array.from(start);
  if (rest) yield rest;
  for (;;) {
    const next = await chunks.next();
    if (next.done === true) return;
    yield next.value;
  }
}

async function* gunzipped(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  let fault: { readonly cause: unknown } | undefined;
  const feed = async (): Promise<void> => {
    try {
      for await (const chunk of chunks) {
        // Each chunk is used up before the next one or the end: an early end would lose what the last one holds.
        await new Promise<void>((used) => void gunzip.write(chunk, () => used()));
        if (gunzip.destroyed) return;
      }
      gunzip.end();
    } catch (cause) {
      fault = { cause };
      gunzip.destroy(cause as Error);
    }
  };
  void feed();
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
  } catch (cause) {
    if (fault) throw fault.cause;
    const error = cause as NodeJS.ErrnoException;
    const cut = error.code === 'Z_BUF_ERROR';
    throw new SystemFault(
      'file',
      cut
        ? `${name} is cut: its gzip data end in the middle`
        : `${name} cannot be unpacked: ${error.message}`,
      {
        operation: 'unpack',
        code: error.code ?? '',
        facts: { file: name },
        remedy: 'everything before that was read; copy the file again',
      },
    );
  } finally {
    gunzip.destroy();
  }
}

function packedOtherwise(name: string, { name: packing, tool }: { name: string; tool: string }): SystemFault {
  return new SystemFault('not-a-capture', `${name} is packed with ${packing}`, {
    operation: 'read',
    facts: { file: name },
    remedy: `unpack it on the way: ${tool} ${name === 'stdin' ? '' : `${name} `}| arpist read -`,
  });
}
