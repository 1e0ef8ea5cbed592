/** Small bends that change nothing anybody can tell, by file: what npm run mutants -- --systematic calls it, and why. */
export const HARMLESS: Readonly<Record<string, readonly (readonly [name: string, why: string])[]>> = {};
