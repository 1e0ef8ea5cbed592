// Packs the IEEE registers (MA-L, MA-M, MA-S) of oui-data into build/vendors.bin, which src/store/vendors.ts reads without a parse.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { packVendors } from '../src/store/vendor-pack.ts';

const registers = createRequire(import.meta.url).resolve('oui-data');
const entries: Record<string, string> = JSON.parse(readFileSync(registers, 'utf8'));
const target = new URL('../build/vendors.bin', import.meta.url);
const packed = packVendors(entries);
mkdirSync(new URL('.', target), { recursive: true });
writeFileSync(target, packed);
process.stdout.write(`vendors.bin: ${Object.keys(entries).length} prefixes, ${packed.length} bytes\n`);
