import type { ScanEvent } from '../verbs/scan/events.ts';
import type { Instant } from '../base/time.ts';
import { captureTimeOf } from '../wire/capture-time.ts';
import { openPcapWriter } from '../wire/pcap-writer.ts';
import { openPcapngWriter } from '../wire/pcapng-writer.ts';
import { tellFault } from './faults.ts';
import type { CommandIo, FileSink } from './io.ts';

type FrameEvent = Extract<ScanEvent, { type: 'frame' }>;

/** A capture being written beside a scan. When the disk is full it says so once and stops; the scan goes on. */
export interface Saver {
  take(event: FrameEvent): void;
  /** It was listened until then. */
  until(at: Instant): void;
  close(): void;
  /** The file is not whole. */
  readonly failed: boolean;
}

/** What --save and -W ask for; nothing is created for a dry run. */
export function saversFor(
  wishes: { readonly save: string | undefined; readonly pcap: string | undefined; readonly dryRun: boolean },
  io: CommandIo,
): readonly Saver[] {
  if (wishes.dryRun) return [];
  const savers: Saver[] = [];
  if (wishes.save !== undefined) savers.push(savePcapng(wishes.save, io));
  if (wishes.pcap !== undefined) savers.push(saveHeardPcap(wishes.pcap, io));
  return savers;
}

/** pcapng with every frame of both directions and the names of the interfaces. Throws SystemFault when it cannot be created. */
function savePcapng(path: string, io: CommandIo): Saver {
  const sink = io.createFile(path);
  return saverOn(sink, io, () => {
    const writer = openPcapngWriter((bytes) => sink.write(bytes));
    const numbers = new Map<string, number>();
    const take = (event: FrameEvent): void => {
      const known = numbers.get(event.interface);
      const interfaceIndex = known ?? writer.addInterface(event.interface);
      if (known === undefined) numbers.set(event.interface, interfaceIndex);
      const { bytes, wireLength, outgoing } = event;
      writer.frame({ ...captureTimeOf(event.at), bytes, wireLength, outgoing, interfaceIndex });
    };
    const until = (at: Instant): void => {
      for (const index of numbers.values()) writer.until(index, captureTimeOf(at));
    };
    return { take, until };
  });
}

/** What `arp-scan -W` writes: a pcap of the frames heard. Throws SystemFault when it cannot be created. */
function saveHeardPcap(path: string, io: CommandIo): Saver {
  const sink = io.createFile(path);
  return saverOn(sink, io, () => {
    const write = openPcapWriter((bytes) => sink.write(bytes));
    const take = ({ bytes, wireLength, outgoing, at }: FrameEvent): void => {
      if (!outgoing) write({ ...captureTimeOf(at), bytes, wireLength });
    };
    return { take, until: () => undefined };
  });
}

function saverOn(sink: FileSink, io: CommandIo, open: () => Pick<Saver, 'take' | 'until'>): Saver {
  let failed = false;
  let writer: Pick<Saver, 'take' | 'until'> | undefined;
  const guard = (work: () => void): void => {
    if (failed) return;
    try {
      work();
    } catch (cause) {
      failed = true;
      io.stderr.write(`${tellFault(cause).sentence} What was found is shown all the same.\n`);
    }
  };
  guard(() => {
    writer = open();
  });
  return {
    take: (event) => guard(() => writer?.take(event)),
    until: (at) => guard(() => writer?.until(at)),
    close() {
      guard(() => sink.close());
      if (failed) closeQuietly(sink);
    },
    get failed() {
      return failed;
    },
  };
}

function closeQuietly(sink: FileSink): void {
  try {
    sink.close();
  } catch {
    // said already
  }
}
