// Who is on my network, and do two hosts share an address?  sudo node examples/scan.ts [TARGET…]
import { formatIpv4, formatMac, openHands, scan, SystemFault } from 'arpist';

const hands = openHands();
const targets = process.argv.slice(2);
try {
  for await (const event of scan(hands, targets.length > 0 ? targets : undefined)) {
    if (event.type === 'station') {
      const { ip, mac, rttMs, verdict, why } = event.station;
      const vendor = hands.vendors.vendorOf(mac) ?? 'unknown';
      console.log(formatIpv4(ip), formatMac(mac), vendor, `${rttMs.toFixed(3)} ms`, verdict);
      if (verdict === 'conflict') for (const { text } of why) console.log(`  ${text}`);
    } else if (event.type === 'note') console.error(event.text);
    else if (event.type === 'report') {
      const { asked, answered, seconds } = event.report;
      console.log(`${answered} of ${asked} answered in ${seconds.toFixed(1)} s`);
    }
  }
} catch (fault) {
  if (!(fault instanceof SystemFault)) throw fault;
  console.error(String(fault)); // what the system refused, and what helps
  process.exitCode = 3;
}
