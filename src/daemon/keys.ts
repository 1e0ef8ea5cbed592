import { flag, ip, linkName, oneOf, whole } from '../declare/leaves.ts';
import { TIME_UNITS } from '../base/time.ts';
import { key, list, listWith, maybe, needed } from './key.ts';
import {
  basePath,
  endpoint,
  holderMac,
  hostName,
  name,
  network,
  path,
  size,
  span,
  spanOrNever,
  timeAndSize,
  uplinkPlace,
  words,
} from './leaves.ts';

const { s, min, h, d, y } = TIME_UNITS;
const AGES = { least: h, most: 100 * y };

/** What stands above all tables. */
export const ROOT_KEYS = {
  site: key(words, '', ['""', 'what this place is called in messages']),
  promiscuous: key(flag, true, ['true', 'hear what is for others, too: a watcher on a mirror port must']),
  learn: key(span({ least: 0, most: y }), 0, [
    '"0s"',
    'for so long from the first start on, new stations are remembered and not told',
  ]),
  ask: key(flag, false, ['false', 'ask the network where a doubt is worth a question (arpist watch --ask)']),
  known: list(
    path,
    '["/etc/ethers"]',
    'files that say who may have which address: a baseline, ethers(5), an arp.dat; read again when they change',
  ),
  leases: list(
    path,
    '["/var/lib/misc/dnsmasq.leases"]',
    'what DHCP servers gave away: leases of dnsmasq, Kea, ISC dhcpd; read again when they change',
  ),
  metrics: maybe(
    endpoint,
    '"127.0.0.1:9477"',
    'where metrics are answered beside the socket; left out: where the page listens',
  ),
} as const;

export const WATCH_KEYS = {
  interface: needed(linkName, '"eth0"', 'as ip link shows it; it is waited for when it is not there'),
  name: maybe(name, '"hq-eth0"', 'of the sensor; left out: that of the interface'),
} as const;

export const NETWORK_KEYS = {
  cidr: needed(network, '"10.20.30.0/24"', 'the network; senders of none that is named are told as bogon'),
  name: maybe(name, '"Guests"', 'what people call it; left out: the network itself'),
  new: key(oneOf('learn', 'tell', 'quiet'), 'learn', [
    '"learn"',
    'new stations: "tell", "quiet" (remembered, never told), or "learn": quiet while it is learned, told afterwards',
  ]),
  sweep: key(spanOrNever({ least: 10 * min, most: 30 * d }), null, [
    '"never"',
    'ask for every address this often, gently and with the sender 0.0.0.0: finds stations that never speak',
  ]),
} as const;

export const VIP_KEYS = {
  address: needed(ip, '"10.20.20.1"', 'a gateway or virtual address: lies about it are critical'),
  name: maybe(name, '"gateway"', 'what people call it; left out: the address'),
  macs: list(
    holderMac,
    '["00:00:5e:00:01:14"]',
    'whoever may have it; left out: anyone, and each change is told',
  ),
} as const;

export const KEEP_KEYS = {
  events: key(span(AGES), 400 * d, ['"400d"', 'episodes and their events']),
  bindings: key(span(AGES), 3 * y, ['"3y"', 'who had which address from when to when']),
  evidence: key(timeAndSize(AGES), { time: 30 * d, bytes: 2 ** 30 }, [
    '"30d, 1GiB"',
    'frames that prove an episode: so long, and so much of them',
  ]),
  'anonymise-after': key(spanOrNever({ least: d, most: 100 * y }), null, [
    '"never"',
    'MACs become their vendor and a keyed hash, names go',
  ]),
  commit: key(span({ least: s, most: h }), s, [
    '"1s"',
    'between two writings to the disk; "30s" spares an SD card',
  ]),
} as const;

export const WEB_KEYS = {
  listen: list(
    endpoint,
    '["127.0.0.1:8471"]',
    'where the page and the API are answered beside the socket; left out: nowhere',
  ),
  hosts: list(
    hostName,
    '["arpist.example.org"]',
    'names by which a browser may ask for it, beside the addresses of listen',
  ),
  certificate: maybe(path, '"/etc/arpist/tls/certificate.pem"', 'TLS, with key; read again when it changes'),
  key: maybe(path, '"/etc/arpist/tls/key.pem"', 'the private key of the certificate'),
  'behind-proxy': key(flag, false, [
    'false',
    'another server answers the browser, and says who asks in X-Forwarded-For',
  ]),
  'trusted-proxies': listWith(network, [], ['[]', 'networks of those servers: nobody else is believed']),
  'base-path': key(basePath, '', ['""', 'where the page lives below another server']),
  streams: key(whole(1, 100_000), 100, ['100', 'streams of events that are open at once']),
} as const;

export const UPLINK_KEYS = {
  to: maybe(
    uplinkPlace,
    '"https://centre.example:8470"',
    'the centre that is told of everything; left out: nobody',
  ),
  key: maybe(
    path,
    '"/etc/arpist/core-1.key"',
    'needed with to: what arpist centre enrol SITE/SENSOR printed there',
  ),
  ca: maybe(
    path,
    '"/etc/arpist/tls/centre-ca.pem"',
    'a certificate to trust beside those of the system: that of the centre, or of who signed it',
  ),
  spool: key(size({ least: 2 ** 20, most: 2 ** 40 }), 256 * 2 ** 20, [
    '"256MiB"',
    'what waits while the centre is away; when it is full, who is still there goes first, episodes last, and that is told',
  ]),
  keep: key(span({ least: 0, most: 30 * d }), d, [
    '"1d"',
    'what the centre has is kept for so long, for one that was brought back from a backup',
  ]),
} as const;
