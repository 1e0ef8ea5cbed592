import type { HostView } from '../ports/host-view.ts';
import { RTMGRP } from '../wire/netlink/rtnetlink.ts';
import { openChangeWatch } from './change-watch.ts';
import { openLibc } from './ffi/libc.ts';
import { readSnapshot } from './snapshot.ts';

/** The network namespace of the calling thread, at the time of each call. Throws SystemFault. */
export function openHostView(): HostView {
  const groups = RTMGRP.link | RTMGRP.ipv4Address | RTMGRP.ipv4Route | RTMGRP.ipv4Rule;
  const watch = openChangeWatch(openLibc(), groups);
  return {
    snapshot: () => readSnapshot(),
    changed: () => watch.changed(),
    close: () => watch.close(),
  };
}
