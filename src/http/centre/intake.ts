import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { SystemFault } from '../../base/fault.ts';
import type { SensorKeys, SinkBatch, SinkMark } from '../../ports/sink.ts';
import { decodeFrames, LARGEST_REQUEST, unpackFrame } from '../frames.ts';
import { type Problem, problem } from '../problem.ts';

export interface IntakeHands {
  readonly keys: SensorKeys;
  /** Throws SystemFault. */
  readonly take: (batches: readonly SinkBatch[]) => Promise<readonly SinkMark[]>;
  readonly now: () => number;
}

const TYPE = 'application/vnd.arpist.batches';

/** What sensors ask: POST /v1/batches, answered when it is committed. */
export function intake(hands: IntakeHands): RequestListener {
  return (request, response) => {
    const path = request.url ?? '';
    if (path === '/healthz') respond(response, 200, { ok: true });
    else if (path !== '/v1/batches') refuse(response, problem(404, `there is no ${path.slice(0, 100)} here`));
    else if (request.method !== 'POST') refuse(response, problem(405, 'batches are sent by POST'));
    else
      void take(request, hands).then(
        (answer) => ('mark' in answer ? respond(response, 200, answer) : refuse(response, answer)),
        (fault: unknown) => refuse(response, faultOf(fault)),
      );
  };
}

interface Answer {
  readonly run: string;
  readonly mark: number;
  readonly gap: boolean;
  readonly now: number;
}

async function take(
  request: IncomingMessage,
  { keys, take: commit, now }: IntakeHands,
): Promise<Answer | Problem> {
  const secret = /^Bearer (arpk_[a-z2-7]{32})$/.exec(request.headers.authorization ?? '')?.[1];
  const sensor = secret === undefined ? null : await keys.sensorOf(secret);
  if (sensor === null)
    return problem(
      401,
      'this key is not known here, or was revoked',
      'arpist centre enrol SITE/SENSOR makes one',
    );
  if (request.headers['content-type'] !== TYPE) return problem(415, `only ${TYPE} is read here`);
  const bytes = await bodyOf(request);
  if (bytes === null) return problem(413, `a request of more than ${LARGEST_REQUEST} bytes`);
  const frames = decodeFrames(bytes);
  if (!frames.ok) return problem(400, frames.error);
  const [first] = frames.value;
  const foreign = frames.value.find((one) => one.sensor !== sensor);
  if (foreign)
    return problem(
      403,
      `this key is that of ${sensor}, and a batch calls itself ${foreign.sensor}`,
      'a key writes as itself alone',
    );
  if (frames.value.some(({ run }) => run !== first!.run))
    return problem(400, 'the batches of one request are of one run');
  const batches: SinkBatch[] = [];
  for (const frame of frames.value) {
    const dispatches = unpackFrame(frame);
    if (!dispatches.ok)
      return problem(422, `${dispatches.error} (numbers ${frame.from} to ${frame.to} of ${sensor})`);
    batches.push({ ...frame, dispatches: dispatches.value });
  }
  const marks = await commit(batches);
  const { mark } = marks.at(-1)!;
  return { run: first!.run, mark, gap: marks.some(({ gap }) => gap), now: now() };
}

/** null: too much; what is left of it is not waited for. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array | null> {
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_REQUEST) return null;
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > LARGEST_REQUEST) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function faultOf(fault: unknown): Problem {
  if (fault instanceof SystemFault)
    return problem(fault.kind === 'damaged' ? 422 : 503, fault.message, fault.remedy);
  return problem(500, fault instanceof Error ? fault.message : String(fault));
}

function refuse(response: ServerResponse, why: Problem): void {
  if (why.status === 413) response.setHeader('connection', 'close');
  if (why.status === 503) response.setHeader('retry-after', '1');
  respond(response, why.status, why, 'application/problem+json');
}

function respond(response: ServerResponse, status: number, value: unknown, type = 'application/json'): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(JSON.stringify(value));
}
