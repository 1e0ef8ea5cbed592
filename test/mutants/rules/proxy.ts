import type { BentFiles } from '../rule.ts';

export const PROXY: BentFiles = {
  'verbs/proxy/rivals.ts': [
    ['a rival is asked for addresses that are not ours too', 'if (!lane.isFree(step.value)) continue;', ''],
    [
      'further questions go to what is held, too',
      'if (other === ip || !lane.isFree(other)) continue;',
      'if (other === ip) continue;',
    ],
    ['the higher MAC goes on', 'lane.bench.macs.told < rival.mac', 'lane.bench.macs.told > rival.mac'],
    ['one that does not yield is left in quarrel', 'else if (now - since >= GRACE) {', 'else if (false) {'],
    [
      'two are enough for a proxy',
      'if (rival && isCrowd(rival.unprobed.size, FEW_PROXIED)) {',
      'if (rival && isCrowd(rival.unprobed.size, 2)) {',
    ],
    ['an owner beside it is yielded to', 'isCrowd(ips.length, FEW_PROXIED)', 'isCrowd(ips.length, 1)'],
    ["another's answer is a sign of the holder", 'if (holder.mac !== mac) return;', ''],
    [
      'a rival that began in our walk is not asked',
      "rival.asking = book.settled();\n    }\n    tellRival(lane, mac, { turn: 'first'",
      "}\n    tellRival(lane, mac, { turn: 'first'",
    ],
    ['rivals are kept without end', 'known || lane.rivals.size >= MOST_RIVALS', 'known'],
    ['doubts are kept without end', 'lane.doubts.size < MOST_DOUBTS && ', ''],
    ['that it is gone is told of one that stays', "if (rival.verdict === 'we-keep')\n", 'if (true)\n'],
    ['the pace is not kept', 'if (!lane.mayAsk(now)) return Math.min(next, lane.pacer.nextAt);', ''],
  ],
  'verbs/proxy/checks.ts': [
    ['an address is asked for once', 'const ROUNDS = 2;', 'const ROUNDS = 1;'],
    ['two questions of a row are enough to take it back', 'const MISSES = 3;', 'const MISSES = 2;'],
    ['who is new takes all the room', ': MOST_CHECKS / 2;', ': MOST_CHECKS;'],
    ['one asker waits twice', 'known.askers.some(({ mac }) => mac === asker.mac) || ', ''],
    ['a fifth asker waits', 'known.askers.length >= MOST_ASKERS', 'known.askers.length > MOST_ASKERS'],
    [
      'an address without a route by now is answered',
      "if (standing === 'ours') for (const asker",
      'for (const asker',
    ],
    ['the address of a role is taken back', '!holder || roleOf(holder.mac) !== null', '!holder'],
    [
      'another proxy is waited for as an owner is',
      '(isProxy ? Math.min(YIELD_BACK, patience) : patience)',
      'patience',
    ],
    ['only probes look for owners', 'if (lane.source !== 0) audit.probed = ip;', ''],
    [
      'an owner goes with the proxy',
      'holder.mac !== mac || book.stateOf(ip) !== STATE.yielded',
      'holder.mac !== mac',
    ],
  ],
  'verbs/proxy/judge.ts': [
    ['a probe is answered', "if (spa === 0) return 'probe';", ''],
    ['an announcement is answered', "if (spa === heard.tpa) return 'gratuitous';", ''],
    ['what was not checked is answered', "if (state !== STATE.free) return 'checking';", ''],
  ],
  'verbs/proxy/ear.ts': [
    ['a MAC of zeros owns', 'if (mac === 0 || mac === BROADCAST_MAC', 'if (mac === BROADCAST_MAC'],
    [
      'who asks as the address does not own it',
      'if (spa !== 0 && lane.isOurs(spa)) claim',
      'if (false) claim',
    ],
    ['an answer to another is one to our probe', 'else if (toUs && tpa === 0)', 'else if (tpa === 0)'],
    ['a proxy that begins is answered', 'if (lane.probers.has(sha)) return false;', ''],
  ],
  'verbs/proxy/owners.ts': [
    ['a claim is told with every frame', 'if (known && now - known.since < TELL_AGAIN) return;', ''],
    ['who waited is answered all the same', "drop(lane, ip, 'owner-lives');", ''],
    ['an answer on its way undoes the owner', "if (steppedBack) lane.withdraw(ip, 'owner-lives');", ''],
    ['one that only answers owns', "isOwner: how !== 'answers' }", 'isOwner: true }'],
    [
      'a proxy that shows itself the owner stays one',
      'if (book.stateOf(ip) === STATE.yielded) book.hold(ip, STATE.owned, known);',
      '',
    ],
  ],
  'verbs/proxy/ground.ts': [
    [
      'what leads back to the asker is ours',
      "hops.some((hop) => hop.link.name === wish.link) ? 'same-link' : 'ours'",
      "'ours'",
    ],
    [
      'some that leads elsewhere is enough',
      'hops.some((hop) => hop.link.name',
      'hops.every((hop) => hop.link.name',
    ],
    ['class E has hosts', ' || ip >>> 28 === 15)', ')'],
    ['a rule for some targets is not seen', 'for (const { to } of host.rules) prefix(to);', ''],
  ],
  'verbs/proxy/book.ts': [
    ['holders are kept without end', 'if (this.holders.has(old)) this.set(old, STATE.unknown);', ''],
    ['who gave it up holds it', 'if (state < STATE.owned) this.holders.delete(ip);', ''],
  ],
  'verbs/proxy/sweep.ts': [
    ['a net of 65,536 is not gone through', 'ours.size <= MOST_SWEPT ?', 'ours.size < MOST_SWEPT ?'],
    ['what is not there is gone through', 'ours.size > 0 && ours', 'ours'],
    ['the last question is waited for a tenth of a second', 'SETTLE: Millis = 500;', 'SETTLE: Millis = 100;'],
    ['who showed is asked again', 'if (bench.book.stateOf(ip) !== STATE.unknown) continue;', ''],
    ['probes come last', 'sweep.pass === 0 ? 0 : source', 'sweep.pass === 0 ? source : 0'],
    ['who showed in the walk is free', 'if (book.stateOf(ip) === STATE.unknown) book', 'book'],
    ['those that began with us are not answered for ever', '  lane.probers.clear();\n', ''],
    ['it ends as soon as all was asked', 'if (now < sweep.settledAt) return sweep.settledAt;', ''],
    [
      'one that yielded holds nothing',
      'book.count(STATE.owned) + book.count(STATE.yielded)',
      'book.count(STATE.yielded)',
    ],

    ['a net of any size is gone through', 'ours.size > 0 && ours.size <= MOST_SWEPT ? ', 'ours.size > 0 ? '],
    ['only probes go through the nets', 'PASSES = 2;', 'PASSES = 1;'],
  ],
  'verbs/proxy/proxy.ts': [
    [
      'an owner that came while it waited is talked over',
      'else if (lane.isFree(due.target)) lane',
      'else lane',
    ],
  ],
  'verbs/proxy/replies.ts': [
    [
      'what is withdrawn leaves a hole',
      'if (kept !== slot) bytes.copyWithin(kept * ARP_FRAME_SIZE, at, at + ARP_FRAME_SIZE);',
      '',
    ],
  ],
  'verbs/proxy/delays.ts': [
    ['one more waits', 'if (this.count >= MOST) return false;', 'if (this.count > MOST) return false;'],
    ['half as many wait', 'MOST = 1 << 15;', 'MOST = 1 << 14;'],
    ['an answer leaves a moment late', 'next.at > now', 'next.at >= now'],
    ['what left is still waiting', '      this.#head = 0;\n', ''],
  ],
  'verbs/proxy/plan.ts': [
    ['a net too large is planned', 'addresses > 0 && addresses <= MOST_SWEPT;', 'addresses > 0;'],
    ['one pass is planned', 'packets: swept ? PASSES * addresses : 0', 'packets: swept ? addresses : 0'],
    ['another MAC is not told', 'mac: wishes.mac ?? link.mac,', 'mac: link.mac,'],
    ['nothing is waited for', ' + SETTLE / 1000 : 0', ' : 0'],
  ],
};
