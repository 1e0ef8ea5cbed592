import * as announcePlan from '../../src/records/announce-plan.ts';
import * as claim from '../../src/records/claim.ts';
import * as drift from '../../src/records/drift.ts';
import { explanationRecord } from '../../src/records/explanation.ts';
import * as finding from '../../src/records/finding.ts';
import { frameRecord } from '../../src/records/frame.ts';
import type { JsonRecord } from '../../src/records/kind.ts';
import * as mend from '../../src/records/mend.ts';
import { moveRecord } from '../../src/records/move.ts';
import { neighbourRecord } from '../../src/records/neighbour.ts';
import { persistRecord } from '../../src/records/persist.ts';
import * as ping from '../../src/records/ping.ts';
import { planRecords } from '../../src/records/plan.ts';
import * as proof from '../../src/records/proof.ts';
import * as proxy from '../../src/records/proxy.ts';
import { planRecord } from '../../src/records/scan-plan.ts';
import * as difference from '../../src/records/difference.ts';
import { auditRecord, muteRecord, remarkRecord } from '../../src/records/standing.ts';
import { expectationRecord } from '../../src/records/expectation.ts';
import { WATCH_KINDS } from '../../src/inventory/watch-event.ts';
import * as watch from '../../src/records/watch.ts';
import * as binding from '../../src/records/binding.ts';
import * as sighting from '../../src/records/sighting.ts';
import { stationRecord, summaryRecord } from '../../src/records/station.ts';
import { changeOutcomeRecord } from '../../src/records/table-change.ts';
import type { Tenure } from '../../src/inventory/tenure.ts';
import * as tenure from '../../src/records/tenure.ts';
import { episodeRecord } from '../../src/records/episode.ts';
import { notifyTestRecord, orderedRecord } from '../../src/records/order.ts';
import { centreSensorRecord } from '../../src/records/centre-sensor.ts';
import { addressRecord, goneRecord, stationDetailRecord } from '../../src/records/address.ts';
import { blocksRecord, gridRecord, networkRecord } from '../../src/records/network.ts';
import { nowRecord } from '../../src/records/now.ts';
import { loginCodeRecord, sessionRecord } from '../../src/records/session.ts';
import { configLineRecord, wordRecord } from '../../src/records/word.ts';
import { tokenRecord } from '../../src/records/token.ts';
import { statusRecord } from '../../src/records/status.ts';
import { knownStationRecord } from '../../src/records/known-station.ts';
import { listedRecord } from '../../src/records/listed.ts';
import * as event from '../../src/records/table-event.ts';
import { timerChangeRecord } from '../../src/records/timer-change.ts';
import { timerRecord } from '../../src/records/timer.ts';
import * as verify from '../../src/records/verify.ts';
import { guardRecord } from '../../src/records/guard.ts';
import { vlanRecord } from '../../src/records/vlan.ts';
import { SERVICE_FACTS } from './service-facts.ts';
import { entry, publishedEntry } from '../cli/paper-table.ts';
import { ip, mac, PLAN, REPORT, station, VENDORS } from '../cli/stations.ts';

const N = null as never;
const IP = ip('10.0.0.7');
const MAC = mac('b8:27:eb:00:00:01');
const FACTS = {
  name: 'eth0',
  index: 2,
  mac: MAC,
  mtu: 1500,
  hardware: 1,
  up: true,
  carrier: true,
  arp: true,
  loopback: false,
  kind: null,
  master: 0,
  addresses: [{ ip: IP, prefixLength: 24 }],
};
const NETWORK = { interface: 'eth0', vlan: 7, innerVlan: null };
const TENURE: Tenure = {
  network: NETWORK,
  ip: IP,
  mac: MAC,
  from: 0,
  last: 1000,
  frames: 2,
  strength: 'answered',
};
const WHY = [{ code: 'answered-probe', text: 'answers the probe' }] as never;
const EVENT = {
  kind: 'conflict',
  state: 'open',
  id: 'conflict-1',
  network: { vlan: null, innerVlan: null, interface: 'eth0' },
  severity: 'critical',
  sure: 'proven',
  at: 1,
  since: 0,
  lasted: 1,
  ip: IP,
  ips: [IP],
  mac: MAC,
  macs: [MAC],
  why: WHY,
  decides: null,
  gateway: false,
  frames: 3,
  became: null,
} as never;
const STATION_EVENT = station('10.0.0.7', 'b8:27:eb:00:00:01');
const STATION = STATION_EVENT.type === 'station' ? STATION_EVENT.station : N;
const ENDED = { sent: 3, seconds: 1, interrupted: false, linkLost: null, drops: 0 };
const PLACE = { ip: IP, interface: 'eth0', vlan: 7 };
const HOLDER = { mac: MAC, sign: 'answers', verdict: 'ok', why: WHY } as const;
const TARGETS = { ranges: [{ first: IP, last: IP }], size: 1 };
const TELLING = {
  facts: FACTS,
  vlan: null,
  addresses: TARGETS,
  forms: ['request'],
  via: [{ ip: IP, mac: null }],
  verify: true,
  check: true,
  before: true,
  force: false,
  takeover: false,
  count: 3,
  interval: 1000,
  refresh: 60_000,
  rate: 1000,
  patience: 10_000,
  frames: false,
  command: 'move',
  address: ip('10.0.0.8'),
  prefixLength: 24,
  wait: 0,
  keep: false,
} as never;

/** Every kind of change, and with them every field that a change may have. */
const ADDRESS = {
  link: 'eth0',
  local: '10.0.0.7',
  prefixLength: 24,
  peer: null,
  scope: 'global',
  label: null,
};
const ROUTE = {
  table: 254,
  destination: '10.0.0.0/8',
  via: '10.0.0.1',
  link: 'eth0',
  source: '10.0.0.7',
  metric: 5,
  scope: 'global',
  protocol: 4,
  onlink: true,
};
const CHANGES = [
  { do: 'set-conf', link: 'eth0', setting: 'arp_ignore', value: 1 },
  { do: 'add-address', ...ADDRESS },
  { do: 'add-route', ...ROUTE },
  { do: 'add-rule', priority: 100, from: '10.0.0.7/32', table: 100, suppress: 0 },
  { do: 'set-neighbour', link: 'eth0', ip: '10.0.0.7', mac: 'b8:27:eb:00:00:01' },
  { do: 'add-vlan', link: 'eth0.5', parent: 'eth0', protocol: 0x8100, id: 5 },
  { do: 'set-up', link: 'eth0', up: true },
] as never[];
const STEPS = CHANGES.map(
  (change) => ({ change, why: 'as declared', line: 3, needs: [], undo: [change] }) as never,
);

const WHO_HAS = {
  question: 'who-has',
  ip: IP,
  yes: true,
  reason: 'answer-local',
  steps: [
    {
      question: 'is it local?',
      answer: 'yes',
      settings: [{ name: 'arp_ignore', link: 'eth0', combine: 'max', all: 0, own: 0, value: 0 }],
    },
  ],
  doubts: [],
  on: 'eth0',
  from: IP,
  supposed: true,
  broadcast: true,
  answer: { link: 'eth0', mac: MAC, delay: 0 },
  others: [{ link: 'eth1', mac: MAC, delay: 0 }],
  learned: 'answer-local',
};
const KNOWN = { state: 'reachable', mac: MAC };
const EXPLAINED = [
  WHO_HAS,
  {
    ...WHO_HAS,
    question: 'to',
    path: {
      link: 'eth0',
      nextHop: IP,
      source: IP,
      route: '10.0.0.0/24',
      ways: 1,
      request: { sender: IP, mac: MAC, reason: 'answer-local' },
      known: KNOWN,
    },
  },
  { ...WHO_HAS, question: 'is-at', mac: MAC, form: 'reply', before: KNOWN, after: KNOWN },
];

const FINDING = {
  kind: 'flux',
  severity: 'fault',
  sentence: 'two answer',
  host: 'web1',
  links: ['eth0'],
  addresses: ['10.0.0.7'],
  evidence: [{ from: 'model', text: 'by the rules', reason: 'answer-local' }],
  changes: CHANGES.slice(0, 5),
  beyond: [{ change: CHANGES[0], where: 'the hypervisor' }],
} as never;

const KINDS = Object.fromEntries(
  'request reply probe announcement gratuitous-request gratuitous-reply rarp-request rarp-reply drarp-request drarp-reply drarp-error inarp-request inarp-reply nak unknown'
    .split(' ')
    .map((kind) => [kind, 0]),
);
const TIME = { seconds: 1_700_000_000, nanoseconds: 0 };
const CAPTURE = {
  format: 'pcap',
  frames: 3,
  arp: 3,
  kinds: KINDS,
  malformedBy: new Map([['arp-cut', 1]]),
  unread: [{ code: 'link-type', frames: 1 }],
  first: TIME,
  last: TIME,
  seconds: 1,
  rate: 3,
  peak: { frames: 2, second: 1_700_000_000 },
  sightings: { left: 0, forgotten: 0 },
  interrupted: false,
  broken: { code: 'capture-cut', text: 'the file ends within a frame' },
  fault: null,
} as never;

const PROXY_HEAD = { interface: 'eth0', mac: MAC, ip: IP };
const LANE = { interface: 'eth0', mac: MAC, addresses: 4, swept: true, packets: 8, seconds: 1 };
const QUESTIONS = Object.fromEntries(
  'answered not-in-nets excepted own no-host same-link no-route not-for-us tagged probe gratuitous bad-asker owner-lives other-proxy checking rate-limited queue-full not-sent flooded not-arp'
    .split(' ')
    .map((reason) => [reason, 0]),
);
const ENTRY = { ...entry('10.0.0.7', 'b8:27:eb:00:00:01'), protocol: 4 };
const ROW = { entry: ENTRY, vendor: 'Raspberry Pi' };
const PROOF = {
  ip: IP,
  peer: IP,
  peerMac: MAC,
  belief: 'believed',
  code: 'echo-answered',
  afterMs: 3,
  sendsTo: MAC,
  before: null,
  told: true,
  asked: 1,
  answered: 1,
} as never;
const SENT = { frames: 1, bytes: 2, errors: 0, dropped: 0 };
const PING_PLACE = { target: IP, interface: 'eth0', vlan: null };

const OFFICE_CIDR = { network: 0x0a140000, length: 24 };
const COUNTS = { here: 1, known: 2, new: 0, troubled: 0 };
const ADDRESS_FACTS = {
  vendor: null,
  networkName: 'Office',
  macs: 1,
  worst: null,
  note: null,
  approved: false,
};

/** At least one record of every kind that is promised, made as the program makes it; together they have every field. */
export const EXAMPLES: readonly JsonRecord[] = [
  announcePlan.announcePlanRecord(TELLING),
  announcePlan.movePlanRecord(TELLING),
  proof.announceSummaryRecord(PLACE, {
    announced: 1,
    refused: 0,
    rounds: 3,
    frames: 6,
    rivals: [{ ip: IP, mac: MAC, refused: true }],
    announcedAt: 0,
    proofs: [PROOF],
    ...ENDED,
  } as never),
  proof.proofRecord(PLACE, PROOF, 'after'),
  moveRecord({ address: IP, prefixLength: 24, facts: FACTS as never }, {
    ending: 'moved',
    owners: [MAC],
    already: false,
    name: 'entry',
    refusal: null,
    outageMs: 12,
    outageFrom: 'last-answer',
    announced: { rounds: 3, frames: 6, proofs: [PROOF] },
    ...ENDED,
  } as never),
  ...planRecords(
    {
      steps: STEPS,
      shifts: [{ ip: '10.0.0.7', on: 'eth0', foreign: true, before: ['eth0'], after: [] }],
      warnings: [{ kind: 'session', sentence: 'it cuts', line: 3 }],
    } as never,
    'router.toml',
  ),
  ...STEPS.map((step, at) => mend.stepRecordOf(step, at, null)),
  mend.applySummaryRecord(
    {
      ending: 'done',
      name: 'entry',
      steps: STEPS,
      made: 7,
      because: null,
      left: [],
      files: { written: [], unwritten: [] },
    } as never,
    'router.toml',
    [],
  ),
  mend.undoRecord({
    entry: { name: 'entry', command: 'apply' },
    complete: true,
    left: [],
    remains: [],
  } as never),
  mend.entryRecord({
    name: 'entry',
    at: 0,
    command: 'apply',
    changes: [],
    outcome: null,
    undone: false,
    here: true,
  } as never),
  ...STEPS.map((step) => drift.driftRecord(step)),
  drift.verifySummaryRecord(
    'router.toml',
    { drift: 1, warnings: 0 },
    { findings: 0, questions: 3, interrupted: false },
  ),
  persistRecord({
    path: '/etc/x',
    kind: 'script',
    from: 'router.toml',
    unread: null,
    beaten: [],
    differs: [],
  } as never),
  claim.checkRecord(
    { ...PLACE, state: 'used', by: [HOLDER], why: WHY, probes: 3, seconds: 6 } as never,
    VENDORS,
  ),
  claim.checkSummaryRecord({ asked: 1, results: [{ state: 'free' }], ...ENDED } as never),
  claim.claimRecord(
    PLACE,
    { type: 'claim', state: 'held', by: [HOLDER], others: 0, why: WHY, after: 0 } as never,
    {
      vendors: VENDORS,
      at: 0,
    },
  ),
  claim.claimSummaryRecord(PLACE, {
    state: 'held',
    heldSeconds: 1,
    contradictions: 0,
    answered: 0,
    ...ENDED,
  } as never),
  claim.freeRecord({ wanted: 1, found: [{ ip: IP }], asked: 4, answered: 1, checked: 2, ...ENDED } as never),
  ...EXPLAINED.map((told) => explanationRecord(told as never)),
  finding.findingRecord(FINDING),
  finding.diagnosisRecord(
    { findings: [FINDING], caveats: [] },
    { hosts: ['web1'], questions: 3, sent: 6, interrupted: false },
  ),
  difference.differenceRecord(
    {
      kind: 'changed',
      ip: IP,
      vlan: null,
      also: false,
      heard: { interface: 'eth0', mac: MAC, verdict: 'ok', first: 0, last: 1 },
      known: [{ mac: MAC + 1, note: 'printer', expires: 2, line: 3 }],
    } as never,
    VENDORS,
  ),
  difference.diffSummaryRecord(
    'known.toml',
    { differences: [], known: 1, heard: 1, same: 1, ended: [], unasked: 0 } as never,
    false,
  ),
  expectationRecord({ ip: IP, mac: MAC, from: 0, until: 1, by: 'arpist move' } as never),
  watch.watchRecord(EVENT),
  muteRecord({
    id: 3,
    at: 0,
    by: 'vera',
    value: { kind: 'scan', ip: IP, mac: MAC, interface: 'eth0', episode: 7, gateways: true, until: 1 },
  }),
  remarkRecord({ id: 4, at: 0, by: 'vera', value: { whom: { ip: IP }, text: 'printer' } }),
  auditRecord({ seq: 1, at: 0, by: 'vera', line: 'arpist mute scan', text: 'x', undo: 'arpist revoke 3' }),
  { ...episodeRecord({ episode: 7, first: 0, open: true, event: EVENT }), text: 'x', kept: 2, events: [] },
  statusRecord(SERVICE_FACTS),
  centreSensorRecord(
    {
      site: 'berlin',
      sensor: 'core-1',
      heard: 0,
      keys: 1,
      skew: 2000,
      twice: 0,
      mark: 7,
      dropped: 0,
      stations: 3,
      open: 1,
    },
    1000,
  ),
  centreSensorRecord(
    {
      site: 'berlin',
      sensor: 'core-2',
      heard: null,
      keys: 1,
      skew: null,
      twice: null,
      mark: 0,
      dropped: 0,
      stations: 0,
      open: 0,
    },
    1000,
  ),
  tokenRecord({ id: 1, name: 'wall', role: 'viewer', hash: '', made: 0, expires: 1 }),
  tokenRecord({ id: 2, name: 'vera', role: 'admin', hash: '', made: 0, expires: null }, 'arp_x'),
  orderedRecord('approve', { id: 3, text: 'It is so.', undo: 'arpist revoke 3' }),
  orderedRecord('forget', { id: null, text: 'It is gone.', undo: null }),
  notifyTestRecord('ops-mail', null),
  notifyTestRecord('ops-mail', 'the server does not answer'),
  watch.watchSummaryRecord({
    counts: {
      frames: 3,
      arp: 2,
      copies: 0,
      beside: 0,
      malformed: 0,
      unreadable: 0,
      first: 0,
      last: 1,
      stations: 1,
      addresses: 1,
      opened: Object.fromEntries(WATCH_KINDS.map((kind) => [kind, 1])),
      openNow: 0,
      left: { stations: 0, episodes: 0, events: 0 },
    },
    capture: { fault: null, broken: { code: 'capture-cut', text: 'the file ends within a frame' } },
    live: { interfaces: ['eth0'], dropped: 0, untold: 0 },
    alarmed: false,
    interrupted: false,
  } as never),
  frameExample(),
  sighting.sightingRecord({
    seen: {
      ip: IP,
      mac: MAC,
      vlan: null,
      first: TIME,
      last: TIME,
      frames: 1,
      claims: {
        request: 1,
        reply: 0,
        'inarp-request': 0,
        'inarp-reply': 0,
        announcement: 0,
        'gratuitous-request': 0,
        'gratuitous-reply': 0,
      },
      sourceDiffers: 0,
      verdict: 'flux',
      why: WHY,
    } as never,
    vendor: null,
  }),
  binding.bindingRecord({
    vendor: null,
    binding: {
      ip: 0x0a000001,
      vlan: 7,
      mac: 0x020000000001,
      station: 0,
      from: 1_700_000_000_000.5,
      last: 1_700_000_001_000,
      began: 'announced',
      ended: 'cut',
      returned: false,
      missing: 0,
    },
  }),
  sighting.captureRecord(CAPTURE, { stations: 1, addresses: 1, silent: 0 }),
  stationExample(),
  summaryRecord({
    ...REPORT,
    ranges: [{ mac: MAC, owner: IP, first: IP, last: IP, count: 1, interface: 'eth0', vlan: null }],
  }),
  PLAN.type === 'plan' ? planRecord(PLAN) : {},
  ping.replyRecord(PING_PLACE, {
    question: 1,
    mac: MAC,
    rttMs: 0.2,
    late: false,
    certain: true,
    repeated: false,
    form: 'zero',
    asked: 'broadcast',
    byBroadcast: false,
    at: 0,
  } as never),
  ping.unansweredRecord(PING_PLACE, 2),
  ping.pingPlanRecord(
    {
      target: IP,
      facts: FACTS,
      vlan: null,
      interval: 1000,
      until: 'count',
      count: 3,
      examine: true,
      deadline: null,
      rate: 1000,
    } as never,
    false,
  ),
  ping.pingSummaryRecord(
    PING_PLACE,
    {
      asked: 1,
      unicast: 0,
      answered: 1,
      unanswerable: 0,
      replies: 1,
      late: 0,
      repeated: 0,
      others: 0,
      rtt: { min: 1, avg: 1, max: 1, mdev: 0 },
      stations: [STATION],
      ...ENDED,
    } as never,
    VENDORS,
  ),
  proxy.proxyRecord(
    { type: 'ready', interface: 'eth0', mac: MAC, free: 3, held: 1, swept: true } as never,
    new Date(0),
  ),
  proxy.proxyRecord(
    { type: 'rival', interface: 'eth0', mac: MAC, turn: 'first', addresses: 3 } as never,
    new Date(0),
  ),
  proxy.proxyRecord(
    { type: 'holder', ...PROXY_HEAD, steppedBack: true, sign: 'answers', role: null } as never,
    new Date(0),
  ),
  proxy.proxyPlanRecord([
    { ...LANE, parts: [{ first: IP, last: IP, standing: 'ours', via: 'eth1' }] } as never,
  ]),
  proxy.proxySummaryRecord({
    lanes: [
      {
        interface: 'eth0',
        mac: MAC,
        counts: QUESTIONS,
        asked: 3,
        free: 3,
        owned: 1,
        yielded: 0,
        linkLost: null,
        drops: 0,
      },
    ],
    seconds: 1,
    interrupted: false,
  } as never),
  neighbourRecord(ROW),
  neighbourRecord({ entry: publishedEntry('10.0.0.8', null), vendor: null }),
  verify.checkRecord(
    {
      entry: ENTRY,
      link: 'eth0',
      word: 'ok',
      why: 'it answers',
      evidence: [{ code: 'answers', text: 'it answers' }],
      truth: MAC,
      answers: [STATION],
    } as never,
    VENDORS,
  ),
  verify.checkSummaryRecord({
    entries: 1,
    counts: {
      ok: 1,
      stale: 0,
      wrong: 0,
      'permanent-wrong': 0,
      duplicate: 0,
      silent: 0,
      undecided: 0,
      unasked: 0,
    },
    ...ENDED,
  } as never),
  event.tableEventRecord({
    event: { kind: 'changed', entry: ENTRY, before: ENTRY, recovered: false } as never,
    row: ROW,
    at: 0,
  }),
  event.overrunRecord({ type: 'overrun', entries: 7, differences: 1 }, 0),
  timerRecord({
    link: 'eth0',
    setting: 'gc_stale_time',
    value: 60_000,
    compiled: 60_000,
    unit: 'ms',
    meaning: 'how long',
    drawn: false,
  } as never),
  timerChangeRecord(
    {
      change: { do: 'set-neigh', link: 'eth0', setting: 'gc_stale_time', value: 30 },
      undo: { value: 60 },
      same: false,
    } as never,
    null,
    { planned: true, why: null },
  ),
  changeOutcomeRecord(
    {
      change: { do: 'publish', ip: '10.0.0.7', link: 'eth0', mac: null, protocol: null },
      line: 3,
      same: false,
    } as never,
    null,
  ),
  guardRecord({
    ip: '10.0.0.7',
    macs: ['02:00:00:00:00:01'],
    links: ['eth0'],
    mode: 'drop',
    expires: 60,
    since: 0,
    liars: [{ mac: '02:00:00:00:00:66', frames: 18 }],
  } as never),
  vlanRecord({
    link: {
      name: 'eth0.5',
      parent: 'eth0',
      id: 5,
      protocol: 0x8100,
      flags: ['reorder_hdr'],
      mac: MAC,
      mtu: 1500,
      master: null,
      addresses: [{ ip: IP, prefixLength: 24 }],
      uses: [],
      received: { ...SENT, multicast: 0 },
      sent: SENT,
      ingress: [],
      egress: [],
    },
    state: 'up',
    remark: null,
  } as never),
  tenure.tenureRecord(TENURE, VENDORS),
  {
    ...tenure.heldRecord(IP, 0, {
      there: { network: NETWORK, held: { sure: 'heard', by: [TENURE] } },
      vendors: VENDORS,
    }),
    note: null,
  },
  tenure.heldRecord(IP, 0, {
    there: {
      network: null,
      held: {
        sure: 'blind',
        blind: { code: 'dropped', text: 'x', from: 0, until: null, interface: 'eth0', frames: null },
        before: TENURE,
        after: TENURE,
      },
    },
    vendors: VENDORS,
  }),
  knownStationRecord({ ...TENURE, first: 0, holds: true }, { vendor: null, now: 5000 }),
  {
    ...addressRecord({ ...TENURE, first: 0, holds: true }, ADDRESS_FACTS, 5000),
    claimants: [],
    tenures: [],
    episodes: [],
    findings: [],
    approvals: [],
    mutes: [],
    notes: [],
  },
  goneRecord(IP),
  stationDetailRecord(MAC, null, {
    addresses: [],
    tenures: [],
    episodes: [],
    approvals: [],
    mutes: [],
    notes: [],
  }),
  networkRecord({ cidr: OFFICE_CIDR, name: 'Office', new: 'tell', guessed: false, counts: COUNTS }),
  gridRecord(OFFICE_CIDR, '..hk'),
  blocksRecord(OFFICE_CIDR, [{ cidr: OFFICE_CIDR, counts: COUNTS }]),
  nowRecord(SERVICE_FACTS, { networks: [], anchors: [], changed: [] }),
  wordRecord('conflict'),
  configLineRecord({ table: 'web', at: null, key: 'streams', text: '100', file: null, line: null }),
  sessionRecord({ name: 'token vera', role: 'viewer', ends: 0 }),
  loginCodeRecord({ code: 'x', ends: 0, pages: ['http://127.0.0.1:8471/'] }),
  listedRecord({
    ip: IP,
    mac: null,
    vendor: null,
    name: 'nas',
    note: null,
    approved: true,
    interface: null,
    vlan: null,
    first: 0,
    last: null,
  }),
];

function stationExample(): JsonRecord {
  return { ...stationRecord({ station: STATION, vendor: 'Raspberry Pi', name: 'pi.lan', dup: 1 }) };
}

function frameExample(): JsonRecord {
  return {
    ...frameRecord({
      n: 1,
      time: TIME,
      linkType: 1,
      interface: 'eth0',
      link: {
        dst: MAC,
        src: MAC,
        etherType: 0x0806,
        tags: [{ tpid: 0x8100, pcp: 0, dei: false, vid: 7 }],
        llc: false,
      },
      arp: null,
      cut: {
        hrd: 1,
        pro: 0x0800,
        hln: 6,
        pln: 4,
        op: 1,
        sha: new Uint8Array(6),
        spa: new Uint8Array(4),
        tha: new Uint8Array(6),
        tpa: new Uint8Array(4),
      },
      kind: 'malformed',
      trailer: new Uint8Array(0),
      error: { code: 'arp-cut', text: 'cut' },
    } as never),
  };
}
