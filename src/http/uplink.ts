import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { rootCertificates } from 'node:tls';
import { SystemFault, UsageFault } from '../base/fault.ts';
import type { SpoolBatch } from '../ports/spool.ts';
import type { UplinkAnswer, Uplink } from '../ports/uplink.ts';
import { encodeFrames, isSensorName } from './frames.ts';

export interface UplinkPlace {
  readonly to: string;
  /** Files. */
  readonly key: string;
  readonly ca: string | null;
  readonly now: () => number;
}

const PATIENCE = 30_000;
const LARGEST_ANSWER = 65_536;

/** Over HTTP(S); the key is read again at each connection's failure. Throws UsageFault for a key that is none, SystemFault. */
export function openUplink({ to, key, ca, now }: UplinkPlace): Uplink {
  const { sensor, secret } = keyIn(key);
  const trusted = ca === null ? {} : { ca: [...rootCertificates, fileText(ca)] };
  const way = to.startsWith('https:') ? https : http;
  const agent = new way.Agent({ keepAlive: true, maxSockets: 1 });
  return {
    to,
    sensor,
    async send(batches: readonly SpoolBatch[]): Promise<UplinkAnswer> {
      const body = encodeFrames(batches, { sensor, sent: now() });
      try {
        const { status, text } = await asked(way, `${to}/v1/batches`, { agent, secret, body, trusted });
        return answerOf(status, text);
      } catch (cause) {
        const { code, message } = cause as NodeJS.ErrnoException;
        return { ok: false, kind: 'away', why: `${to} does not answer (${code ?? message})` };
      }
    },
    async close() {
      agent.destroy();
    },
  };
}

interface Asking {
  readonly agent: http.Agent | https.Agent;
  readonly secret: string;
  readonly body: Uint8Array;
  readonly trusted: { readonly ca?: string[] };
}

function asked(
  way: typeof http | typeof https,
  url: string,
  { agent, secret, body, trusted }: Asking,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      agent,
      ...trusted,
      headers: {
        authorization: `Bearer ${secret}`,
        'content-type': 'application/vnd.arpist.batches',
        'content-length': body.length,
      },
    };
    const request = way.request(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
        if (text.length > LARGEST_ANSWER) request.destroy(new Error('it answers too much'));
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    // From its first byte to the last of the answer, however slowly they come.
    const late = setTimeout(() => request.destroy(new Error('no answer in 30 s')), PATIENCE);
    request.on('close', () => clearTimeout(late));
    request.on('error', reject);
    request.end(body);
  });
}

function answerOf(status: number, text: string): UplinkAnswer {
  let said: Readonly<Record<string, unknown>> = {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) said = value as typeof said;
  } catch {
    // Not a centre, or one that fell over: its status tells.
  }
  const { run, mark, gap, now } = said;
  if (status === 200 && typeof run === 'string' && Number.isSafeInteger(mark) && typeof now === 'number')
    return { ok: true, mark: { run, mark: mark as number, gap: gap === true, now } };
  const detail = typeof said['detail'] === 'string' ? said['detail'].slice(0, 300) : '';
  const why = detail === '' ? `the centre answers with HTTP ${status}` : `the centre says: ${detail}`;
  return { ok: false, kind: [400, 413, 415, 422].includes(status) ? 'refused' : 'away', why };
}

/** `berlin/core-1 arpk_…`, one line. */
function keyIn(file: string): { readonly sensor: string; readonly secret: string } {
  const [sensor = '', secret = '', ...others] = fileText(file).trim().split(/\s+/);
  if (isSensorName(sensor) && /^arpk_[a-z2-7]{32}$/.test(secret) && others.length === 0)
    return { sensor, secret };
  throw new UsageFault(
    file,
    `${file} holds no key of a sensor`,
    'arpist centre enrol SITE/SENSOR prints one: put that line there',
  );
}

function fileText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    throw new SystemFault(code === 'EACCES' ? 'rights' : 'file', `${file} cannot be read (${code})`, {
      operation: 'open the uplink',
      code,
      facts: { file },
      remedy: 'see [uplink] in the configuration',
    });
  }
}
