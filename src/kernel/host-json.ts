import { parseIpv4 } from '../base/ipv4.ts';
import { parseMac } from '../base/mac.ts';
import { parsePrefix } from '../base/prefix.ts';
import { failed, ok, type Result } from '../base/result.ts';
import { HOST_SCHEMA, type HostSnapshot } from './host.ts';
import { HOST_SHAPE, type Shape } from './host-shape.ts';

/** One plain sentence: what is wrong with the snapshot, and where. */
export type SnapshotFlaw = { readonly sentence: string; readonly remedy: string };

const AGAIN = 'Take it again with arpist snapshot on that host.';
/** Room for a full Internet routing table. */
const MOST = 1 << 20;

type Leaf = Exclude<Shape, { kind: 'list' | 'fields' | 'map' }>;

/** Reads what `arpist snapshot` wrote. Never throws, whatever the text is. */
export function parseHost(text: string): Result<HostSnapshot, SnapshotFlaw> {
  if (isBeyond(text)) return failed(NO_SNAPSHOT);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return failed(flawOfText(text));
  }
  return asHostSnapshot(value);
}

const NO_SNAPSHOT: SnapshotFlaw = { sentence: 'The file is no host snapshot.', remedy: AGAIN };

/** A snapshot nests six deep; with a full Internet routing table it has some ten million values. */
const DEEPEST = 32;
const MOST_VALUES = 1 << 26;
const MOST_BRACKETS = 1 << 24;

/** Whether JSON.parse would need many times the memory of the text, and find no snapshot: judged by its brackets and commas alone. */
function isBeyond(text: string): boolean {
  let depth = 0;
  let brackets = 0;
  let values = 0;
  let quoted = false;
  // Whatever is no object is told from a snapshot by its first letter, and needs no room.
  const most = /^\s*\{/.test(text.slice(0, 4096)) ? MOST_BRACKETS : 1024;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (quoted) {
      if (code === 0x5c) at++;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x7b || code === 0x5b) {
      depth++;
      brackets++;
    } else if (code === 0x7d || code === 0x5d) depth--;
    else if (code === 0x2c) values++;
    if (depth > DEEPEST || brackets > most || values > MOST_VALUES) return true;
  }
  return false;
}

function flawOfText(text: string): SnapshotFlaw {
  const end = text.trimEnd();
  if (end === '') return { sentence: 'The snapshot is empty.', remedy: AGAIN };
  if (end.startsWith('{') && isOpen(end))
    return { sentence: 'The snapshot ends in the middle: the file was cut.', remedy: AGAIN };
  return { sentence: 'The snapshot is not JSON.', remedy: AGAIN };
}

/** More brackets were opened than closed, or a text was not ended. */
function isOpen(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quoted && char === '\\') at++;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && (char === '{' || char === '[')) depth++;
    else if (!quoted && (char === '}' || char === ']')) depth--;
  }
  return quoted || depth > 0;
}

/** Narrows any value to a snapshot whose every part has the right form and whose links are all there. */
export function asHostSnapshot(value: unknown): Result<HostSnapshot, SnapshotFlaw> {
  const head = value as Partial<HostSnapshot> | null;
  if (typeof head !== 'object' || head === null || head.type !== 'arpist-host') return failed(NO_SNAPSHOT);
  if (typeof head.v === 'number' && head.v > HOST_SCHEMA) {
    const sentence = `The snapshot has schema ${head.v}, and this arpist reads up to ${HOST_SCHEMA}.`;
    return failed({ sentence, remedy: 'Use a newer arpist.' });
  }
  const flaw = flawIn(value, HOST_SHAPE, 'snapshot') ?? danglingIn(value as HostSnapshot);
  return flaw === null ? ok(value as HostSnapshot) : failed({ sentence: flaw, remedy: AGAIN });
}

function flawIn(value: unknown, shape: Shape, path: string): string | null {
  if (value === null && shape.orNull) return null;
  switch (shape.kind) {
    case 'list':
      return flawInList(value, shape, path);
    case 'fields':
      return flawInFields(value, shape, path);
    case 'map':
      return flawInMap(value, shape, path);
    default:
      return isOfKind(value, shape) ? null : `${path} should be ${wordsFor(shape)}, not ${shown(value)}.`;
  }
}

function wordsFor(shape: Leaf): string {
  return typeof shape.words === 'string' ? shape.words : `one of ${shape.words.join(', ')}`;
}

function flawInList(value: unknown, shape: Extract<Shape, { kind: 'list' }>, path: string): string | null {
  if (!Array.isArray(value)) return `${path} should be a list, not ${shown(value)}.`;
  if (value.length > MOST) return `${path} has ${value.length} items, and at most ${MOST} are read.`;
  for (let at = 0; at < value.length; at++) {
    const flaw = flawIn(value[at], shape.of, `${path}[${at}]`);
    if (flaw !== null) return flaw;
  }
  return null;
}

function flawInFields(
  value: unknown,
  shape: Extract<Shape, { kind: 'fields' }>,
  path: string,
): string | null {
  if (!isObject(value)) return `${path} should be an object, not ${shown(value)}.`;
  for (const [name, of] of Object.entries(shape.of)) {
    const there = Object.hasOwn(value, name) ? value[name] : undefined;
    if (there === undefined && (shape.partial || of.mayLack)) continue;
    if (there === undefined) return `${path} lacks ${name}.`;
    const flaw = flawIn(there, of, path === 'snapshot' ? name : `${path}.${name}`);
    if (flaw !== null) return flaw;
  }
  return null;
}

function flawInMap(value: unknown, shape: Extract<Shape, { kind: 'map' }>, path: string): string | null {
  if (!isObject(value)) return `${path} should be an object, not ${shown(value)}.`;
  for (const [name, one] of Object.entries(value)) {
    const flaw = flawIn(one, shape.of, `${path}.${name}`);
    if (flaw !== null) return flaw;
  }
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOfKind(value: unknown, shape: Leaf): boolean {
  switch (shape.kind) {
    case 'number':
      return (
        typeof value === 'number' && Number.isInteger(value) && value >= shape.low && value <= shape.high
      );
    case 'real':
      return typeof value === 'number' && Number.isFinite(value);
    case 'flag':
      return typeof value === 'boolean';
    case 'text':
      return typeof value === 'string';
    case 'ip':
      return typeof value === 'string' && parseIpv4(value) !== undefined;
    case 'mac':
      return typeof value === 'string' && parseMac(value) !== undefined;
    case 'prefix':
      return typeof value === 'string' && parsePrefix(value) !== undefined;
    case 'selector':
      return typeof value === 'string' && (parseIpv4(value) ?? parsePrefix(value)) !== undefined;
    case 'word':
      return typeof value === 'string' && shape.words.includes(value);
    case 'scope':
      return typeof value === 'string' ? shape.words.includes(value) : Number.isInteger(value);
  }
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  return Array.isArray(value) ? 'a list' : 'an object';
}

/** Names of links that are not there; a rule may name one that does not exist yet. */
function danglingIn(host: HostSnapshot): string | null {
  const links = new Set(host.links.map((link) => link.name));
  if (links.size !== host.links.length) return 'links has two of the same name.';
  const missing = (part: string, at: number, link: string | null): string | null =>
    link === null || links.has(link)
      ? null
      : `${part}[${at}] names the link "${link}", which is not in links.`;
  return (
    firstOf(host.addresses, (address, at) => missing('addresses', at, address.link)) ??
    firstOf(host.routes, (route, at) => firstOf(route.nexthops, (hop) => missing('routes', at, hop.link))) ??
    firstOf(host.neighbours, (one, at) => missing('neighbours', at, one.link)) ??
    firstOf(host.published, (one, at) => missing('published', at, one.link))
  );
}

function firstOf<T>(items: readonly T[], find: (item: T, at: number) => string | null): string | null {
  for (let at = 0; at < items.length; at++) {
    const found = find(items[at]!, at);
    if (found !== null) return found;
  }
  return null;
}
