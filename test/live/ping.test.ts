import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { formatMac } from '../../src/base/mac.ts';
import { openClock } from '../../src/linux/clock.ts';
import { openHost } from '../../src/linux/host.ts';
import type { PingEvent, PingReport } from '../../src/verbs/ping/events.ts';
import type { PingOptions } from '../../src/verbs/ping/options.ts';
import { ping } from '../../src/verbs/ping/ping.ts';
import { glance, newGlance } from '../../src/wire/glance.ts';
import { type Lab, type LabHost, openLab, whyNoLab } from './lab.ts';
import { tableFulls } from './neighbour-limits.ts';

const skip = whyNoLab;
const ip = (text: string): number => parseIpv4(text) ?? assert.fail(text);

interface Result {
  readonly events: readonly PingEvent[];
  readonly report: PingReport;
  readonly verdicts: Readonly<Record<string, string>>;
}

async function pingFrom(
  asker: LabHost,
  wishes: Partial<PingOptions> & Pick<PingOptions, 'target'>,
  during?: (event: PingEvent) => void,
): Promise<Result> {
  const host = {
    interfaces: () => asker.inside(() => openHost().interfaces()),
    openLink: (...args: Parameters<ReturnType<typeof openHost>['openLink']>) =>
      asker.inside(() => openHost().openLink(...args)),
  };
  const facts = host.interfaces().find((one) => one.name === 'eth0') ?? assert.fail('no eth0');
  const plain = { facts, vlan: null, unicast: null, follow: false, source: null, force: false };
  const pace = { count: 3, interval: 50, deadline: null, examine: true, until: 'count' } as const;
  const run = ping({ host, clock: openClock() }, { ...plain, ...pace, ...wishes });
  const events: PingEvent[] = [];
  for (;;) {
    const step = await run.next();
    if (step.done) {
      const verdicts = step.value.stations.map(({ mac, verdict }) => [formatMac(mac), verdict] as const);
      return { events, report: step.value, verdicts: Object.fromEntries(verdicts) };
    }
    events.push(step.value);
    during?.(step.value);
  }
}

/** Runs with a lab of its own, and holds that the kernel's table was never full: it would make Linux silent. */
async function withLab(body: (lab: Lab, asker: LabHost) => Promise<void>): Promise<void> {
  const lab = openLab();
  const before = tableFulls();
  try {
    const nic = { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.1/24'] };
    await body(lab, lab.host('ask', { nics: [nic] }));
    assert.equal(tableFulls(), before, 'the neighbour table was full: the run says nothing');
  } finally {
    lab.close();
  }
}

test('each question is answered, stamped by the kernel, and leaves no trace', { skip }, () =>
  withLab(async (lab, asker) => {
    const pi = lab.host('pi', {
      nics: [{ name: 'eth0', mac: 'b8:27:eb:00:00:11', addresses: ['10.77.0.11/24'] }],
    });
    const ear = asker.open('eth0', { outgoing: true });
    const { events, report, verdicts } = await pingFrom(asker, { target: ip('10.77.0.11') });
    const replies = events.filter((event) => event.type === 'reply').map(({ reply }) => reply);
    assert.deepEqual(
      replies.map(({ question, certain, late }) => [question, certain, late]),
      [1, 2, 3].map((question) => [question, true, false]),
    );
    assert.deepEqual(verdicts, { 'b8:27:eb:00:00:11': 'ok' });
    assert.deepEqual([report.asked, report.answered, report.others], [3, 3, 0]);
    assert.equal(pi.run('ip', 'neigh', 'show').trim(), '', 'sender 0.0.0.0 leaves no entry');
    // Another socket heard the same six frames and no more.
    const seen: number[] = [];
    const arp = newGlance();
    ear.drain(({ bytes }) => void (glance(bytes, arp) && seen.push(arp.op)));
    assert.deepEqual(seen, [1, 2, 1, 2, 1, 2]);
  }),
);

test('two hosts are a conflict, and one host with two cards is flux', { skip }, () =>
  withLab(async (lab, asker) => {
    lab.host('one', {
      nics: [{ name: 'eth0', mac: '02:aa:00:00:00:01', addresses: ['10.77.0.50/24', '10.77.0.51/24'] }],
    });
    lab.host('two', { nics: [{ name: 'eth0', mac: '02:aa:00:00:00:02', addresses: ['10.77.0.50/24'] }] });
    lab.host('flux', {
      nics: [
        { name: 'eth0', mac: '02:ff:00:00:00:01', addresses: ['10.77.0.60/24'] },
        { name: 'eth1', mac: '02:ff:00:00:00:02', addresses: ['10.77.0.61/24'] },
      ],
    });
    const conflict = await pingFrom(asker, { target: ip('10.77.0.50') });
    assert.deepEqual(conflict.verdicts, {
      '02:aa:00:00:00:01': 'conflict',
      '02:aa:00:00:00:02': 'conflict',
    });
    assert.equal(conflict.report.replies, 6, 'each of them answers each question');
    const flux = await pingFrom(asker, { target: ip('10.77.0.60'), count: 1 });
    assert.deepEqual(flux.verdicts, { '02:ff:00:00:00:01': 'flux', '02:ff:00:00:00:02': 'flux' });
  }),
);

test('a proxy ARP router is no owner', { skip }, () =>
  withLab(async (lab, asker) => {
    lab.host('router', {
      nics: [
        { name: 'eth0', mac: '02:ee:00:00:00:fe', addresses: ['10.77.0.254/24'] },
        { name: 'eth1', mac: '02:ee:00:00:00:ff', addresses: ['10.99.0.1/24'], segment: 's1' },
      ],
      sysctls: {
        'net.ipv4.ip_forward': 1,
        'net.ipv4.conf.eth0.proxy_arp': 1,
        'net.ipv4.neigh.eth0.proxy_delay': 0,
      },
      ip: ['route add 10.77.0.128/26 dev eth1'],
    });
    const { verdicts } = await pingFrom(asker, { target: ip('10.77.0.130'), count: 4, interval: 200 });
    assert.deepEqual(verdicts, { '02:ee:00:00:00:fe': 'proxy' });
  }),
);

test('a link that goes down ends it with a report', { skip }, () =>
  withLab(async (lab, asker) => {
    lab.host('pi', {
      nics: [{ name: 'eth0', mac: 'b8:27:eb:00:00:11', addresses: ['10.77.0.11/24'] }],
    });
    const wishes = { target: ip('10.77.0.11'), count: Number.POSITIVE_INFINITY };
    const { report } = await pingFrom(asker, wishes, (event) => {
      if (event.type === 'reply' && event.reply.question === 2) asker.ip('link set eth0 down');
    });
    assert.match(report.linkLost ?? '', /eth0/);
    assert.equal(report.answered, 2);
  }),
);
