/** Small bends that change nothing anybody can tell, by file: what npm run mutants -- --systematic calls it, and why. */
export const HARMLESS: Readonly<Record<string, readonly (readonly [name: string, why: string])[]>> = {
  'src/asking/pairs.ts': [
    [
      'const key = macs[0] < macs[1] ? `${macs[0]} ${macs[1]}` : `${macs[1]} ${macs[0]}`;  ->  const key = macs[0] <= macs[1] ? `${macs[0]} ${macs[1]}` : `${macs[1]} ${macs[0]}`;',
      'a MAC is no pair with itself',
    ],
    [
      'const [low, high] = macs[0] < macs[1] ? macs : [macs[1], macs[0]];  ->  const [low, high] = macs[0] <= macs[1] ? macs : [macs[1], macs[0]];',
      'a MAC is no pair with itself',
    ],
  ],
  'src/asking/search.ts': [
    [
      'this.#rest = order.slice(LIKELY).filter((other) => !likely.has(other));  ->  this.#rest = order.filter((other) => !likely.has(other));',
      'the first of the order are among the likely, which are left out',
    ],
    [
      'if (form !== undefined) handful.push({ ...step, form });  ->  if (form !== undefined) handful.unshift({ ...step, form });',
      'a handful is only looked through, in any order',
    ],
    [
      'const nearest = all.toSorted((a, b) => Math.abs(a - ip) - Math.abs(b - ip) || a - b);  ->  const nearest = all.toSorted((a, b) => (Math.abs(a - ip) - Math.abs(b - ip)));',
      'they come in ascending order, and the sort keeps the order of equals',
    ],
    [
      'const nearest = all.toSorted((a, b) => Math.abs(a - ip) - Math.abs(b - ip) || a - b);  ->  const nearest = all.toSorted((a, b) => Math.abs(a - ip) - Math.abs(b - ip) || a + b);',
      'they come in ascending order, and the sort keeps the order of equals',
    ],
  ],
  'src/inventory/askers.ts': [
    ['const FIRST_ROWS = 2048;  ->  const FIRST_ROWS = (2048 * 2);', 'only how much room there is at first'],
    ['const FIRST_ROWS = 2048;  ->  const FIRST_ROWS = (2048 / 2);', 'only how much room there is at first'],
    ['const NOBODY = 0xfffffffe;  ->  const NOBODY = (0xfffffffe / 2);', 'a number that no station has'],
    [
      'readonly #key: Key = { a: 0, b: 0, c: 0 };  ->  readonly #key: Key = { a: 1, b: 0, c: 0 };',
      'written before it is read',
    ],
    [
      'readonly #key: Key = { a: 0, b: 0, c: 0 };  ->  readonly #key: Key = { a: 0, b: 1, c: 0 };',
      'written before it is read',
    ],
    [
      'readonly #key: Key = { a: 0, b: 0, c: 0 };  ->  readonly #key: Key = { a: 0, b: 0, c: 1 };',
      'written before it is read',
    ],
    [
      'if (index < 0) return;  ->  if (false) return;',
      'what is not there is written to no place, and reads as nothing that counts',
    ],
    [
      'if (Number.isNaN(askedAt)) return;  ->  if (false) return;',
      'what is not there is written to no place, and reads as nothing that counts',
    ],
    [
      'this.#askedAt[index] = Number.isNaN(at) ? 0 : at;  ->  this.#askedAt[index] = Number.isNaN(at) ? 1 : at;',
      'without times of questions answers have none either',
    ],
    [
      'for (let index = 0; index < this.#table.size; index++) {  ->  for (let index = 0; index <= this.#table.size; index++) {',
      'behind the last row there is nobody, who was answered by nobody',
    ],
    [
      'if (known === undefined) found.set(key, one);  ->  if (true) found.set(key, one);',
      'the same is put in its own place',
    ],
    ['const rows = index + 1;  ->  const rows = index + 2;', 'only when there is more room'],
  ],
  'src/inventory/judge-claims.ts': [
    [
      'address ??= sightings.addressOf(station.ip, station.vlan);  ->  address = sightings.addressOf(station.ip, station.vlan);',
      'the same address, looked up anew',
    ],
    [
      'for (const { macs } of sightings.addresses()) if (macs > 1) return true;  ->  for (const { macs } of sightings.addresses()) if (true) return true;',
      'without twins there are no pairs',
    ],
    [
      'for (const { macs } of sightings.addresses()) if (macs > 1) return true;  ->  for (const { macs } of sightings.addresses()) if (macs >= 1) return true;',
      'without twins there are no pairs',
    ],
    [
      'for (const { address, stations } of twinned ? byAddress(sightings) : []) {  ->  for (const { address, stations } of (byAddress(sightings))) {',
      'without twins there are no pairs',
    ],
    [
      'for (const { ip, mac, vlan } of twinned ? sightings.stations() : []) owns.get(`${vlan} ${mac}`)?.push(ip);  ->  for (const { ip, mac, vlan } of (sightings.stations())) owns.get(`${vlan} ${mac}`)?.push(ip);',
      'without twins nobody is asked for',
    ],
    [
      'const ips = owns.get(`${vlan} ${mac}`) ?? [];  ->  const ips = (owns.get(`${vlan} ${mac}`));',
      'both of a pair have addresses of their own',
    ],
    [
      'if (ips.length <= count) continue;  ->  if (false) continue;',
      'whoever has no more than what is common has nothing alone',
    ],
    [
      'if (ips.length <= count) continue;  ->  if (ips.length < count) continue;',
      'whoever has no more than what is common has nothing alone',
    ],
    [
      'if (common.alone === null) common.alone = aloneOf(vlan, [one, other], count);  ->  if (true) common.alone = aloneOf(vlan, [one, other], count);',
      'only found anew each time',
    ],
  ],
};
