import { SystemFault, UsageFault } from '../base/fault.ts';

/** RFC 9457: what went wrong, in the sentences of the command line. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** What to do instead; absent without. */
  readonly hint?: string;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request cannot be read',
  401: 'Nobody is known by this',
  403: 'This may not be done here',
  404: 'There is no such thing',
  405: 'This cannot be done with it',
  409: 'Something else stands in the way',
  412: 'It was changed meanwhile',
  413: 'The request is too large',
  415: 'Only JSON is read here',
  421: 'This name is not known here',
  422: 'The words cannot be used',
  429: 'Too many requests',
  500: 'This is a mistake in arpist itself',
  503: 'Not now',
};

export function problem(status: number, detail: string, hint?: string): Problem {
  return {
    type: `/docs/problems/${status}`,
    title: TITLES[status] ?? 'It did not work',
    status,
    detail,
    ...(hint === undefined || hint === '' ? {} : { hint }),
  };
}

/** Of what was thrown: words that cannot be used are 422, what is not there 404, a store that fails 503. */
export function problemOf(cause: unknown): Problem {
  if (cause instanceof Refused) return cause.problem;
  if (cause instanceof UsageFault) {
    const { where, message, remedy } = cause;
    return problem(422, where === '' || message.includes(where) ? message : `${where}: ${message}`, remedy);
  }
  if (cause instanceof SystemFault) return problem(503, cause.message, cause.remedy);
  return problem(500, cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause));
}

/** Thrown by whoever answers, and answered as its problem. */
export class Refused extends Error {
  readonly problem: Problem;

  constructor(status: number, detail: string, hint?: string) {
    super(detail);
    this.name = 'Refused';
    this.problem = problem(status, detail, hint);
  }
}
