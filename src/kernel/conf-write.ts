import { CONF_NAMES, type ConfName } from './conf.ts';
import type { ConfSnapshot } from './host.ts';
import type { Conf } from './conf.ts';

/** What the kernel remembers about settings and shows to nobody: where a later write to `default` still reaches. */
export type ConfState = {
  readonly conf: ConfSnapshot;
  /** Settings that were written by hand, of `default` and of each link. */
  readonly written: { readonly [name: string]: readonly ConfName[] };
  /** Links that ever had an IPv4 address: all their settings stay as they are. */
  readonly numbered: readonly string[];
};

export type ConfWrite = {
  /** `all`, `default` or a link */
  readonly on: string;
  readonly setting: ConfName;
  readonly value: number;
};

/** A write to net.ipv4.conf.*, with what it copies (net/ipv4/devinet.c devinet_conf_proc, devinet_sysctl_forward). */
export function writeConf(state: ConfState, write: ConfWrite): ConfState {
  const { on, setting, value } = write;
  const { conf } = state;
  if (on === 'all') {
    const changed = (conf.all[setting] ?? 0) !== value;
    if (setting === 'forwarding' && changed) return { ...state, conf: withForwarding(conf, value) };
    return { ...state, conf: { ...conf, all: { ...conf.all, [setting]: value } } };
  }
  const written = marked(state.written, on, setting);
  if (on !== 'default')
    return {
      ...state,
      written,
      conf: { ...conf, links: { ...conf.links, [on]: withValue(conf.links[on], write) } },
    };
  const links = mapLinks(conf, (name, link) =>
    state.numbered.includes(name) || (state.written[name] ?? []).includes(setting)
      ? link
      : withValue(link, write),
  );
  return { ...state, written, conf: { ...conf, default: withValue(conf.default, write), links } };
}

/** A new link has the values of `default`, and its marks too. */
export function addLink(state: ConfState, link: string): ConfState {
  const { conf, written } = state;
  return {
    ...state,
    conf: { ...conf, links: { ...conf.links, [link]: { ...conf.default } } },
    written: { ...written, [link]: written['default'] ?? [] },
  };
}

/** The first IPv4 address of a link freezes all its settings. */
export function numberLink(state: ConfState, link: string): ConfState {
  return state.numbered.includes(link) ? state : { ...state, numbered: [...state.numbered, link] };
}

/** A change of forwarding in all goes everywhere; the same value again goes nowhere. */
function withForwarding(conf: ConfSnapshot, value: number): ConfSnapshot {
  const forwarding: ConfWrite = { on: 'all', setting: 'forwarding', value };
  return {
    all: withValue(conf.all, forwarding),
    default: withValue(conf.default, forwarding),
    links: mapLinks(conf, (_name, link) => withValue(link, forwarding)),
  };
}

function withValue(conf: Conf | undefined, { setting, value }: ConfWrite): Conf {
  return { ...conf, [setting]: value };
}

function mapLinks(conf: ConfSnapshot, change: (name: string, link: Conf) => Conf): ConfSnapshot['links'] {
  return Object.fromEntries(Object.entries(conf.links).map(([name, link]) => [name, change(name, link)]));
}

function marked(written: ConfState['written'], on: string, setting: ConfName): ConfState['written'] {
  const there = written[on] ?? [];
  return there.includes(setting) ? written : { ...written, [on]: [...there, setting] };
}

/** Settings no write can reach any more by way of `default`: those of a link that ever had an address, or written by hand. */
export function frozenSettings(state: ConfState, link: string): readonly ConfName[] {
  return state.numbered.includes(link) ? CONF_NAMES : (state.written[link] ?? []);
}
