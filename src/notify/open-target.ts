import { UsageFault } from '../base/fault.ts';
import type { Instant } from '../base/time.ts';
import type { Datagrams } from '../ports/datagrams.ts';
import type { Secret, TargetConfig } from '../ports/targets.ts';
import type { Message, MessageSender, Sending } from '../ports/telling.ts';
import * as chat from './forms/chat.ts';
import { journalDatagram } from './forms/journal.ts';
import type { HttpRequest } from './forms/request.ts';
import { DOCUMENTATION_ENTERPRISE } from './forms/syslog.ts';
import { webhookRequest } from './forms/webhook.ts';
import { sendRequest } from './http-sender.ts';
import { arpwatchMailOf, mailOf, openMailServer, sendBySendmail } from './mail.ts';
import { brokerOf, MqttSender } from './mqtt/sender.ts';
import { runProgram } from './program-sender.ts';
import { openSyslogSender, outcomeOf } from './syslog-sender.ts';

/** What senders are given of the world. */
export interface TargetHands {
  /** Throws UsageFault; `where` names the key. */
  readonly secretOf: (secret: Secret, where: string) => string;
  readonly datagrams: () => Datagrams;
  /** Names this place in ids and topics. */
  readonly site: string;
  /** Of this machine. */
  readonly host: string;
  readonly pid: number;
  readonly now: () => Instant;
}

export const JOURNAL_SOCKET = '/run/systemd/journal/socket';

type HttpType = 'webhook' | 'ntfy' | 'gotify' | 'slack' | 'mattermost' | 'discord' | 'teams' | 'telegram';
type HttpConfig = Extract<TargetConfig, { readonly type: HttpType }>;

/** Who brings messages to a target; nothing is connected before there is one. Throws UsageFault for what cannot be. */
export function openTarget(config: TargetConfig, hands: TargetHands): MessageSender {
  switch (config.type) {
    case 'mail':
      return mailSender(config, hands);
    case 'sendmail': {
      const target = { from: config.from ?? defaultFrom(hands), to: config.to, site: hands.site };
      const form = config.style === 'arpwatch' ? arpwatchMailOf : mailOf;
      return stateless(async (message) => await sendBySendmail(config.program, form(message, target)));
    }
    case 'apprise':
      return appriseSender(config, hands);
    case 'exec':
      return execSender(config);
    case 'syslog': {
      const from = { host: hands.host, pid: hands.pid, enterprise: DOCUMENTATION_ENTERPRISE };
      return openSyslogSender(config, { from, datagrams: hands.datagrams() });
    }
    case 'journald': {
      const datagrams = hands.datagrams();
      return {
        send: async (message) =>
          outcomeOf(JOURNAL_SOCKET, datagrams.send(JOURNAL_SOCKET, journalDatagram(message))),
        close: () => datagrams.close(),
      };
    }
    case 'mqtt': {
      const { name, url, user, password, site, homeAssistant } = config;
      const secret = password === null ? null : hands.secretOf(password, `password of ${name}`);
      const broker = brokerOf(hands.secretOf(url, `url of ${name}`), `url of ${name}`);
      return new MqttSender({ broker, user, password: secret, site, homeAssistant });
    }
    default:
      return httpSender(config, hands);
  }
}

function defaultFrom({ host }: TargetHands): string {
  return `arpist@${host}`;
}

function stateless(send: (message: Message) => Promise<Sending>): MessageSender {
  return { send, close: () => undefined };
}

function mailSender(config: TargetConfig & { readonly type: 'mail' }, hands: TargetHands): MessageSender {
  const { server, port, tls, user, password, name, style } = config;
  const secret = password === null ? undefined : hands.secretOf(password, `password of ${name}`);
  const loopback = /^(localhost|127\.[0-9.]+|::1|\[::1\])$/i.test(server);
  const mailServer = openMailServer({
    host: server.replaceAll(/^\[|\]$/g, ''),
    port,
    security: tls === 'starttls' && loopback ? 'none' : tls,
    ...(user === null ? {} : { user }),
    ...(secret === undefined ? {} : { password: secret }),
  });
  const target = { from: config.from ?? defaultFrom(hands), to: config.to, site: hands.site };
  const form = style === 'arpwatch' ? arpwatchMailOf : mailOf;
  return {
    send: async (message) => await mailServer.send(form(message, target)),
    close: () => mailServer.close(),
  };
}

/** By its API, or by the program: the title of its command line is of our own words alone. */
function appriseSender(
  { name, url, argv }: TargetConfig & { readonly type: 'apprise' },
  hands: TargetHands,
): MessageSender {
  if (url !== null) {
    const address = addressOf(hands.secretOf(url, `url of ${name}`), `url of ${name}`);
    return stateless(
      async (message) => await sendRequest(chat.appriseRequest(message, { url: address }), hands.now),
    );
  }
  const [file = 'apprise', ...args] = argv;
  const types = { info: 'info', warning: 'warning', critical: 'failure' } as const;
  return stateless(async ({ kind, severity, title, text, link }) => {
    const words = ['-t', `arpist: ${severity} ${kind}`, '-n', types[severity], '-i', 'text'];
    const input = `${title}\n\n${text}${link === null ? '' : `\n${link}`}\n`;
    return await runProgram({ argv: [file, ...args, ...words], input, env: {}, limit: 60_000 });
  });
}

function execSender({ argv, limit, name }: TargetConfig & { readonly type: 'exec' }): MessageSender {
  const [file, ...args] = argv;
  if (file === undefined)
    throw new UsageFault(`argv of ${name}`, 'no program is named', 'argv = ["/path/to/it"]');
  return stateless(async (message) => {
    const { kind, severity, episode, record } = message;
    const ip = record['ip'];
    const env = {
      ARPIST_KIND: kind,
      ARPIST_SEVERITY: severity,
      ARPIST_EPISODE: episode === null ? '' : String(episode),
      // Of digits and dots alone, whatever was heard.
      ARPIST_ADDRESS: typeof ip === 'string' && /^[0-9.]+$/.test(ip) ? ip : '',
    };
    return await runProgram({ argv: [file, ...args], input: `${JSON.stringify(message)}\n`, env, limit });
  });
}

function httpSender(config: HttpConfig, hands: TargetHands): MessageSender {
  const form = httpForm(config, hands);
  let gone: string | null = null;
  return stateless(async (message) => {
    if (gone !== null) return { sent: false, why: gone, again: false };
    const outcome = await sendRequest(form(message), hands.now);
    // RFC 9110 15.5.11 and Standard Webhooks: whoever answers so wants no more of them.
    if (!outcome.sent && outcome.why.startsWith('the server answers 410'))
      gone = `${outcome.why}; it is not asked any more until arpist is reloaded`;
    return outcome;
  });
}

function httpForm(config: HttpConfig, hands: TargetHands): (message: Message) => HttpRequest {
  const { name } = config;
  const secret = (one: Secret, key: string): string => hands.secretOf(one, `${key} of ${name}`);
  const url = addressOf(secret(config.url, 'url'), `url of ${name}`);
  switch (config.type) {
    case 'webhook': {
      const secrets = config.secrets.map((one) => secret(one, 'secrets'));
      return (message) => webhookRequest(message, { url, secrets, now: hands.now() });
    }
    case 'ntfy': {
      const { topic } = config;
      const token = config.token === null ? {} : { token: secret(config.token, 'token') };
      return (message) => chat.ntfyRequest(message, { url, topic, ...token });
    }
    case 'gotify': {
      const token = secret(config.token, 'token');
      return (message) => chat.gotifyRequest(message, { url, token });
    }
    case 'telegram': {
      const token = secret(config.token, 'token');
      return (message) => chat.telegramRequest(message, { url, token, chat: config.chat });
    }
    default: {
      const forms = {
        slack: chat.slackRequest,
        mattermost: chat.mattermostRequest,
        discord: chat.discordRequest,
        teams: chat.teamsRequest,
      };
      const form = forms[config.type];
      return (message) => form(message, { url });
    }
  }
}

/** An address of HTTP; a fault does not repeat it, for it may be a secret. */
function addressOf(text: string, where: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new UsageFault(where, 'it is no address of a web server', 'https://host/path');
  return text;
}
