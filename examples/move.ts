// An address is brought to this machine, and peers prove that they believe it.  sudo node examples/move.ts ADDRESS PEER…
import { formatIpv4, formatMac, move, openMachine } from 'arpist/mend';

const [address = '', ...via] = process.argv.slice(2);
const { ARPIST_STATE: state = '/var/lib/arpist' } = process.env;
for await (const event of move(openMachine({ state }), address, { via, wait: 10_000 })) {
  if (event.type === 'waiting') console.log(`waiting for ${event.macs.map(formatMac).join(', ')}`);
  else if (event.type === 'added') console.log(`added to ${event.address.link}; arpist undo ${event.name}`);
  else if (event.type === 'report') {
    const { ending, announced, seconds } = event.report;
    for (const { peer, belief } of announced?.proofs ?? []) console.log(formatIpv4(peer), belief);
    console.log(`${ending} after ${seconds.toFixed(1)} s`);
    process.exitCode = ending === 'moved' ? 0 : 1;
  }
}
