// Each interface answers for its own addresses alone: planned, made, and taken back.  sudo node examples/apply.ts IFACE IFACE
import { apply, commandOf, openMachine, plan, undo } from 'arpist/mend';

const { ARPIST_STATE: state = '/var/lib/arpist' } = process.env;
const machine = openMachine({ state });
const declared = { flux: { interfaces: process.argv.slice(2) } };

const agreed = plan(machine, declared);
for (const { change, why } of agreed.steps) console.log(`${commandOf(change)}  # ${why}`);
for (const { sentence } of agreed.warnings) console.error(sentence);

// On a host where it would be another plan by now, nothing is done.
for await (const event of apply(machine, declared, { agreed }))
  if (event.type === 'report') console.log(`${event.report.ending}: ${event.report.made} changes`);

console.log(`${plan(machine, declared).steps.length} left to do`);
console.log(undo(machine).complete ? 'all is as before' : 'not all is as before');
