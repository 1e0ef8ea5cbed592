// Who claimed which address in a capture?  node examples/capture.ts FILE, or tcpdump -w - arp | node examples/capture.ts
import { createReadStream } from 'node:fs';
import { formatIpv4, formatMac, summarise } from 'arpist/capture';

const [file] = process.argv.slice(2);
const summary = await summarise(file === undefined ? process.stdin : createReadStream(file));
for (const { ip, mac, verdict, why } of summary.stations) {
  console.log(formatIpv4(ip), formatMac(mac), verdict);
  for (const { text } of verdict === 'conflict' ? why : []) console.log(`  ${text}`);
}
console.log(`${summary.arp} ARP frames of ${summary.frames}`);
if (summary.broken) console.error(summary.broken.text);
