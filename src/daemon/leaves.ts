import { formatIpv4, type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import { formatMac, isMulticastMac, type Mac, parseMac, ZERO_MAC } from '../base/mac.ts';
import { formatPrefix, parsePrefix, type Prefix } from '../base/prefix.ts';
import { type Millis, parseMillis, spellMillis } from '../base/time.ts';
import { UsageFault } from '../base/fault.ts';
import { shown, type Wrong } from '../declare/leaves.ts';
import type { ReadLeaf } from '../declare/table-reader.ts';
import type { QuietHours, Secret } from '../ports/targets.ts';
import { WATCH_SEVERITIES, type WatchSeverity } from '../inventory/watch-event.ts';
import { parseWhereOf } from '../records/where.ts';
import { WATCH_EVENT } from '../records/watch.ts';

function wrong(expected: string, value: unknown, remedy: string): Wrong {
  return { wrong: `should be ${expected}, not ${shown(value)}`, remedy };
}

/** A text that may be empty. */
export const words: ReadLeaf<string> = (value) =>
  typeof value === 'string' ? value : wrong('a text', value, 'put it in quotes');

/** One line that people read: a name, without steering characters. */
export const name: ReadLeaf<string> = (value) =>
  typeof value === 'string' && /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,64}$/u.test(value)
    ? value
    : wrong('a name of 1 to 64 letters in one line', value, 'put it in quotes');

interface Span {
  readonly least: Millis;
  readonly most: Millis;
}

/** `500ms`, `30d`, `3y`: a unit has to stand there, whoever reads the file later. */
export function span({ least, most }: Span): ReadLeaf<Millis> {
  return (value) => {
    const read = typeof value === 'string' && !/^[\d.\s]+$/.test(value) ? parseMillis(value) : undefined;
    if (read === undefined)
      return wrong('a time', value, 'write it as "500ms", "1.5s", "5min", "2h", "30d", "1w" or "3y"');
    if (read < least)
      return {
        wrong: `is ${shown(value)}, too short a time`,
        remedy: `write "${spellMillis(least)}" or more`,
      };
    if (read > most)
      return { wrong: `is ${shown(value)}, too long a time`, remedy: `write "${spellMillis(most)}" or less` };
    return read;
  };
}

/** The same, or `"never"`. */
export function spanOrNever(limits: Span): ReadLeaf<Millis | null> {
  const read = span(limits);
  return (value) => {
    if (value === 'never') return null;
    const found = read(value);
    return typeof found === 'number' ? found : { ...found, remedy: `${found.remedy}, or "never"` };
  };
}

const SIZE = /^(\d{1,9})\s*(B|KiB|MiB|GiB|TiB)?$/i;
const SIZES: Readonly<Record<string, number>> = {
  b: 1,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

export function parseSize(text: string): number | undefined {
  const parts = SIZE.exec(text.trim());
  return parts ? Number(parts[1]) * SIZES[(parts[2] ?? 'B').toLowerCase()]! : undefined;
}

/** `"30d, 1GiB"`: so long, and so much. */
export function timeAndSize(limits: Span): ReadLeaf<{ readonly time: Millis; readonly bytes: number }> {
  const time = span(limits);
  return (value) => {
    const remedy = 'write it as "30d, 1GiB"';
    const parts = typeof value === 'string' ? value.split(',') : [];
    const bytes = parseSize(parts[1] ?? '');
    if (parts.length !== 2 || bytes === undefined) return wrong('a time and a size', value, remedy);
    const read = time(parts[0]!.trim());
    return typeof read === 'number' ? { time: read, bytes } : read;
  };
}

/** `"256MiB"` */
export function size({ least, most }: { readonly least: number; readonly most: number }): ReadLeaf<number> {
  return (value) => {
    const remedy = `write it as "256MiB", from ${least / 2 ** 20}MiB to ${most / 2 ** 20}MiB`;
    const read = typeof value === 'string' ? parseSize(value) : undefined;
    return read === undefined || read < least || read > most ? wrong('a size', value, remedy) : read;
  };
}

/** Of a centre: over TLS, or on this machine. */
export const uplinkPlace: ReadLeaf<string> = (value) => {
  const parts =
    typeof value === 'string'
      ? /^(https?):\/\/(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d{1,5})?\/?$/i.exec(value)
      : null;
  const remedy = 'write it as "https://centre.example:8470"';
  if (!parts) return wrong('the address of a centre', value, remedy);
  const here = ['127.0.0.1', 'localhost', '[::1]'].includes(parts[2]!.toLowerCase());
  if (parts[1]!.toLowerCase() === 'https' || here) return parts[0].replace(/\/$/, '');
  return { wrong: `is ${shown(value)}: beyond this machine only https leads to a centre`, remedy };
};

/** A network, by its first address. */
export const network: ReadLeaf<Prefix> = (value) => {
  const asked = typeof value === 'string' ? value : '';
  const prefix = asked.includes('/') ? parsePrefix(asked) : undefined;
  if (prefix === undefined) return wrong('a network', value, 'write it as "10.0.0.0/24"');
  return parseIpv4(asked.split('/')[0]!) === prefix.network
    ? prefix
    : { wrong: `is ${asked}, which is an address in a network`, remedy: `write "${formatPrefix(prefix)}"` };
};

/** Also a group MAC: clusters answer with one (MS-NLB multicast). */
export const holderMac: ReadLeaf<Mac> = (value) => {
  const read = typeof value === 'string' ? parseMac(value) : undefined;
  return read === undefined || read === ZERO_MAC || read === 0xffffffffffff
    ? wrong('a MAC address', value, 'write it as "02:00:00:00:00:01"')
    : read;
};

/** A MAC or an address, as it is written everywhere else. */
export const stationWord: ReadLeaf<string> = (value) => {
  const mac = typeof value === 'string' ? parseMac(value) : undefined;
  if (mac !== undefined && mac !== ZERO_MAC && !isMulticastMac(mac)) return formatMac(mac);
  const ip: Ipv4 | undefined = typeof value === 'string' ? parseIpv4(value) : undefined;
  if (ip !== undefined) return formatIpv4(ip);
  return wrong('a MAC or an address', value, 'write "b8:27:eb:12:34:56" or "10.0.0.7"');
};

/** A service runs in no folder that anybody knows. */
export const path: ReadLeaf<string> = (value) =>
  typeof value === 'string' && value.startsWith('/') && !value.includes('\0')
    ? value
    : wrong('a path from / on', value, 'write it as "/etc/ethers"');

/** `127.0.0.1:8471`, `[::1]:8471`, `localhost:8471`. */
export const endpoint: ReadLeaf<string> = (value) => {
  const parts = typeof value === 'string' ? /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+):(\d{1,5})$/i.exec(value) : null;
  const port = Number(parts?.[2]);
  if (!parts) return wrong('an address and a port', value, 'write it as "127.0.0.1:8471" or "[::1]:8471"');
  return port > 65_535
    ? { wrong: `names port ${port}: ports end at 65535`, remedy: 'choose another one' }
    : (value as string);
};

export const hostName: ReadLeaf<string> = (value) =>
  typeof value === 'string' && /^(?!-)[a-z0-9.-]{1,253}$|^\[[0-9a-f:.]+\]$/i.test(value)
    ? value
    : wrong('the name of a host', value, 'write it as "arpist.example.org"');

/** Where the page lives below another server's: `/arpist`, without a slash at its end. */
export const basePath: ReadLeaf<string> = (value) =>
  typeof value === 'string' && /^(?:\/[A-Za-z0-9._~-]+)*$/.test(value)
    ? value
    : wrong('a path of an URL', value, 'write it as "/arpist", or "" for none');

/** A secret is a table of one key, or, less well, the text itself. */
export const secret: ReadLeaf<Secret> = (value) => {
  if (typeof value === 'string' && value !== '') return { value };
  const remedy =
    'write { credential = "smtp-password" }, { file = "/etc/arpist/credentials/smtp-password" } or the text itself';
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return wrong('a secret', value, remedy);
  const { credential, file, ...others } = value as Readonly<Record<string, unknown>>;
  if (Object.keys(others).length > 0 || (credential === undefined) === (file === undefined))
    return { wrong: 'should say where the secret is, once', remedy };
  if (file !== undefined) {
    const read = path(file);
    return typeof read === 'string' ? { file: read } : read;
  }
  return typeof credential === 'string' &&
    /^[A-Za-z0-9._-]{1,255}$/.test(credential) &&
    !/^\.\.?$/.test(credential)
    ? { credential }
    : wrong('the name of a credential', credential, 'name it as the unit loads it: LoadCredential=NAME:PATH');
};

const HOURS = /^([01]\d|2[0-3]):([0-5]\d)\s*-\s*([01]\d|2[0-3]):([0-5]\d)(?:\s+except\s+(\w+))?$/;

/** `22:00-06:00 except critical` */
export const quietHours: ReadLeaf<QuietHours> = (value) => {
  const parts = typeof value === 'string' ? HOURS.exec(value.trim()) : null;
  const remedy = 'write it as "22:00-06:00" or "22:00-06:00 except critical"';
  if (!parts) return wrong('hours of the day', value, remedy);
  const [from, until] = [Number(parts[1]) * 60 + Number(parts[2]), Number(parts[3]) * 60 + Number(parts[4])];
  const except =
    parts[5] === undefined ? null : (WATCH_SEVERITIES.find((one) => one === parts[5]) ?? undefined);
  if (except === undefined)
    return {
      wrong: `excepts ${shown(parts[5])}, which is no severity`,
      remedy: `there are ${WATCH_SEVERITIES.join(', ')}`,
    };
  if (from === until) return { wrong: 'begins where it ends', remedy };
  return { from, until, except };
};

/** An expression of `--where` over the records of a watch. */
export const whereWatch: ReadLeaf<string> = (value) => {
  if (typeof value !== 'string' || value.trim() === '')
    return wrong('an expression', value, `write it as "kind=conflict or severity=critical"`);
  try {
    parseWhereOf(WATCH_EVENT.fields, value, 'where');
    return value;
  } catch (cause) {
    if (cause instanceof UsageFault)
      return { wrong: `cannot be read: ${cause.message}`, remedy: cause.remedy };
    throw cause;
  }
};

export const severity: ReadLeaf<WatchSeverity> = (value) =>
  WATCH_SEVERITIES.find((one) => one === value) ??
  wrong(`one of ${WATCH_SEVERITIES.join(', ')}`, value, 'in quotes');

/** Of a web service: http or https. */
export const urlSecret: ReadLeaf<Secret> = (value) => {
  const read = secret(value);
  if ('wrong' in read || !('value' in read)) return read;
  return /^https?:\/\/[^\s/]+/i.test(read.value)
    ? read
    : wrong(
        'an address of the web',
        value,
        'write it as "https://…", or { credential = "NAME" } where it is a secret',
      );
};

/** A program and its words, without a shell. */
export const word: ReadLeaf<string> = (value) =>
  typeof value === 'string' && !value.includes('\0') ? value : wrong('a word', value, 'put it in quotes');
