import { HOST_LITTLE, STAMP } from './ffi/layouts.ts';
import type { Libc } from './ffi/libc.ts';
import { allocate } from './ffi/native.ts';

const SIOCETHTOOL = 0x8946;
const ETHTOOL_GET_TS_INFO = 0x41;
/** struct ethtool_ts_info { u32 cmd, so_timestamping; s32 phc_index; u32 tx_types, reserved[3], rx_filters, reserved[3]; } */
const TS_INFO_SIZE = 44;
/** struct ifreq { char name[16]; void *data; … } */
const IFREQ = { data: 16, size: 40, name: 15 } as const;

/** Whether the driver of an interface stamps frames as it sends them; some virtual ones do not, and some do not tell. */
export function driverStamps(libc: Libc, fd: number, name: string): boolean {
  const info = allocate(libc, TS_INFO_SIZE);
  try {
    const view = new DataView(info.bytes.buffer);
    view.setUint32(0, ETHTOOL_GET_TS_INFO, HOST_LITTLE);
    const request = new Uint8Array(IFREQ.size);
    request.set(new TextEncoder().encode(name).subarray(0, IFREQ.name));
    new DataView(request.buffer).setBigUint64(IFREQ.data, info.address, HOST_LITTLE);
    if (libc.ioctl(fd, SIOCETHTOOL, request) < 0) return false;
    return (view.getUint32(4, HOST_LITTLE) & STAMP.sentByDriver) !== 0;
  } finally {
    info.free();
  }
}
