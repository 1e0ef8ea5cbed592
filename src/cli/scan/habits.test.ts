import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageFault } from '../../base/fault.ts';
import { parseArgs } from '../../terminal/args/parse.ts';
import { ARP_SCAN_HABITS } from './habits.ts';
import { FIND_LINE } from './find.ts';
import { SCAN_LINE } from './scan.ts';

/** Every flag of arp-scan 1.10 but --help, as its own --help lists them. */
const THEIRS =
  '-v --verbose -V --version -I --interface -f --file -l --localnet -O --ouifile -m --macfile -q --quiet -x --plain -g --ignoredups ' +
  '-D --rtt -F --format -R --random --randomseed -r --retry -b --backoff -t --timeout -i --interval -B --bandwidth -N --numeric ' +
  '-d --resolve -u --arpsha -w --arptha -H --arphrd -p --arppro -a --arphln -P --arppln -o --arpop -s --arpspa -S --srcaddr ' +
  '-T --destaddr -y --prototype -L --llc -Q --vlan -M --limit -W --pcapsavefile -n --snap -Y --retry-send -E --retry-send-interval -A --padding';

for (const line of [SCAN_LINE, FIND_LINE])
  test(`D25: ${line.name} takes each flag of arp-scan, or says what to do instead`, () => {
    const ours = new Set(Object.values(line.flags).flatMap(({ names }) => names));
    for (const flag of THEIRS.split(' ')) {
      if (ours.has(flag)) continue;
      assert.ok(Object.hasOwn(ARP_SCAN_HABITS.instead, flag), `${flag} is unknown without a word`);
      assert.throws(
        () => parseArgs([flag, 'x'], line.flags, { help: 'help', habits: ARP_SCAN_HABITS }),
        (fault) =>
          fault instanceof UsageFault &&
          fault.message === `the ${flag} of arp-scan is not taken here` &&
          fault.remedy === ARP_SCAN_HABITS.instead[flag],
      );
    }
  });

test('D28: an unknown flag names the help of its command', () => {
  assert.throws(
    () => parseArgs(['-Z'], SCAN_LINE.flags, { help: 'arpist scan --help' }),
    (fault) => fault instanceof UsageFault && fault.remedy === 'see arpist scan --help',
  );
});
