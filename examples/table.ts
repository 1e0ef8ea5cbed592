// An entry of the neighbour table that no ARP changes, and what was there before.  sudo node examples/table.ts ADDRESS MAC
import { entries, formatIpv4, formatMac, openMachine, setEntries, undo } from 'arpist/mend';

const [ip = '', mac = ''] = process.argv.slice(2);
const { ARPIST_STATE: state = '/var/lib/arpist' } = process.env;
const machine = openMachine({ state });
const show = (): void => {
  for (const one of entries(machine))
    console.log(formatIpv4(one.ip), one.mac === null ? 'unknown' : formatMac(one.mac), one.state, one.link);
};

for (const { outcome, refusal } of setEntries(machine, [{ ip, mac }]))
  console.log(outcome, refusal?.code ?? '');
show();
console.log(undo(machine).complete ? 'all is as before' : 'not all is as before');
show();
