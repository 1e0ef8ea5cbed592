// Where is it: a MAC, its beginning, a vendor, an address?  sudo node examples/find.ts WHAT [TARGET…]
import { find, formatIpv4, formatMac, openHands } from 'arpist';

const [what = 'raspberry', ...targets] = process.argv.slice(2);
const wishes = targets.length > 0 ? { targets, first: true } : { first: true };
for await (const event of find(openHands(), what, wishes)) {
  if (event.type === 'station') console.log(formatIpv4(event.station.ip), formatMac(event.station.mac));
  if (event.type === 'report') process.exitCode = event.report.found > 0 ? 0 : 1;
}
