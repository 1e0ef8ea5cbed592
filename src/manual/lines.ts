// Made by npm run docs from the command lines of the commands; a test holds it to them.

/** What a command says of itself. */
export interface Line {
  readonly name: string;
  readonly words: string;
  readonly line: string;
}

/** All commands and their sub-commands, for whatever must not load them: the overview first of all. */
export const LINES: readonly Line[] = [
  {
    name: 'scan',
    words: '[TARGET…]',
    line: 'who is on my networks: every host, with conflicts and flux named',
  },
  {
    name: 'find',
    words: 'WHAT [TARGET…]',
    line: 'where is it: by MAC, MAC prefix, vendor, name or address',
  },
  {
    name: 'ping',
    words: 'TARGET',
    line: 'ask for one address again and again: right round trips, every answer by MAC',
  },
  {
    name: 'ping --compat habets',
    words: 'TARGET',
    line: 'the flags, lines and exit codes of arping of Thomas Habets; without its waits',
  },
  {
    name: 'ping --compat iputils',
    words: 'TARGET',
    line: 'the flags, lines and exit codes of arping of iputils; without its waits, but for answers to -U and -A',
  },
  {
    name: 'who',
    words: 'TARGET',
    line: 'who has this address: one question, every answer, with a verdict',
  },
  {
    name: 'check',
    words: 'TARGET…',
    line: 'is this address free? Three probes and the waits of RFC 5227; who has it, if not',
  },
  {
    name: 'claim',
    words: 'IP',
    line: 'take an address on the wire by RFC 5227: probe, announce, hold and defend it',
  },
  {
    name: 'free',
    words: '[TARGET…]',
    line: 'addresses that are free, the lowest first, each checked by RFC 5227',
  },
  {
    name: 'announce',
    words: 'ADDRESS…',
    line: 'an address is here now: tell everybody, and prove that the gateway sends to us',
  },
  {
    name: 'move',
    words: 'ADDRESS[/LENGTH]',
    line: 'bring an address here: old owner checked, added, announced, proven, outage told',
  },
  {
    name: 'read',
    words: '[FILE|-]',
    line: 'the ARP of a capture (pcap, pcapng, gzip too), no root needed',
  },
  {
    name: 'watch',
    words: '',
    line: 'who lies, who moved, who fights: told while it happens, or from a capture as it happened',
  },
  {
    name: 'baseline',
    words: '[TARGET…]',
    line: 'write down who has which address: a file for git, for diff and for watch --known',
  },
  {
    name: 'diff',
    words: 'BASELINE [CAPTURE|TARGET…]',
    line: 'who is new, gone or changed, against a baseline: of a capture, a scan, or what is heard',
  },
  {
    name: 'token',
    words: '',
    line: 'a key to the page and the API of the service, printed once; those that are there; one less',
  },
  {
    name: 'notify',
    words: 'test TARGET',
    line: 'send a marked example to somebody the service tells, to see that it arrives',
  },
  {
    name: 'expect',
    words: '[ADDRESS…]',
    line: 'say beforehand that an address will move, so that watch tells no attack; what is expected',
  },
  {
    name: 'explain',
    words: 'who-has IP | to IP | is-at IP MAC',
    line: 'would this host answer, which way does a packet go, would the table change; and because of what',
  },
  {
    name: 'doctor',
    words: '[FILE…]',
    line: 'what is wrong with ARP on this host, how it is known, and what mends it',
  },
  {
    name: 'init',
    words: 'flux|vip|vlan-router|published|move|guard|route|address|neighbour|mac|timers',
    line: 'a commented file to start from, filled from this host, for plan and apply',
  },
  {
    name: 'plan',
    words: 'FILE',
    line: 'what would change to make this host as a file declares it, and why; nothing is touched',
  },
  {
    name: 'apply',
    words: 'FILE',
    line: 'make this host as a file declares it, so that it can be undone',
  },
  {
    name: 'verify',
    words: 'FILE',
    line: 'is this host still as a file declares it? What differs, and where it is declared',
  },
  {
    name: 'undo',
    words: '[ENTRY]',
    line: 'take the last change back, look, and say what is not as it was',
  },
  {
    name: 'confirm',
    words: '',
    line: 'keep what apply --confirm did, and would take back',
  },
  {
    name: 'persist',
    words: '[WHAT…]',
    line: 'what arpist wrote for the next start: is it read, does it win, is it so; add and remove',
  },
  {
    name: 'snapshot',
    words: '',
    line: 'everything that decides about ARP on this host, as JSON: for explain and doctor elsewhere',
  },
  {
    name: 'guard',
    words: '',
    line: 'what is guarded against lying ARP on this host, and who lied',
  },
  {
    name: 'vlan',
    words: '[NAME|ID…]',
    line: 'the VLAN interfaces of this host: parent, id, state, addresses, and what went through',
  },
  {
    name: 'history',
    words: 'ADDRESS|MAC',
    line: 'who had an address, and when; or which addresses a MAC had: from what a watch remembers',
  },
  {
    name: 'stations',
    words: '',
    line: 'every station that a watch remembers: addresses, MACs, since when, heard last',
  },
  {
    name: 'episodes',
    words: '[ADDRESS|MAC]',
    line: 'what a watch remembers that happened: conflicts, failovers, lies, scans, the latest first',
  },
  {
    name: 'evidence',
    words: 'e-NUMBER',
    line: 'the frames of an episode: what was proven, and by what',
  },
  {
    name: 'approve',
    words: '[ADDRESS MAC]',
    line: 'this MAC may have this address: the watch tells it no more, and another MAC for it instead',
  },
  {
    name: 'mute',
    words: '[KIND] [ADDRESS] [MAC] [e-NUMBER]',
    line: 'what fits all of these words is told to nobody any more; it is kept all the same',
  },
  {
    name: 'note',
    words: '[ADDRESS|MAC [TEXT…]]',
    line: 'write a name or a note beside an address or a MAC; what is written there',
  },
  {
    name: 'revoke',
    words: 'NUMBER',
    line: 'take back an approval or a mute',
  },
  {
    name: 'forget',
    words: 'ADDRESS|MAC|NAME',
    line: 'everything of an address or a MAC goes from what is remembered; what that is, is shown first',
  },
  {
    name: 'audit',
    words: '',
    line: 'who asked what of the memory, and how it is taken back: every approval, mute, note, revocation and forgetting',
  },
  {
    name: 'service',
    words: 'WHAT',
    line: 'arpist watch as a service of systemd: install it, remove it, and whether it is in order',
  },
  {
    name: 'import',
    words: 'FILE|FOLDER…',
    line: 'names, notes and dates from arpwatch, leases, NetAlertX, WatchYourLAN, NetBox: shown, and taken in',
  },
  {
    name: 'export',
    words: 'FORM',
    line: 'what a watch remembers, for other programs: arpwatch, DHCP servers, Ansible, Prometheus',
  },
  {
    name: 'backup',
    words: 'FILE',
    line: 'all that a watch remembers as one file, also while it runs',
  },
  {
    name: 'check-store',
    words: '',
    line: 'is what a watch remembers whole? Every page is read, also while it is written to',
  },
  {
    name: 'status',
    words: '',
    line: 'how the service is: what needs you, what it hears, remembers and tells',
  },
  {
    name: 'config',
    words: 'check|show|default',
    line: 'the configuration of the service: is it right, what holds, and a file with everything in it',
  },
  {
    name: 'centre',
    words: '[enrol|rotate|revoke SITE/SENSOR | status]',
    line: 'what sensors of many sites tell, kept in one PostgreSQL: nothing lost, nothing twice',
  },
  {
    name: 'table',
    words: '[WHAT…]',
    line: 'the kernel’s ARP table, all of it: static, published, learned and unresolved',
  },
  {
    name: 'table add',
    words: 'ADDRESS MAC …',
    line: 'make static entries',
  },
  {
    name: 'table delete',
    words: '[WHAT…]',
    line: 'take entries away, static ones too',
  },
  {
    name: 'table events',
    words: '[WHAT…]',
    line: 'follow the table live: what comes, changes and goes',
  },
  {
    name: 'table flush',
    words: '[WHAT…]',
    line: 'forget what was learned: it is asked for again when it is needed',
  },
  {
    name: 'table load',
    words: 'FILE|-',
    line: 'static entries from an ethers(5) file: all of them, or none',
  },
  {
    name: 'table publish',
    words: 'ADDRESS…',
    line: 'let the kernel answer for addresses of others (proxy ARP)',
  },
  {
    name: 'table replace',
    words: 'ADDRESS MAC …',
    line: 'make static entries, also in the place of others',
  },
  {
    name: 'table save',
    words: 'FILE|- [WHAT…]',
    line: 'what is resolved, as an ethers(5) file that table load reads',
  },
  {
    name: 'table timers',
    words: '[SETTING…]',
    line: 'how long the kernel believes, waits and asks, per interface, with its defaults beside',
  },
  {
    name: 'table timers set',
    words: 'SETTING=VALUE…',
    line: 'change how long the kernel believes, waits and asks',
  },
  {
    name: 'table unpublish',
    words: '[WHAT…]',
    line: 'stop answering for addresses',
  },
  {
    name: 'table verify',
    words: '[WHAT…]',
    line: 'ask the wire for each entry, and name those that are not true any more',
  },
  {
    name: 'proxy',
    words: '[NET…]',
    line: 'answer for addresses behind this machine, and leave every live one alone',
  },
  {
    name: 'demo',
    words: '',
    line: 'the main job on a small network made for it (namespaces as root, else on paper)',
  },
  {
    name: 'completion',
    words: 'bash|zsh|fish',
    line: 'a script by which a shell proposes commands, flags and what they take',
  },
  {
    name: 'version',
    words: '',
    line: 'version and runtime',
  },
];
