import { openClock } from '../../src/linux/clock.ts';
import { openWorld } from '../../src/sim/world.ts';
import { openLab, whyNoLab } from '../live/lab.ts';
import { type LinkBody, linkContract, OTHER, OWN } from './link.ts';

const colons = (digits: string): string => digits.replaceAll(/..(?=.)/g, '$&:');

function steel(name: string, { thread = false, quiet = false, prompt = false }): LinkBody {
  return {
    name,
    skip: whyNoLab,
    open(options) {
      const lab = openLab();
      const own = lab.host('own', { nics: [] });
      const other = lab.host('other', { nics: [] });
      lab.cable(
        { host: own, nic: { name: 'eth0', mac: colons(OWN) } },
        { host: other, nic: { name: 'eth0', mac: colons(OTHER) } },
      );
      const end = other.open('eth0');
      return {
        link: own.open('eth0', { ...options, quiet, prompt }),
        clock: openClock({ thread }),
        say: (frame) => void end.send({ bytes: frame, size: frame.length, count: 1 }),
        heard: () => {
          const frames: Uint8Array[] = [];
          end.drain(({ bytes }) => frames.push(bytes.slice()));
          return frames;
        },
        takeDown: () => own.ip('link set eth0 down'),
        close: () => lab.close(),
      };
    },
  };
}

const paper: LinkBody = {
  name: 'paper',
  skip: false,
  open(options) {
    const world = openWorld({ seed: 1 });
    const segment = world.segment('lan');
    const host = world.host({ name: 'eth0', mac: Number.parseInt(OWN, 16), addresses: [], segment });
    const link = host.openLink(host.interfaces()[1]!, options);
    const other = segment.plug({ mac: Number.parseInt(OTHER, 16), promiscuous: true });
    const heard: Uint8Array[] = [];
    other.listen({ hear: (bytes) => heard.push(bytes.slice()) });
    return {
      link,
      clock: world.clock,
      say: (frame) => void other.send(frame),
      heard: () => heard.splice(0),
      takeDown: () => host.takeDown('eth0'),
      close: () => link.close(),
    };
  },
};

linkContract(paper);
linkContract(steel('packet socket, event loop', {}));
linkContract(steel('packet socket, waiting thread', { thread: true }));
linkContract(steel('packet socket without a ring', { quiet: true }));
linkContract(steel('packet socket, a slot for each frame', { prompt: true }));
