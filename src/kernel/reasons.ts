/** What a reason is a reason for. */
export type ReasonKind = 'answer' | 'silence' | 'learn' | 'source' | 'path' | 'claim';

/** Why the kernel does what it does, and where that is written. */
export type Reason = {
  readonly kind: ReasonKind;
  /** One sentence, the same in every output. */
  readonly sentence: string;
  /** What makes it so, what else it touches, how to change it. */
  readonly more: string;
  /** The settings that decide it, without `net.ipv4.`; `*` stands for all and the link. */
  readonly settings?: readonly string[];
  /** The rule's origin: kernel file and function, or RFC section. */
  readonly source: string;
};

const ARP = 'net/ipv4/arp.c';
const ROUTE = 'net/ipv4/route.c';
const FIB = 'net/ipv4/fib_frontend.c';
const NEIGHBOUR = 'net/core/neighbour.c';

/** Every reason the model gives, once. The pages in docs/reasons/ are made from it. */
export const REASONS = {
  'answer-local': {
    kind: 'answer',
    sentence:
      'The target is an address of this host, so the link that heard the question answers with its own MAC.',
    more: 'Linux owns its addresses as a host, not per link: every link answers for all of them, whichever link holds them. arp_ignore and arp_filter narrow that.',
    settings: ['conf.*.arp_ignore', 'conf.*.arp_filter'],
    source: `${ARP} arp_process`,
  },
  'answer-local-probe': {
    kind: 'answer',
    sentence: 'It is a probe (sender 0.0.0.0) for an address of this host: it is answered.',
    more: 'A probe is judged by arp_ignore alone: no route, no rp_filter, no arp_filter, and the prober is not learned. The answer carries target address 0.0.0.0.',
    settings: ['conf.*.arp_ignore'],
    source: `${ARP} arp_process; RFC 5227 2.1.1`,
  },
  'answer-proxy-arp': {
    kind: 'answer',
    sentence: 'The target is routed out of another link and proxy_arp is set: the host answers in its place.',
    more: 'The receiving link must forward, and the route to the target must leave through another link. A default route is enough, so the host may answer for the whole Internet. Broadcast requests are answered after a random delay of up to proxy_delay.',
    settings: ['conf.*.proxy_arp', 'conf.LINK.forwarding', 'conf.LINK.medium_id', 'neigh.LINK.proxy_delay'],
    source: `${ARP} arp_fwd_proxy`,
  },
  'answer-published': {
    kind: 'answer',
    sentence:
      'The target is published in the neighbour table (ip neigh add proxy): the host answers in its place.',
    more: 'Needs forwarding on the receiving link and a unicast route to the target through another link. arp_ignore, arp_filter, proxy_arp and medium_id play no part, so two links on one segment that both publish the address both answer.',
    settings: ['conf.LINK.forwarding', 'neigh.LINK.proxy_delay'],
    source: `${ARP} arp_process; ${NEIGHBOUR} pneigh_lookup`,
  },
  'answer-pvlan': {
    kind: 'answer',
    sentence:
      'The target is routed back out of the receiving link and proxy_arp_pvlan is set: the host answers in its place.',
    more: 'For segments whose members cannot hear each other (RFC 3069). The host then forwards between them.',
    settings: ['conf.*.proxy_arp_pvlan', 'conf.LINK.forwarding'],
    source: `${ARP} arp_fwd_pvlan`,
  },

  'link-unknown': {
    kind: 'silence',
    sentence: 'The host has no link of that name.',
    more: 'The snapshot lists the links of one network namespace; the link may live in another.',
    source: 'net/core/dev.c dev_get_by_name',
  },
  'link-down': {
    kind: 'silence',
    sentence: 'The link that would hear the frame is set down.',
    more: 'Its addresses stay alive: the other links still answer for them, unless arp_ignore is 1, 2 or 8.',
    source: 'net/core/dev.c __netif_receive_skb_core',
  },
  'link-no-carrier': {
    kind: 'silence',
    sentence: 'The link has no carrier: no frame can arrive.',
    more: 'Its addresses stay alive on the other links, and its routes stay in place unless ignore_routes_with_linkdown is set.',
    settings: ['conf.*.ignore_routes_with_linkdown'],
    source: 'net/core/link_watch.c',
  },
  'link-noarp': {
    kind: 'silence',
    sentence: 'The link does not speak ARP (NOARP).',
    more: 'Set by `ip link set LINK arp off`, and from birth for tunnels and the like. Packets out of such a link go to its own MAC.',
    source: `${ARP} arp_rcv`,
  },
  'link-no-ipv4': {
    kind: 'silence',
    sentence: 'IPv4 is off on the link: its MTU is below 68.',
    more: 'A link without any address still answers for the addresses of other links; one with an MTU below 68 has no IPv4 at all.',
    source: 'net/ipv4/devinet.c inetdev_event',
  },
  'link-inactive-member': {
    kind: 'silence',
    sentence: 'The link is a bond member that is not the active one: what it hears is dropped.',
    more: 'Only the active member of an active-backup bond speaks and listens for the bond; of balance-tlb too, and of balance-alb what is sent to many. Of 802.3ad those that take part do. What is sent to a link-local group (01:80:c2:00:00:0x) is heard by the member itself.',
    source: 'drivers/net/bonding/bond_main.c bond_should_deliver_exact_match',
  },
  'port-not-forwarding': {
    kind: 'silence',
    sentence: 'The link is a port of a bridge that is not forwarding: what it hears is dropped.',
    more: 'A port that came up waits for twice forward_delay (30 s) where spanning tree is on (stp_state 1), and one that spanning tree blocks stays deaf. An administrator may set the state, too (bridge link set dev PORT state). The bridge answers through its other ports.',
    source: 'net/bridge/br_input.c br_handle_frame_finish',
  },
  'taken-by-upper': {
    kind: 'silence',
    sentence: 'A link that shares this one takes the frame, and this one does not hear it.',
    more: 'A macvlan takes what is sent to its own MAC, one in passthru mode whatever is sent to one MAC, also while it is down, and one of mode source with `nodst` whatever comes from the senders on its list. An ipvlan takes the questions for its own addresses, in mode l2 those sent to one MAC, in mode l3 all, and there it never answers.',
    source:
      'drivers/net/macvlan.c macvlan_handle_frame; drivers/net/ipvlan/ipvlan_core.c ipvlan_handle_frame',
  },
  'sender-not-listed': {
    kind: 'silence',
    sentence: 'The link is a macvlan of mode source, and the sender is not on its list.',
    more: 'It hears only senders that were named (ip link set LINK type macvlan macaddr add MAC), and of those also what is sent to the link below. The Ethernet source counts, not the sender MAC inside of ARP.',
    source: 'drivers/net/macvlan.c macvlan_forward_source',
  },
  'bridge-bad-source': {
    kind: 'silence',
    sentence:
      'The link is a port of a bridge, and the Ethernet source is zero or a group: such frames are dropped.',
    more: 'ARP itself does not look at the Ethernet source, but a bridge does.',
    source: 'net/bridge/br_input.c br_handle_frame',
  },
  'bridge-group': {
    kind: 'silence',
    sentence: 'The link is a port of a bridge, and the frame is sent to 01:80:c2:00:00:01: it is dropped.',
    more: 'That is where PAUSE frames go. Other groups of 01:80:c2:00:00:0x are heard by the port itself, unless the bridge passes them on (group_fwd_mask; 01:80:c2:00:00:00 also where spanning tree is off).',
    source: 'net/bridge/br_input.c br_handle_frame',
  },
  'port-vlan': {
    kind: 'silence',
    sentence: 'The link is a port of a bridge that filters VLANs, and it lets nothing of that VLAN in.',
    more: 'What comes without a tag belongs to the PVID of the port; a port without one takes no such frame. `bridge vlan show` lists the VLANs of each port, `bridge vlan add dev PORT vid ID [pvid untagged]` adds one.',
    source: 'net/bridge/br_vlan.c br_allowed_ingress',
  },
  'bridge-vlan': {
    kind: 'silence',
    sentence:
      'The frame is in a VLAN of which the bridge itself is no member: it is passed on, never up to this host.',
    more: 'A bridge that filters VLANs (vlan_filtering 1) is like one more port: `bridge vlan add dev BRIDGE vid ID self` makes it a member, and a VLAN link on the bridge then hears the frames, or the bridge itself where the membership is untagged.',
    source: 'net/bridge/br_input.c br_pass_frame_up',
  },
  'port-locked': {
    kind: 'silence',
    sentence:
      'The link is a locked port of a bridge: what comes from a MAC the bridge was not told of is dropped.',
    more: 'A locked port (bridge link set dev PORT locked on, since 5.18) lets in only senders that an authenticator entered in the table of the bridge (bridge fdb show brport PORT), by their Ethernet source; those that wait for it (`locked`, MAB) stay outside.',
    source: 'net/bridge/br_input.c br_handle_frame_finish',
  },
  'bridge-no-way-back': {
    kind: 'silence',
    sentence: 'The host answers, but its bridge lets the answer not out of the port that heard the question.',
    more: 'An answer leaves in the VLAN it has in the bridge: that of the VLAN link it comes from, or the PVID of the bridge itself (bridge vlan show dev BRIDGE), which may be another than the question came in by. The port must be a member of it, and where it has `flood off` the bridge must know the asker behind it. The asker is learned all the same.',
    source: 'net/bridge/br_device.c br_dev_xmit; net/bridge/br_forward.c should_deliver',
  },
  'other-host': {
    kind: 'silence',
    sentence: 'The Ethernet destination is another host: the frame is not for this one.',
    more: 'Also on a promiscuous link. Only the own MAC, broadcast and multicast are taken.',
    source: `${ARP} arp_rcv`,
  },
  'foreign-vlan': {
    kind: 'silence',
    sentence: 'The frame has a VLAN tag and no VLAN link of this host takes it.',
    more: 'A tag with id 0 is only a priority and does not matter.',
    source: 'net/8021q/vlan_core.c vlan_do_receive',
  },
  'too-short': {
    kind: 'silence',
    sentence: 'The frame ends before the 28 bytes of an ARP packet for IPv4 over Ethernet.',
    more: 'Padding is not needed, and what follows the 28 bytes is not looked at.',
    source: `${ARP} arp_rcv`,
  },
  'not-arp': {
    kind: 'silence',
    sentence: 'The frame is not ARP to Linux: its EtherType is not 0x0806.',
    more: 'ARP in an LLC/SNAP frame is not heard either.',
    source: `${ARP} arp_packet_type`,
  },
  'hardware-size': {
    kind: 'silence',
    sentence: 'The hardware address size is not 6.',
    more: 'It must be the address size of the link.',
    source: `${ARP} arp_rcv`,
  },
  'protocol-size': {
    kind: 'silence',
    sentence: 'The protocol address size is not 4.',
    more: 'Linux speaks ARP for IPv4 only.',
    source: `${ARP} arp_rcv`,
  },
  'hardware-type': {
    kind: 'silence',
    sentence: 'The hardware type is none the link understands.',
    more: 'An Ethernet link takes 1 and 6 and always answers with 1; any other link takes its own type.',
    source: `${ARP} arp_process`,
  },
  'protocol-type': {
    kind: 'silence',
    sentence: 'The protocol type is not IPv4 (0x0800).',
    more: 'Linux speaks ARP for IPv4 only.',
    source: `${ARP} arp_process`,
  },
  'unknown-operation': {
    kind: 'silence',
    sentence: 'The operation is neither a request (1) nor a reply (2).',
    more: 'RARP (3, 4) and InARP (8, 9) are not handled by the kernel.',
    source: `${ARP} arp_process`,
  },
  'target-multicast': {
    kind: 'silence',
    sentence: 'The target is a multicast address: such frames are dropped.',
    more: 'Multicast has no ARP; its MAC follows from the address (RFC 1112 6.4).',
    source: `${ARP} arp_process`,
  },
  'target-loopback': {
    kind: 'silence',
    sentence: 'The target is in 127.0.0.0/8, which never leaves a host unless route_localnet is set.',
    more: 'With route_localnet it is an address like any other.',
    settings: ['conf.*.route_localnet'],
    source: `${ARP} arp_process`,
  },
  'gratuitous-dropped': {
    kind: 'silence',
    sentence: 'Sender and target are the same address, and drop_gratuitous_arp drops such frames.',
    more: 'The frame teaches nothing either: announcements are not believed, which delays a failover until the old entry ages out.',
    settings: ['conf.*.drop_gratuitous_arp'],
    source: `${ARP} arp_process`,
  },
  'no-reply-to-reply': {
    kind: 'silence',
    sentence: 'It is a reply: replies are learned from, never answered.',
    more: 'See what the frame changes in the table.',
    source: `${ARP} arp_process`,
  },
  'probe-not-local': {
    kind: 'silence',
    sentence:
      'It is a probe (sender 0.0.0.0) for an address that is not one of this host: nobody answers a probe by proxy.',
    more: 'That makes probes the way to tell the owner of an address from a proxy.',
    source: `${ARP} arp_process`,
  },
  'arp-ignore-1': {
    kind: 'silence',
    sentence: 'arp_ignore is 1 and the target is not an address of the link that heard the question.',
    more: 'Each link answers only for its own addresses. The suppressed request teaches nothing either. An address whose local part is equal but whose peer prefix does not hold it does not count.',
    settings: ['conf.*.arp_ignore'],
    source: `${ARP} arp_ignore; net/ipv4/devinet.c inet_confirm_addr`,
  },
  'arp-ignore-2': {
    kind: 'silence',
    sentence:
      'arp_ignore is 2, and the target is not an address of the link or shares no subnet of the link with the sender.',
    more: 'A lone /32 never satisfies it. Probes have no sender, so for them 2 acts as 1.',
    settings: ['conf.*.arp_ignore'],
    source: `${ARP} arp_ignore; net/ipv4/devinet.c inet_confirm_addr`,
  },
  'arp-ignore-3': {
    kind: 'silence',
    sentence: 'arp_ignore is 3 and no link has the target as an address of scope link or wider.',
    more: 'Hides only addresses of scope host, and not even those when route_localnet is set.',
    settings: ['conf.*.arp_ignore', 'conf.*.route_localnet'],
    source: `${ARP} arp_ignore; net/ipv4/devinet.c inet_confirm_addr`,
  },
  'arp-ignore-8': {
    kind: 'silence',
    sentence: 'arp_ignore is 8: the link answers for no address of this host.',
    more: 'Proxied and published addresses are still answered for.',
    settings: ['conf.*.arp_ignore'],
    source: `${ARP} arp_ignore`,
  },
  'arp-filter': {
    kind: 'silence',
    sentence: 'arp_filter is set and a packet from the target to the asker would leave through another link.',
    more: 'With several links on one subnet and no source routing, the link of the first route answers for all of them. It counts in TcpExt.ArpFilter.',
    settings: ['conf.*.arp_filter'],
    source: `${ARP} arp_filter`,
  },
  'arp-filter-no-route': {
    kind: 'silence',
    sentence: 'arp_filter is set and there is no route from the target back to the asker.',
    more: 'It counts in TcpExt.ArpFilter.',
    settings: ['conf.*.arp_filter'],
    source: `${ARP} arp_filter`,
  },
  'table-full': {
    kind: 'silence',
    sentence: 'The neighbour table of the machine is full: an asker without an entry gets no answer.',
    more: 'The table and its limits are one for all network namespaces. Known askers, probes and proxied targets are still answered. Look at table_fulls in /proc/net/stat/arp_cache and raise gc_thresh3.',
    settings: ['neigh.default.gc_thresh3'],
    source: `${ARP} arp_process; ${NEIGHBOUR} neigh_alloc`,
  },
  guarded: {
    kind: 'silence',
    sentence:
      'The sender speaks for a guarded address and is none of those that may: the guard drops the frame.',
    more: 'A dropped question is not answered either, and teaches nothing. Who was refused how often is told by arpist guard; a MAC is added in the declaration, and arpist apply takes it over.',
    source: `${ARP} arp_rcv (NF_ARP_IN); net/netfilter/nf_tables_core.c nft_do_chain`,
  },
  'sender-not-unicast': {
    kind: 'silence',
    sentence: 'The sender is a multicast or broadcast address: no host can be that.',
    more: 'Counts as a martian source.',
    source: `${ROUTE} ip_route_input_slow`,
  },
  'sender-zero-net': {
    kind: 'silence',
    sentence: 'The sender is in 0.0.0.0/8, which kernels before 5.3 refuse.',
    more: 'Since 5.3 only 0.0.0.0 itself is special.',
    source: `${ROUTE} ip_route_input_slow`,
  },
  'sender-loopback': {
    kind: 'silence',
    sentence: 'The sender is in 127.0.0.0/8, which never comes from outside unless route_localnet is set.',
    more: 'Counts as a martian source.',
    settings: ['conf.*.route_localnet'],
    source: `${ROUTE} ip_route_input_slow`,
  },
  'target-broadcast': {
    kind: 'silence',
    sentence: 'The target is a broadcast address or 0.0.0.0: nobody owns it.',
    more: 'The limited broadcast address, a broadcast address of a subnet of this host, or 0.0.0.0.',
    source: `${ROUTE} ip_route_input_slow`,
  },
  'target-not-routable': {
    kind: 'silence',
    sentence: 'The route to the target is of a kind nobody answers for.',
    more: 'Neither local nor unicast, for example multicast.',
    source: `${ROUTE} ip_route_input_slow`,
  },
  'no-route': {
    kind: 'silence',
    sentence: 'The target is not an address of this host, and there is no route to it.',
    more: 'Only an address with a route through another link can be proxied.',
    source: `${FIB} fib_lookup`,
  },
  'route-refuses': {
    kind: 'silence',
    sentence: 'A route or rule of type blackhole, unreachable or prohibit covers the target.',
    more: 'Such addresses are never answered for.',
    source: 'net/ipv4/fib_semantics.c fib_props',
  },
  'own-sender': {
    kind: 'silence',
    sentence:
      'The sender is one of our own addresses: Linux takes the frame for a forgery or an echo and does not answer.',
    more: 'Linux never defends its addresses: an announcement of our address by somebody else is not answered. accept_local=1 lets it through.',
    settings: ['conf.*.accept_local'],
    source: `${FIB} fib_validate_source`,
  },
  'sender-not-reachable-kind': {
    kind: 'silence',
    sentence: 'The route back to the sender is not a unicast route: the sender is refused.',
    more: 'Checked with rp_filter, and without it once a policy rule or a hand-made local route ever existed. Our own and broadcast addresses are refused so.',
    settings: ['conf.*.rp_filter', 'conf.*.accept_local'],
    source: `${FIB} __fib_validate_source`,
  },
  'rp-filter-strict': {
    kind: 'silence',
    sentence: 'rp_filter is 1 and the route back to the sender leaves through another link.',
    more: 'The look-up takes the target as its source, so source rules count. With several links on one subnet and no source rules this makes all but the first deaf, even for their own addresses. The sender is still learned.',
    settings: ['conf.*.rp_filter'],
    source: `${FIB} __fib_validate_source`,
  },
  'rp-filter-no-route': {
    kind: 'silence',
    sentence: 'rp_filter is set and there is no route back to the sender.',
    more: 'Strict and loose mode alike.',
    settings: ['conf.*.rp_filter'],
    source: `${FIB} __fib_validate_source`,
  },
  'rp-filter-unnumbered': {
    kind: 'silence',
    sentence:
      'rp_filter is set, the link has no address, and the route back to the sender leaves through another link.',
    more: 'Strict and loose mode alike: an unnumbered link needs a route to the sender that points to it.',
    settings: ['conf.*.rp_filter'],
    source: `${FIB} __fib_validate_source`,
  },
  'not-forwarding': {
    kind: 'silence',
    sentence:
      'The target is not an address of this host, and the receiving link does not forward, so nothing is proxied.',
    more: 'Only the forwarding setting of the receiving link counts. proxy_arp and published entries are without effect until it is on.',
    settings: ['conf.LINK.forwarding'],
    source: `${ROUTE} ip_route_input_slow; ${ARP} arp_process`,
  },
  'same-link': {
    kind: 'silence',
    sentence:
      'The route to the target leads back out of the receiving link: the asker is expected to reach it directly.',
    more: 'So published entries and proxy_arp need another outgoing link. proxy_arp_pvlan lifts it.',
    settings: ['conf.*.proxy_arp_pvlan'],
    source: `${ROUTE} __mkroute_input`,
  },
  'medium-id': {
    kind: 'silence',
    sentence:
      'proxy_arp is set, but by medium_id the target is on the same medium as the asker, or proxying is switched off.',
    more: 'A receiving link with medium_id 0 is never compared; -1 on either side switches proxy_arp off; equal numbers are one medium. Published entries do not care.',
    settings: ['conf.LINK.medium_id', 'conf.*.proxy_arp'],
    source: `${ARP} arp_fwd_proxy`,
  },
  'not-proxied': {
    kind: 'silence',
    sentence:
      'The target is an address behind this host, but neither proxy_arp nor a published entry makes it answer.',
    more: 'proxy_arp counts on the receiving link; published entries by link, or without a link.',
    settings: ['conf.*.proxy_arp'],
    source: `${ARP} arp_process`,
  },
  'pvlan-same-address': {
    kind: 'silence',
    sentence:
      'proxy_arp_pvlan is set, but sender and target are the same address: that would look like a conflict.',
    more: 'Announcements on the private VLAN are left alone.',
    settings: ['conf.*.proxy_arp_pvlan'],
    source: `${ARP} arp_fwd_pvlan`,
  },
  'proxy-queue-full': {
    kind: 'silence',
    sentence: 'More proxied answers wait on the link than proxy_qlen allows: this one is dropped.',
    more: 'proxy_qlen + 1 answers may wait. The sender was learned all the same.',
    settings: ['neigh.LINK.proxy_qlen', 'neigh.LINK.proxy_delay'],
    source: `${NEIGHBOUR} pneigh_enqueue`,
  },

  'learn-asker': {
    kind: 'learn',
    sentence: 'It is an answered question: the asker is learned at once, whatever the table said.',
    more: 'Creates the entry or changes its MAC without regard to locktime, because the asker is about to talk to us. State STALE.',
    source: `${NEIGHBOUR} neigh_event_ns`,
  },
  'learn-gratuitous': {
    kind: 'learn',
    sentence: 'It is an announcement (sender = target): it changes the entry at once, also within locktime.',
    more: 'As a request always; as a reply only when its target MAC equals its sender MAC.',
    source: `${ARP} arp_is_garp`,
  },
  'learn-after-locktime': {
    kind: 'learn',
    sentence:
      'The entry was last changed longer ago than locktime: any ARP from the neighbour may change its MAC.',
    more: 'Replies are not matched to requests, and even an overheard question for somebody else counts.',
    settings: ['neigh.LINK.locktime'],
    source: `${ARP} arp_process`,
  },
  'learn-completes': {
    kind: 'learn',
    sentence: 'The entry had no valid MAC: any ARP from the neighbour completes it.',
    more: 'INCOMPLETE, FAILED and NONE take any answer, question or announcement. Waiting packets leave at once.',
    source: `${NEIGHBOUR} __neigh_update`,
  },
  'learn-created': {
    kind: 'learn',
    sentence: 'arp_accept is set: the frame makes an entry although nobody asked.',
    more: 'An announcement, or any reply at all. With 2 the sender must be in a subnet of the link.',
    settings: ['conf.*.arp_accept'],
    source: `${ARP} arp_process; arp_accept`,
  },
  'learn-confirmed': {
    kind: 'learn',
    sentence: 'A reply sent to us alone confirms the entry: it becomes REACHABLE.',
    more: 'Asked for or not, and whatever its target address. Replies to broadcast do not confirm.',
    source: `${ARP} arp_process`,
  },
  'learn-nothing-new': {
    kind: 'learn',
    sentence: 'The frame says what the entry says already: nothing changes.',
    more: 'A hint that is not a confirmation never downgrades a matching entry.',
    source: `${NEIGHBOUR} __neigh_update`,
  },
  'learn-locktime': {
    kind: 'learn',
    sentence:
      'The MAC is another one, but the entry changed within locktime and the frame is no announcement: it is not believed.',
    more: 'The first answer wins for locktime (1 s). Every change of state starts it again, so even the right answer to a probe can be refused. A reply to us alone still refreshes the time of confirmation.',
    settings: ['neigh.LINK.locktime'],
    source: `${ARP} arp_process; ${NEIGHBOUR} __neigh_update`,
  },
  'learn-fixed': {
    kind: 'learn',
    sentence: 'The entry is PERMANENT or NOARP: ARP never changes it.',
    more: 'Only administration does, or the link going down, changing its MAC or losing its last address.',
    source: `${NEIGHBOUR} __neigh_update`,
  },
  'learn-no-entry': {
    kind: 'learn',
    sentence: 'The table has no entry for the sender, and only a question we answer makes one.',
    more: 'Entries of other links do not count. arp_accept lets announcements and replies make entries too.',
    settings: ['conf.*.arp_accept'],
    source: `${ARP} arp_process`,
  },
  'learn-not-unicast': {
    kind: 'learn',
    sentence: 'arp_accept makes no entry for a sender that is a local, broadcast or multicast address.',
    more: 'Judged by the local routing table.',
    settings: ['conf.*.arp_accept'],
    source: `${ARP} arp_process`,
  },
  'learn-outside-subnet': {
    kind: 'learn',
    sentence: 'arp_accept is 2 and no subnet of the link holds the sender: no entry is made.',
    more: 'The subnet must be on the link that heard the frame.',
    settings: ['conf.*.arp_accept'],
    source: `${ARP} arp_accept`,
  },
  'learn-probe': {
    kind: 'learn',
    sentence: 'The sender is 0.0.0.0: a probe teaches nothing.',
    more: 'That is why scanning with probes leaves no trace in the tables of others.',
    source: `${ARP} arp_process; RFC 5227 1.1`,
  },
  'learn-suppressed': {
    kind: 'learn',
    sentence:
      'The question was suppressed by arp_ignore or arp_filter: it teaches nothing, not even about an entry that is there.',
    more: 'A question that rp_filter refuses does teach.',
    settings: ['conf.*.arp_ignore', 'conf.*.arp_filter'],
    source: `${ARP} arp_process`,
  },
  'learn-dropped': {
    kind: 'learn',
    sentence: 'The frame was dropped before it was looked at: it teaches nothing.',
    more: 'See why it was dropped.',
    source: `${ARP} arp_rcv`,
  },
  'learn-guarded': {
    kind: 'learn',
    sentence: 'The guard dropped the frame: it teaches nothing.',
    more: 'See guarded.',
    source: `${ARP} arp_rcv (NF_ARP_IN)`,
  },
  'learn-table-full': {
    kind: 'learn',
    sentence: 'The neighbour table of the machine is full: no entry can be made for the sender.',
    more: 'See table-full.',
    settings: ['neigh.default.gc_thresh3'],
    source: `${NEIGHBOUR} neigh_alloc`,
  },

  'source-packet': {
    kind: 'source',
    sentence: 'arp_announce is 0: the request carries the source address of the packet that waits.',
    more: 'Whichever link holds that address. Of several waiting packets the newest decides. A value without a meaning (3 and more) acts as 0.',
    settings: ['conf.*.arp_announce'],
    source: `${ARP} arp_solicit`,
  },
  'source-packet-on-link': {
    kind: 'source',
    sentence:
      'arp_announce is 1 and a subnet of the link holds both the target and the source of the packet that waits: it is used.',
    more: 'Also when the source lives on another link, so a VIP on lo inside the subnet leaks. Only 2 keeps it in.',
    settings: ['conf.*.arp_announce'],
    source: `${ARP} arp_solicit; net/ipv4/devinet.c inet_addr_onlink`,
  },
  'source-subnet': {
    kind: 'source',
    sentence: 'The first primary address of the link whose subnet holds the target is used.',
    more: 'Used with arp_announce=2, for unicast probes, for forwarded packets, and with arp_announce=1 when the packet does not fit.',
    settings: ['conf.*.arp_announce'],
    source: 'net/ipv4/devinet.c inet_select_addr',
  },
  'source-first': {
    kind: 'source',
    sentence: 'No subnet of the link holds the target: the first primary address of the link is used.',
    more: 'Secondary addresses and those of scope host are left out.',
    settings: ['conf.*.arp_announce', 'conf.*.route_localnet'],
    source: 'net/ipv4/devinet.c inet_select_addr',
  },
  'source-borrowed': {
    kind: 'source',
    sentence: 'The link has no address of its own: the first one of another link is borrowed, lo first.',
    more: 'A VIP on lo leaks here even with arp_announce=2, unless its scope is host.',
    settings: ['conf.*.arp_announce'],
    source: 'net/ipv4/devinet.c inet_select_addr',
  },
  'source-none': {
    kind: 'source',
    sentence: 'No usable address anywhere: the request carries 0.0.0.0 and looks like a probe.',
    more: 'It is answered by the owner of the address, but by no proxy, and teaches nobody.',
    source: 'net/ipv4/devinet.c inet_select_addr',
  },
  'source-link-silent': {
    kind: 'source',
    sentence: 'The link does not ask: it is unknown, down, or does not speak ARP.',
    more: 'Packets out of a NOARP link go to its own MAC without a question.',
    source: `${ARP} arp_constructor`,
  },

  'path-local': {
    kind: 'path',
    sentence: 'The address is one of this host: packets to it never leave.',
    more: 'Judged by the routing tables, not by the list of addresses: a prefix on lo makes every address in it local.',
    source: `${ROUTE} ip_route_output_key_hash_rcu`,
  },
  'path-connected': {
    kind: 'path',
    sentence: 'The address is on a connected network: the host asks for its MAC directly.',
    more: 'The route has no gateway, so the next hop is the address itself.',
    source: `${ROUTE} ip_route_output_key_hash_rcu`,
  },
  'path-gateway': {
    kind: 'path',
    sentence: 'The address is behind a gateway: the host asks for the MAC of the gateway.',
    more: 'No MAC of the far address is ever seen here.',
    source: `${ROUTE} ip_route_output_key_hash_rcu`,
  },
  'path-gateway6': {
    kind: 'path',
    sentence: 'The next hop is an IPv6 address: the host asks for it by neighbour discovery, never by ARP.',
    more: 'As BGP unnumbered sets such routes. The MAC stands in the IPv6 neighbour table of the link.',
    source: 'include/net/route.h ip_neigh_for_gw',
  },
  'path-many': {
    kind: 'path',
    sentence: 'The address is a broadcast or multicast address: its MAC follows from it, nobody is asked.',
    more: 'The kernel keeps a NOARP entry for it.',
    source: `${ARP} arp_constructor`,
  },
  'path-no-question': {
    kind: 'path',
    sentence: 'The packet leaves through a link that does not ask: packets go to its own MAC or need none.',
    more: 'A NOARP link, a tunnel or a loopback.',
    source: `${ARP} arp_constructor`,
  },
  'path-no-route': {
    kind: 'path',
    sentence: 'There is no route to the address: the packet is not sent.',
    more: 'The sender is told that the network is unreachable.',
    source: `${FIB} fib_lookup`,
  },
  'path-refused': {
    kind: 'path',
    sentence:
      'A route or rule of type blackhole, unreachable or prohibit covers the address: the packet is not sent.',
    more: 'The sender is told.',
    source: 'net/ipv4/fib_semantics.c fib_props',
  },
  'path-foreign-source': {
    kind: 'path',
    sentence: 'The wanted source is no address of this host: the packet is not sent.',
    more: 'Neither configured nor of type local in the routing tables.',
    source: `${ROUTE} ip_route_output_key_hash_rcu`,
  },
  'path-loopback-source': {
    kind: 'path',
    sentence:
      'The source of the packet is in 127.0.0.0/8, which never leaves this host: the packet is not sent.',
    more: 'Also where no program asked for it: a route whose source is such an address, or a link that borrows one, sends nothing.',
    settings: ['conf.*.route_localnet'],
    source: `${ROUTE} __mkroute_output`,
  },

  'claim-free': {
    kind: 'claim',
    sentence: 'All probes stayed without contradiction: the address is free and ours now.',
    more: 'Three probes 1 to 2 s apart after a random start, and 2 s of silence after the last.',
    source: 'RFC 5227 2.1.1',
  },
  'claim-used': {
    kind: 'claim',
    sentence: 'An ARP packet with the address as its sender was heard while probing: somebody has it.',
    more: 'Questions count as well as replies.',
    source: 'RFC 5227 2.1.1',
  },
  'claim-contested': {
    kind: 'claim',
    sentence: 'Somebody else probes for the same address at the same time: neither may take it.',
    more: 'A probe (sender 0.0.0.0) for the address from another MAC.',
    source: 'RFC 5227 2.1.1',
  },
  'claim-defended': {
    kind: 'claim',
    sentence: 'Somebody else used our address: it was announced once more to defend it.',
    more: 'Allowed when the last conflict was more than 10 s ago.',
    source: 'RFC 5227 2.4',
  },
  'claim-lost': {
    kind: 'claim',
    sentence:
      'Somebody else used our address again within 10 s, or it is not to be defended: it is given up.',
    more: 'Two hosts that defend for ever would fill the wire.',
    source: 'RFC 5227 2.4',
  },
  'claim-kept': {
    kind: 'claim',
    sentence:
      'Somebody else uses our address as well; it is kept, and no more than one defence per 10 s is sent.',
    more: 'For addresses that must not be lost, such as that of a gateway.',
    source: 'RFC 5227 2.4 (c)',
  },
  'claim-link-lost': {
    kind: 'claim',
    sentence: 'The link went down: what was found out about the address does not count any more.',
    more: 'After the link comes up again the address must be probed again.',
    source: 'RFC 5227 2.1',
  },
} as const satisfies Readonly<Record<string, Reason>>;

/** For programs: the page of each is docs/reasons/CODE.md. */
export type ReasonCode = keyof typeof REASONS;

export const REASON_CODES = Object.keys(REASONS) as readonly ReasonCode[];

/** What stands behind a code. */
export function reasonOf(code: ReasonCode): Reason {
  return REASONS[code];
}

/** As `why` records carry it: the code for programs, the sentence for people. */
export function whyOf(code: ReasonCode): { readonly code: ReasonCode; readonly text: string } {
  return { code, text: REASONS[code].sentence };
}
