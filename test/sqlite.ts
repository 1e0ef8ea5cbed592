import { isBuiltin } from 'node:module';

/** A reason why nothing can be remembered here, or false. */
export const whyNoSqlite: string | false = isBuiltin('node:sqlite') ? false : 'this Node has no node:sqlite';
