import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { declarationOf } from '../../src/cli/mend/file.ts';
import { planLines, segmentLines } from '../../src/cli/mend/plan-lines.ts';
import type { Declaration } from '../../src/declare/declaration.ts';
import { faultsOn } from '../../src/declare/fits.ts';
import { planFor } from '../../src/declare/plan.ts';
import { STARTERS } from '../../src/declare/starter-kinds.ts';
import { after } from '../../src/change/after.ts';
import { type HostWish, hostWith } from '../../src/kernel/build-host.ts';
import { parseIpv4, formatIpv4 } from '../../src/base/ipv4.ts';
import { whoAnswers } from '../../src/sim/who-answers.ts';

const FOLDER = new URL('../../docs/recipes/', import.meta.url);
const page = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8');
const blocks = (name: string, language: string): readonly string[] =>
  [...page(name).matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map((found) => found[1]!);

/** The hosts that the pages tell of. */
const NODE: HostWish = {
  links: {
    eth0: { addresses: ['192.168.18.10/24'] },
    eth3: { addresses: ['192.168.18.13/24'] },
    eth4: { addresses: ['192.168.18.14/24'] },
    venet0: {},
  },
  routes: ['default via 192.168.18.1 dev eth0', '192.168.18.101 dev venet0', '192.168.18.102 dev venet0'],
};
const HOSTS: Readonly<Record<string, HostWish>> = {
  flux: NODE,
  published: {
    ...NODE,
    forwarding: true,
    all: { arp_ignore: 1, arp_announce: 2 },
    published: ['192.168.18.101', '192.168.18.102'].flatMap((ip) =>
      ['eth0', 'eth3', 'eth4'].map((link) => `${ip} dev ${link}`),
    ),
  },
  vip: { links: { lo: { addresses: ['10.0.0.200/32'] }, eth0: { addresses: ['10.0.0.7/24'] } } },
  'vlan-router': {
    links: { eth0: { addresses: ['203.0.113.2/24'] }, eth1: { addresses: ['192.168.5.2/24'] } },
    routes: ['default via 203.0.113.1 dev eth0'],
  },
  move: { links: { eth0: { addresses: ['10.0.0.7/24'] } } },
  guard: {
    links: { eth0: { addresses: ['10.0.0.10/24'] } },
    routes: ['default via 10.0.0.1 dev eth0'],
    neighbours: [{ link: 'eth0', ip: '10.0.0.1', mac: '24:a4:3c:00:00:01', state: 'reachable' }],
  },
};
const BALANCER = hostWith({ links: { eth0: { addresses: ['10.0.0.2/24', '10.0.0.200/32'] } } });

function onPaper(declaration: Declaration, host: ReturnType<typeof hostWith>): readonly string[] {
  const addresses = declaration.vip!.addresses.map(({ value }) => value);
  const { steps } = planFor(declaration, host);
  const changed = after(
    host,
    steps.map(({ change }) => change),
  );
  const [before, behind] = [host, changed].map((web) =>
    whoAnswers(
      [
        { name: 'web1', host: web },
        { name: 'lb', host: BALANCER },
      ],
      addresses,
    ),
  );
  const shifts = addresses.map((ip) => ({
    ip: formatIpv4(ip),
    before: before!.get(ip)!,
    after: behind!.get(ip)!,
  }));
  return segmentLines(shifts, (_ink, text) => text);
}

test('there is a page for each starter, and the list names them', () => {
  const pages = readdirSync(FOLDER).filter((name) => name !== 'README.md');
  assert.deepEqual(new Set(pages), new Set(STARTERS.map((name) => `${name}.md`)));
  for (const name of pages) assert.ok(page('README.md').includes(`](${name})`), name);
});

for (const recipe of STARTERS)
  test(`${recipe}: its files are read and planned on the host of the page, and the plan it shows is the true one`, () => {
    const host = hostWith(HOSTS[recipe]!);
    const files = blocks(`${recipe}.md`, 'toml').map((text) => declarationOf(text, recipe));
    assert.ok(files.length > 0);
    for (const declaration of files) {
      assert.deepEqual(faultsOn(declaration, host), []);
      // What a guard does not do is told of each.
      const warnings = planFor(declaration, host).warnings.filter(({ kind }) => kind !== 'guard-half');
      assert.deepEqual(warnings, []);
    }
    const [first] = files;
    const told = blocks(`${recipe}.md`, 'console').find((text) => text.startsWith('$ arpist plan'))!;
    const [, head = '', ...shown] = told.trimEnd().split('\n');
    const plan = planFor(first!, host);
    const paper = first!.vip ? onPaper(first!, host) : [];
    const lines = [...planLines(plan, head.split(':')[0]!, (_ink, text) => text), ...paper];
    assert.equal(lines[0], head);
    let at = 0;
    for (const line of shown) {
      if (line.trim() === '…') continue;
      const found = lines.indexOf(line, at);
      assert.ok(found >= 0, `not in the plan: ${line}\n${lines.join('\n')}`);
      at = found;
    }
  });

test('the file of the list is read, too', () => {
  const [text] = blocks('README.md', 'toml');
  const declaration = declarationOf(text!, 'list');
  assert.equal(declaration.routes[0]?.via, parseIpv4('192.168.5.1'));
  const host = {
    ...hostWith({ links: { eth0: {}, eth1: { addresses: ['192.168.5.2/24'] } } }),
    hostname: 'router1',
  };
  assert.deepEqual(faultsOn(declaration, host), []);
});
