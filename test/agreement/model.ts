import type * as Doubts from '../../src/kernel/doubts.ts';
import type * as Heard from '../../src/kernel/heard.ts';
import type * as KernelRoom from '../../src/kernel/kernel.ts';
import type * as Learn from '../../src/kernel/learn.ts';
import type * as Neighbour from '../../src/kernel/neighbour.ts';
import type * as PathRoom from '../../src/kernel/path.ts';
import type * as PathDoubts from '../../src/kernel/path-doubts.ts';
import type * as Reply from '../../src/kernel/reply.ts';
import type * as SourceDoubts from '../../src/kernel/source-doubts.ts';
import type * as Source from '../../src/kernel/source.ts';

/** The model as the comparison needs it: from src, or from a copy that was changed on purpose. */
export interface Model {
  readonly heardFrom: typeof Heard.heardFrom;
  readonly asKernel: typeof KernelRoom.asKernel;
  readonly receive: typeof Reply.receive;
  readonly doubtsAbout: typeof Doubts.doubtsAbout;
  readonly learn: typeof Learn.learn;
  readonly takeHint: typeof Learn.takeHint;
  readonly entryOf: typeof Learn.entryOf;
  readonly bornNeighbour: typeof Learn.bornNeighbour;
  readonly isValid: typeof Neighbour.isValid;
  readonly newNeighbour: typeof Neighbour.newNeighbour;
  readonly step: typeof Neighbour.step;
  readonly latest: typeof Neighbour.latest;
  readonly decideSource: typeof Source.decideSource;
  readonly doubtsAboutSource: typeof SourceDoubts.doubtsAboutSource;
  readonly decidePath: typeof PathRoom.decidePath;
  readonly doubtsAboutPath: typeof PathDoubts.doubtsAboutPath;
}

/** `root` is a folder that has a `kernel` folder, as a URL that ends with a slash. */
export async function loadModel(root = new URL('../../src/', import.meta.url).href): Promise<Model> {
  const room = async <T>(name: string): Promise<T> => (await import(`${root}kernel/${name}.ts`)) as T;
  const [heard, kernel, reply, learn, neighbour, source, path, pathDoubts, doubts, sourceDoubts] =
    await Promise.all([
      room<typeof Heard>('heard'),
      room<typeof KernelRoom>('kernel'),
      room<typeof Reply>('reply'),
      room<typeof Learn>('learn'),
      room<typeof Neighbour>('neighbour'),
      room<typeof Source>('source'),
      room<typeof PathRoom>('path'),
      room<typeof PathDoubts>('path-doubts'),
      room<typeof Doubts>('doubts'),
      room<typeof SourceDoubts>('source-doubts'),
    ]);
  return {
    heardFrom: heard.heardFrom,
    asKernel: kernel.asKernel,
    receive: reply.receive,
    doubtsAbout: doubts.doubtsAbout,
    learn: learn.learn,
    takeHint: learn.takeHint,
    entryOf: learn.entryOf,
    bornNeighbour: learn.bornNeighbour,
    isValid: neighbour.isValid,
    newNeighbour: neighbour.newNeighbour,
    step: neighbour.step,
    latest: neighbour.latest,
    decideSource: source.decideSource,
    doubtsAboutSource: sourceDoubts.doubtsAboutSource,
    decidePath: path.decidePath,
    doubtsAboutPath: pathDoubts.doubtsAboutPath,
  };
}
