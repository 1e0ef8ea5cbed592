import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { GroupCommit } from '../../src/centre/group-commit.ts';
import { intake } from '../../src/http/centre/intake.ts';
import { type CentreDoor, listenFor } from '../../src/http/centre/listen.ts';
import { openUplink } from '../../src/http/uplink.ts';
import { PaperSink } from '../../src/sim/sink.ts';
import { PaperCentre } from '../../src/sim/uplink.ts';
import { needs } from '../programs.ts';
import { uplinkContract, type UplinkStage } from './uplink.ts';

uplinkContract({
  name: 'paper',
  async open() {
    const centre = new PaperCentre();
    return {
      uplink: centre.uplink('berlin/core-1'),
      async away(is) {
        centre.away = is ? 'gone' : null;
      },
      close: async () => undefined,
    };
  },
});

/** The centre's own intake, over a sink of paper. */
function overHttp(name: string, secure: boolean): UplinkStage {
  return {
    name,
    async open() {
      const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
      const file = (part: string): string => join(folder, part);
      const secret = `arpk_${'a'.repeat(32)}`;
      writeFileSync(file('key'), `berlin/core-1 ${secret}\n`);
      if (secure)
        execFileSync(
          'openssl',
          [
            'req',
            '-x509',
            '-newkey',
            'ec',
            '-pkeyopt',
            'ec_paramgen_curve:prime256v1',
            '-nodes',
            '-days',
            '2',
            '-subj',
            '/CN=localhost',
            '-addext',
            'subjectAltName=DNS:localhost',
            '-keyout',
            file('tls.key'),
            '-out',
            file('tls.pem'),
          ],
          { stdio: 'ignore' },
        );
      const group = new GroupCommit(new PaperSink(), Date.now);
      const answer = intake({
        keys: { sensorOf: async (asked) => (asked === secret ? 'berlin/core-1' : null) },
        take: (batches) => group.add(batches),
        now: Date.now,
      });
      let place = secure ? 'localhost:0' : '127.0.0.1:0';
      const tls = secure ? { certificate: file('tls.pem'), key: file('tls.key') } : null;
      const listen = (): Promise<CentreDoor> => listenFor(answer, { place, tls, flag: '--listen' });
      let open: CentreDoor | null = await listen();
      const to = open.url;
      place = new URL(to).host;
      const uplink = openUplink({ to, key: file('key'), ca: secure ? file('tls.pem') : null, now: Date.now });
      return {
        uplink,
        async away(is) {
          if (is) await open?.close();
          open = is ? null : await listen();
        },
        async close() {
          await uplink.close();
          await open?.close();
          rmSync(folder, { recursive: true });
        },
      };
    },
  };
}

uplinkContract(overHttp('HTTP', false));
const noCertificate = needs('openssl');
if (noCertificate === false) uplinkContract(overHttp('HTTPS', true));
else test('HTTPS', { skip: noCertificate });
