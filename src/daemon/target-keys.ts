import { flag, oneOf, text, whole } from '../declare/leaves.ts';
import { TIME_UNITS } from '../base/time.ts';
import type { TargetConfig } from '../ports/targets.ts';
import { type ConfigKeys, key, list, maybe, needed, neededList } from './key.ts';
import {
  name,
  path,
  quietHours,
  secret,
  severity,
  span,
  spanOrNever,
  stationWord,
  urlSecret,
  whereWatch,
  word,
} from './leaves.ts';

const { s, min, d } = TIME_UNITS;

export type TargetType = TargetConfig['type'];

export const TARGET_TYPES: readonly TargetType[] = [
  'mail',
  'sendmail',
  'webhook',
  'ntfy',
  'gotify',
  'slack',
  'mattermost',
  'discord',
  'teams',
  'telegram',
  'apprise',
  'exec',
  'syslog',
  'journald',
  'mqtt',
];

/** What every target has. */
export const NOTIFY_KEYS = {
  name: needed(name, '"ops-mail"', 'of this target: arpist notify test ops-mail'),
  type: needed(oneOf(...TARGET_TYPES), '"mail"', `one of ${TARGET_TYPES.join(', ')}`),
  where: maybe(
    whereWatch,
    `"kind=conflict or ip=10.0.0.0/24"`,
    'only episodes that fit, as with --where of arpist watch',
  ),
  severity: key(severity, 'warning', [
    '"warning"',
    'only episodes that are at least so grave: info, warning, critical',
  ]),
  'quiet-hours': maybe(
    quietHours,
    '"22:00-06:00 except critical"',
    'what comes then is told when they are over',
  ),
  digest: key(spanOrNever({ least: s, most: 7 * d }), null, [
    '"never"',
    'messages that are not critical gather for so long, and are told as one',
  ]),
} as const;

const SECRET = '{ credential = "NAME" }';
const mailStyle = key(oneOf('arpist', 'arpwatch'), 'arpist', [
  '"arpist"',
  'in our words, or in those of arpwatch',
]);
const url = (example: string) => ({
  url: needed(urlSecret, example, 'where it is sent; a secret where it holds one'),
});
const HOOK = url(SECRET);

export const TARGET_KEYS = {
  mail: {
    to: neededList(text, '["ops@example.org"]', 'who gets it'),
    from: maybe(text, '"arpist@example.org"', 'left out: arpist at this host'),
    server: key(text, 'localhost', ['"localhost"', 'the mail server']),
    port: key(whole(1, 65_535), 25, ['25', 'its port: 25, 465 (tls) or 587']),
    tls: key(oneOf('starttls', 'tls', 'none'), 'starttls', [
      '"starttls"',
      'required but towards this machine; "tls" from the first byte; "none"',
    ]),
    user: maybe(text, '"arpist"', 'as whom it signs in'),
    password: maybe(secret, '{ credential = "smtp-password" }', 'with what'),
    style: mailStyle,
  },
  sendmail: {
    to: neededList(text, '["root"]', 'who gets it'),
    from: maybe(text, '"arpist@example.org"', 'left out: whom the program takes'),
    program: key(path, '/usr/sbin/sendmail', ['"/usr/sbin/sendmail"', 'it is run as PROGRAM -oi -t']),
    style: mailStyle,
  },
  webhook: {
    ...HOOK,
    secrets: list(
      secret,
      '[{ credential = "webhook-secret" }]',
      'whsec_…, each signs (Standard Webhooks): two while one is replaced',
    ),
  },
  ntfy: {
    ...url('"https://ntfy.sh"'),
    topic: needed(text, '"arpist"', 'the topic'),
    token: maybe(secret, '{ credential = "ntfy-token" }', 'where the topic is not for all'),
  },
  gotify: {
    ...url('"https://gotify.example.org"'),
    token: needed(secret, '{ credential = "gotify-token" }', 'of the application'),
  },
  slack: HOOK,
  mattermost: HOOK,
  discord: HOOK,
  teams: HOOK,
  telegram: {
    url: key(urlSecret, { value: 'https://api.telegram.org' }, [
      '"https://api.telegram.org"',
      'the server of the bot',
    ]),
    token: needed(secret, '{ credential = "telegram-token" }', 'of the bot'),
    chat: needed(text, '"-1001234567890"', 'the number of the chat'),
  },
  apprise: {
    url: maybe(urlSecret, '"http://127.0.0.1:8000/notify/arpist"', 'its API; or argv'),
    argv: list(
      word,
      '["/usr/bin/apprise", "--config=/etc/arpist/apprise.conf"]',
      'the program with its configuration',
    ),
  },
  exec: {
    argv: neededList(
      word,
      '["/usr/local/bin/on-arp"]',
      'the program and its words, without a shell; the record comes on its stdin as JSON',
    ),
    limit: key(span({ least: s, most: 10 * min }), 10 * s, ['"10s"', 'then it is ended']),
  },
  syslog: {
    style: key(oneOf('arpist', 'arpwatch'), 'arpist', [
      '"arpist"',
      'RFC 5424 in our words, or the lines of arpwatch',
    ]),
    facility: key(text, 'daemon', ['"daemon"', 'of syslog']),
    to: key(text, '/dev/log', ['"/dev/log"', 'a socket, or tcp://host:port, udp://host:port']),
  },
  journald: {},
  mqtt: {
    url: needed(secret, '"mqtt://127.0.0.1:1883"', 'the broker: mqtt:// or mqtts://'),
    user: maybe(text, '"arpist"', 'as whom it signs in'),
    password: maybe(secret, '{ credential = "mqtt-password" }', 'with what'),
    site: key(text, 'arpist', ['"arpist"', 'a part of every topic']),
    'home-assistant': key(flag, false, ['false', 'tell Home Assistant what there is (MQTT discovery)']),
    presence: list(stationWord, '["b8:27:eb:12:34:56"]', 'stations whose presence is told'),
    'consider-home': maybe(
      span({ least: s, most: d }),
      '"180s"',
      'silent for so long, and asked in vain: away; left out: 180s, and 15min for a MAC that a phone made up',
    ),
  },
} as const satisfies Readonly<Record<TargetType, ConfigKeys>>;
