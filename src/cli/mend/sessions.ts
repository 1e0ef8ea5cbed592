import { sessionsOf } from '../../declare/logins.ts';
import type { Sessions } from '../../declare/session.ts';
import type { CommandIo } from '../io.ts';

/** The connections people work over here; those of a snapshot of another host are not known. */
export async function sessionsHere(io: CommandIo): Promise<Sessions> {
  if (io.logins) return sessionsOf(await io.logins());
  const own = io.env['SSH_CONNECTION'];
  return sessionsOf({ inherited: own === undefined ? [] : [own], connections: [] });
}
