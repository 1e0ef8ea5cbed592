import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '../../ports/telling.ts';
import * as chat from './chat.ts';
import { journalDatagram } from './journal.ts';
import { shortened } from './request.ts';
import { arpwatchSyslogLine, facilityNumber, localSyslogLine, octetCounted, syslogLine } from './syslog.ts';
import { signature, webhookRequest } from './webhook.ts';

const MESSAGE: Message = {
  id: 'e-7-open',
  episode: 7,
  state: 'open',
  kind: 'conflict',
  severity: 'critical',
  at: Date.UTC(2026, 10, 24, 14, 5),
  title: 'conflict 10.20.0.50 on eth0',
  text: 'Two hosts use it.\nOne is <nas>_1 & @everyone.',
  link: 'https://arpist.example/episodes/7',
  record: { ip: '10.20.0.50', mac: '00:1b:21:00:00:50', vlan: null, interface: 'eth0"]\\', state: 'open' },
};

function bodyOf({ body }: { readonly body: string }): Record<string, unknown> {
  return JSON.parse(body) as Record<string, unknown>;
}

test('a webhook is signed as the standard says: its own example', () => {
  assert.equal(
    signature(
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}',
    ),
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  );
});

test('a webhook: the same id on every try, two signatures while the secret is changed, none without one', () => {
  const target = { url: 'https://x.example/hook', secrets: ['whsec_YQ==', 'other'], now: 1_800_000_000_500 };
  const { headers, body } = webhookRequest(MESSAGE, target);
  assert.equal(headers['webhook-id'], 'e-7-open');
  assert.equal(headers['webhook-timestamp'], '1800000000');
  assert.deepEqual(headers['webhook-signature']!.split(' '), [
    signature('whsec_YQ==', `e-7-open.1800000000.${body}`),
    signature('other', `e-7-open.1800000000.${body}`),
  ]);
  assert.equal(bodyOf({ body })['type'], 'episode.open');
  assert.equal(webhookRequest(MESSAGE, { ...target, secrets: [] }).headers['webhook-signature'], undefined);
});

test('ntfy: topic in the body, the root is asked', () => {
  const request = chat.ntfyRequest(MESSAGE, { url: 'https://ntfy.example', topic: 'arp', token: 'tk_1' });
  assert.equal(request.headers['authorization'], 'Bearer tk_1');
  assert.deepEqual(bodyOf(request), {
    topic: 'arp',
    title: MESSAGE.title,
    message: MESSAGE.text,
    priority: 5,
    tags: ['rotating_light'],
    click: MESSAGE.link,
  });
});

test('gotify: the key in a header', () => {
  const request = chat.gotifyRequest(MESSAGE, { url: 'https://g.example/', token: 'A1' });
  assert.equal(request.url, 'https://g.example/message');
  assert.equal(request.headers['x-gotify-key'], 'A1');
  assert.equal(bodyOf(request)['priority'], 8);
});

test('slack: entities, and no more than it takes', () => {
  const request = chat.slackRequest(
    { ...MESSAGE, text: MESSAGE.text + 'x'.repeat(9000) },
    { url: 'https://s' },
  );
  const [section] = bodyOf(request)['blocks'] as readonly { readonly text: { readonly text: string } }[];
  assert.match(section!.text.text, /One is &lt;nas&gt;_1 &amp; @everyone/);
  assert.equal(section!.text.text.length, 3000);
});

test('discord pings nobody, mattermost and teams show names as they are', () => {
  const discord = bodyOf(chat.discordRequest(MESSAGE, { url: 'https://d' }));
  assert.deepEqual(discord['allowed_mentions'], { parse: [] });
  assert.match(JSON.stringify(discord), /@\u200beveryone/);
  assert.match(
    JSON.stringify(bodyOf(chat.mattermostRequest(MESSAGE, { url: 'https://m' }))),
    /nas\\\\>\\\\_1/,
  );
  const teams = bodyOf(chat.teamsRequest(MESSAGE, { url: 'https://t' }));
  const [card] = teams['attachments'] as readonly { readonly content: { readonly version: string } }[];
  assert.equal(card!.content.version, '1.4');
});

test('telegram: text alone, 4,096 at most, the link stays', () => {
  const request = chat.telegramRequest({ ...MESSAGE, text: 'x'.repeat(9000) }, { token: '1:a', chat: '-5' });
  assert.equal(request.url, 'https://api.telegram.org/bot1:a/sendMessage');
  const text = String(bodyOf(request)['text']);
  assert.equal(text.length, 4096);
  assert.ok(text.endsWith(`…\n${MESSAGE.link}`));
  assert.equal(bodyOf(request)['parse_mode'], undefined);
});

test('apprise: its words for how grave it is', () => {
  const request = chat.appriseRequest(MESSAGE, { url: 'https://a/notify/ops' });
  assert.equal(request.url, 'https://a/notify/ops');
  assert.equal(bodyOf(request)['type'], 'failure');
});

test('without a page there is no link anywhere', () => {
  const bare = { ...MESSAGE, link: null };
  for (const { body } of [
    chat.ntfyRequest(bare, { url: 'u', topic: 't' }),
    chat.gotifyRequest(bare, { url: 'u', token: 't' }),
    chat.slackRequest(bare, { url: 'u' }),
    chat.mattermostRequest(bare, { url: 'u' }),
    chat.discordRequest(bare, { url: 'u' }),
    chat.teamsRequest(bare, { url: 'u' }),
    chat.telegramRequest(bare, { token: 't', chat: 'c' }),
    chat.appriseRequest(bare, { url: 'u' }),
  ])
    assert.doesNotMatch(body, /null"|undefined|arpist\.example|OpenUrl|"click"/);
});

test('a text is cut between characters, never within one', () => {
  assert.equal(shortened('abc', 3), 'abc');
  assert.equal(shortened('abcd', 3), 'ab…');
  assert.equal(shortened('ab\u{1f600}d', 4), 'ab…');
});

test('syslog: RFC 5424 in one line, what would end a value escaped', () => {
  const from = { host: 'edge 1', pid: 7, enterprise: 32_473 };
  assert.equal(
    syslogLine(MESSAGE, from),
    '<26>1 2026-11-24T14:05:00.000Z edge?1 arpist 7 conflict [arpist@32473 severity="critical" episode="7" ip="10.20.0.50" mac="00:1b:21:00:00:50" interface="eth0\\"\\]\\\\" state="open"] conflict 10.20.0.50 on eth0: Two hosts use it. One is <nas>_1 & @everyone.',
  );
  assert.match(syslogLine({ ...MESSAGE, severity: 'info' }, { ...from, host: '' }), /^<30>1 \S+ - arpist/);
  assert.equal(octetCounted('<26>1 ä'), '8 <26>1 ä');
});

test('a socket of this machine gets what syslog(3) writes', () => {
  process.env['TZ'] = 'UTC';
  const from = { host: 'edge-1', pid: 7, enterprise: 32_473, facility: facilityNumber('local3')! };
  assert.equal(
    localSyslogLine({ ...MESSAGE, at: Date.UTC(2026, 10, 4, 14, 5, 9) }, from),
    '<154>Nov  4 14:05:09 arpist[7]: conflict 10.20.0.50 on eth0: Two hosts use it. One is <nas>_1 & @everyone.',
  );
  assert.deepEqual(['kern', 'daemon', 'ftp', 'local8', 'Daemon', ''].map(facilityNumber), [
    0,
    3,
    11,
    undefined,
    undefined,
    undefined,
  ]);
});

test('the words of arpwatch under its name, and what is none of it under ours', () => {
  process.env['TZ'] = 'UTC';
  const from = { host: 'edge-1', pid: 5, enterprise: 32_473 };
  const text = 'flip flop 10.0.0.1 0:1b:21:0:0:50 (0:1b:21:0:0:51) eth0';
  const message = { ...MESSAGE, kind: 'arpwatch', title: text, text, record: { mailed: true } } as const;
  assert.equal(
    arpwatchSyslogLine(message, { ...from, rfc: false }),
    `<29>Nov 24 14:05:00 arpwatch[5]: ${text}`,
  );
  assert.equal(
    arpwatchSyslogLine({ ...message, record: { mailed: false } }, { ...from, rfc: true }),
    `<30>1 2026-11-24T14:05:00.000Z edge-1 arpwatch 5 - - ${text}`,
  );
  assert.match(arpwatchSyslogLine(MESSAGE, { ...from, rfc: false }), / arpist\[5\]: conflict /);
});

test('journald: a line a field, a counted one where the value has lines of its own', () => {
  const bytes = journalDatagram(MESSAGE);
  const text = `${MESSAGE.title}: ${MESSAGE.text}`;
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(text)));
  const head = Buffer.concat([Buffer.from('MESSAGE\n'), length, Buffer.from(`${text}\nPRIORITY=2\n`)]);
  assert.deepEqual(bytes.subarray(0, head.length), head);
  assert.match(bytes.toString(), /\nARPIST_ADDRESS=10\.20\.0\.50\nARPIST_MAC=00:1b:21:00:00:50\n/);
  assert.doesNotMatch(
    journalDatagram({ ...MESSAGE, episode: null, record: {} }).toString(),
    /EPISODE|ADDRESS/,
  );
});
