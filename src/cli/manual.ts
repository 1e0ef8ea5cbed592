// Made by npm run docs from the command lines of all commands; a test holds it to them.
import type { CommandWords } from '../terminal/args/line.ts';

/** What every command says of itself, for help, completions and the manual: loaded only for these. */
export const MANUAL: readonly CommandWords[] = [
 {
  "name": "scan",
  "words": "[TARGET…]",
  "line": "who is on my networks: every host, with conflicts and flux named",
  "flags": {
   "interface": {
    "kind": "many",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "ask on this interface (several: again, or A,B); default: all that make sense"
   },
   "vlan": {
    "kind": "many",
    "names": [
     "--vlan",
     "-Q"
    ],
    "value": "IDS",
    "help": "ask with these VLAN tags (10,20,100-110), answers kept apart by tag"
   },
   "exclude": {
    "kind": "many",
    "names": [
     "--exclude"
    ],
    "value": "TARGET",
    "help": "leave these out; same spellings as targets"
   },
   "rate": {
    "kind": "one",
    "names": [
     "--rate"
    ],
    "value": "RATE",
    "help": "packets (5000, 5k) or bits (1Mbit) per second on each wire (VLAN interfaces of one parent share it); default 1000 packets"
   },
   "fast": {
    "kind": "switch",
    "names": [
     "--fast"
    ],
    "help": "as fast as the link takes them (mind Wi-Fi: broadcasts take the air from all)"
   },
   "tries": {
    "kind": "one",
    "names": [
     "-r",
     "--tries",
     "--retry"
    ],
    "value": "N",
    "help": "ask silent addresses N times in all; default 2, more when packets get lost"
   },
   "evidence": {
    "kind": "one",
    "names": [
     "--evidence"
    ],
    "value": "N",
    "help": "packets beside the questions, at most, to tell one host from two and an owner from a proxy; default 288, fewer when --rate is low, more in large networks; 0: none"
   },
   "timeout": {
    "kind": "one",
    "names": [
     "--timeout"
    ],
    "value": "TIME",
    "time": "s",
    "help": "wait so long for the last answers; default as the answers call for, up to 6 s"
   },
   "timeoutMillis": {
    "kind": "one",
    "names": [
     "-t"
    ],
    "value": "MS",
    "habit": "arp-scan",
    "time": "ms",
    "help": "--timeout in milliseconds: 500 is 500ms"
   },
   "names": {
    "kind": "switch",
    "names": [
     "--names",
     "-d",
     "--resolve"
    ],
    "help": "names by reverse DNS"
   },
   "save": {
    "kind": "one",
    "names": [
     "--save"
    ],
    "value": "FILE",
    "help": "write every frame sent and heard to FILE (pcapng)"
   },
   "dryRun": {
    "kind": "switch",
    "names": [
     "--dry-run"
    ],
    "help": "print what would be sent and how long it takes, and send nothing"
   },
   "localnet": {
    "kind": "switch",
    "names": [
     "-l",
     "--localnet"
    ],
    "habit": "arp-scan",
    "help": "the subnets of the interfaces (the default), beside named targets"
   },
   "file": {
    "kind": "one",
    "names": [
     "-f",
     "--file"
    ],
    "value": "FILE",
    "habit": "arp-scan",
    "help": "targets from FILE, or - for stdin: the first word of each line; @FILE takes all words"
   },
   "bandwidth": {
    "kind": "one",
    "names": [
     "-B",
     "--bandwidth"
    ],
    "value": "BITS",
    "habit": "arp-scan",
    "help": "bits per second: 256000, 1M"
   },
   "numeric": {
    "kind": "switch",
    "names": [
     "-N",
     "--numeric"
    ],
    "habit": "arp-scan",
    "help": "never look a name up: targets are addresses"
   },
   "random": {
    "kind": "switch",
    "names": [
     "-R",
     "--random"
    ],
    "habit": "arp-scan",
    "help": "neighbours are never asked in a row; arpist always does so"
   },
   "pcap": {
    "kind": "one",
    "names": [
     "-W",
     "--pcapsavefile"
    ],
    "value": "FILE",
    "habit": "arp-scan",
    "help": "write the frames heard to FILE (pcap); see --save for both directions"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "JSON Lines, a summary last (schema/station.v1.json, schema/summary.v1.json)"
   },
   "csv": {
    "kind": "switch",
    "names": [
     "--csv"
    ],
    "help": "CSV with a header line (RFC 4180)"
   },
   "format": {
    "kind": "one",
    "names": [
     "-F",
     "--format"
    ],
    "value": "TEXT",
    "help": "a line of your own: '${ip;-15} ${mac} ${vendor}'; fields as in --where"
   },
   "where": {
    "kind": "many",
    "names": [
     "--where"
    ],
    "value": "EXPR",
    "help": "only stations that fit: vendor~espressif, ip=10.0.0.0/24, mac^=b8:27:eb, rtt>100, 'verdict=conflict or late'"
   },
   "sort": {
    "kind": "one",
    "names": [
     "--sort"
    ],
    "value": "FIELDS",
    "help": "held to the end and sorted: ip, -rtt, vendor,ip"
   },
   "why": {
    "kind": "switch",
    "names": [
     "--why"
    ],
    "help": "the evidence for each verdict"
   },
   "quiet": {
    "kind": "switch",
    "names": [
     "-q",
     "--quiet"
    ],
    "habit": "arp-scan",
    "help": "no vendor column"
   },
   "plain": {
    "kind": "switch",
    "names": [
     "-x",
     "--plain"
    ],
    "habit": "arp-scan",
    "help": "no header and no summary on stderr"
   },
   "ignoreDups": {
    "kind": "switch",
    "names": [
     "-g",
     "--ignoredups"
    ],
    "habit": "arp-scan",
    "help": "only the first MAC of each address; the summary and exit code 4 still tell of conflicts"
   },
   "rtt": {
    "kind": "switch",
    "names": [
     "-D",
     "--rtt"
    ],
    "habit": "arp-scan",
    "help": "the round-trip time on each line"
   }
  },
  "notes": [
   "Targets: 10.0.0.7, 10.0.0.0/24 (all of it; the subnets of an interface go without their first and last address), 10.0.0.0:255.255.255.0, 10.0.0.10-10.0.0.99, 10.0.0.10-99, 10.0.0,1.1-254, lists with commas, @FILE, - (stdin), an interface (by any of its names), a host name. None: all local subnets, and what routes without a gateway lead to; one of more than 65,536 addresses must be named. A target that is reached through a router needs -I.",
   "",
   "Verdicts: ok; conflict (two hosts use the address); undecided (not enough was asked or answered to say, exit code 5); own-conflict (somebody uses ours); flux (one host, several MACs); proxy (answers for others); virtual (VRRP, HSRP, GLBP, CARP …).",
   "",
   "Fields for --where, --sort and --format: ip mac vendor name interface vlan rtt tries late local macs verdict why dup ipnum; rtt in milliseconds, or with its unit (rtt>0.1s). --where takes = != ~ (contains) !~ ^= (begins) < <= > >=, and, or; and binds more."
  ],
  "ends": {
   "0": "somebody answered",
   "1": "nobody did, or nobody who fits --where",
   "4": "an address has two hosts, or somebody uses ours",
   "5": "of several MACs it could not be told whether they are one host, a link was lost, or a name in a list did not resolve"
  },
  "examples": [
   [
    "arpist scan",
    "every host on every local network"
   ],
   [
    "arpist scan -I eth0 10.0.0.0/16 --json",
    "one JSON line for each host"
   ],
   [
    "arpist scan | grep b8:27:eb",
    "lines as arp-scan prints them"
   ],
   [
    "arpist scan --vlan 10,20 10.0.0.0/24",
    "on a trunk, with tags"
   ],
   [
    "arpist scan --where 'verdict!=ok' --why",
    "what is wrong, with evidence"
   ],
   [
    "arpist scan 10.0.0.0/8 --dry-run",
    "how long would that take"
   ]
  ]
 },
 {
  "name": "find",
  "words": "WHAT [TARGET…]",
  "line": "where is it: by MAC, MAC prefix, vendor, name or address",
  "flags": {
   "first": {
    "kind": "switch",
    "names": [
     "--first"
    ],
    "help": "end at the first one found"
   },
   "interface": {
    "kind": "many",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "ask on this interface (several: again, or A,B); default: all that make sense"
   },
   "vlan": {
    "kind": "many",
    "names": [
     "--vlan",
     "-Q"
    ],
    "value": "IDS",
    "help": "ask with these VLAN tags (10,20,100-110), answers kept apart by tag"
   },
   "exclude": {
    "kind": "many",
    "names": [
     "--exclude"
    ],
    "value": "TARGET",
    "help": "leave these out; same spellings as targets"
   },
   "rate": {
    "kind": "one",
    "names": [
     "--rate"
    ],
    "value": "RATE",
    "help": "packets (5000, 5k) or bits (1Mbit) per second on each wire (VLAN interfaces of one parent share it); default 1000 packets"
   },
   "fast": {
    "kind": "switch",
    "names": [
     "--fast"
    ],
    "help": "as fast as the link takes them (mind Wi-Fi: broadcasts take the air from all)"
   },
   "tries": {
    "kind": "one",
    "names": [
     "-r",
     "--tries",
     "--retry"
    ],
    "value": "N",
    "help": "ask silent addresses N times in all; default 2, more when packets get lost"
   },
   "evidence": {
    "kind": "one",
    "names": [
     "--evidence"
    ],
    "value": "N",
    "help": "packets beside the questions, at most, to tell one host from two and an owner from a proxy; default 288, fewer when --rate is low, more in large networks; 0: none"
   },
   "timeout": {
    "kind": "one",
    "names": [
     "--timeout"
    ],
    "value": "TIME",
    "time": "s",
    "help": "wait so long for the last answers; default as the answers call for, up to 6 s"
   },
   "timeoutMillis": {
    "kind": "one",
    "names": [
     "-t"
    ],
    "value": "MS",
    "habit": "arp-scan",
    "time": "ms",
    "help": "--timeout in milliseconds: 500 is 500ms"
   },
   "names": {
    "kind": "switch",
    "names": [
     "--names",
     "-d",
     "--resolve"
    ],
    "help": "names by reverse DNS"
   },
   "save": {
    "kind": "one",
    "names": [
     "--save"
    ],
    "value": "FILE",
    "help": "write every frame sent and heard to FILE (pcapng)"
   },
   "dryRun": {
    "kind": "switch",
    "names": [
     "--dry-run"
    ],
    "help": "print what would be sent and how long it takes, and send nothing"
   },
   "localnet": {
    "kind": "switch",
    "names": [
     "-l",
     "--localnet"
    ],
    "habit": "arp-scan",
    "help": "the subnets of the interfaces (the default), beside named targets"
   },
   "file": {
    "kind": "one",
    "names": [
     "-f",
     "--file"
    ],
    "value": "FILE",
    "habit": "arp-scan",
    "help": "targets from FILE, or - for stdin: the first word of each line; @FILE takes all words"
   },
   "bandwidth": {
    "kind": "one",
    "names": [
     "-B",
     "--bandwidth"
    ],
    "value": "BITS",
    "habit": "arp-scan",
    "help": "bits per second: 256000, 1M"
   },
   "numeric": {
    "kind": "switch",
    "names": [
     "-N",
     "--numeric"
    ],
    "habit": "arp-scan",
    "help": "never look a name up: targets are addresses"
   },
   "random": {
    "kind": "switch",
    "names": [
     "-R",
     "--random"
    ],
    "habit": "arp-scan",
    "help": "neighbours are never asked in a row; arpist always does so"
   },
   "pcap": {
    "kind": "one",
    "names": [
     "-W",
     "--pcapsavefile"
    ],
    "value": "FILE",
    "habit": "arp-scan",
    "help": "write the frames heard to FILE (pcap); see --save for both directions"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "JSON Lines, a summary last (schema/station.v1.json, schema/summary.v1.json)"
   },
   "csv": {
    "kind": "switch",
    "names": [
     "--csv"
    ],
    "help": "CSV with a header line (RFC 4180)"
   },
   "format": {
    "kind": "one",
    "names": [
     "-F",
     "--format"
    ],
    "value": "TEXT",
    "help": "a line of your own: '${ip;-15} ${mac} ${vendor}'; fields as in --where"
   },
   "where": {
    "kind": "many",
    "names": [
     "--where"
    ],
    "value": "EXPR",
    "help": "only stations that fit: vendor~espressif, ip=10.0.0.0/24, mac^=b8:27:eb, rtt>100, 'verdict=conflict or late'"
   },
   "sort": {
    "kind": "one",
    "names": [
     "--sort"
    ],
    "value": "FIELDS",
    "help": "held to the end and sorted: ip, -rtt, vendor,ip"
   },
   "why": {
    "kind": "switch",
    "names": [
     "--why"
    ],
    "help": "the evidence for each verdict"
   },
   "quiet": {
    "kind": "switch",
    "names": [
     "-q",
     "--quiet"
    ],
    "habit": "arp-scan",
    "help": "no vendor column"
   },
   "plain": {
    "kind": "switch",
    "names": [
     "-x",
     "--plain"
    ],
    "habit": "arp-scan",
    "help": "no header and no summary on stderr"
   },
   "ignoreDups": {
    "kind": "switch",
    "names": [
     "-g",
     "--ignoredups"
    ],
    "habit": "arp-scan",
    "help": "only the first MAC of each address; the summary and exit code 4 still tell of conflicts"
   },
   "rtt": {
    "kind": "switch",
    "names": [
     "-D",
     "--rtt"
    ],
    "habit": "arp-scan",
    "help": "the round-trip time on each line"
   }
  },
  "notes": [
   "WHAT: a MAC or its beginning in any spelling (b8:27:eb, B8-27-EB, b827.eb), a part of a vendor name, a host name (a part of one with --names), or an address.",
   "",
   "Targets: 10.0.0.7, 10.0.0.0/24 (all of it; the subnets of an interface go without their first and last address), 10.0.0.0:255.255.255.0, 10.0.0.10-10.0.0.99, 10.0.0.10-99, 10.0.0,1.1-254, lists with commas, @FILE, - (stdin), an interface (by any of its names), a host name. None: all local subnets, and what routes without a gateway lead to; one of more than 65,536 addresses must be named. A target that is reached through a router needs -I.",
   "",
   "Fields for --where, --sort and --format: ip mac vendor name interface vlan rtt tries late local macs verdict why dup ipnum; rtt in milliseconds, or with its unit (rtt>0.1s). --where takes = != ~ (contains) !~ ^= (begins) < <= > >=, and, or; and binds more."
  ],
  "ends": {
   "0": "found",
   "1": "nothing fits",
   "4": "what was found has two hosts, or uses an address of ours",
   "5": "of several MACs it could not be told whether they are one host, a link was lost, or a name in a list did not resolve"
  },
  "examples": [
   [
    "arpist find b8:27:eb",
    "where is my Raspberry Pi?"
   ],
   [
    "arpist find raspberry --first",
    "the same by its vendor, and no longer than needed"
   ],
   [
    "arpist find AA:BB:CC:DD:EE:FF 10.0.0.0/16",
    "which address has this MAC"
   ],
   [
    "arpist find 10.0.0.7",
    "who has this address"
   ]
  ]
 },
 {
  "name": "ping",
  "words": "TARGET",
  "line": "ask for one address again and again: right round trips, every answer by MAC",
  "flags": {
   "count": {
    "kind": "one",
    "names": [
     "-c",
     "--count"
    ],
    "value": "N",
    "help": "ask N times; default until Ctrl-C"
   },
   "interval": {
    "kind": "one",
    "names": [
     "-W",
     "--interval"
    ],
    "value": "TIME",
    "time": "s",
    "help": "between two questions (0.2, 200ms); default 1s"
   },
   "deadline": {
    "kind": "one",
    "names": [
     "-w",
     "--deadline"
    ],
    "value": "TIME",
    "time": "s",
    "help": "the whole takes no longer"
   },
   "first": {
    "kind": "switch",
    "names": [
     "-f",
     "--first"
    ],
    "help": "end at the first answer"
   },
   "quiet": {
    "kind": "switch",
    "names": [
     "-q",
     "--quiet"
    ],
    "help": "only the summary"
   },
   "free": {
    "kind": "switch",
    "names": [
     "-D"
    ],
    "habit": "arping",
    "help": "is it free? Sender 0.0.0.0, three times, to the first answer: exit code 0 free, 1 in use"
   },
   "tell": {
    "kind": "switch",
    "names": [
     "-U"
    ],
    "habit": "arping",
    "help": "ask nobody: tell everybody that TARGET, which must be ours, is here"
   },
   "tellReply": {
    "kind": "switch",
    "names": [
     "-A"
    ],
    "habit": "arping",
    "help": "the same by unasked replies"
   },
   "broadcast": {
    "kind": "switch",
    "names": [
     "-b"
    ],
    "habit": "arping",
    "help": "broadcast only; arpist always does so"
   },
   "interface": {
    "kind": "one",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "ask on this interface; default: the one with the subnet of the target"
   },
   "vlan": {
    "kind": "one",
    "names": [
     "--vlan"
    ],
    "value": "ID",
    "help": "ask with this VLAN tag"
   },
   "unicast": {
    "kind": "one",
    "names": [
     "--unicast"
    ],
    "value": "MAC",
    "help": "ask this machine alone, not everybody"
   },
   "source": {
    "kind": "one",
    "names": [
     "-s",
     "-S",
     "--source"
    ],
    "value": "ADDRESS",
    "help": "the sender address of every question; one that is not ours needs --force"
   },
   "zero": {
    "kind": "switch",
    "names": [
     "-0",
     "--zero"
    ],
    "help": "sender 0.0.0.0 in every question; default: our own address in turns while nobody answers"
   },
   "force": {
    "kind": "switch",
    "names": [
     "--force"
    ],
    "help": "take a --source that is not ours: it is written into tables of others"
   },
   "timeout": {
    "kind": "one",
    "names": [
     "--timeout"
    ],
    "value": "TIME",
    "time": "s",
    "help": "wait so long for the last answers; default as the answers call for, up to 6 s"
   },
   "timeoutMillis": {
    "kind": "one",
    "names": [
     "-t"
    ],
    "value": "MS",
    "habit": "arp-scan",
    "time": "ms",
    "help": "--timeout in milliseconds: 500 is 500ms"
   },
   "rate": {
    "kind": "one",
    "names": [
     "--rate"
    ],
    "value": "RATE",
    "help": "packets (15, 5k) or bits (1Mbit) per second; default 1000 packets"
   },
   "evidence": {
    "kind": "one",
    "names": [
     "--evidence"
    ],
    "value": "N",
    "help": "packets beside the questions, at most, to tell one host from two and an owner from a proxy; default 288, fewer when --rate is low; 0: none"
   },
   "numeric": {
    "kind": "switch",
    "names": [
     "-N",
     "--numeric"
    ],
    "help": "never look a name up"
   },
   "save": {
    "kind": "one",
    "names": [
     "--save"
    ],
    "value": "FILE",
    "help": "write every ARP frame sent and heard meanwhile to FILE (pcapng)"
   },
   "dryRun": {
    "kind": "switch",
    "names": [
     "--dry-run"
    ],
    "help": "print what would be sent, and send nothing"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "JSON Lines, a summary last (schema/ping.v1.json, schema/ping-summary.v1.json; with --dry-run schema/ping-plan.v1.json)"
   },
   "why": {
    "kind": "switch",
    "names": [
     "--why"
    ],
    "help": "the evidence for the verdict"
   },
   "compat": {
    "kind": "one",
    "names": [
     "--compat"
    ],
    "value": "TOOL",
    "choices": [
     "iputils",
     "habets"
    ],
    "help": "flags, lines and exit codes of another arping: iputils, habets"
   }
  },
  "notes": [
   "Round trips are from the kernel’s stamp on the question to its stamp on the answer. Every question goes to everybody unless --unicast names one machine, so a second owner is heard each time.",
   "",
   "When several MACs answer, or one that answers no probe, each is asked by unicast for addresses around TARGET, as who does: mostly 10 packets, never more than --evidence, and all together never faster than --rate.",
   "",
   "TARGET is one address or a host name."
  ],
  "ends": {
   "0": "answered; with -D free; with -U and -A told",
   "1": "not answered; with -D in use",
   "4": "two hosts answer",
   "5": "several MACs answer, and nothing says whether they are one host; or the link was lost",
   "130": "Ctrl-C"
  },
  "examples": [
   [
    "arpist ping 10.0.0.1",
    "until Ctrl-C"
   ],
   [
    "arpist ping -f -c 3 10.0.0.1",
    "is it up? Three tries, to the first answer"
   ],
   [
    "arpist ping --interval 0.1 -c 100 10.0.0.1 --json",
    "a hundred round trips for a program"
   ],
   [
    "arpist ping --unicast b8:27:eb:00:00:01 10.0.0.1",
    "does this machine answer for it"
   ],
   [
    "arpist ping --compat iputils -c 2 -I eth0 10.0.0.1",
    "in place of arping in a script"
   ]
  ]
 },
 {
  "name": "ping --compat habets",
  "words": "TARGET",
  "line": "the flags, lines and exit codes of arping of Thomas Habets; without its waits",
  "flags": {
   "zero": {
    "kind": "switch",
    "names": [
     "-0"
    ],
    "help": "source address 0.0.0.0"
   },
   "broadcastSource": {
    "kind": "switch",
    "names": [
     "-b"
    ],
    "help": "source address 255.255.255.255"
   },
   "source": {
    "kind": "one",
    "names": [
     "-S"
    ],
    "value": "IP",
    "help": "source address, ours or not"
   },
   "unicast": {
    "kind": "one",
    "names": [
     "-t"
    ],
    "value": "MAC",
    "help": "ask this machine alone"
   },
   "interface": {
    "kind": "one",
    "names": [
     "-i"
    ],
    "value": "INTERFACE",
    "help": "the interface to ask on"
   },
   "count": {
    "kind": "one",
    "names": [
     "-c"
    ],
    "value": "COUNT",
    "help": "requests to send"
   },
   "replies": {
    "kind": "one",
    "names": [
     "-C"
    ],
    "value": "COUNT",
    "help": "end after so many replies"
   },
   "deadline": {
    "kind": "one",
    "names": [
     "-w"
    ],
    "value": "TIME",
    "time": "s",
    "help": "the whole takes no longer"
   },
   "interval": {
    "kind": "one",
    "names": [
     "-W"
    ],
    "value": "TIME",
    "time": "s",
    "help": "between two requests; default 1"
   },
   "vlan": {
    "kind": "one",
    "names": [
     "-V"
    ],
    "value": "ID",
    "help": "ask with this VLAN tag"
   },
   "quiet": {
    "kind": "switch",
    "names": [
     "-q"
    ],
    "help": "print nothing"
   },
   "dots": {
    "kind": "switch",
    "names": [
     "-D"
    ],
    "help": "an exclamation mark for each answer, a dot for each question without"
   },
   "raw": {
    "kind": "switch",
    "names": [
     "-r"
    ],
    "help": "the MAC alone"
   },
   "rawOther": {
    "kind": "switch",
    "names": [
     "-R"
    ],
    "help": "the address alone; with -r both"
   },
   "duplicates": {
    "kind": "switch",
    "names": [
     "-d"
    ],
    "help": "exit code 1 when two MACs answer"
   },
   "sentToo": {
    "kind": "switch",
    "names": [
     "-u"
    ],
    "help": "index=received/sent"
   },
   "audible": {
    "kind": "switch",
    "names": [
     "-a"
    ],
    "help": "beep for each answer"
   },
   "beepMissing": {
    "kind": "switch",
    "names": [
     "-e"
    ],
    "help": "beep for each question without"
   },
   "tell": {
    "kind": "switch",
    "names": [
     "-U"
    ],
    "help": "unsolicited requests: TARGET is ours"
   },
   "tellReply": {
    "kind": "switch",
    "names": [
     "-P"
    ],
    "help": "with -U: replies"
   },
   "ignored": {
    "kind": "switch",
    "names": [
     "-A",
     "-F",
     "-p",
     "-v",
     "-z",
     "-Z"
    ],
    "help": "taken and not needed"
   },
   "group": {
    "kind": "one",
    "names": [
     "-g"
    ],
    "value": "GROUP",
    "help": "taken and not needed"
   },
   "stampType": {
    "kind": "one",
    "names": [
     "-m"
    ],
    "value": "TYPE",
    "help": "taken and not needed"
   },
   "compat": {
    "kind": "one",
    "names": [
     "--compat"
    ],
    "value": "TOOL",
    "choices": [
     "iputils",
     "habets"
    ],
    "help": "flags, lines and exit codes of another arping: iputils, habets"
   }
  },
  "notes": [
   "A MAC as target, -B, -T, -s and -Q are not taken: they need what is no ARP, or a MAC that is not ours."
  ],
  "ends": {
   "0": "anybody answered; with -d one MAC alone",
   "1": "nobody did, with -d several; and every error"
  },
  "examples": []
 },
 {
  "name": "ping --compat iputils",
  "words": "TARGET",
  "line": "the flags, lines and exit codes of arping of iputils; without its waits, but for answers to -U and -A",
  "flags": {
   "first": {
    "kind": "switch",
    "names": [
     "-f"
    ],
    "help": "end at the first reply"
   },
   "quiet": {
    "kind": "switch",
    "names": [
     "-q"
    ],
    "help": "print nothing"
   },
   "broadcast": {
    "kind": "switch",
    "names": [
     "-b"
    ],
    "help": "go on by broadcast after the first reply"
   },
   "tell": {
    "kind": "switch",
    "names": [
     "-U"
    ],
    "help": "unsolicited requests: TARGET is ours"
   },
   "tellReply": {
    "kind": "switch",
    "names": [
     "-A"
    ],
    "help": "unsolicited replies"
   },
   "version": {
    "kind": "switch",
    "names": [
     "-V"
    ],
    "help": "which arping this is"
   },
   "free": {
    "kind": "switch",
    "names": [
     "-D"
    ],
    "help": "duplicate address detection: exit code 0 free, 1 in use"
   },
   "count": {
    "kind": "one",
    "names": [
     "-c"
    ],
    "value": "COUNT",
    "help": "probes to send"
   },
   "deadline": {
    "kind": "one",
    "names": [
     "-w"
    ],
    "value": "TIME",
    "time": "s",
    "help": "the whole takes no longer"
   },
   "interval": {
    "kind": "one",
    "names": [
     "-i"
    ],
    "value": "TIME",
    "time": "s",
    "help": "between two probes; default 1"
   },
   "interface": {
    "kind": "one",
    "names": [
     "-I"
    ],
    "value": "DEVICE",
    "help": "the interface to ask on"
   },
   "source": {
    "kind": "one",
    "names": [
     "-s"
    ],
    "value": "SOURCE",
    "help": "source address"
   },
   "compat": {
    "kind": "one",
    "names": [
     "--compat"
    ],
    "value": "TOOL",
    "choices": [
     "iputils",
     "habets"
    ],
    "help": "flags, lines and exit codes of another arping: iputils, habets"
   }
  },
  "ends": {
   "0": "as many replies as probes (with -w and without -c: any reply); with -D free; with -U and -A told",
   "1": "fewer; with -D in use; a number that is none",
   "2": "every other error"
  },
  "examples": []
 },
 {
  "name": "who",
  "words": "TARGET",
  "line": "who has this address: one question, every answer, with a verdict",
  "flags": {
   "interface": {
    "kind": "one",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "ask on this interface; default: the one with the subnet of the target"
   },
   "vlan": {
    "kind": "one",
    "names": [
     "--vlan"
    ],
    "value": "ID",
    "help": "ask with this VLAN tag"
   },
   "unicast": {
    "kind": "one",
    "names": [
     "--unicast"
    ],
    "value": "MAC",
    "help": "ask this machine alone, not everybody"
   },
   "source": {
    "kind": "one",
    "names": [
     "-s",
     "-S",
     "--source"
    ],
    "value": "ADDRESS",
    "help": "the sender address of every question; one that is not ours needs --force"
   },
   "zero": {
    "kind": "switch",
    "names": [
     "-0",
     "--zero"
    ],
    "help": "sender 0.0.0.0 in every question; default: our own address in turns while nobody answers"
   },
   "force": {
    "kind": "switch",
    "names": [
     "--force"
    ],
    "help": "take a --source that is not ours: it is written into tables of others"
   },
   "timeout": {
    "kind": "one",
    "names": [
     "--timeout"
    ],
    "value": "TIME",
    "time": "s",
    "help": "wait so long for the last answers; default as the answers call for, up to 6 s"
   },
   "timeoutMillis": {
    "kind": "one",
    "names": [
     "-t"
    ],
    "value": "MS",
    "habit": "arp-scan",
    "time": "ms",
    "help": "--timeout in milliseconds: 500 is 500ms"
   },
   "rate": {
    "kind": "one",
    "names": [
     "--rate"
    ],
    "value": "RATE",
    "help": "packets (15, 5k) or bits (1Mbit) per second; default 1000 packets"
   },
   "evidence": {
    "kind": "one",
    "names": [
     "--evidence"
    ],
    "value": "N",
    "help": "packets beside the questions, at most, to tell one host from two and an owner from a proxy; default 288, fewer when --rate is low; 0: none"
   },
   "numeric": {
    "kind": "switch",
    "names": [
     "-N",
     "--numeric"
    ],
    "help": "never look a name up"
   },
   "save": {
    "kind": "one",
    "names": [
     "--save"
    ],
    "value": "FILE",
    "help": "write every ARP frame sent and heard meanwhile to FILE (pcapng)"
   },
   "dryRun": {
    "kind": "switch",
    "names": [
     "--dry-run"
    ],
    "help": "print what would be sent, and send nothing"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "JSON Lines, a summary last (schema/ping.v1.json, schema/ping-summary.v1.json; with --dry-run schema/ping-plan.v1.json)"
   },
   "why": {
    "kind": "switch",
    "names": [
     "--why"
    ],
    "help": "the evidence for the verdict"
   },
   "quiet": {
    "kind": "switch",
    "names": [
     "-q",
     "--quiet"
    ],
    "help": "print nothing; the exit code answers"
   }
  },
  "notes": [
   "Prints a line for each MAC that answers. A question without any answer is put once more, with our own address as sender: at most 2 packets. When several MACs answer, each is asked by unicast for addresses around TARGET, those known to be answered and the likeliest first, until it is clear: one host with several cards is flux, two hosts are a conflict. What parts them ends it, mostly within 10 packets; one host takes a look at all around, and never more than --evidence are sent."
  ],
  "ends": {
   "0": "one owner",
   "1": "nobody",
   "4": "two hosts use it",
   "5": "several MACs answer, and nothing says whether they are one host; or the link was lost"
  },
  "examples": [
   [
    "arpist who 10.0.0.7",
    "who has it, and does one alone"
   ],
   [
    "arpist who 10.0.0.7 -q && echo up",
    "in a script"
   ]
  ]
 },
 {
  "name": "check",
  "words": "TARGET…",
  "line": "is this address free? Three probes and the waits of RFC 5227; who has it, if not",
  "flags": {
   "interface": {
    "kind": "many",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "ask on this interface (several: again, or A,B); default: the one with the subnet"
   },
   "exclude": {
    "kind": "many",
    "names": [
     "--exclude"
    ],
    "value": "TARGET",
    "help": "leave these out; same spellings as targets"
   },
   "vlan": {
    "kind": "one",
    "names": [
     "--vlan"
    ],
    "value": "ID",
    "help": "ask with this VLAN tag"
   },
   "fast": {
    "kind": "switch",
    "names": [
     "--fast"
    ],
    "help": "about a tenth of the waits of RFC 5227; a host in power save may be missed"
   },
   "rate": {
    "kind": "one",
    "names": [
     "--rate"
    ],
    "value": "RATE",
    "help": "packets (1000, 5k) or bits a second at most, on one wire all interfaces together; default 1000 packets"
   },
   "numeric": {
    "kind": "switch",
    "names": [
     "-N",
     "--numeric"
    ],
    "help": "never look a name up"
   },
   "save": {
    "kind": "one",
    "names": [
     "--save"
    ],
    "value": "FILE",
    "help": "write every frame sent and heard to FILE (pcapng)"
   },
   "dryRun": {
    "kind": "switch",
    "names": [
     "--dry-run"
    ],
    "help": "print what would be sent and how long it takes, and send nothing"
   },
   "why": {
    "kind": "switch",
    "names": [
     "--why"
    ],
    "help": "the evidence"
   },
   "quiet": {
    "kind": "switch",
    "names": [
     "-q",
     "--quiet"
    ],
    "help": "print nothing; the exit code answers"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "JSON Lines, a summary last (schema/check.v1.json, schema/check-summary.v1.json)"
   }
  },
  "notes": [
   "free; in use (who answers); proxied (no owner answers, but a proxy does); contested (somebody else probes for it at the same time); conflict (two hosts use it, or two probe for it, or somebody uses an address of this machine); own address; unknown. Nothing is claimed. A check of a free address takes about 6 s, because RFC 5227 asks for that much silence."
  ],
  "ends": {
   "0": "all free",
   "1": "one is not: who answers has it, also where it is undecided as what",
   "4": "two hosts use one, two probe for one, or somebody uses one of this machine",
   "5": "of one it could not be known, a link was lost, or a name in a list did not resolve"
  },
  "examples": [
   [
    "arpist check 10.0.0.77",
    "may I take it"
   ],
   [
    "arpist check 10.0.0.100-149 --json",
    "fifty at once, as long as one"
   ],
   [
    "arpist check 10.0.0.77 -q && ip address add 10.0.0.77/24 dev eth0",
    "in a script"
   ]
  ]
 },
 {
  "name": "claim",
  "words": "IP",
  "line": "take an address on the wire by RFC 5227: probe, announce, hold and defend it",
  "flags": {
   "interface": {
    "kind": "one",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "claim on this interface; default: the one with the subnet"
   },
   "defend": {
    "kind": "one",
    "names": [
     "--defend"
    ],
    "value": "HOW",
    "choices": [
     "once",
     "always",
     "never"
    ],
    "help": "once (default): against one contradiction in 10 s, the next one takes it; always: never given up; never: given up at the first (RFC 5227 2.4)"
   },
   "hold": {
    "kind": "one",
    "names": [
     "--for"
    ],
    "value": "TIME",
    "time": "s",
    "help": "hold it so long; default until Ctrl-C"
   },
   "vlan": {
    "kind": "one",
    "names": [
     "--vlan"
    ],
    "value": "ID",
    "help": "ask with this VLAN tag"
   },
   "fast": {
    "kind": "switch",
    "names": [
     "--fast"
    ],
    "help": "about a tenth of the waits of RFC 5227; a host in power save may be missed"
   },
   "rate": {
    "kind": "one",
    "names": [
     "--rate"
    ],
    "value": "RATE",
    "help": "packets (1000, 5k) or bits a second at most, on one wire all interfaces together; default 1000 packets"
   },
   "numeric": {
    "kind": "switch",
    "names": [
     "-N",
     "--numeric"
    ],
    "help": "never look a name up"
   },
   "save": {
    "kind": "one",
    "names": [
     "--save"
    ],
    "value": "FILE",
    "help": "write every frame sent and heard to FILE (pcapng)"
   },
   "dryRun": {
    "kind": "switch",
    "names": [
     "--dry-run"
    ],
    "help": "print what would be sent and how long it takes, and send nothing"
   },
   "why": {
    "kind": "switch",
    "names": [
     "--why"
    ],
    "help": "the evidence"
   },
   "quiet": {
    "kind": "switch",
    "names": [
     "-q",
     "--quiet"
    ],
    "help": "print nothing; the exit code answers"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "JSON Lines, a summary last (schema/claim.v1.json, schema/claim-summary.v1.json)"
   }
  },
  "notes": [
   "The address is held on the wire, not put on the interface: while it is held, questions for it are answered here, so whoever checks finds it taken; what is sent to it is not served. Put on the interface meanwhile (ip address add), the kernel answers, and claim defends, which the kernel does not.",
   "",
   "Once announced it is quiet: it speaks when it is asked, 200 answers a second at most, and when somebody else uses the address.",
   "",
   "A link that goes down is waited for, and the address probed for anew."
  ],
  "ends": {
   "0": "held to the end of --for",
   "1": "not to be had: in use, or somebody else probes for it",
   "4": "somebody used it while it was ours, whether it was lost or defended",
   "130": "ended by Ctrl-C"
  },
  "examples": [
   [
    "arpist claim 10.0.0.77",
    "until Ctrl-C"
   ],
   [
    "arpist claim 10.0.0.77 --for 0 && ip address add 10.0.0.77/24 dev eth0",
    "probe, announce, then use it"
   ],
   [
    "arpist claim 10.0.0.1 --defend always",
    "the address of a gateway that is away"
   ]
  ]
 },
 {
  "name": "free",
  "words": "[TARGET…]",
  "line": "addresses that are free, the lowest first, each checked by RFC 5227",
  "flags": {
   "count": {
    "kind": "one",
    "names": [
     "-c",
     "--count"
    ],
    "value": "N",
    "help": "so many; default 1"
   },
   "interface": {
    "kind": "many",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "ask on this interface (several: again, or A,B); default: the one with the subnet"
   },
   "exclude": {
    "kind": "many",
    "names": [
     "--exclude"
    ],
    "value": "TARGET",
    "help": "leave these out; same spellings as targets"
   },
   "vlan": {
    "kind": "one",
    "names": [
     "--vlan"
    ],
    "value": "ID",
    "help": "ask with this VLAN tag"
   },
   "fast": {
    "kind": "switch",
    "names": [
     "--fast"
    ],
    "help": "about a tenth of the waits of RFC 5227; a host in power save may be missed"
   },
   "rate": {
    "kind": "one",
    "names": [
     "--rate"
    ],
    "value": "RATE",
    "help": "packets (1000, 5k) or bits a second at most, on one wire all interfaces together; default 1000 packets"
   },
   "numeric": {
    "kind": "switch",
    "names": [
     "-N",
     "--numeric"
    ],
    "help": "never look a name up"
   },
   "save": {
    "kind": "one",
    "names": [
     "--save"
    ],
    "value": "FILE",
    "help": "write every frame sent and heard to FILE (pcapng)"
   },
   "dryRun": {
    "kind": "switch",
    "names": [
     "--dry-run"
    ],
    "help": "print what would be sent and how long it takes, and send nothing"
   },
   "why": {
    "kind": "switch",
    "names": [
     "--why"
    ],
    "help": "the evidence"
   },
   "quiet": {
    "kind": "switch",
    "names": [
     "-q",
     "--quiet"
    ],
    "help": "print nothing; the exit code answers"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "JSON Lines, a summary last (schema/check.v1.json, schema/free.v1.json)"
   }
  },
  "notes": [
   "A quick scan passes over whoever answers, proxies too; the silent ones are checked as arpist check does, all at once, and those that stand it are printed. Never given: network and broadcast addresses, those of this machine, gateways of its routes. A machine that is switched off answers nobody: leave the range of a DHCP server out with --exclude. Without targets: the subnets of the interfaces."
  ],
  "ends": {
   "0": "as many as wanted",
   "1": "fewer",
   "5": "a link was lost"
  },
  "examples": [
   [
    "arpist free 10.0.0.0/24 --count 5",
    "five free addresses"
   ],
   [
    "arpist free 10.0.0.0/24 --exclude 10.0.0.100-199",
    "not from the DHCP range"
   ],
   [
    "arpist free --json -c 3",
    "for a program, on the local subnets"
   ]
  ]
 },
 {
  "name": "announce",
  "words": "ADDRESS…",
  "line": "an address is here now: tell everybody, and prove that the gateway sends to us",
  "flags": {
   "interface": {
    "kind": "one",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "announce on this interface; default: the one that has the address"
   },
   "via": {
    "kind": "many",
    "names": [
     "--via"
    ],
    "value": "PEERS",
    "help": "tell these by name and prove that they send to us: addresses (A,B), A=MAC, or gateway; default: the gateway on the network of the address"
   },
   "vlan": {
    "kind": "one",
    "names": [
     "--vlan"
    ],
    "value": "ID",
    "help": "with this VLAN tag"
   },
   "count": {
    "kind": "one",
    "names": [
     "-c",
     "--count"
    ],
    "value": "N",
    "help": "tell everybody N times; default 3"
   },
   "interval": {
    "kind": "one",
    "names": [
     "--interval"
    ],
    "value": "TIME",
    "time": "s",
    "help": "from one round to the next; default 1.1s, so that a cache with a lock time takes the last"
   },
   "rate": {
    "kind": "one",
    "names": [
     "--rate"
    ],
    "value": "RATE",
    "help": "packets (5000, 5k) or bits (1Mbit) per second; default 1000 packets"
   },
   "patience": {
    "kind": "one",
    "names": [
     "--patience"
    ],
    "value": "TIME",
    "time": "s",
    "help": "so long those who do not believe it are told again; default 10s"
   },
   "takeover": {
    "kind": "switch",
    "names": [
     "--takeover"
    ],
    "help": "also when somebody else still answers for the address"
   },
   "dryRun": {
    "kind": "switch",
    "names": [
     "--dry-run"
    ],
    "help": "print what would be done, and do nothing"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "JSON Lines, a summary last (schema/proof.v1.json, schema/announce-summary.v1.json)"
   },
   "save": {
    "kind": "one",
    "names": [
     "--save"
    ],
    "value": "FILE",
    "help": "write every frame sent and heard to FILE (pcapng)"
   },
   "plain": {
    "kind": "switch",
    "names": [
     "-x",
     "--plain"
    ],
    "help": "no summary on stderr"
   },
   "verify": {
    "kind": "switch",
    "names": [
     "--verify"
    ],
    "help": "refuse when there is no --via and no gateway to prove it with; without it that is only said"
   },
   "noVerify": {
    "kind": "switch",
    "names": [
     "--no-verify"
    ],
    "help": "tell (those of --via by name, too), and prove nothing"
   },
   "form": {
    "kind": "one",
    "names": [
     "--form"
    ],
    "value": "FORM",
    "help": "request (who-has IP tell IP), reply (IP is-at MAC), or both, the default"
   },
   "refresh": {
    "kind": "one",
    "names": [
     "--refresh"
    ],
    "value": "TIME",
    "time": "s",
    "help": "tell and prove it again so often (1s or more), until Ctrl-C"
   },
   "fast": {
    "kind": "switch",
    "names": [
     "--fast"
    ],
    "help": "as fast as the link takes them, rounds 0.1 s apart (a cache with a lock time may miss the last)"
   },
   "force": {
    "kind": "switch",
    "names": [
     "--force"
    ],
    "help": "announce an address that is not on this machine"
   },
   "noCheck": {
    "kind": "switch",
    "names": [
     "--no-check"
    ],
    "help": "do not find out first who has it, and what --via believe: 0.4 s sooner"
   },
   "numeric": {
    "kind": "switch",
    "names": [
     "-N",
     "--numeric"
    ],
    "help": "never look a name up"
   },
   "asRequest": {
    "kind": "switch",
    "names": [
     "-U"
    ],
    "habit": "arping",
    "help": "the same as --form request"
   },
   "asReply": {
    "kind": "switch",
    "names": [
     "-A"
    ],
    "habit": "arping",
    "help": "the same as --form reply"
   }
  },
  "notes": [
   "First who has it is asked; an address that somebody else still answers for is left alone. Then everybody is told, and each of --via by name (without --via the gateway, where there is one on the network of the address), which a host must believe that leaves gratuitous ARP unheard. The proof: an answer of the peer to the address arrives here. Only then it is believed; what it answers to another address of ours, and not to this one, shows that it is stale. Each question carries random bits that the answer must repeat, from the MAC that was asked: it shows mistakes, and no forger that does not see them is believed (one who stands between us and the peer is not found out).",
   "",
   "ADDRESS: 10.0.0.50, 10.0.0.0/28, 10.0.0.50-59, lists with commas, @FILE, - (stdin), an interface (all its addresses)."
  ],
  "ends": {
   "0": "announced, and believed by every peer asked: those of --via, else the gateway (where there is neither, that nothing is proven is said)",
   "1": "one does not believe it, or it is not shown (likely is not shown)",
   "4": "somebody else answers for an address, which is then left alone unless --takeover; or somebody speaks beside a peer"
  },
  "examples": [
   [
    "arpist announce 10.0.0.50",
    "everybody and the gateway told, and proven by the gateway"
   ],
   [
    "arpist announce 10.0.0.50 --via gateway,10.0.0.9",
    "the next hop of the default route, and a peer"
   ],
   [
    "arpist announce -c 0 10.0.0.50",
    "say nothing: does the gateway send to us?"
   ],
   [
    "arpist announce @addresses.txt --rate 5k",
    "many at once"
   ],
   [
    "arpist announce 10.0.0.50 --refresh 60",
    "again every minute until Ctrl-C"
   ]
  ]
 },
 {
  "name": "move",
  "words": "ADDRESS[/LENGTH]",
  "line": "bring an address here: old owner checked, added, announced, proven, outage told",
  "flags": {
   "interface": {
    "kind": "one",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "add the address to this interface; default: the one with its subnet"
   },
   "via": {
    "kind": "many",
    "names": [
     "--via"
    ],
    "value": "PEERS",
    "help": "tell these by name and prove that they send to us: addresses (A,B), A=MAC, or gateway; default: the gateway on the network of the address"
   },
   "count": {
    "kind": "one",
    "names": [
     "-c",
     "--count"
    ],
    "value": "N",
    "help": "tell everybody N times; default 3"
   },
   "interval": {
    "kind": "one",
    "names": [
     "--interval"
    ],
    "value": "TIME",
    "time": "s",
    "help": "from one round to the next; default 1.1s, so that a cache with a lock time takes the last"
   },
   "rate": {
    "kind": "one",
    "names": [
     "--rate"
    ],
    "value": "RATE",
    "help": "packets (5000, 5k) or bits (1Mbit) per second; default 1000 packets"
   },
   "patience": {
    "kind": "one",
    "names": [
     "--patience"
    ],
    "value": "TIME",
    "time": "s",
    "help": "so long those who do not believe it are told again; default 10s"
   },
   "takeover": {
    "kind": "switch",
    "names": [
     "--takeover"
    ],
    "help": "also when somebody else still answers for the address"
   },
   "dryRun": {
    "kind": "switch",
    "names": [
     "--dry-run"
    ],
    "help": "print what would be done, and do nothing"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "JSON Lines, a summary last (schema/proof.v1.json, schema/move.v1.json)"
   },
   "save": {
    "kind": "one",
    "names": [
     "--save"
    ],
    "value": "FILE",
    "help": "write every frame sent and heard to FILE (pcapng)"
   },
   "plain": {
    "kind": "switch",
    "names": [
     "-x",
     "--plain"
    ],
    "help": "no summary on stderr"
   },
   "noVerify": {
    "kind": "switch",
    "names": [
     "--no-verify"
    ],
    "help": "prove nothing; default: by --via, else by the gateway"
   },
   "wait": {
    "kind": "one",
    "names": [
     "--wait"
    ],
    "value": "TIME",
    "time": "s",
    "help": "so long the old owner may go on answering; it is taken as soon as it is silent"
   },
   "yes": {
    "kind": "switch",
    "names": [
     "--yes"
    ],
    "help": "also when it would cut the session you came by, or another login"
   },
   "keep": {
    "kind": "switch",
    "names": [
     "--keep"
    ],
    "help": "leave the address here also when a peer still sends elsewhere"
   },
   "numeric": {
    "kind": "switch",
    "names": [
     "-N",
     "--numeric"
    ],
    "help": "never look a name up"
   }
  },
  "notes": [
   "Nothing is changed while somebody answers for the address, unless --wait sees it fall silent or --takeover puts up with it. It is written down first (arpist undo brings it back), and taken back at once when a peer is shown to send elsewhere when patience is over, and on Ctrl-C."
  ],
  "ends": {
   "0": "it is here, and every peer believes it",
   "1": "taken back, or of one peer it is not shown",
   "3": "the kernel refused it",
   "4": "somebody answers for it, and nothing was changed; or somebody speaks beside a peer"
  },
  "examples": [
   [
    "arpist move 10.0.0.50 -I eth0",
    "proven by the gateway"
   ],
   [
    "arpist move 10.0.0.50 --wait 60s",
    "the moment the old server lets go of it"
   ],
   [
    "arpist move 10.0.0.50/24 -I eth0 --via 10.0.0.1,10.0.0.9 --json",
    "proven by these two"
   ]
  ]
 },
 {
  "name": "read",
  "words": "[FILE|-]",
  "line": "the ARP of a capture (pcap, pcapng, gzip too), no root needed",
  "flags": {
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "JSON Lines (schema/frame.v1.json; with --summary sighting.v1.json, and capture.v1.json last)"
   },
   "summary": {
    "kind": "switch",
    "names": [
     "--summary"
    ],
    "help": "fold the whole capture: stations with verdicts, kinds, rates, what was malformed"
   },
   "where": {
    "kind": "many",
    "names": [
     "--where"
    ],
    "value": "EXPR",
    "help": "only frames (with --summary: stations) that fit, see below"
   },
   "count": {
    "kind": "one",
    "names": [
     "-c",
     "--count"
    ],
    "value": "N",
    "help": "end after N frames (with --summary: stations)"
   },
   "time": {
    "kind": "one",
    "names": [
     "--time"
    ],
    "value": "FORM",
    "choices": [
     "clock",
     "date",
     "epoch",
     "none"
    ],
    "help": "clock (default), date, epoch (nanoseconds) or none"
   },
   "why": {
    "kind": "switch",
    "names": [
     "--why"
    ],
    "help": "with --summary: the evidence for each verdict"
   },
   "plain": {
    "kind": "switch",
    "names": [
     "-x",
     "--plain"
    ],
    "help": "no header and no summary on stderr"
   }
  },
  "notes": [
   "Fields for --where: n ts kind op ip mac sha spa tha tpa src dst vlan interface trailer error; ip and mac are the sender. With --summary: ip mac vendor vlan frames first last local verdict why. Operators are = != ~ (contains) !~ ^= (begins) < <= > >=, and, or.",
   "",
   "Verdicts of --summary come from claims alone: ok; moved (from one MAC to another); conflict (MACs in turns, also announced ones that are defended or come back soon); flux (the same MACs in turns for several addresses, or one for each asker); undecided (one card told several MACs, or a MAC has more addresses than its twin: asking tells); virtual (VRRP, HSRP, GLBP, CARP …). Malformed frames are shown with their reason and end nothing."
  ],
  "ends": {
   "0": "a frame fits",
   "1": "none does",
   "4": "--summary finds a conflict",
   "5": "the capture was cut, or cannot be read to its end; or --summary could not decide about an address"
  },
  "examples": [
   [
    "arpist read capture.pcapng",
    "every ARP frame in one line"
   ],
   [
    "tcpdump -U -w - arp | arpist read -",
    "while it is captured"
   ],
   [
    "arpist read --summary capture.pcap.gz",
    "who claimed what, and who quarrels"
   ],
   [
    "arpist read --json --where 'kind=gratuitous-request' -c 10 capture.pcap",
    "the first ten, for programs"
   ],
   [
    "arpist read --where 'kind=malformed' capture.pcap",
    "what is broken, and why"
   ]
  ]
 },
 {
  "name": "explain",
  "words": "who-has IP | to IP | is-at IP MAC",
  "line": "would this host answer, which way does a packet go, would the table change; and because of what",
  "choices": [
   "who-has",
   "to",
   "is-at"
  ],
  "flags": {
   "on": {
    "kind": "one",
    "names": [
     "--on",
     "-I",
     "-i",
     "--interface",
     "--dev"
    ],
    "value": "NAME",
    "help": "the interface that hears the frame; default: the one that can be meant"
   },
   "from": {
    "kind": "one",
    "names": [
     "--from"
    ],
    "value": "ADDRESS",
    "help": "who-has: who asks (0.0.0.0 for a probe); to: the source a program asks for"
   },
   "broadcast": {
    "kind": "switch",
    "names": [
     "--broadcast"
    ],
    "help": "the frame goes to all (who-has, announcements: the default)"
   },
   "unicast": {
    "kind": "switch",
    "names": [
     "--unicast"
    ],
    "help": "the frame goes to this host alone (replies: the default)"
   },
   "form": {
    "kind": "one",
    "names": [
     "--form"
    ],
    "value": "FORM",
    "choices": [
     "reply",
     "announcement",
     "announcement-reply",
     "question"
    ],
    "help": "is-at: reply (default), announcement, announcement-reply, or question (a who-has for us)"
   },
   "after": {
    "kind": "one",
    "names": [
     "--after"
    ],
    "value": "TIME",
    "time": "s",
    "help": "is-at: so long after the snapshot; locktime may be over then"
   },
   "host": {
    "kind": "one",
    "names": [
     "--host"
    ],
    "value": "FILE",
    "help": "about the host of this snapshot (- for stdin), not this one"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "one JSON line (schema/explanation.v1.json)"
   }
  },
  "notes": [
   "The answer is computed from the settings, addresses, routes and entries of the host, by rules that are held against real kernels; nothing is sent, and no root is needed."
  ],
  "ends": {
   "0": "yes: it would answer, it can be reached, the table would change",
   "1": "no",
   "2": "the command line, or a snapshot that cannot be used",
   "3": "an interface that is not there"
  },
  "examples": [
   [
    "arpist explain who-has 10.0.0.5 --on eth0",
    "would this host answer, with which MAC"
   ],
   [
    "arpist explain who-has 10.0.0.5 --on eth0 --from 10.0.0.9",
    "… if 10.0.0.9 asks"
   ],
   [
    "arpist explain to 8.8.8.8",
    "mine? connected? which route? which ARP request?"
   ],
   [
    "arpist explain is-at 10.0.0.9 02:00:00:00:00:09 --on eth0",
    "would the table change"
   ],
   [
    "arpist explain who-has 10.0.0.5 --host web1.json",
    "about another machine"
   ]
  ]
 },
 {
  "name": "doctor",
  "words": "[FILE…]",
  "line": "what is wrong with ARP on this host, how it is known, and what mends it",
  "flags": {
   "probe": {
    "kind": "switch",
    "names": [
     "--probe"
    ],
    "help": "prove on the wire what can be proven: own answers, duplicates, PERMANENT entries, gateways (needs root)"
   },
   "rate": {
    "kind": "one",
    "names": [
     "--rate"
    ],
    "value": "RATE",
    "help": "with --probe: packets (1000, 5k) or bits a second at most, on one wire all interfaces together; default 1000 packets"
   },
   "host": {
    "kind": "one",
    "names": [
     "--host"
    ],
    "value": "FILE",
    "help": "the host of this snapshot (- for stdin), not this one"
   },
   "hosts": {
    "kind": "many",
    "names": [
     "--hosts"
    ],
    "value": "FILE…",
    "help": "several hosts of one segment together: who would answer for what they share"
   },
   "fix": {
    "kind": "switch",
    "names": [
     "--fix"
    ],
    "help": "show the changes that mend it, ask, make them (arpist undo takes them back), and look again"
   },
   "yes": {
    "kind": "switch",
    "names": [
     "--yes"
    ],
    "help": "with --fix: without a question"
   },
   "silence": {
    "kind": "many",
    "names": [
     "--silence"
    ],
    "value": "ADDRESS[@IFACE]",
    "help": "this address may end with nobody answering for it, as the plan says (--yes is not enough)"
   },
   "confirm": {
    "kind": "one",
    "names": [
     "--confirm"
    ],
    "value": "TIME",
    "time": "s",
    "help": "with --fix: take all back after so long, unless it is kept with: arpist confirm"
   },
   "persist": {
    "kind": "one",
    "names": [
     "--persist"
    ],
    "value": "HOW",
    "choices": [
     "systemd-networkd",
     "ifupdown",
     "sysctl.d",
     "script"
    ],
    "help": "write files that make it last: systemd-networkd, ifupdown, sysctl.d, script"
   },
   "why": {
    "kind": "switch",
    "names": [
     "--why"
    ],
    "help": "all evidence and every change, however many lines"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "JSON Lines, a summary last (schema/finding.v1.json, schema/diagnosis.v1.json)"
   }
  },
  "notes": [
   "--fix leaves out what would take somebody the answer he has now, and says so: it is made when the address is named with --silence. Two fixes that undo each other are left to you, and so is what changed meanwhile.",
   "",
   "Findings are computed from the settings, addresses, routes and entries of the host; without --fix nothing is changed, and without --probe nothing is sent and no root is needed. The most severe come first: conflict (two owners of one address), fault, risk, note."
  ],
  "ends": {
   "0": "healthy (notes alone are no disease)",
   "1": "faults or risks",
   "2": "the command line, or a snapshot that cannot be used",
   "3": "an interface",
   "4": "a conflict"
  },
  "examples": [
   [
    "arpist doctor",
    "this host"
   ],
   [
    "sudo arpist doctor --probe",
    "proven on the wire"
   ],
   [
    "sudo arpist doctor --fix",
    "shown, agreed to, made, looked at again"
   ],
   [
    "arpist doctor --host web1.json",
    "another machine, from arpist snapshot"
   ],
   [
    "arpist doctor --hosts lb.json web1.json web2.json",
    "who would answer for the service address"
   ]
  ]
 },
 {
  "name": "init",
  "words": "flux|vip|vlan-router|published|move|route|address|neighbour|mac|timers",
  "line": "a commented file to start from, filled from this host, for plan and apply",
  "choices": [
   "flux",
   "vip",
   "vlan-router",
   "published",
   "move",
   "route",
   "address",
   "neighbour",
   "mac",
   "timers"
  ],
  "flags": {
   "host": {
    "kind": "one",
    "names": [
     "--host"
    ],
    "value": "FILE",
    "help": "for the host of this snapshot (- for stdin), not this one"
   }
  },
  "notes": [
   "The file goes to stdout and can be planned as it is; what has to be changed says so. Nothing is changed, and no root is needed. docs/recipes/ tells the story of each; route, address, neighbour, mac and timers are sections that say one thing each."
  ],
  "ends": {
   "0": "written",
   "1": "this host has nothing to write it from",
   "2": "the command line",
   "3": "the snapshot"
  },
  "examples": [
   [
    "arpist init flux > flux.toml",
    "several interfaces on one segment"
   ],
   [
    "arpist init vip > vip.toml",
    "service addresses behind a balancer"
   ],
   [
    "arpist init vlan-router > router.toml",
    "a router on a trunk"
   ]
  ]
 },
 {
  "name": "plan",
  "words": "FILE",
  "line": "what would change to make this host as a file declares it, and why; nothing is touched",
  "flags": {
   "host": {
    "kind": "one",
    "names": [
     "--host"
    ],
    "value": "FILE",
    "help": "for the host of this snapshot (- for stdin), not this one"
   },
   "diff": {
    "kind": "switch",
    "names": [
     "--diff"
    ],
    "help": "as commands of iproute2 and sysctl, for reading and copying"
   },
   "simulate": {
    "kind": "switch",
    "names": [
     "--simulate"
    ],
    "help": "put this host and those of --hosts on a paper segment: who answers there, before and after"
   },
   "hosts": {
    "kind": "many",
    "names": [
     "--hosts"
    ],
    "value": "FILE…",
    "help": "with --simulate: snapshots of the other hosts"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "JSON Lines, a summary last (schema/plan-step.v1.json, answer-shift, plan-warning, plan-summary)"
   }
  },
  "notes": [
   "The file says how ARP and addressing should be (schema/declaration.v1.json; arpist init writes one to start from, docs/recipes/ tells what each part does). What it does not speak of stays as it is. Who answers before and after is computed by the rules of the kernel; nothing is sent, nothing is changed, and no root is needed."
  ],
  "ends": {
   "0": "the plan is made, also when nothing would change (arpist verify tells the two apart)",
   "2": "the file cannot be used, or is for another host",
   "3": "the snapshot"
  },
  "examples": [
   [
    "arpist plan router.toml",
    "what would change here"
   ],
   [
    "arpist plan router.toml --diff",
    "as commands"
   ],
   [
    "arpist plan vip.toml --simulate --hosts lb.json web2.json",
    "with the balancer and the other server, on paper"
   ],
   [
    "arpist plan router.toml --host web1.json",
    "for another machine, from arpist snapshot"
   ]
  ]
 },
 {
  "name": "apply",
  "words": "FILE",
  "line": "make this host as a file declares it, so that it can be undone",
  "flags": {
   "confirm": {
    "kind": "one",
    "names": [
     "--confirm"
    ],
    "value": "TIME",
    "time": "s",
    "help": "take all back after so long, unless it is kept with: arpist confirm"
   },
   "persist": {
    "kind": "one",
    "names": [
     "--persist"
    ],
    "value": "HOW",
    "choices": [
     "systemd-networkd",
     "ifupdown",
     "sysctl.d",
     "script"
    ],
    "help": "write files that make it last: systemd-networkd, ifupdown, sysctl.d, script"
   },
   "yes": {
    "kind": "switch",
    "names": [
     "--yes"
    ],
    "help": "also when it would cut the session you came by"
   },
   "silence": {
    "kind": "many",
    "names": [
     "--silence"
    ],
    "value": "ADDRESS[@IFACE]",
    "help": "this address may end with nobody answering for it, as the plan says (--yes is not enough)"
   },
   "dryRun": {
    "kind": "switch",
    "names": [
     "--dry-run"
    ],
    "help": "print the commands of the plan (with --json its records, as plan does), and change nothing"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "JSON Lines: each step when it is made, a summary last (schema/step.v1.json, schema/apply-summary.v1.json)"
   },
   "plain": {
    "kind": "switch",
    "names": [
     "-x",
     "--plain"
    ],
    "help": "no summary on stderr"
   }
  },
  "notes": [
   "What it touches is written down in /var/lib/arpist (ARPIST_STATE names another folder: one that is yours or root’s, and that nobody else may write) before the first change. Each step is held against the host before it is made (of plans with more than 64 steps every 256th; the kernel itself refuses the others), and all is taken back when one cannot be made; what somebody else changes meanwhile stays. After a power cut or kill -9, arpist undo restores what was. A plan that would cut the session you came by, or that of another login, is refused without --confirm or --yes (also under sudo; an IPv6 session is told where it cannot be checked). A plan by which an address that is answered for now would end with nobody answering is refused unless it is named with --silence, or stands in the file as what shall be so ([vip], [[published]], [[address]]). When the host changed since the plan was shown, nothing is done.",
   "",
   "With --confirm a process of its own holds the time: it takes all back even when this session is gone, and ends as soon as somebody confirms or undoes it. Files of --persist carry a header, replace no file of others, and go with the undo; it is looked at beforehand whether they will be read and have the last word (arpist persist looks again). Without --persist it ends with the next start."
  ],
  "ends": {
   "0": "done, or so already",
   "1": "not confirmed, and taken back",
   "2": "the file; or nothing was changed, because it would cut a session (--confirm, --yes) or leave an address to nobody that is answered for now (--silence)",
   "3": "no rights, another arpist is at it, or the kernel refused and all was taken back",
   "5": "it could not be taken back in full, something has to be changed elsewhere (on the machine itself, or where /proc/sys can be written) and was left out, a file could not be written, or what is written will not be read or is overruled"
  },
  "examples": [
   [
    "sudo arpist apply router.toml",
    "see it first with: arpist plan router.toml"
   ],
   [
    "sudo arpist apply router.toml --confirm 60",
    "over ssh"
   ],
   [
    "sudo arpist apply flux.toml --persist systemd-networkd",
    "and after the next start"
   ]
  ]
 },
 {
  "name": "verify",
  "words": "FILE",
  "line": "is this host still as a file declares it? What differs, and where it is declared",
  "flags": {
   "probe": {
    "kind": "switch",
    "names": [
     "--probe"
    ],
    "help": "ask on the wire, too, and hold the answers against what the kernel answers by its present settings (needs root)"
   },
   "rate": {
    "kind": "one",
    "names": [
     "--rate"
    ],
    "value": "RATE",
    "help": "with --probe: packets (1000, 5k) or bits a second at most, on one wire all interfaces together; default 1000 packets"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "JSON Lines, a summary last (schema/drift.v1.json, schema/plan-warning.v1.json, schema/finding.v1.json, schema/verify-summary.v1.json)"
   },
   "plain": {
    "kind": "switch",
    "names": [
     "-x",
     "--plain"
    ],
    "help": "no summary on stderr"
   }
  },
  "notes": [
   "Without --probe nothing is sent and no root is needed. Nothing is changed; arpist apply FILE makes it so again."
  ],
  "ends": {
   "0": "it is so",
   "1": "it differs, also when no change here would mend it, as while an interface is down",
   "2": "the file",
   "3": "the host or an interface",
   "4": "with --probe, somebody else uses an address of this host"
  },
  "examples": [
   [
    "arpist verify router.toml",
    "for cron: the exit code tells"
   ],
   [
    "sudo arpist verify flux.toml --probe",
    "proven on the wire"
   ]
  ]
 },
 {
  "name": "undo",
  "words": "[ENTRY]",
  "line": "take the last change back, look, and say what is not as it was",
  "flags": {
   "list": {
    "kind": "switch",
    "names": [
     "--list"
    ],
    "help": "what was changed here, the latest last, and what of it stands"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "JSON: what came of it (schema/undo.v1.json), with --list a line each (schema/journal-entry.v1.json)"
   },
   "unlessConfirmed": {
    "kind": "switch",
    "names": [
     "--unless-confirmed"
    ],
    "help": "wait for the seconds it was applied with, and undo it then; apply --confirm starts this by itself"
   }
  },
  "notes": [
   "Undone is what arpist apply, doctor --fix and table changed since the machine started, also when it was cut short by kill -9 or a power cut of the program. What somebody else changed since stays, and is told. Files of --persist go with it; one that somebody wrote in since stays. Afterwards it is looked at what is as before, and the rest is told, also what the kernel never gives back. ENTRY is a name of --list.",
   "",
   "When a line of the journal cannot be read, that is told, and undo without ENTRY stops where it may be the last change. Of what is undone or of an earlier start, --list keeps 90 days and 200 entries at most; of what stands the last 2000."
  ],
  "ends": {
   "0": "undone",
   "1": "nothing to undo",
   "2": "no such entry, or a later one touches the same",
   "3": "no rights, or another arpist is at it",
   "5": "not all of it could be undone, or the journal is damaged where the last change may stand, and nothing was (--list ends so too)"
  },
  "examples": [
   [
    "sudo arpist undo",
    "the last one"
   ],
   [
    "arpist undo --list",
    "what there is"
   ]
  ]
 },
 {
  "name": "confirm",
  "words": "",
  "line": "keep what apply --confirm did, and would take back",
  "flags": {},
  "ends": {
   "0": "kept, and the files of --persist written",
   "1": "nothing waits for it",
   "3": "no rights, or another arpist is at it",
   "5": "kept, but a file could not be written; or the journal is damaged"
  },
  "examples": [
   [
    "sudo arpist confirm",
    "from any session on the machine"
   ]
  ]
 },
 {
  "name": "persist",
  "words": "[WHAT…]",
  "line": "what arpist wrote for the next start: is it read, does it win, is it so; add and remove",
  "choices": [
   "list",
   "add",
   "remove"
  ],
  "flags": {
   "all": {
    "kind": "switch",
    "names": [
     "--all"
    ],
    "help": "with remove: every file that arpist wrote"
   },
   "dryRun": {
    "kind": "switch",
    "names": [
     "--dry-run"
    ],
    "help": "with add and remove: show it, and change nothing"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "a line for each file (schema/persist-file.v1.json)"
   }
  },
  "notes": [
   "WHAT: nothing to list, add HOW [ENTRY], or remove FILE…",
   "",
   "Listed is each file of --persist, with what is wrong with it. Read: a program of this machine reads it at its start. Wins: no file read later says otherwise. So: what it holds is so now (settings, addresses, links, entries; routes and rules are not held against the host).",
   "",
   "add HOW writes the files for the last change of this start that stands, or for ENTRY of arpist undo --list (of apply, doctor --fix, move, table); HOW is systemd-networkd, ifupdown, sysctl.d or script. remove takes files away, by path, by name, or by what they were written from; what is so now stays until the next start. Both are shown first, and taken back by arpist undo."
  ],
  "ends": {
   "0": "all of it lasts, or done",
   "1": "nothing is written, or something does not last; add and remove: there was nothing to do",
   "2": "no such file or entry",
   "3": "no rights, or another arpist is at it",
   "5": "written, but not read or overruled, or not all could be written or removed"
  },
  "examples": [
   [
    "arpist persist",
    "does what was written still hold?"
   ],
   [
    "sudo arpist persist add ifupdown",
    "the last change, for the next start, too"
   ],
   [
    "sudo arpist persist remove router.toml",
    "all files written from it"
   ]
  ]
 },
 {
  "name": "snapshot",
  "words": "",
  "line": "everything that decides about ARP on this host, as JSON: for explain and doctor elsewhere",
  "flags": {
   "netns": {
    "kind": "one",
    "names": [
     "--netns"
    ],
    "value": "NAME",
    "help": "of this network namespace (ip netns, or a path such as /proc/123/ns/net; needs root)"
   }
  },
  "notes": [
   "Links, addresses, routes of all tables, rules, the neighbour table and the settings of net.ipv4 go to stdout; what could not be read is told on stderr and in the snapshot itself. No root is needed, and nothing is changed."
  ],
  "ends": {
   "0": "printed"
  },
  "examples": [
   [
    "arpist snapshot > web1.json",
    "this host"
   ],
   [
    "arpist explain who-has 10.0.0.5 --on eth0 --host web1.json",
    "asked about on any system"
   ]
  ]
 },
 {
  "name": "vlan",
  "words": "[NAME|ID…]",
  "line": "the VLAN interfaces of this host: parent, id, state, addresses, and what went through",
  "flags": {
   "interface": {
    "kind": "many",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "only VLANs on this parent (several: again, or A,B)"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "JSON Lines (schema/vlan.v1.json)"
   },
   "csv": {
    "kind": "switch",
    "names": [
     "--csv"
    ],
    "help": "CSV with a header line (RFC 4180)"
   }
  },
  "notes": [
   "NAME: a VLAN interface (eth1.1234); ID: the VLAN on any parent. The counters are those of /proc/net/vlan; what should be looked at stands below the line. No root is needed."
  ],
  "ends": {
   "0": "one fits",
   "1": "there is none that fits"
  },
  "examples": [
   [
    "arpist vlan",
    "all of them"
   ],
   [
    "arpist vlan 1234",
    "the VLAN 1234, on whatever trunk"
   ],
   [
    "arpist vlan -I eth1 --json",
    "for programs: those on the trunk eth1"
   ]
  ]
 },
 {
  "name": "table",
  "words": "[WHAT…]",
  "line": "the kernel’s ARP table, all of it: static, published, learned and unresolved",
  "flags": {
   "interface": {
    "kind": "many",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "only entries of this interface (several: again, or A,B)"
   },
   "where": {
    "kind": "many",
    "names": [
     "--where"
    ],
    "value": "EXPR",
    "help": "only entries that fit: state=stale, mac^=b8:27:eb, vendor~intel, used>600"
   },
   "sort": {
    "kind": "one",
    "names": [
     "--sort"
    ],
    "value": "FIELDS",
    "help": "default ip; -used, vendor,ip"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "JSON Lines (schema/neighbour.v1.json)"
   },
   "csv": {
    "kind": "switch",
    "names": [
     "--csv"
    ],
    "help": "CSV with a header line (RFC 4180)"
   },
   "format": {
    "kind": "one",
    "names": [
     "-F",
     "--format"
    ],
    "value": "FORM",
    "choices": [
     "arp",
     "bsd",
     "ip"
    ],
    "help": "arp (as arp -n prints it), bsd (arp -an), ip (ip neigh), or a line of your own: '${ip;-15} ${mac}'"
   },
   "plain": {
    "kind": "switch",
    "names": [
     "-x",
     "--plain"
    ],
    "help": "no header and no summary on stderr"
   },
   "bsd": {
    "kind": "switch",
    "names": [
     "-a",
     "--all"
    ],
    "habit": "arp",
    "help": "as arp -a prints it: --format bsd"
   },
   "numeric": {
    "kind": "switch",
    "names": [
     "-n",
     "--numeric"
    ],
    "habit": "arp",
    "help": "names are never looked up; arpist never does so here"
   }
  },
  "notes": [
   "More: arpist table add, replace, delete, flush, publish, unpublish, load, save, events, verify, timers, timers set (each with --help).",
   "",
   "WHAT: an address, network or range, a MAC or its beginning in any spelling, a part of a vendor name; an entry that fits one of them is shown. No rights are needed.",
   "",
   "Fields for --where, --sort and --format: ip mac vendor state interface flags confirmed used updated probes permanent published router managed learned multicast noarp local protocol; confirmed, used and updated in seconds, or with their unit (used>5min). --where takes = != ~ (contains) !~ ^= (begins) < <= > >=, and, or; and binds more."
  ],
  "ends": {
   "0": "an entry fits",
   "1": "nothing fits"
  },
  "examples": [
   [
    "arpist table",
    "everything the kernel knows, and what it answers for"
   ],
   [
    "arpist table b8:27:eb",
    "entries with a MAC of that vendor"
   ],
   [
    "arpist table --where 'state=failed or state=incomplete'",
    "who did not answer"
   ],
   [
    "arpist table --sort -used -I eth0",
    "the longest unused first"
   ],
   [
    "arpist table --format ip",
    "as ip neigh prints it"
   ]
  ]
 },
 {
  "name": "table add",
  "words": "ADDRESS MAC …",
  "line": "make static entries",
  "flags": {
   "interface": {
    "kind": "one",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "on this interface; default: the one whose network the address is in"
   },
   "state": {
    "kind": "one",
    "names": [
     "--state"
    ],
    "value": "STATE",
    "help": "permanent (default: no ARP changes it), reachable, stale, noarp"
   },
   "router": {
    "kind": "switch",
    "names": [
     "--router"
    ],
    "help": "mark it as a router"
   },
   "learned": {
    "kind": "switch",
    "names": [
     "--learned"
    ],
    "help": "learned by a control plane: never collected, and no ARP ages it"
   },
   "managed": {
    "kind": "switch",
    "names": [
     "--managed"
    ],
    "help": "the kernel finds the MAC out and keeps it fresh; no MAC is given"
   },
   "force": {
    "kind": "switch",
    "names": [
     "--force"
    ],
    "help": "a multicast MAC too, as clusters want it"
   },
   "persist": {
    "kind": "one",
    "names": [
     "--persist"
    ],
    "value": "HOW",
    "choices": [
     "systemd-networkd",
     "ifupdown",
     "sysctl.d",
     "script"
    ],
    "help": "write files that make it last: systemd-networkd, ifupdown, sysctl.d, script"
   },
   "dryRun": {
    "kind": "switch",
    "names": [
     "--dry-run"
    ],
    "help": "print what would be done, as commands of ip, and change nothing"
   },
   "yes": {
    "kind": "switch",
    "names": [
     "--yes"
    ],
    "help": "also when it would cut the session you came by, or another login"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "a line for each change (schema/table-change.v1.json)"
   },
   "plain": {
    "kind": "switch",
    "names": [
     "-x",
     "--plain"
    ],
    "help": "no summary on stderr"
   }
  },
  "notes": [
   "An address that has an entry already is refused; table replace takes its place."
  ],
  "ends": {
   "0": "done, or so already",
   "1": "an address has an entry already: table replace takes its place",
   "3": "the kernel refused all of it",
   "5": "some of it, or what makes it last could not be written"
  },
  "examples": [
   [
    "arpist table add 10.0.0.7 b8:27:eb:01:02:03",
    "no ARP changes it from now on"
   ],
   [
    "arpist table add 10.0.0.7 b8:27:eb:01:02:03 -I eth0 --dry-run",
    "only shown"
   ],
   [
    "arpist table add --managed 10.0.0.1",
    "a gateway whose MAC is always known"
   ]
  ]
 },
 {
  "name": "table delete",
  "words": "[WHAT…]",
  "line": "take entries away, static ones too",
  "flags": {
   "interface": {
    "kind": "many",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "only entries of this interface (several: again, or A,B)"
   },
   "where": {
    "kind": "many",
    "names": [
     "--where"
    ],
    "value": "EXPR",
    "help": "only entries that fit: state=stale, mac^=b8:27:eb, vendor~intel, used>600"
   },
   "all": {
    "kind": "switch",
    "names": [
     "--all"
    ],
    "help": "all there are, when nothing else is named"
   },
   "silence": {
    "kind": "many",
    "names": [
     "--silence"
    ],
    "value": "ADDRESS[@IFACE]",
    "help": "this address may end with nobody answering for it, as the plan says (--yes is not enough)"
   },
   "dryRun": {
    "kind": "switch",
    "names": [
     "--dry-run"
    ],
    "help": "print what would be done, as commands of ip, and change nothing"
   },
   "yes": {
    "kind": "switch",
    "names": [
     "--yes"
    ],
    "help": "also when it would cut the session you came by, or another login"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "a line for each change (schema/table-change.v1.json)"
   },
   "plain": {
    "kind": "switch",
    "names": [
     "-x",
     "--plain"
    ],
    "help": "no summary on stderr"
   }
  },
  "notes": [
   "WHAT: an address, network or range, a MAC or its beginning, a part of a vendor name, as with arpist table.",
   "",
   "Fields for --where, --sort and --format: ip mac vendor state interface flags confirmed used updated probes permanent published router managed learned multicast noarp local protocol; confirmed, used and updated in seconds, or with their unit (used>5min). --where takes = != ~ (contains) !~ ^= (begins) < <= > >=, and, or; and binds more."
  ],
  "ends": {
   "0": "done",
   "1": "nothing fits",
   "2": "an answer would end that nobody named (--silence): nothing was changed",
   "3": "the kernel refused all of it",
   "5": "some of it, or what makes it last could not be written"
  },
  "examples": [
   [
    "arpist table delete 10.0.0.7",
    "the entry of one address, on every interface"
   ],
   [
    "arpist table delete b8:27:eb --dry-run",
    "all of a vendor, only shown"
   ],
   [
    "arpist table delete --where 'state=failed'",
    "who did not answer"
   ]
  ]
 },
 {
  "name": "table events",
  "words": "[WHAT…]",
  "line": "follow the table live: what comes, changes and goes",
  "flags": {
   "interface": {
    "kind": "many",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "only entries of this interface (several: again, or A,B)"
   },
   "where": {
    "kind": "many",
    "names": [
     "--where"
    ],
    "value": "EXPR",
    "help": "only entries that fit: state=stale, mac^=b8:27:eb, vendor~intel, used>600"
   },
   "count": {
    "kind": "one",
    "names": [
     "-c",
     "--count"
    ],
    "value": "N",
    "help": "end after N changes"
   },
   "deadline": {
    "kind": "one",
    "names": [
     "-w",
     "--deadline"
    ],
    "value": "TIME",
    "time": "s",
    "help": "end after that time"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "a line for each change (schema/table-event.v1.json, schema/table-overrun.v1.json)"
   },
   "plain": {
    "kind": "switch",
    "names": [
     "-x",
     "--plain"
    ],
    "help": "no words on stderr"
   }
  },
  "notes": [
   "The kernel tells of every change by itself; published addresses alone are read once a second, because Linux says nothing about them. When more changes than can be kept, the table is read again and the differences are told, and that this was so. No rights are needed. Runs until Ctrl-C (130); with -c or -w 0, or 1 when nothing changed.",
   "",
   "WHAT as with arpist table; --where looks at the entry as it is after the change.",
   "",
   "Fields for --where, --sort and --format: ip mac vendor state interface flags confirmed used updated probes permanent published router managed learned multicast noarp local protocol; confirmed, used and updated in seconds, or with their unit (used>5min). --where takes = != ~ (contains) !~ ^= (begins) < <= > >=, and, or; and binds more."
  ],
  "ends": {
   "0": "with -c or -w: something changed",
   "1": "with -c or -w: nothing changed",
   "130": "ended by Ctrl-C"
  },
  "examples": [
   [
    "arpist table events",
    "everything, until Ctrl-C"
   ],
   [
    "arpist table events 10.0.0.1 --where 'state=failed' -c 1",
    "wait until the gateway is lost"
   ],
   [
    "arpist table events --json -w 60s",
    "a minute, for a program"
   ]
  ]
 },
 {
  "name": "table flush",
  "words": "[WHAT…]",
  "line": "forget what was learned: it is asked for again when it is needed",
  "flags": {
   "interface": {
    "kind": "many",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "only entries of this interface (several: again, or A,B)"
   },
   "where": {
    "kind": "many",
    "names": [
     "--where"
    ],
    "value": "EXPR",
    "help": "only entries that fit: state=stale, mac^=b8:27:eb, vendor~intel, used>600"
   },
   "all": {
    "kind": "switch",
    "names": [
     "--all"
    ],
    "help": "all there are, when nothing else is named"
   },
   "silence": {
    "kind": "many",
    "names": [
     "--silence"
    ],
    "value": "ADDRESS[@IFACE]",
    "help": "this address may end with nobody answering for it, as the plan says (--yes is not enough)"
   },
   "dryRun": {
    "kind": "switch",
    "names": [
     "--dry-run"
    ],
    "help": "print what would be done, as commands of ip, and change nothing"
   },
   "yes": {
    "kind": "switch",
    "names": [
     "--yes"
    ],
    "help": "also when it would cut the session you came by, or another login"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "a line for each change (schema/table-change.v1.json)"
   },
   "plain": {
    "kind": "switch",
    "names": [
     "-x",
     "--plain"
    ],
    "help": "no summary on stderr"
   },
   "permanent": {
    "kind": "switch",
    "names": [
     "--permanent"
    ],
    "help": "those made by hand (permanent, noarp) too"
   }
  },
  "notes": [
   "WHAT: an address, network or range, a MAC or its beginning, a part of a vendor name, as with arpist table.",
   "",
   "Fields for --where, --sort and --format: ip mac vendor state interface flags confirmed used updated probes permanent published router managed learned multicast noarp local protocol; confirmed, used and updated in seconds, or with their unit (used>5min). --where takes = != ~ (contains) !~ ^= (begins) < <= > >=, and, or; and binds more."
  ],
  "ends": {
   "0": "done",
   "1": "nothing fits",
   "2": "an answer would end that nobody named (--silence): nothing was changed",
   "3": "the kernel refused all of it",
   "5": "some of it, or what makes it last could not be written"
  },
  "examples": [
   [
    "arpist table flush -I eth0",
    "everything learned on one interface"
   ],
   [
    "arpist table flush --all",
    "everything learned"
   ],
   [
    "arpist table flush 10.0.0.0/24 --permanent",
    "what was made by hand too"
   ]
  ]
 },
 {
  "name": "table load",
  "words": "FILE|-",
  "line": "static entries from an ethers(5) file: all of them, or none",
  "flags": {
   "interface": {
    "kind": "one",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "all on this interface; default: each where its address is at home"
   },
   "resolve": {
    "kind": "switch",
    "names": [
     "--resolve"
    ],
    "help": "look up names (DNS, /etc/hosts)"
   },
   "force": {
    "kind": "switch",
    "names": [
     "--force"
    ],
    "help": "multicast MACs too, as clusters want them"
   },
   "dryRun": {
    "kind": "switch",
    "names": [
     "--dry-run"
    ],
    "help": "print what would be done, as commands of ip, and change nothing"
   },
   "yes": {
    "kind": "switch",
    "names": [
     "--yes"
    ],
    "help": "also when it would cut the session you came by, or another login"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "a line for each change (schema/table-change.v1.json)"
   },
   "plain": {
    "kind": "switch",
    "names": [
     "-x",
     "--plain"
    ],
    "help": "no summary on stderr"
   }
  },
  "notes": [
   "A line is a MAC and an address (or a name, with --resolve), in either order; # begins a comment; temp and pub behind them mean what they mean to arp -f. A bad line is told with its number, and nothing is changed then."
  ],
  "ends": {
   "0": "done, or so already",
   "1": "refused: nothing of it was done",
   "2": "a line of the file cannot be used: nothing of it was done",
   "3": "the kernel refused all of it",
   "5": "some of it, or what makes it last could not be written"
  },
  "examples": [
   [
    "arpist table load /etc/ethers",
    "what arp -f does"
   ],
   [
    "arpist table load hosts.txt --dry-run",
    "only shown"
   ],
   [
    "arpist table save - | ssh other arpist table load -",
    "from one machine to another"
   ]
  ]
 },
 {
  "name": "table publish",
  "words": "ADDRESS…",
  "line": "let the kernel answer for addresses of others (proxy ARP)",
  "flags": {
   "interface": {
    "kind": "many",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "answer on this interface (several: again, or A,B)"
   },
   "everywhere": {
    "kind": "switch",
    "names": [
     "--everywhere"
    ],
    "help": "answer on every interface: mind flux"
   },
   "persist": {
    "kind": "one",
    "names": [
     "--persist"
    ],
    "value": "HOW",
    "choices": [
     "systemd-networkd",
     "ifupdown",
     "sysctl.d",
     "script"
    ],
    "help": "write files that make it last: systemd-networkd, ifupdown, sysctl.d, script"
   },
   "dryRun": {
    "kind": "switch",
    "names": [
     "--dry-run"
    ],
    "help": "print what would be done, as commands of ip, and change nothing"
   },
   "yes": {
    "kind": "switch",
    "names": [
     "--yes"
    ],
    "help": "also when it would cut the session you came by, or another login"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "a line for each change (schema/table-change.v1.json)"
   },
   "plain": {
    "kind": "switch",
    "names": [
     "-x",
     "--plain"
    ],
    "help": "no summary on stderr"
   }
  },
  "notes": [
   "ADDRESS: an address, network, range or list. The kernel answers on the named interface only when it forwards (net.ipv4.ip_forward) and the address is routed out of another one; arpist explain tells why it is silent."
  ],
  "ends": {
   "0": "done, or so already",
   "3": "the kernel refused all of it",
   "5": "some of it, or what makes it last could not be written"
  },
  "examples": [
   [
    "arpist table publish 10.0.0.60 -I eth3",
    "answer for a container on eth3, and nowhere else"
   ],
   [
    "arpist table publish 10.0.0.64/28 -I eth3 --dry-run",
    "only shown"
   ]
  ]
 },
 {
  "name": "table replace",
  "words": "ADDRESS MAC …",
  "line": "make static entries, also in the place of others",
  "flags": {
   "interface": {
    "kind": "one",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "on this interface; default: the one whose network the address is in"
   },
   "state": {
    "kind": "one",
    "names": [
     "--state"
    ],
    "value": "STATE",
    "help": "permanent (default: no ARP changes it), reachable, stale, noarp"
   },
   "router": {
    "kind": "switch",
    "names": [
     "--router"
    ],
    "help": "mark it as a router"
   },
   "learned": {
    "kind": "switch",
    "names": [
     "--learned"
    ],
    "help": "learned by a control plane: never collected, and no ARP ages it"
   },
   "managed": {
    "kind": "switch",
    "names": [
     "--managed"
    ],
    "help": "the kernel finds the MAC out and keeps it fresh; no MAC is given"
   },
   "force": {
    "kind": "switch",
    "names": [
     "--force"
    ],
    "help": "a multicast MAC too, as clusters want it"
   },
   "persist": {
    "kind": "one",
    "names": [
     "--persist"
    ],
    "value": "HOW",
    "choices": [
     "systemd-networkd",
     "ifupdown",
     "sysctl.d",
     "script"
    ],
    "help": "write files that make it last: systemd-networkd, ifupdown, sysctl.d, script"
   },
   "dryRun": {
    "kind": "switch",
    "names": [
     "--dry-run"
    ],
    "help": "print what would be done, as commands of ip, and change nothing"
   },
   "yes": {
    "kind": "switch",
    "names": [
     "--yes"
    ],
    "help": "also when it would cut the session you came by, or another login"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "a line for each change (schema/table-change.v1.json)"
   },
   "plain": {
    "kind": "switch",
    "names": [
     "-x",
     "--plain"
    ],
    "help": "no summary on stderr"
   }
  },
  "notes": [
   "An entry that is so already is left alone."
  ],
  "ends": {
   "0": "done, or so already",
   "3": "the kernel refused all of it",
   "5": "some of it, or what makes it last could not be written"
  },
  "examples": [
   [
    "arpist table replace 10.0.0.7 b8:27:eb:01:02:03",
    "no ARP changes it from now on"
   ],
   [
    "arpist table replace 10.0.0.7 b8:27:eb:01:02:03 -I eth0 --dry-run",
    "only shown"
   ],
   [
    "arpist table replace --managed 10.0.0.1",
    "a gateway whose MAC is always known"
   ]
  ]
 },
 {
  "name": "table save",
  "words": "FILE|- [WHAT…]",
  "line": "what is resolved, as an ethers(5) file that table load reads",
  "flags": {
   "interface": {
    "kind": "many",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "only entries of this interface (several: again, or A,B)"
   },
   "where": {
    "kind": "many",
    "names": [
     "--where"
    ],
    "value": "EXPR",
    "help": "only entries that fit: state=stale, mac^=b8:27:eb, vendor~intel, used>600"
   },
   "plain": {
    "kind": "switch",
    "names": [
     "-x",
     "--plain"
    ],
    "help": "no summary on stderr"
   }
  },
  "notes": [
   "WHAT as with arpist table; none: every entry with the MAC of one host.",
   "",
   "Fields for --where, --sort and --format: ip mac vendor state interface flags confirmed used updated probes permanent published router managed learned multicast noarp local protocol; confirmed, used and updated in seconds, or with their unit (used>5min). --where takes = != ~ (contains) !~ ^= (begins) < <= > >=, and, or; and binds more."
  ],
  "ends": {
   "0": "saved",
   "1": "there is none"
  },
  "examples": [
   [
    "arpist table save ethers.txt --where permanent",
    "the static ones"
   ],
   [
    "arpist table save - 10.0.0.0/24",
    "to stdout"
   ]
  ]
 },
 {
  "name": "table timers",
  "words": "[SETTING…]",
  "line": "how long the kernel believes, waits and asks, per interface, with its defaults beside",
  "flags": {
   "interface": {
    "kind": "many",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "only of this interface (several: again, or A,B); default: what new ones begin with"
   },
   "changed": {
    "kind": "switch",
    "names": [
     "--changed"
    ],
    "help": "only what is not as the kernel was compiled"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "JSON Lines (schema/timer.v1.json), times in milliseconds"
   },
   "csv": {
    "kind": "switch",
    "names": [
     "--csv"
    ],
    "help": "CSV with a header line (RFC 4180)"
   }
  },
  "notes": [
   "SETTING: a name, or a part of one. No rights are needed."
  ],
  "ends": {
   "0": "one fits",
   "1": "nothing fits"
  },
  "examples": [
   [
    "arpist table timers -I eth0",
    "all of one interface"
   ],
   [
    "arpist table timers gc_thresh",
    "how many entries the machine can have"
   ],
   [
    "arpist table timers --changed",
    "what somebody has set"
   ]
  ]
 },
 {
  "name": "table timers set",
  "words": "SETTING=VALUE…",
  "line": "change how long the kernel believes, waits and asks",
  "flags": {
   "interface": {
    "kind": "many",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "of this interface (several: again, or A,B); default: what new ones begin with"
   },
   "dryRun": {
    "kind": "switch",
    "names": [
     "--dry-run"
    ],
    "help": "print what would be done, as commands of sysctl, and change nothing"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "a line for each setting (schema/timer-change.v1.json)"
   },
   "plain": {
    "kind": "switch",
    "names": [
     "-x",
     "--plain"
    ],
    "help": "no summary on stderr"
   }
  },
  "notes": [
   "A time is 500ms, 1.5s, 5min, 1h; a bare number is seconds (gc_stale_time=60), and refused where sysctl would take it for something else (locktime, proxy_delay: hundredths of a second; names that end in _ms). The old values go to the journal first. gc_thresh1 to 3 and gc_interval are of the whole machine and need no -I."
  ],
  "ends": {
   "0": "set, or so already",
   "3": "the kernel refused all of it",
   "5": "some of it"
  },
  "examples": [
   [
    "arpist table timers set gc_stale_time=5min -I eth0",
    "keep idle entries longer"
   ],
   [
    "arpist table timers set locktime=0 -I eth0 --dry-run",
    "only shown"
   ],
   [
    "arpist table timers set gc_thresh3=8192 gc_thresh2=4096",
    "room for a large segment"
   ]
  ]
 },
 {
  "name": "table unpublish",
  "words": "[WHAT…]",
  "line": "stop answering for addresses",
  "flags": {
   "interface": {
    "kind": "many",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "only entries of this interface (several: again, or A,B)"
   },
   "where": {
    "kind": "many",
    "names": [
     "--where"
    ],
    "value": "EXPR",
    "help": "only entries that fit: state=stale, mac^=b8:27:eb, vendor~intel, used>600"
   },
   "all": {
    "kind": "switch",
    "names": [
     "--all"
    ],
    "help": "all there are, when nothing else is named"
   },
   "silence": {
    "kind": "many",
    "names": [
     "--silence"
    ],
    "value": "ADDRESS[@IFACE]",
    "help": "this address may end with nobody answering for it, as the plan says (--yes is not enough)"
   },
   "dryRun": {
    "kind": "switch",
    "names": [
     "--dry-run"
    ],
    "help": "print what would be done, as commands of ip, and change nothing"
   },
   "yes": {
    "kind": "switch",
    "names": [
     "--yes"
    ],
    "help": "also when it would cut the session you came by, or another login"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "a line for each change (schema/table-change.v1.json)"
   },
   "plain": {
    "kind": "switch",
    "names": [
     "-x",
     "--plain"
    ],
    "help": "no summary on stderr"
   }
  },
  "notes": [
   "WHAT: an address, network or range, a MAC or its beginning, a part of a vendor name, as with arpist table.",
   "",
   "Who asks and is answered by nobody afterwards is told first. With -I that is meant for the named interfaces: where something published on every interface would fall silent on others too, nothing is changed unless --silence names it."
  ],
  "ends": {
   "0": "done",
   "1": "nothing fits",
   "2": "an answer would end that nobody named (--silence): nothing was changed",
   "3": "the kernel refused all of it",
   "5": "some of it, or what makes it last could not be written"
  },
  "examples": [
   [
    "arpist table unpublish 10.0.0.60",
    "wherever it is published"
   ],
   [
    "arpist table unpublish -I eth3 --all",
    "everything published on eth3, and on every interface"
   ],
   [
    "arpist table unpublish 10.0.0.60 -I eth3 --silence 10.0.0.60",
    "on eth3, and wherever else it was answered"
   ]
  ]
 },
 {
  "name": "table verify",
  "words": "[WHAT…]",
  "line": "ask the wire for each entry, and name those that are not true any more",
  "flags": {
   "interface": {
    "kind": "many",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "only entries of this interface (several: again, or A,B)"
   },
   "where": {
    "kind": "many",
    "names": [
     "--where"
    ],
    "value": "EXPR",
    "help": "only entries that fit: state=stale, mac^=b8:27:eb, vendor~intel, used>600"
   },
   "all": {
    "kind": "switch",
    "names": [
     "--all"
    ],
    "help": "show what is right, and what cannot be asked for, too"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "a line for each entry, a summary last (schema/table-check.v1.json, schema/table-check-summary.v1.json)"
   },
   "rate": {
    "kind": "one",
    "names": [
     "--rate"
    ],
    "value": "RATE",
    "help": "packets (5000, 5k) or bits (1Mbit) per second on each wire; default 1000"
   },
   "fast": {
    "kind": "switch",
    "names": [
     "--fast"
    ],
    "help": "as fast as the link takes them"
   },
   "tries": {
    "kind": "one",
    "names": [
     "-r",
     "--tries",
     "--retry"
    ],
    "value": "N",
    "help": "ask silent addresses N times in all; default 2, more when packets get lost"
   },
   "evidence": {
    "kind": "one",
    "names": [
     "--evidence"
    ],
    "value": "N",
    "help": "packets beside the questions, at most, to tell one host from two and an owner from a proxy; default 288, fewer when --rate is low, more in large networks; 0: none"
   },
   "timeout": {
    "kind": "one",
    "names": [
     "--timeout"
    ],
    "value": "TIME",
    "time": "s",
    "help": "wait so long for the last answers; default as the answers call for, up to 6 s"
   },
   "timeoutMillis": {
    "kind": "one",
    "names": [
     "-t"
    ],
    "value": "MS",
    "habit": "arp-scan",
    "time": "ms",
    "help": "--timeout in milliseconds: 500 is 500ms"
   },
   "dryRun": {
    "kind": "switch",
    "names": [
     "--dry-run"
    ],
    "help": "print what would be asked and how long it takes, and ask nothing"
   },
   "plain": {
    "kind": "switch",
    "names": [
     "-x",
     "--plain"
    ],
    "help": "no summary on stderr"
   }
  },
  "notes": [
   "Verdicts: stale (another MAC answers, and the kernel doubts the entry already); wrong (it believes it); permanent-wrong (no ARP will change it); duplicate (several hosts answer, or one has an address that is published here); silent (nobody answers); undecided (several MACs answer, and too little was asked or answered to say whether they are one host; or it was cut short). Beside each stands the command that mends it; nothing is changed here. Every question carries sender 0.0.0.0 first, as arpist scan does.",
   "",
   "Not asked for are entries that ARP has no say in: those of a control plane (extern_learn) and those without ARP (NOARP), groups, and links that answer from the table itself (vxlan with proxy, a bridge with neigh_suppress).",
   "",
   "WHAT as with arpist table.",
   "",
   "Fields for --where, --sort and --format: ip mac vendor state interface flags confirmed used updated probes permanent published router managed learned multicast noarp local protocol; confirmed, used and updated in seconds, or with their unit (used>5min). --where takes = != ~ (contains) !~ ^= (begins) < <= > >=, and, or; and binds more."
  ],
  "ends": {
   "0": "all that could be asked for is true",
   "1": "one is not, or nothing fits",
   "4": "several hosts have one address, or somebody has one that is published here",
   "5": "one is undecided, nothing could be asked for, or a link was lost"
  },
  "examples": [
   [
    "arpist table verify",
    "everything, on every interface"
   ],
   [
    "arpist table verify --where permanent",
    "what was made by hand: is it still so"
   ],
   [
    "arpist table verify 10.0.0.1 --json",
    "the gateway, for a program"
   ]
  ]
 },
 {
  "name": "proxy",
  "words": "[NET…]",
  "line": "answer for addresses behind this machine, and leave every live one alone",
  "flags": {
   "interface": {
    "kind": "many",
    "names": [
     "-I",
     "-i",
     "--interface",
     "--iface",
     "--dev"
    ],
    "value": "NAME",
    "help": "answer what is asked on this interface (several: again, or A,B)"
   },
   "nets": {
    "kind": "many",
    "names": [
     "--nets"
    ],
    "value": "NET",
    "help": "further nets to answer for, as the words; spellings as the targets of scan"
   },
   "except": {
    "kind": "many",
    "names": [
     "--except",
     "--exclude"
    ],
    "value": "NET",
    "help": "never answer for these"
   },
   "any": {
    "kind": "switch",
    "names": [
     "--any"
    ],
    "help": "answer also for what is routed back to the asker’s own link, or nowhere"
   },
   "mac": {
    "kind": "one",
    "names": [
     "--mac"
    ],
    "value": "MAC",
    "help": "the MAC to tell; default that of the interface"
   },
   "delay": {
    "kind": "one",
    "names": [
     "--delay"
    ],
    "value": "TIME",
    "time": "s",
    "help": "answer so much later (20ms); default at once"
   },
   "limit": {
    "kind": "one",
    "names": [
     "--limit"
    ],
    "value": "N",
    "help": "answers a second for each asker, or none; default 2000"
   },
   "limitAll": {
    "kind": "one",
    "names": [
     "--limit-all"
    ],
    "value": "N",
    "help": "answers a second on an interface for all askers together, those who asked before first; default 20000, or --limit if that is more"
   },
   "rate": {
    "kind": "one",
    "names": [
     "--rate"
    ],
    "value": "RATE",
    "help": "packets (1000, 5k) or bits a second for its own questions; default 1000 packets"
   },
   "giveBack": {
    "kind": "one",
    "names": [
     "--give-back"
    ],
    "value": "TIME",
    "time": "s",
    "help": "answer again for an address whose owner was silent so long (10s or more, or never); default 5min"
   },
   "numeric": {
    "kind": "switch",
    "names": [
     "-N",
     "--numeric"
    ],
    "help": "never look a name up"
   },
   "save": {
    "kind": "one",
    "names": [
     "--save"
    ],
    "value": "FILE",
    "help": "write every frame sent and heard to FILE (pcapng)"
   },
   "dryRun": {
    "kind": "switch",
    "names": [
     "--dry-run"
    ],
    "help": "print for what it would answer, and send nothing"
   },
   "quiet": {
    "kind": "switch",
    "names": [
     "-q",
     "--quiet"
    ],
    "help": "only the counts at the end"
   },
   "json": {
    "kind": "switch",
    "names": [
     "--json"
    ],
    "help": "JSON Lines, the counts last (schema/proxy.v1.json, schema/proxy-summary.v1.json)"
   }
  },
  "notes": [
   "Answers who-has on a link for addresses that are routed elsewhere, by unicast, from the first question. Before that every address is asked for; one that answers is left alone, as is one whose owner appears later, and one that another proxy answers for. Probes (sender 0.0.0.0) are never answered. Two of us for one net: who was there first goes on; when both began at once, the lower MAC does.",
   "A link where nobody asks is left in peace: once the nets were gone through, it is asked at most one question a second there, to see who came or left. No later question goes over --rate either.",
   "",
   "It runs until it is ended. SIGUSR2 prints the counts so far. The kernel’s own way is arpist table publish."
  ],
  "ends": {
   "0": "ended by SIGTERM; with --dry-run: there is something it would answer for",
   "1": "with --dry-run: there is nothing it would answer for",
   "5": "a link was lost",
   "130": "ended by Ctrl-C"
  },
  "examples": [
   [
    "arpist proxy 10.9.0.0/24 -I eth1",
    "for a net that is routed through this machine"
   ],
   [
    "arpist proxy 10.9.0.0/24 -I eth1 --dry-run",
    "for what would it answer, and why not for the rest"
   ],
   [
    "arpist proxy 10.9.0.0/24 --except 10.9.0.1 -I eth1,eth2 --json",
    "on two links, for a program"
   ],
   [
    "arpist proxy 10.0.0.0/24 -I eth0 --any --mac 02:00:00:00:00:fe",
    "every silent address, told at another MAC"
   ]
  ]
 },
 {
  "name": "demo",
  "words": "",
  "line": "the main job on a small network made for it (namespaces as root, else on paper)",
  "flags": {
   "paper": {
    "kind": "switch",
    "names": [
     "--paper"
    ],
    "help": "on the paper segment even when namespaces could be made"
   }
  },
  "ends": {
   "0": "it went as it should",
   "1": "it did not"
  },
  "examples": [
   [
    "sudo arpist demo",
    "on true kernels, in namespaces that are gone afterwards"
   ],
   [
    "arpist demo",
    "on the simulated segment, on any system"
   ]
  ]
 },
 {
  "name": "completion",
  "words": "bash|zsh|fish",
  "line": "a script by which a shell proposes commands, flags and what they take",
  "choices": [
   "bash",
   "zsh",
   "fish"
  ],
  "flags": {},
  "notes": [
   "It goes to stdout, knows every command and flag of this version, and starts arpist for nothing."
  ],
  "ends": {
   "0": "printed"
  },
  "examples": [
   [
    "source <(arpist completion bash)",
    "in ~/.bashrc, or the script in /etc/bash_completion.d/arpist"
   ],
   [
    "source <(arpist completion zsh)",
    "in ~/.zshrc behind compinit, or the script as _arpist in fpath"
   ],
   [
    "arpist completion fish > ~/.config/fish/completions/arpist.fish",
    "once"
   ]
  ]
 },
 {
  "name": "version",
  "words": "",
  "line": "version and runtime",
  "flags": {},
  "ends": {
   "0": "printed"
  },
  "examples": []
 }
];
