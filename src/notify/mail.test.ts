import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { mailOf, openMailServer, sendBySendmail } from './mail.ts';
import type { Message, Sending } from '../ports/telling.ts';

const TARGET = {
  from: 'arpist@edge-1.example',
  to: ['ops@example.org', 'on-call@example.org'],
  site: 'edge 1',
};
const MESSAGE: Message = {
  id: 'e-7-open',
  episode: 7,
  state: 'open',
  kind: 'conflict',
  severity: 'critical',
  at: 0,
  title: 'conflict 10.20.0.50\non eth0',
  text: 'Two hosts use it: küche and\n.\na line with a dot alone.',
  link: 'https://arpist.example/episodes/7',
  record: {},
};

test('one episode is one thread, nobody answers it by itself, and no name makes a header', () => {
  const mail = mailOf({ ...MESSAGE, title: 'x\r\nBcc: all@example.org' }, TARGET);
  assert.equal(mail.subject, '[arpist] critical: x Bcc: all@example.org');
  assert.equal(mail.references, '<episode-7@edge-1.arpist>');
  assert.equal(mail.messageId, '<e-7-open@edge-1.arpist>');
  assert.equal(mail.headers['Auto-Submitted'], 'auto-generated');
  assert.equal(mail.headers['List-Id'], 'arpist <edge-1.arpist>');
  const digest = mailOf({ ...MESSAGE, episode: null, severity: 'info', link: null }, TARGET);
  assert.deepEqual([digest.references, digest.headers['In-Reply-To']], [undefined, undefined]);
  assert.equal(digest.subject, '[arpist] conflict 10.20.0.50 on eth0');
});

/** Says what it is told to after RCPT, and keeps the letters. */
async function mailedTo(recipientAnswer: string): Promise<{ outcome: Sending; letters: readonly string[] }> {
  const letters: string[] = [];
  const server = createServer((socket) => {
    let text = '';
    let inData = false;
    socket.write('220 test ESMTP\r\n');
    socket.on('error', () => undefined);
    socket.setEncoding('latin1').on('data', (part: string) => {
      text += part;
      for (;;) {
        const end = text.indexOf(inData ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const line = text.slice(0, end);
        text = text.slice(end + (inData ? 5 : 2));
        if (inData) {
          inData = false;
          letters.push(line);
          socket.write('250 kept\r\n');
        } else if (/^EHLO/i.test(line)) socket.write('250 test\r\n');
        else if (/^RCPT/i.test(line)) socket.write(`${recipientAnswer}\r\n`);
        else if (/^DATA/i.test(line)) {
          inData = true;
          socket.write('354 go on\r\n');
        } else socket.write('250 ok\r\n');
      }
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const mailServer = openMailServer({ host: '127.0.0.1', port, security: 'none' });
  try {
    return { outcome: await mailServer.send(mailOf(MESSAGE, TARGET)), letters };
  } finally {
    mailServer.close();
    server.close();
  }
}

test('a letter arrives whole, with its thread and its lines', async () => {
  const { outcome, letters } = await mailedTo('250 ok');
  assert.deepEqual(outcome, { sent: true });
  const [letter] = letters;
  assert.match(letter!, /^Message-ID: <e-7-open@edge-1\.arpist>/m);
  assert.match(letter!, /^References: <episode-7@edge-1\.arpist>/m);
  assert.match(letter!, /^To: ops@example\.org, on-call@example\.org/m);
  assert.match(letter!, /k=C3=BCche/);
});

test('refused for now is tried again, refused for ever is not', async () => {
  const later = (await mailedTo('451 greylisted')).outcome;
  assert.ok(!later.sent && later.again && /greylisted/.test(later.why), JSON.stringify(later));
  const never = (await mailedTo('550 no such user')).outcome;
  assert.ok(!never.sent && !never.again && /no such user/.test(never.why), JSON.stringify(never));
});

test('a server that is not there is tried again', async () => {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  const gone = openMailServer({ host: '127.0.0.1', port, security: 'none' });
  const outcome = await gone.send(mailOf(MESSAGE, TARGET));
  assert.ok(!outcome.sent && outcome.again, JSON.stringify(outcome));
});

test('by sendmail: -oi -t, the letter by stdin', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    const sendmail = join(folder, 'sendmail');
    writeFileSync(sendmail, `#!/bin/sh\n{ echo "$@"; cat; } > ${folder}/letter\n`);
    chmodSync(sendmail, 0o755);
    assert.deepEqual(await sendBySendmail(sendmail, mailOf(MESSAGE, TARGET)), { sent: true });
    const letter = readFileSync(join(folder, 'letter'), 'utf8');
    assert.match(letter, /^-oi -t\n/);
    assert.match(letter, /^Subject: \[arpist\] critical: conflict 10\.20\.0\.50 on eth0/m);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
