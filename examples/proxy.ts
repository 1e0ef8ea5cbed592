// Answers for a network behind this machine, and leaves every owner alone.  sudo node examples/proxy.ts NET IFACE [SECONDS]
import { formatIpv4, formatMac, openHands, proxy } from 'arpist';

const [nets = '', on = '', seconds = '60'] = process.argv.slice(2);
const signal = AbortSignal.timeout(Number(seconds) * 1000);
for await (const event of proxy(openHands(), { nets, on, signal })) {
  if (event.type === 'ready') console.log(`${event.interface}: ready for ${event.free} addresses`);
  else if (event.type === 'holder')
    console.log(`${formatIpv4(event.ip)} is left to ${formatMac(event.mac)}: ${event.sign}`);
  else if (event.type === 'note') console.error(event.text);
  else if (event.type === 'report')
    for (const lane of event.report.lanes)
      console.log(`${lane.counts.answered} answered on ${lane.interface}`);
}
