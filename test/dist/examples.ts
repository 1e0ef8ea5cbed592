import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { hostWith } from '../../src/kernel/build-host.ts';
import { type Lab, openLab, whyNoLab } from '../../src/linux/lab.ts';
import { openPcapWriter } from '../../src/wire/pcap-writer.ts';
import { arpFrame } from '../../src/library/frames.ts';
import { ROOT } from './installed.ts';

export interface User {
  /** Where the package is installed. */
  readonly folder: string;
  readonly tarball: string;
  /** The machine's Node. */
  readonly node: string;
}

const FOLDER = join(ROOT, 'examples');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.ts'));

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(user: User, words: readonly string[], input?: Uint8Array): Ran {
  const [program = '', ...args] = words;
  // A test runner inside a test runner would report to the outer one.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: user.folder,
    encoding: 'utf8',
    env,
    timeout: 60_000,
    ...(input === undefined ? {} : { input }),
  });
  return { code: status, out: stdout, err: stderr };
}

/** The example as compiled by its user, on the machine's Node. */
const at = (name: string): string => join('made', `${name}.js`);

/** Every example of examples/, compiled and run against the installed package. */
export function testExamples(userOf: () => User): void {
  test('an example has at most 30 lines, says how to start it, and there is one for each door', () => {
    const doors = new Set<string>();
    for (const file of FILES) {
      const text = readFileSync(join(FOLDER, file), 'utf8');
      assert.ok(text.trimEnd().split('\n').length <= 30, file);
      assert.match(text, new RegExp(`^// .* examples/${file.replace('.', '\\.')}`), file);
      for (const [, door = ''] of text.matchAll(/from '(arpist[^']*)'/g)) doors.add(door);
    }
    const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      readonly exports: Readonly<Record<string, unknown>>;
    };
    const promised = Object.keys(exports).filter((door) => door !== './package.json');
    assert.deepEqual([...doors].toSorted(), promised.map((door) => door.replace('.', 'arpist')).toSorted());
  });

  test('the examples are checked against the types of the package, those of its own included', () => {
    const user = userOf();
    mkdirSync(join(user.folder, 'examples'));
    for (const file of FILES) copyFileSync(join(FOLDER, file), join(user.folder, 'examples', file));
    writeFileSync(join(user.folder, 'examples', 'pages.ts'), programsOfPages());
    const config = {
      compilerOptions: {
        target: 'ES2023',
        lib: ['ES2023'],
        module: 'NodeNext',
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
        types: ['node'],
        rootDir: 'examples',
        outDir: 'made',
      },
      include: ['examples'],
    };
    writeFileSync(join(user.folder, 'tsconfig.json'), JSON.stringify(config));
    const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
    const { code, out } = run(user, [process.execPath, join(typescript, 'bin', 'tsc')]);
    assert.equal(code, 0, out);
  });

  test('examples/wire.ts: words, bytes and back', () => {
    const user = userOf();
    const { code, out, err } = run(user, [user.node, at('wire')]);
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /^request vlan 10, who-has 10\.0\.0\.2 tell 10\.0\.0\.1\narp-addresses-cut .*\n$/);
  });

  test('examples/testing.ts: a test on the paper world', () => {
    const user = userOf();
    const { code, out } = run(user, [user.node, '--test', at('testing')]);
    assert.equal(code, 0, out);
    assert.match(out, /pass 1\n/);
  });

  test('examples/capture.ts: who claimed what, from a file and from a pipe', () => {
    const user = userOf();
    const parts: Uint8Array[] = [];
    const write = openPcapWriter((bytes) => void parts.push(bytes.slice()));
    const bytes = arpFrame({ op: 'reply', sha: '02:00:5e:10:00:01', spa: '10.0.0.1', tpa: '10.0.0.2' });
    write({ bytes, seconds: 1, nanoseconds: 0 });
    const capture = Buffer.concat(parts);
    writeFileSync(join(user.folder, 'one.pcap'), capture);
    const said = { code: 0, out: '10.0.0.1 02:00:5e:10:00:01 ok\n1 ARP frames of 1\n', err: '' };
    assert.deepEqual(run(user, [user.node, at('capture'), 'one.pcap']), said);
    assert.deepEqual(run(user, [user.node, at('capture')], capture), said);
  });

  test('examples/kernel.ts: a host from a file, and this one', () => {
    const user = userOf();
    const nics = ['eth0', 'eth1'].map((name, nth) => {
      const number = nth + 1;
      return [name, { mac: `02:00:00:00:00:0${number}`, addresses: [`10.0.0.${number}/24`] }] as const;
    });
    const host = hostWith({ links: Object.fromEntries(nics) });
    writeFileSync(join(user.folder, 'host.json'), JSON.stringify(host));
    const asked = run(user, [user.node, at('kernel'), '10.0.0.1', 'host.json']);
    assert.notEqual(asked.code, 0, 'two links could be meant, and none was named');
    assert.match(asked.err, /several interfaces could hear the frame/);
    writeFileSync(
      join(user.folder, 'one.json'),
      JSON.stringify(hostWith({ links: Object.fromEntries([nics[0]!]) })),
    );
    const told = run(user, [user.node, at('kernel'), '10.0.0.1', 'one.json']);
    assert.deepEqual([told.code, told.err], [0, '']);
    assert.match(told.out, /^yes, eth0 answers: 02:00:00:00:00:01\n/);
  });

  const live = { skip: whyNoLab };
  test('examples/scan.ts: two hosts in namespaces; without rights it says what helps', live, () => {
    const user = userOf();
    const lab = openLab({ roomy: false });
    try {
      const asker = people(lab);
      const words = ['nsenter', `--net=/run/netns/${asker}`, user.node, at('scan'), '10.78.0.0/29'];
      const { code, out, err } = run(user, words);
      assert.deepEqual([code, err], [0, '']);
      assert.match(
        out,
        /^10\.78\.0\.2 02:00:00:78:00:02 \S.* \d+\.\d{3} ms ok\n1 of 8 answered in \d+\.\d s\n$/,
      );
      const refused = run(user, ['setpriv', '--bounding-set=-net_raw', ...words]);
      assert.equal(refused.code, 3, refused.err);
      assert.match(refused.err, /^SystemFault: .*CAP_NET_RAW.*; .*sudo/);
    } finally {
      lab.close();
    }
  });
  testChangingExamples(userOf);
}

/** Those that ask and change a machine, each in namespaces of its own. */
function testChangingExamples(userOf: () => User): void {
  const live = { skip: whyNoLab };
  const within = (
    what: string,
    body: (at: {
      readonly lab: Lab;
      readonly ran: (example: string, ...words: readonly string[]) => Ran;
    }) => void,
  ): void => {
    test(what, live, () => {
      const user = userOf();
      const lab = openLab({ roomy: false });
      const state = mkdtempSync(join(user.folder, 'state-'));
      try {
        const asker = people(lab);
        const enter = ['nsenter', `--net=/run/netns/${asker}`, 'env', `ARPIST_STATE=${state}`, user.node];
        body({ lab, ran: (example, ...words) => run(user, [...enter, at(example), ...words]) });
      } finally {
        lab.close();
      }
    });
  };

  within('examples/find.ts: the one with that MAC, and nobody', ({ ran }) => {
    const told = ran('find', '02:00:00:78:00:02', '10.78.0.0/29');
    assert.deepEqual(told, { code: 0, out: '10.78.0.2 02:00:00:78:00:02\n', err: '' });
    assert.equal(ran('find', 'b8:27:eb', '10.78.0.0/29').code, 1);
  });

  within('examples/proxy.ts: the one who is there is left alone', ({ ran }) => {
    const { code, out, err } = ran('proxy', '10.78.0.2-10.78.0.6', 'eth0', '3');
    assert.equal(code, 0, err);
    assert.match(err, /does not forward|nothing to answer for/);
    assert.match(out, /0 answered on eth0\n$/);
  });

  within('examples/table.ts: an entry, and what was before', ({ ran }) => {
    const { code, out, err } = ran('table', '10.78.0.5', '02:00:00:78:00:05');
    assert.deepEqual([code, err], [0, '']);
    assert.equal(out, 'done \n10.78.0.5 02:00:00:78:00:05 permanent eth0\nall is as before\n');
  });

  within('examples/move.ts: an address is here, believed by a peer', ({ ran }) => {
    const { code, out, err } = ran('move', '10.78.0.5', '10.78.0.2');
    assert.deepEqual([code, err], [0, ''], out);
    assert.match(out, /^added to eth0; arpist undo \S+\n10\.78\.0\.2 believed\nmoved after \d+\.\d s\n$/);
    const taken = ran('move', '10.78.0.2', '10.78.0.5');
    assert.equal(taken.code, 1, taken.err);
  });

  within('examples/apply.ts: two cards on one wire, planned, applied and taken back', ({ lab, ran }) => {
    const both = lab.host('both', {
      nics: [
        { name: 'eth0', addresses: ['10.78.1.1/24'] },
        { name: 'eth1', addresses: ['10.78.1.2/24'] },
      ],
    });
    const { code, out, err } = ran('apply', 'eth0', 'eth1');
    assert.notEqual(code, 0, 'this one has no eth1');
    assert.match(err, /UsageFault/, out);
    const words = ['nsenter', `--net=/run/netns/${both.namespace}`];
    const user = userOf();
    const state = mkdtempSync(join(user.folder, 'state-'));
    const there = run(user, [
      ...words,
      'env',
      `ARPIST_STATE=${state}`,
      user.node,
      at('apply'),
      'eth0',
      'eth1',
    ]);
    assert.equal(there.code, 0, there.err);
    assert.match(there.out, /\ndone: [1-9]\d* changes\n0 left to do\nall is as before\n$/);
  });
}

/** What README.md and docs/library.md show beside the examples, as one program that is checked and not run. */
function programsOfPages(): string {
  const blocks = ['README.md', 'docs/library.md'].flatMap((page) => {
    const text = readFileSync(join(ROOT, page), 'utf8').replaceAll(/<!-- made: [\s\S]*?<!-- end -->/g, '');
    return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);
  });
  assert.equal(blocks.length, 2);
  const whole = blocks.map((code) => code.replaceAll(/^import .*\n/gm, '').replaceAll('…', 'void event;'));
  return [
    "import { announce, check, claim, find, formatIpv4, free, openHands, proxy, scan, who } from 'arpist';",
    'const hands = openHands();',
    'const { signal } = new AbortController();',
    ...whole.map((code) => `{\n${code}}`),
  ].join('\n');
}

/** Us and one more; the namespace to ask from. */
function people(lab: Lab): string {
  const nic = (nth: number) => ({
    name: 'eth0',
    mac: `02:00:00:78:00:0${nth}`,
    addresses: [`10.78.0.${nth}/29`],
  });
  lab.host('other', { nics: [nic(2)] });
  return lab.host('asker', { nics: [nic(1)] }).namespace;
}
