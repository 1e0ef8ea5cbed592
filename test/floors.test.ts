import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

interface Row {
  /** Rooms it may import beside itself. */
  readonly may: readonly string[];
  /** `node:*` too. */
  readonly node: boolean;
  readonly why: string;
}

const PURE = ['base', 'wire', 'kernel', 'change', 'doctor', 'declare', 'inventory', 'known'];

/** ARCHITECTURE.md in a form that can fail. */
const ROOMS: Readonly<Record<string, Row>> = {
  base: { may: [], node: false, why: 'the ground stands on nothing' },
  wire: { may: ['base'], node: false, why: 'bytes and values know no time, no sockets and no policy' },
  kernel: { may: ['base', 'wire'], node: false, why: 'thought knows no sockets, clocks, files or promises' },
  change: {
    may: ['base', 'wire', 'kernel'],
    node: false,
    why: 'what a change is, does and undoes is thought, without checks, sockets, clocks or files',
  },
  doctor: {
    may: ['base', 'wire', 'kernel', 'change'],
    node: false,
    why: 'thought knows no sockets, clocks, files or promises',
  },
  declare: {
    may: ['base', 'wire', 'kernel', 'change', 'doctor'],
    node: false,
    why: 'what is declared is judged and planned without sockets, clocks, files or promises',
  },
  inventory: {
    may: ['base', 'wire'],
    node: false,
    why: 'thought knows no sockets, clocks, files or promises',
  },
  known: {
    may: ['base', 'declare'],
    node: false,
    why: 'what people and servers wrote down is texts and values, without files and clocks',
  },
  ports: { may: PURE, node: false, why: 'handles are types, and know no body behind them' },
  asking: {
    may: [...PURE, 'ports'],
    node: false,
    why: 'what all verbs share that ask the network knows none of them, and no hand',
  },
  persist: {
    may: [...PURE, 'ports'],
    node: false,
    why: 'what makes a change last is texts and a look at files that is handed in',
  },
  verbs: {
    may: [...PURE, 'ports', 'asking', 'persist'],
    node: false,
    why: 'verbs are given hands, and never reach for one',
  },
  sim: {
    may: [...PURE, 'ports'],
    node: false,
    why: 'the paper world runs anywhere, without Node and real time',
  },
  linux: {
    may: [...PURE, 'ports'],
    node: true,
    why: 'a hand never decides, it reports; it knows no verbs and no people',
  },
  store: {
    may: ['base', 'inventory', 'ports'],
    node: true,
    why: 'what is kept knows nouns, what was found out, and the port it serves',
  },
  notify: {
    may: ['base', 'inventory', 'ports'],
    node: true,
    why: 'who tells people carries a message that was made elsewhere: it knows no frame, no HTTP server and no verb',
  },
  records: {
    may: [...PURE, 'ports', 'asking', 'persist', 'verbs'],
    node: false,
    why: 'what programs are told knows no streams, colours or Node: every door shares it',
  },
  daemon: {
    may: [...PURE, 'ports', 'asking', 'verbs', 'records'],
    node: false,
    why: 'a hall is given everything and fetches nothing: it knows no store, link, transport or argv',
  },
  centre: {
    may: [...PURE, 'ports'],
    node: false,
    why: 'a hall is given everything and fetches nothing: it knows no database, transport or argv',
  },
  http: {
    may: ['base', 'inventory', 'records', 'ports'],
    node: true,
    why: 'who asks over HTTP is answered from ports and records: it knows no Linux, no SQL and no verb',
  },
  terminal: {
    may: ['base', 'wire', 'inventory'],
    node: false,
    why: 'words in and text out: it knows no verb, and no stream',
  },
  library: {
    may: [...PURE, 'ports', 'asking', 'verbs'],
    node: false,
    why: 'programs come in here; library/hands.ts alone joins hands to verbs',
  },
  manual: {
    may: ['base', 'terminal'],
    node: false,
    why: 'what the commands say of themselves is told without loading one of them',
  },
  cli: {
    may: [
      ...PURE,
      'ports',
      'asking',
      'persist',
      'verbs',
      'records',
      'daemon',
      'centre',
      'terminal',
      'manual',
    ],
    node: true,
    why: 'cli/compose.ts alone joins hands to verbs',
  },
};

/** Single files that may do more than their room, and why. */
const DOORS: Readonly<Record<string, { readonly may: readonly string[]; readonly why: string }>> = {
  'cli/compose.ts': {
    may: ['linux', 'sim', 'store', 'notify', 'http'],
    why: 'here hands are joined to verbs',
  },
  'cli/compose-service.ts': {
    may: ['linux', 'store', 'http'],
    why: 'here the hands of the service are opened',
  },
  'cli/compose-centre.ts': {
    may: ['store', 'http'],
    why: 'here the hands of the centre are opened',
  },
  'library/hands.ts': { may: ['linux', 'store'], why: 'here hands are joined to verbs for programs' },
  'library/machine.ts': { may: ['linux'], why: 'here hands that change a machine are joined for programs' },
  'library/snapshot.ts': { may: ['linux'], why: 'the kernel door asks the machine only when it is told to' },
  'library/index.ts': { may: ['store'], why: 'the vendors are of use without a network' },
  'library/testing.ts': { may: ['sim'], why: 'the paper world for tests of others' },
};

/** The one place that may name a package: everything else is our own or Node's. */
const PACKAGES: Readonly<Record<string, string>> = {
  '@hono/node-server': 'http/',
  '@hono/node-server/utils/response': 'http/',
  hono: 'http/',
  'hono/cookie': 'http/',
  koffi: 'linux/ffi/',
  pg: 'store/postgres/',
  nodemailer: 'notify/mail.ts',
  'nodemailer/lib/mail-composer': 'notify/mail.ts',
  'toml-eslint-parser': 'cli/toml.ts',
  valibot: 'http/',
};

const SOURCE = fileURLToPath(new URL('../src/', import.meta.url));
const FILES = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .toSorted();

function roomOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : file;
}

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(SOURCE, file), 'utf8');
  const found = text.matchAll(
    /^\s*(?:import|export)\b[^;]*?(?<!')\bfrom\s*'([^']+)'|^\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'/gm,
  );
  return [...found].map((one) => one[1] ?? one[2] ?? one[3]!);
}

/** What is wrong with one import, with the reason; undefined when it may be. */
function faultOf(file: string, imported: string): string | undefined {
  const room = roomOf(file);
  const row = ROOMS[room];
  const door = DOORS[file];
  const why = door?.why ?? row?.why ?? 'this room has no row';
  const fault = `src/${file} imports ${imported}: ${why}`;
  if (imported.startsWith('node:')) return row?.node === true ? undefined : fault;
  if (!imported.startsWith('.')) {
    const only = PACKAGES[imported];
    if (only !== undefined && file.startsWith(only)) return undefined;
    return only === undefined
      ? `src/${file} imports ${imported}: no package but those`
      : `src/${file} imports ${imported}: only src/${only} may`;
  }
  const target = roomOf(normalize(join(dirname(file), imported)));
  if (target === room) return undefined;
  return [...(row?.may ?? []), ...(door?.may ?? [])].includes(target) ? undefined : fault;
}

test('imports run downward, each room within its row', () => {
  const faults = FILES.flatMap((file) => importsOf(file).map((imported) => faultOf(file, imported))).filter(
    (fault) => fault !== undefined,
  );
  assert.deepEqual(faults, []);
});

test('every room has a row, and every row and door is there', () => {
  const rooms = new Set(FILES.map(roomOf));
  const known = new Set([...Object.keys(ROOMS), ...Object.keys(DOORS)].map(roomOf));
  assert.deepEqual(
    [...rooms].filter((room) => !known.has(room)),
    [],
    'a room without a row',
  );
  assert.deepEqual(
    Object.keys(ROOMS).filter((room) => !rooms.has(room)),
    [],
    'a row whose room no longer exists',
  );
  assert.deepEqual(
    Object.keys(DOORS).filter((file) => !FILES.includes(file)),
    [],
    'a door that no longer exists',
  );
  const packages = Object.values(PACKAGES).filter((place) => !FILES.some((file) => file.startsWith(place)));
  assert.deepEqual(packages, [], 'a place for a package that no longer exists');
});

test('every room that may not name Node is compiled without its types', () => {
  const { include } = JSON.parse(readFileSync(new URL('../tsconfig.pure.json', import.meta.url), 'utf8')) as {
    readonly include: readonly string[];
  };
  // Of the library two doors alone: the others open hands.
  const rooms = Object.keys(ROOMS).filter((room) => !ROOMS[room]!.node && room !== 'library');
  assert.deepEqual(
    rooms.filter((room) => !include.includes(`src/${room}`)),
    [],
  );
});

test('no room lies above one it may import', () => {
  const above = (room: string, seen: readonly string[]): readonly string[] =>
    seen.includes(room)
      ? [...seen, room]
      : (ROOMS[room]?.may ?? []).flatMap((lower) => above(lower, [...seen, room]));
  for (const room of Object.keys(ROOMS))
    assert.deepEqual(above(room, []), [], 'rooms that import each other');
});

test('the rules see what they forbid', () => {
  assert.match(faultOf('wire/arp.ts', '../linux/host.ts') ?? '', /src\/wire\/arp\.ts imports .*no policy/);
  assert.match(faultOf('verbs/scan/scan.ts', '../../sim/world.ts') ?? '', /given hands/);
  assert.match(faultOf('verbs/scan/scan.ts', 'node:fs') ?? '', /given hands/);
  assert.match(faultOf('cli/scan/scan.ts', '../../linux/host.ts') ?? '', /compose\.ts alone/);
  assert.match(faultOf('linux/host.ts', 'koffi') ?? '', /only src\/linux\/ffi\//);
  assert.match(faultOf('cli/names.ts', 'left-pad') ?? '', /no package/);
  assert.equal(faultOf('linux/ffi/libc.ts', 'koffi'), undefined);
  assert.equal(faultOf('cli/compose.ts', '../linux/host.ts'), undefined);
  assert.deepEqual(
    importsOf('cli/compose.ts').includes('../linux/host.ts'),
    true,
    'dynamic imports are seen',
  );
});

const TEXT = 'the same wish: at the door of the library addresses may be text';
/** Names of types, classes and constants that have two homes, and why. */
const TWICE: Readonly<Record<string, string>> = {
  IsAtWish: TEXT,
  ToWish: TEXT,
  WhoHasWish: TEXT,
};

test('a noun has one meaning: no type, class or constant is exported from two files', () => {
  const homes = new Map<string, string[]>();
  for (const file of FILES)
    for (const [, name] of readFileSync(join(SOURCE, file), 'utf8').matchAll(
      /^export (?:abstract )?(?:type|interface|class|const|enum) ([A-Z]\w*)/gm,
    ))
      homes.set(name!, [...(homes.get(name!) ?? []), file]);
  const several = [...homes].filter(([, files]) => files.length > 1);
  assert.deepEqual(
    several.filter(([name]) => !(name in TWICE)),
    [],
  );
  assert.deepEqual(
    Object.keys(TWICE).filter((name) => !several.some(([one]) => one === name)),
    [],
    'names that have one home by now',
  );
});

/** A number of the kernel's interfaces written out, and what it is called. */
const BARE: readonly (readonly [number: RegExp, name: string])[] = [
  [/\b0x8100\b/, 'TPID_8021Q of wire/vlan.ts'],
  [/\b0x88a8\b/, 'TPID_8021AD of wire/vlan.ts'],
  [/\b0x0806\b/, 'ETHERTYPE_ARP of wire/ethernet.ts'],
  [/\b[tT]able\b[^;\n]*[=:] ?25[345]\b|\b(?:MAIN|LOCAL) = 25[45]\b/, 'RT_TABLE_* of wire/netlink/numbers.ts'],
  [/\bPROTOCOL_(?:KERNEL|BOOT|STATIC) = \d/, 'RTPROT_* of wire/netlink/numbers.ts'],
  [/\b(?:ETHERNET|ARPHRD_\w+) = 1\b|\bhardware [!=]== 1\b/, 'ARPHRD_ETHER of wire/netlink/numbers.ts'],
  [/\b(?:REQUEST|REPLY) = [12]\b/, 'OP_REQUEST and OP_REPLY of wire/arp.ts'],
  [/'blackhole', 'unreachable', 'prohibit'\]/, 'REFUSING_TYPES of wire/netlink/numbers.ts'],
];

test('the numbers of the kernel are named in wire/ alone', () => {
  /** Bytes that nobody names: the hostile segment is made of them. */
  const odd = new Set(['sim/hostile.ts']);
  const bare = FILES.filter((file) => !file.startsWith('wire/') && !odd.has(file)).flatMap((file) => {
    const code = readFileSync(join(SOURCE, file), 'utf8').replaceAll(
      /\/\*[\s\S]*?\*\/|^\s*\/\/.*$|'[^'\n]* [^'\n]*'|`[^`]*`/gm,
      '',
    );
    return BARE.filter(([number]) => number.test(code)).map(([, name]) => `${file}: ${name}`);
  });
  assert.deepEqual(bare, []);
});

test('the library gives nothing that it exports another name', () => {
  for (const file of FILES.filter((one) => one.startsWith('library/')))
    for (const [exported] of readFileSync(join(SOURCE, file), 'utf8').matchAll(
      /^export[^;]*\bfrom '[^']+';/gm,
    ))
      assert.doesNotMatch(exported, /\bas\b/, file);
});
