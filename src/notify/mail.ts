import type { Transporter } from 'nodemailer';
import type { Message, Sending } from '../ports/telling.ts';
import { arpwatchLetter } from './forms/arpwatch-mail.ts';
import { runProgram } from './program-sender.ts';

export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** `tls`: from the first byte (465); `starttls`: required before anything is said; `none`: plain, for loopback. */
  readonly security: 'tls' | 'starttls' | 'none';
  readonly user?: string;
  readonly password?: string;
}

export interface MailTarget {
  readonly from: string;
  readonly to: readonly string[];
  /** Names this machine in ids: `edge-1`. */
  readonly site: string;
}

interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
  readonly references?: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** One episode is one thread; nobody's holiday answers it (RFC 3834 5), and filters know it (RFC 2919). */
export function mailOf(
  { id, episode, severity, title, text, link }: Message,
  { from, to, site }: MailTarget,
): Mail {
  const place = site.replaceAll(/[^A-Za-z0-9.-]/g, '-') || 'arpist';
  const thread = episode === null ? undefined : `<episode-${episode}@${place}.arpist>`;
  return {
    from,
    to,
    subject: `[arpist] ${severity === 'info' ? '' : `${severity}: `}${title}`.replaceAll(/\s+/g, ' '),
    text: `${text}\n${link === null ? '' : `\n${link}\n`}`,
    messageId: `<${id.replaceAll(/[^A-Za-z0-9.-]/g, '-')}@${place}.arpist>`,
    ...(thread === undefined ? {} : { references: thread }),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'List-Id': `arpist <${place}.arpist>`,
      'X-Arpist-Severity': severity,
      ...(thread === undefined ? {} : { 'In-Reply-To': thread }),
    },
  };
}

/** In arpwatch's own form; what is none of its words in ours. */
export function arpwatchMailOf(message: Message, target: MailTarget): Mail {
  const mail = mailOf(message, target);
  if (message.kind !== 'arpwatch') return mail;
  const { from } = target;
  const named = from.includes('<')
    ? from
    : `arpwatch (Arpwatch ${target.site.replaceAll(/[^A-Za-z0-9. -]/g, '-')}) <${from}>`;
  return { ...mail, ...arpwatchLetter(message), from: named };
}

/** SMTP: 4xx may be right later, 5xx never (RFC 5321 4.2.1); no connection may be right later. */
export function openMailServer({ host, port, security, user, password }: MailServer): {
  send(mail: Mail): Promise<Sending>;
  close(): void;
} {
  let opened: Transporter | undefined;
  return {
    async send(mail) {
      const { createTransport } = await import('nodemailer');
      opened ??= createTransport({
        host,
        port,
        secure: security === 'tls',
        requireTLS: security === 'starttls',
        ignoreTLS: security === 'none',
        connectionTimeout: 10_000,
        greetingTimeout: 10_000,
        socketTimeout: 60_000,
        disableFileAccess: true,
        disableUrlAccess: true,
        ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
      });
      try {
        await opened.sendMail({ ...mail, to: [...mail.to] });
        return { sent: true };
      } catch (fault) {
        const code = fault instanceof Error && 'responseCode' in fault ? Number(fault.responseCode) : 0;
        const why = fault instanceof Error ? fault.message : String(fault);
        return { sent: false, why: `${host}: ${why}`, again: code < 500 };
      }
    },
    close() {
      opened?.close();
    },
  };
}

/** By the sendmail of this machine: the text goes in by stdin, no word of it through a shell. */
export async function sendBySendmail(path: string, mail: Mail): Promise<Sending> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const composed = new MailComposer({ ...mail, to: [...mail.to] }).compile();
  composed.keepBcc = false;
  const bytes = await composed.build();
  return await runProgram({ argv: [path, '-oi', '-t'], input: bytes, env: {}, limit: 60_000 });
}
