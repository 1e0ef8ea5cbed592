// Would this host answer, and what is wrong with it?  node examples/kernel.ts ADDRESS [host.json, of arpist snapshot]
import { readFileSync } from 'node:fs';
import * as kernel from 'arpist/kernel';

const [ip = '127.0.0.1', file] = process.argv.slice(2);
const read = file === undefined ? undefined : kernel.parseHost(readFileSync(file, 'utf8'));
if (read?.ok === false) throw new Error(`${file}: ${read.error.sentence} ${read.error.remedy}`);
const host = read?.value ?? (await kernel.takeSnapshot());

const told = kernel.explainWhoHas(host, { ip });
console.log(told.answer ? `yes, ${told.on} answers: ${kernel.formatMac(told.answer.mac)}` : 'no');
console.log(kernel.reasonOf(told.reason).sentence);
for (const { question, answer } of told.steps) console.log(`  ${question} ${answer}`);

for (const { severity, sentence, changes } of kernel.diagnose(host).findings) {
  console.log(`${severity}: ${sentence}`);
  for (const change of changes) console.log(`  mend it: ${kernel.commandOf(change)}`);
}
