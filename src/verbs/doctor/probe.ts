import type { Dice } from '../../base/dice.ts';
import { SystemFault } from '../../base/fault.ts';
import type { Signal } from '../../base/signal.ts';
import { type Diagnosis, diagnose, sorted } from '../../doctor/diagnose.ts';
import { sceneOf } from '../../doctor/scene.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Host, InterfaceFacts } from '../../ports/host.ts';
import type { Link } from '../../ports/link.ts';
import { type Wires, wiresFor } from '../../asking/wires.ts';
import { ask, type Puttable, TRIES } from './prober.ts';
import { prove } from './prove.ts';
import { probesFor } from './questions.ts';

export interface DoctorHands {
  readonly host: Host;
  readonly clock: Clock;
  readonly dice: Dice;
  /** Left out: 1,000 packets a second on each wire. */
  readonly wires?: Wires;
}

export type DoctorEvent =
  | {
      readonly type: 'probing';
      readonly links: readonly string[];
      readonly questions: number;
      /** Packets at most, and how many a second on each wire. */
      readonly packets: number;
      readonly rate: number;
    }
  | { readonly type: 'note'; readonly text: string };

export interface ProbeReport extends Diagnosis {
  /** Questions put, each up to three times. */
  readonly questions: number;
  /** Packets that left. */
  readonly sent: number;
  readonly interrupted: boolean;
}

/**
 * Holds the findings of the model against the wire: our own addresses from each link that another one of ours can hear,
 * duplicates, PERMANENT entries, gateways. Questions carry sender 0.0.0.0, or an address of the link they leave by.
 * Changes nothing. Throws SystemFault only when links cannot be opened for lack of rights.
 */
export async function* probe(
  hands: DoctorHands,
  snapshot: HostSnapshot,
  signal?: Signal,
): AsyncGenerator<DoctorEvent, ProbeReport> {
  const scene = sceneOf(snapshot);
  const { findings, caveats } = diagnose(snapshot);
  const probes = probesFor(scene);
  const wanted = [...new Set(probes.map(({ link }) => link.name))];
  const { links, notes } = openLinks(hands.host, wanted);
  for (const text of notes) yield { type: 'note', text };
  const wires = wiresFor(hands);
  const puttable = probes.flatMap((one): readonly Puttable[] => {
    const open = links.get(one.link.name);
    return open ? [{ probe: one, link: open.link, pacer: wires.pacerFor(open.facts) }] : [];
  });
  try {
    const packets = TRIES * puttable.length;
    yield {
      type: 'probing',
      links: [...links.keys()],
      questions: puttable.length,
      packets,
      rate: wires.rate,
    };
    const { probed, lost, sent } = await ask(puttable, hands, signal);
    const interrupted = signal?.aborted ?? false;
    const dead = new Set([...lost.keys()].map(({ facts }) => facts.name));
    // A link that went away says nothing by its silence, and neither does what was not asked to its end.
    const heard = interrupted ? [] : probed.filter((one) => !dead.has(one.probe.link.name));
    const downs = [...lost.values()].map(({ sentence }) => `${sentence} while it was asked on.`);
    const proof = prove(scene, findings, heard);
    return {
      findings: sorted(proof.findings),
      caveats: [...caveats, ...notes, ...downs, ...proof.caveats],
      questions: puttable.length,
      sent,
      interrupted,
    };
  } finally {
    for (const { link } of links.values()) link.close();
  }
}

interface Open {
  readonly facts: InterfaceFacts;
  readonly link: Link;
}

function openLinks(
  host: Host,
  wanted: readonly string[],
): { readonly links: ReadonlyMap<string, Open>; readonly notes: readonly string[] } {
  const links = new Map<string, Open>();
  const notes: string[] = [];
  const facts = new Map(host.interfaces().map((one) => [one.name, one]));
  try {
    for (const name of wanted) {
      const one = facts.get(name);
      if (!one) notes.push(`${name} is not there any more, so nothing was asked on it.`);
      else openOne(host, { name, facts: one, links, notes });
    }
  } catch (cause) {
    for (const { link } of links.values()) link.close();
    throw cause;
  }
  return { links, notes };
}

function openOne(
  host: Host,
  to: {
    name: string;
    facts: InterfaceFacts;
    links: Map<string, Open>;
    notes: string[];
  },
): void {
  try {
    to.links.set(to.name, { facts: to.facts, link: host.openLink(to.facts) });
  } catch (cause) {
    if (!(cause instanceof SystemFault) || cause.kind === 'rights') throw cause;
    to.notes.push(`${cause.message}, so nothing was asked on it.`);
  }
}
