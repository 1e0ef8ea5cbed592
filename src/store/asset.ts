/** What lies in the program itself where it is one file, by its name; undefined where it is not, or holds no such thing. */
export function assetOf(name: string): Uint8Array | undefined {
  const sea = process.getBuiltinModule('node:sea');
  if (!sea.isSea()) return undefined;
  try {
    return new Uint8Array(sea.getAsset(name));
  } catch {
    return undefined;
  }
}
