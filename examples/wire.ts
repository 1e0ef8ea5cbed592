// A frame from words to bytes and back, without a network.  node examples/wire.ts
import { arpFrame, decodeFrame } from 'arpist/wire';

const bytes = arpFrame({
  op: 'request',
  sha: '02:00:5e:10:00:01',
  spa: '10.0.0.1',
  tpa: '10.0.0.2',
  vlan: 10,
});
const read = decodeFrame(bytes);
if (read.ok) console.log(read.value.kind, read.value.text);

const cut = decodeFrame(bytes.subarray(0, 30)); // no bytes make it throw
if (!cut.ok) console.log(cut.error.code, cut.error.text);
