import type { Severity } from './severity.ts';

/** What a kind of finding means, the same for every host; docs/findings/ is made from it. */
export type FindingPage = {
  readonly severity: Severity;
  /** The finding in one sentence, without names. */
  readonly title: string;
  /** What happens because of it. */
  readonly meaning: string;
  /** How it is told from what only looks like it. */
  readonly known: string;
  /** What mends it, in words. */
  readonly remedy: string;
  /** The rule's origin. */
  readonly source: string;
};

const ARP = 'net/ipv4/arp.c';
const FIB = 'net/ipv4/fib_frontend.c';
const NEIGHBOUR = 'net/core/neighbour.c';
const DEVINET = 'net/ipv4/devinet.c';

/** Every kind of finding once, worst first. */
export const FINDINGS = {
  'duplicate-address': {
    severity: 'conflict',
    title: 'An address of this host is used by another machine too.',
    meaning:
      'Peers believe whoever they heard last; connections stall and jump between the two machines. Linux does not defend its addresses.',
    known:
      'By --probe: a question with sender 0.0.0.0 for our own address was answered by a MAC that is none of ours. With --hosts: two hosts would answer for it.',
    remedy: 'Take the address from one of the two machines, then announce it from the other.',
    source: `${ARP} arp_process; RFC 5227 2.4`,
  },
  'vip-contested': {
    severity: 'conflict',
    title: 'Several hosts would answer for one service address.',
    meaning: 'Clients reach whichever answered first: the balancer is passed by, sessions break at random.',
    known:
      'Computed for each host from its snapshot (--hosts), for a question on the segment of the address.',
    remedy: 'Hide the address on every host but one: /32 on lo with arp_ignore=1 and arp_announce=2.',
    source: `${ARP} arp_ignore`,
  },
  flux: {
    severity: 'fault',
    title: 'ARP flux: several links on one segment answer for the same address.',
    meaning:
      'Each peer learns the MAC of the link that answered first, and another one next time: traffic wanders between the links, switches move entries, monitors report changes of MAC.',
    known:
      'Computed: the same question is put to every link of the segment and more than one answers. Links are taken for one segment when their subnets overlap; --probe proves it.',
    remedy:
      'arp_ignore=1 and arp_announce=2, and per link a rule and a table so that replies leave by the link that holds the address. Bonding the links, or a VRF for each, ends it as well.',
    source: `${ARP} arp_process, arp_ignore`,
  },
  'address-twice': {
    severity: 'fault',
    title: 'One address is held by several links of one segment.',
    meaning:
      'Each of the links answers for it as its own, and arp_ignore does not stop that: peers jump between the MACs.',
    known: 'Read from the addresses of the links, and computed that more than one of them answers.',
    remedy: 'Take the address away from all links but one; a bond is the way to have it on two cables.',
    source: `${ARP} arp_process`,
  },
  'arp-filter-useless': {
    severity: 'fault',
    title: 'arp_filter is set on a segment where it cannot help.',
    meaning:
      'With one routing table every answer would leave by the first link, so that one link answers for the addresses of all of them, and the others are silent for their own.',
    known:
      'Computed: the link that holds the address is silent because of arp_filter, and another one answers.',
    remedy:
      'Give each link its own table and rule, then arp_filter works; or use arp_ignore=1 and arp_announce=2.',
    source: `${ARP} arp_filter`,
  },
  'link-silent': {
    severity: 'fault',
    title: 'A link has addresses and answers for none of them.',
    meaning:
      'Nobody on its network can reach this host by those addresses, unless another link answers in its place; entries of peers that stand already hide it for a while.',
    known:
      'Computed: every question for an address of the link is refused there, because the link is down, has no carrier or no ARP, or by arp_ignore=8. Links without ARP from birth (dummy, tunnels, modems), addresses that are hidden on lo, and bridges that only containers and guests stand on are not meant.',
    remedy:
      '`ip link set LINK up`, `ip link set LINK arp on`, the cable, or arp_ignore=1; or take the addresses away when the link is not used.',
    source: `${ARP} arp_rcv, arp_ignore; net/core/dev.c __netif_receive_skb_core`,
  },
  'own-unanswered': {
    severity: 'fault',
    title: 'No link of the host would answer for an address that one of them has.',
    meaning:
      'The address cannot be reached from its own network. A question with sender 0.0.0.0 may be answered all the same: it passes arp_filter and rp_filter, and no ordinary asker does.',
    known:
      'Computed: the link that has it, and every other link on its network, refuses askers of that network; most often arp_filter with arp_ignore, on links that share one routing table.',
    remedy:
      'A table and a rule for each address (source routing), so that arp_filter finds each reply leaving by its own link; or take arp_filter away. Under arp_ignore=2 a lone /32 is never answered for: set 1.',
    source: `${ARP} arp_process, arp_filter, arp_ignore`,
  },
  'rp-filter-deaf': {
    severity: 'fault',
    title: 'Strict rp_filter makes a link deaf for questions about its own address.',
    meaning:
      'The route back to the asker leaves by another link of the same subnet, so the question is refused as a forgery: the address cannot be reached at all.',
    known: 'Computed: the link that holds the address refuses the asker, and no other link answers.',
    remedy:
      'Source routing for each link (strict rp_filter is safe then and even ends the flux), or rp_filter=2.',
    source: `${FIB} __fib_validate_source`,
  },
  'rp-filter-tunnel': {
    severity: 'fault',
    title: 'rp_filter drops what arrives through a tunnel for a service address.',
    meaning:
      'A real server behind LVS-TUN gets the packets of clients through the tunnel, while the route back to them leaves by a NIC.',
    known: 'Computed: the sender check of the tunnel for a client behind the default route.',
    remedy:
      'rp_filter=0 on the tunnel; where conf/all has it, 0 there too, because the larger of both counts, and its value on all other links.',
    source: `${FIB} __fib_validate_source`,
  },
  'vip-answered': {
    severity: 'fault',
    title: 'The host would answer for a service address on lo that looks meant to be hidden.',
    meaning:
      'Beside the balancer this host answers for the address too, and some clients talk to it directly. arp_filter does not hide an address.',
    known: 'Computed: a question for the address on a link in whose subnet it lies.',
    remedy:
      'arp_ignore=1 and arp_announce=2 on the links in whose subnets it lies, before the address is added. Nothing is wrong when this very host shall answer.',
    source: `${ARP} arp_ignore`,
  },
  'vip-scope': {
    severity: 'fault',
    title: 'arp_ignore=3 hides only addresses of scope host, and the service address has a wider one.',
    meaning: '`ip address add VIP/32 dev lo` gives scope global, so the host answers for it all the same.',
    known: 'Computed: the link answers under arp_ignore=3, and the scope of the address is not host.',
    remedy: 'Add the address again with `scope host`, or use arp_ignore=1.',
    source: `${DEVINET} inet_confirm_addr`,
  },
  'vip-route-localnet': {
    severity: 'fault',
    title: 'route_localnet makes scope host count as scope link, so arp_ignore=3 hides nothing.',
    meaning: 'The host answers for the service address although it has scope host.',
    known: 'Computed: the link answers under arp_ignore=3 for an address of scope host.',
    remedy: 'arp_ignore=1, or route_localnet=0 where nothing needs it.',
    source: `${DEVINET} confirm_addr_indev`,
  },
  'vip-leaks': {
    severity: 'fault',
    title: 'A hidden service address leaks through the requests of this host.',
    meaning:
      'The first answer to a client on the segment makes the host broadcast who-has CLIENT tell VIP, and the table of the client jumps to this host.',
    known: 'Computed: the sender of a request out of the link while a packet from the address waits.',
    remedy:
      'arp_announce=2 on these links; on a link without an address of its own also scope host for the VIP.',
    source: `${ARP} arp_solicit`,
  },
  'vip-prefix': {
    severity: 'fault',
    title: 'An address on lo has a prefix shorter than /32: the host takes the whole prefix for its own.',
    meaning:
      'The host answers for every address of the prefix, and can talk to none of the machines that have them.',
    known: 'Computed: an address of the prefix that nobody configured is local to the routing table.',
    remedy: 'Add the address again as /32.',
    source: `${FIB} fib_add_ifaddr`,
  },
  'vip-unanswered': {
    severity: 'fault',
    title: 'No host would answer for a service address.',
    meaning: 'Clients on the segment cannot reach it at all.',
    known: 'Computed for each host from its snapshot (--hosts): all of them hold or know it, none answers.',
    remedy: 'Put it on the link of the balancer, and hide it on the others only.',
    source: `${ARP} arp_process`,
  },
  'port-address': {
    severity: 'risk',
    title: 'A port of a bridge or bond has an address of its own.',
    meaning:
      'Questions that reach the port are judged by the bridge, with its MAC and its settings: under arp_ignore=1 nobody answers for the address.',
    known: 'Computed: the question for the address on the port.',
    remedy: 'Move the address to the bridge or bond.',
    source: 'net/core/dev.c __netif_receive_skb_core; net/bridge/br_input.c br_handle_frame',
  },
  'published-flux': {
    severity: 'fault',
    title: 'One published address is answered for by several links of one segment.',
    meaning:
      'Published entries do not care for arp_ignore, arp_filter or medium_id: this flux cannot be stopped by the usual settings.',
    known: 'Computed: the question for the address on each link of the segment.',
    remedy: 'Publish the address on one link only: the one that its answers leave by.',
    source: `${ARP} arp_process; ${NEIGHBOUR} pneigh_lookup`,
  },
  'published-never': {
    severity: 'fault',
    title: 'A published entry that can never answer.',
    meaning:
      'An entry needs forwarding on the receiving link and a unicast route through another link; this one has not.',
    known: 'Computed: the question for the address on every link of the entry.',
    remedy: 'Turn forwarding on, add the host route to where the address lives, or delete the entry.',
    source: `${ARP} arp_process`,
  },
  'published-wrong-link': {
    severity: 'risk',
    title: 'An address is published on a link where it does not belong.',
    meaning:
      'Questions for it are asked on another segment, or rp_filter refuses the askers there, or what it sends leaves by another link than it is published on.',
    known: 'Computed from the subnets of the links and the route back to an asker.',
    remedy:
      'Publish it on the link by which its packets leave, if that link would answer for it; else lead them out by the link it is published on.',
    source: `${ARP} arp_process; ${FIB} __fib_validate_source`,
  },
  'proxy-never': {
    severity: 'fault',
    title: 'proxy_arp, proxy_arp_pvlan or medium_id is on and can never do its work.',
    meaning: 'It looks as if the host answered in the place of others there, and it does not.',
    known:
      'Computed: a question on the link for somebody behind each route that leaves by another link (proxy_arp) or back out of the same one (proxy_arp_pvlan). medium_id works on what proxy_arp does.',
    remedy:
      'Add the route by which the addresses are reached through another link, such as a default route; or turn forwarding on for the link that hears; or give the one address that is asked for to this host, as /32. Where nothing shall be proxied, set it to 0.',
    source: `${ARP} arp_process, arp_fwd_proxy, arp_fwd_pvlan`,
  },
  'proxy-shadows': {
    severity: 'fault',
    title: 'The host answers in the place of machines that live on the same segment.',
    meaning: 'Two MACs answer for one address: the machine itself, and this host, which takes its traffic.',
    known:
      'Computed: a neighbour with a known MAC on the segment, and this host would answer for its address there.',
    remedy: 'Delete the published entry, correct the route, or set proxy_arp=0 on the link.',
    source: `${ARP} arp_fwd_proxy`,
  },
  'same-mac': {
    severity: 'fault',
    title: 'Several links have the same MAC.',
    meaning:
      'On one segment the switch learns it now on one port, now on the other: frames go to the wrong link or are lost.',
    known: 'Read from the links; members of bridges and bonds, VLANs and the like share theirs rightly.',
    remedy: 'Give each link its own MAC, with the locally administered bit.',
    source: 'IEEE 802.1D 7.8; IEEE 802 8.2',
  },
  'bad-mac': {
    severity: 'fault',
    title: 'The MAC of a link is multicast or zero.',
    meaning:
      'A sender address must not have the group bit: switches drop such frames, hosts must not learn it.',
    known: 'Read from the link.',
    remedy: 'Set a MAC whose first byte is even.',
    source: 'IEEE 802 8.2; RFC 1812 3.3.2',
  },
  'table-overflow': {
    severity: 'fault',
    title: 'The neighbour table is full.',
    meaning:
      'While it is full the host answers no question of an asker it does not know, in every network namespace of the machine, and new neighbours cannot be reached.',
    known:
      'The number of entries of the machine against gc_thresh3, and table_fulls of the kernel, looked at twice. That count never goes back: when it stands still and there is room, the table was full at some time since the machine started, which is a note and nothing to mend.',
    remedy:
      'While it is full, raise gc_thresh3 (and 2) in the first namespace, the only one that has the limits, and look who fills the table. When it was full once and has room now, nothing has to be done.',
    source: `${NEIGHBOUR} neigh_alloc`,
  },
  'permanent-contradicts': {
    severity: 'fault',
    title: 'A PERMANENT entry contradicts the wire.',
    meaning: 'ARP never corrects it: what is sent to that address goes to a machine that does not have it.',
    known:
      'By --probe: the address answers with another MAC. From a snapshot: another link of the segment learned another MAC.',
    remedy: 'Set the right MAC, or delete the entry and let ARP find it.',
    source: `${NEIGHBOUR} __neigh_update`,
  },
  'gateway-failed': {
    severity: 'fault',
    title: 'A gateway does not answer ARP.',
    meaning: 'Everything routed through it fails: host unreachable after three seconds.',
    known: 'Read from the neighbour table: FAILED, or INCOMPLETE.',
    remedy:
      'Check the gateway, the VLAN and the cable; `arpist explain to` shows the question that was asked.',
    source: `${NEIGHBOUR} neigh_timer_handler`,
  },
  'gateway-contested': {
    severity: 'risk',
    title: 'Several MACs answer for a gateway.',
    meaning: 'Either two machines use its address, or it has several links on the segment and fluxes.',
    known: 'By --probe: the answers to a question for its address.',
    remedy: '`arpist scan GATEWAY --why` tells a conflict from flux.',
    source: 'RFC 5227 2.4',
  },
  'gateway-silent': {
    severity: 'fault',
    title: 'A gateway did not answer the probe.',
    meaning: 'What is routed through it fails as soon as the neighbour table has no entry for it.',
    known:
      'By --probe: a question with sender 0.0.0.0, and two with the address this host itself asks with, because proxies and some hosts answer only those. A gateway with a PERMANENT entry, or one of a control plane, is not asked for.',
    remedy: 'Check the gateway, the VLAN and the cable.',
    source: `RFC 5227 2.1.1; ${ARP} arp_process`,
  },
  'wire-differs': {
    severity: 'risk',
    title: 'The wire shows otherwise than the model says.',
    meaning:
      'A packet filter drops ARP, the links are not on one segment, or a switch does not carry between them.',
    known: 'By --probe, from one link of this host to another.',
    remedy: 'Look at nft, arptables and tc rules and at the switch ports.',
    source: `${ARP} arp_rcv`,
  },
  'value-without-meaning': {
    severity: 'fault',
    title: 'A setting has a value without a meaning, which acts as 0.',
    meaning:
      'Because the larger of conf/all and the link counts, it even switches off what the other one asks for.',
    known: 'The combined value of the link is none the kernel knows.',
    remedy: 'Set a value that has a meaning.',
    source: `${ARP} arp_ignore, arp_solicit; include/linux/inetdevice.h`,
  },
  'proxy-answers-all': {
    severity: 'risk',
    title: 'proxy_arp with a default route answers for the whole Internet.',
    meaning:
      'Whatever address is asked for on that link is answered: wrong netmasks stay unnoticed, and address checks of other hosts see conflicts.',
    known: 'Computed: a question for an address that only the default route covers.',
    remedy: 'proxy_arp=0, and publish the addresses that are meant; or route only what shall be proxied.',
    source: `${ARP} arp_fwd_proxy`,
  },
  'published-wildcard': {
    severity: 'risk',
    title: 'A published entry without a link counts on every link.',
    meaning:
      'Such entries outlive their network namespace and turn up in later ones (kernel fault up to 6.18 at least), and swallow entries that name a link.',
    known: 'Read from the table of published entries.',
    remedy: 'Delete it; publish the address on the links that need it.',
    source: `${NEIGHBOUR} pneigh_lookup, pneigh_ifdown_and_unlock`,
  },
  'table-near-full': {
    severity: 'risk',
    title: 'The neighbour table is near its limit.',
    meaning:
      'The limits are one for all network namespaces. Above gc_thresh2 entries are thrown out early, at gc_thresh3 the host falls silent.',
    known: 'The number of entries of the machine against gc_thresh3.',
    remedy:
      'Raise gc_thresh2 and gc_thresh3 in the first namespace, on the machine itself: no other namespace has them.',
    source: `${NEIGHBOUR} neigh_alloc`,
  },
  'flux-announced': {
    severity: 'risk',
    title: 'Requests out of one link carry the address of another.',
    meaning:
      'The answers are in order, but each such request tells the segment that the address lives at the wrong MAC, and peers believe it.',
    known: 'Computed: the sender of a request while a packet from the other address waits.',
    remedy: 'arp_announce=2 on the links of the segment.',
    source: `${ARP} arp_solicit`,
  },
  'one-way-out': {
    severity: 'risk',
    title: 'Replies from several links of one segment all leave by the same one.',
    meaning:
      'Frames carry the MAC of another link than they were sent to: half of the bandwidth is idle, switches age out the silent link and flood.',
    known: 'Computed: the link a packet from each address to an asker leaves by.',
    remedy: 'A table and a rule for each address: source routing.',
    source: `${FIB} fib_lookup`,
  },
  'setting-without-effect': {
    severity: 'risk',
    title: 'A setting of one link has no effect, because conf/all overrides it.',
    meaning: 'The link was meant to be an exception; the way all and link combine does not allow it.',
    known: 'The value of the link differs from that of a new link and from what the kernel computes with.',
    remedy: 'Set conf/all to 0 and each link to what it shall have.',
    source: 'include/linux/inetdevice.h IN_DEV_MAXCONF, IN_DEV_ORCONF',
  },
  'default-too-late': {
    severity: 'risk',
    title: 'conf/default was set after the links were there: it does not reach them.',
    meaning: 'conf/default is only the pattern for links made later.',
    known: 'A value in conf/default that no hearing link has.',
    remedy:
      'Set each link that it is meant for; conf/all reaches links without an address too, and silences them.',
    source: `${DEVINET} devinet_copy_dflt_conf`,
  },
  'lo-setting': {
    severity: 'risk',
    title: 'arp_ignore and arp_announce of conf/lo are never read.',
    meaning:
      'The link that hears or asks decides, and that is never lo. Guides that set lo work only because they set all as well.',
    known: 'A value in conf/lo.',
    remedy: 'Set the NICs.',
    source: `${ARP} arp_process, arp_solicit`,
  },
  'carrier-lost': {
    severity: 'risk',
    title: 'A link without carrier holds an address that another link still answers for.',
    meaning:
      'The address seems alive, but what its own link should carry comes in elsewhere; with arp_ignore=1 it would be silent.',
    known: 'Computed: a question for the address on the links in whose subnet it lies.',
    remedy: 'Plug the cable in, or take the address away; a bond is the clean way to survive a lost cable.',
    source: `${ARP} arp_process`,
  },
  'entry-stuck': {
    severity: 'risk',
    title: 'A managed or externally learned entry failed and stays.',
    meaning:
      'Such entries are not collected: the kernel keeps asking for it, or the program that learned it does not look after it any more.',
    known: 'Read from the neighbour table: flags managed or extern_learn, state FAILED or INCOMPLETE.',
    remedy:
      'Look at the program that made it, and at the neighbour it is for. Delete the entry (`arpist table delete`) only when nobody looks after it any more.',
    source: `${NEIGHBOUR} neigh_managed_work, neigh_periodic_work`,
  },
  'announcements-dropped': {
    severity: 'risk',
    title: 'Announcements are not believed, so failovers are slow.',
    meaning:
      'When an address moves, the old MAC stays until the entry ages out and three probes fail: up to a minute.',
    known: 'Computed: what an announcement of a neighbour with a new MAC would change.',
    remedy: 'drop_gratuitous_arp=0 on the link, and in conf/all where it is set.',
    source: `${ARP} arp_process`,
  },
  'locktime-long': {
    severity: 'risk',
    title: 'locktime is longer than announcements are repeated.',
    meaning:
      'Replies that tell a new MAC are refused all that time after an entry changed; announcers repeat after 1 to 5 seconds and then stop.',
    known: 'Read from neigh/LINK/locktime.',
    remedy: 'The value a kernel is born with: 100 (1 s).',
    source: `${ARP} arp_process`,
  },
  'vrrp-leftovers': {
    severity: 'note',
    title: 'ARP settings on one link that nothing here needs.',
    meaning:
      'VRRP daemons set arp_ignore and arp_filter on the link below their virtual MAC, and leave them when killed. Addresses of other links are then not answered there.',
    known:
      'Set on one link alone, with no virtual MAC above it, no hidden address and no second link on its segment.',
    remedy: 'Set them back to 0.',
    source: 'keepalived use_vmac; docs of ip-sysctl',
  },
  'off-subnet-gateway': {
    severity: 'note',
    title: 'A next hop is in no subnet of its link.',
    meaning:
      'The request for it carries an address of another network; gateways that answer only their own subnet stay silent.',
    known: 'Computed: the sender of the request for the next hop.',
    remedy: 'Common at hosting providers, and right there; else correct the address or the prefix length.',
    source: `${DEVINET} inet_select_addr`,
  },
  'accepts-strangers': {
    severity: 'note',
    title: 'arp_accept=1: anybody may put entries into the neighbour table.',
    meaning: 'A failover is known at once, but a liar can fill the table with what nobody asked for.',
    known: 'Computed: an announcement of a stranger makes an entry.',
    remedy: 'arp_accept=2 (since Linux 6.0) takes only addresses of the own subnets.',
    source: `${ARP} arp_accept`,
  },
  'route-localnet': {
    severity: 'note',
    title: 'route_localnet is on: the host answers for 127.0.0.0/8.',
    meaning: 'Neighbours can reach services bound to 127.0.0.1, unless a packet filter stops them.',
    known: 'Computed: a question for 127.0.0.1.',
    remedy: 'route_localnet=0 where nothing needs it; Kubernetes and Docker may.',
    source: `${ARP} arp_process`,
  },
  'rules-sticky': {
    severity: 'note',
    title: 'A policy rule was added at some time: routes are looked up differently for good.',
    meaning:
      'The local table is searched before main, and senders are checked fully, also after the rule was deleted; only a new namespace or a reboot brings the old way back.',
    known: 'The snapshot says so, and only the rules a namespace is born with are there.',
    remedy: 'Nothing needs to be done if everything works; it explains differences between equal machines.',
    source: 'net/ipv4/fib_rules.c fib4_rule_configure',
  },
} as const satisfies Readonly<Record<string, FindingPage>>;

/** For programs: the page of each is docs/findings/KIND.md. */
export type FindingKind = keyof typeof FINDINGS;

export const FINDING_KINDS = Object.keys(FINDINGS) as readonly FindingKind[];
