import { whyNoLab as whyNoNamespaces } from '../../src/linux/lab.ts';
import { needs } from '../programs.ts';

export * from '../../src/linux/lab.ts';

/** Why live tests cannot run here, for `skip`; false when they can. They speak to their hosts by `ip` and `sysctl`. */
export const whyNoLab: string | false = whyNoNamespaces || needs('ip', 'sysctl');
