import { readFileSync, statSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { SystemFault, UsageFault } from '../../base/fault.ts';

export interface CentreListening {
  /** `address:port` */
  readonly place: string;
  /** Files; null: without TLS, on this machine alone. */
  readonly tls: { readonly certificate: string; readonly key: string } | null;
  readonly flag: string;
}

export interface CentreDoor {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** A certificate that was renewed is read again this soon. */
const LOOK_EVERY = 60_000;

/** Beyond loopback over TLS alone. Throws UsageFault, SystemFault. */
export async function listenFor(
  answer: http.RequestListener,
  { place, tls, flag }: CentreListening,
): Promise<CentreDoor> {
  const parts = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+):(\d{1,5})$/i.exec(place);
  if (!parts || Number(parts[2]) > 65_535)
    throw new UsageFault(flag, `${place} is no address with a port`, `write it as ${flag} 127.0.0.1:8470`);
  const host = parts[1]!.replace(/^\[(.*)\]$/, '$1');
  if (tls === null && !['127.0.0.1', 'localhost', '::1'].includes(host))
    throw new UsageFault(
      flag,
      `${place} is beyond this machine, and nothing leaves it without TLS`,
      'name --certificate and --key, or listen on 127.0.0.1',
    );
  const limits = { headersTimeout: 10_000, requestTimeout: 30_000, maxHeaderSize: 16_384 };
  const server =
    tls === null
      ? http.createServer(limits, answer)
      : https.createServer({ ...limits, ...filesOf(tls) }, answer);
  server.maxConnections = 4096;
  const looking = tls === null ? undefined : renewed(server as https.Server, tls);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new SystemFault('busy', `cannot listen on ${place} (${cause.code ?? cause.message})`, {
          operation: 'listen',
          code: cause.code ?? '',
          remedy: `name another address: ${flag}`,
        }),
      ),
    );
    server.listen(Number(parts[2]), host, resolve);
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  return {
    url: `${tls === null ? 'http' : 'https'}://${parts[1]}:${port}`,
    async close() {
      clearInterval(looking);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        // What is being answered has this long to end.
        setTimeout(() => server.closeAllConnections(), 5000).unref();
      });
    },
  };
}

function filesOf({ certificate, key }: { readonly certificate: string; readonly key: string }): {
  cert: Buffer;
  key: Buffer;
} {
  const read = (file: string): Buffer => {
    try {
      return readFileSync(file);
    } catch (cause) {
      const { code = '' } = cause as NodeJS.ErrnoException;
      throw new SystemFault(code === 'EACCES' ? 'rights' : 'file', `${file} cannot be read (${code})`, {
        operation: 'listen over TLS',
        code,
        remedy: 'name a certificate and its key in PEM form',
      });
    }
  };
  return { cert: read(certificate), key: read(key) };
}

function renewed(
  server: https.Server,
  files: { readonly certificate: string; readonly key: string },
): NodeJS.Timeout {
  const made = (): number => statSync(files.certificate, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  let known = made();
  return setInterval(() => {
    if (made() === known) return;
    known = made();
    try {
      server.setSecureContext(filesOf(files));
    } catch {
      // Half written, or not there for a moment: the old one goes on.
      known = 0;
    }
  }, LOOK_EVERY).unref();
}
