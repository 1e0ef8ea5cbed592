/** Netlink speaks the host's byte order; this is how DataView wants to be told. */
export const HOST_LITTLE = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
