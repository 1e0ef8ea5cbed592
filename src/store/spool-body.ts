import * as zlib from 'node:zlib';
import type { Dispatch } from '../inventory/dispatch.ts';
import type { SpoolBatch } from '../ports/spool.ts';

/** zstd at its fastest packs best; Node has it since 22.15. */
const HAS_ZSTD = typeof zlib.zstdCompressSync === 'function';

export function packBody(dispatches: readonly Dispatch[]): Pick<SpoolBatch, 'form' | 'body'> {
  const text = Buffer.from(JSON.stringify(dispatches));
  if (!HAS_ZSTD) return { form: 'deflate', body: zlib.deflateRawSync(text, { level: 1 }) };
  const params = { [zlib.constants.ZSTD_c_compressionLevel]: 1 };
  return { form: 'zstd', body: zlib.zstdCompressSync(text, { params }) };
}
