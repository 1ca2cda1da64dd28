import { messageOf } from '../../text/message-of.ts';
import { openOffload, type Offload } from '../offload/offload.ts';
import { Overtaxed } from '../offload/overtaxed.ts';
import { openProcess } from '../offload/process.ts';
import { openTurns } from '../offload/turns.ts';
import { digestOf } from '../domain/digest.ts';
import type { Drawn, DrawQuestion, Prose, ProseQuestion } from './drawing-question.ts';
import { DrawnBefore } from './drawn-before.ts';
import { filesOfDrawing } from './files-of-drawing.ts';

/** Draws pictures away from what takes webhooks. */
export type Drawing = {
  /** Never throws for what a step wrote: why there is no picture is an answer. */
  readonly draw: (wish: DrawWish) => Promise<Drawn>;
  /** Markdown that a step wrote, as HTML that runs and loads nothing; null: it is too much, or too much else is asked for. */
  readonly layOut: (asker: string, markdown: string) => Promise<Prose | null>;
  /** Ends what is being drawn. */
  readonly close: () => Promise<void>;
};

export type DrawWish = {
  /** Who waits in whose place: nobody waits for all that another one wants. */
  readonly asker: string;
  /** Tells this picture from all others. */
  readonly name: string;
  /** Asked only where it was not drawn before. */
  readonly gather: () => Promise<DrawQuestion>;
};

export type DrawingLimits = Record<'memoryMb' | 'heapMb' | 'limitMs', number>;

/** Node and Vega take 100 MB of that before they draw anything. */
const LIMITS: DrawingLimits = { memoryMb: 256, heapMb: 112, limitMs: 5000 };

const WORKERS = 2;

export function openDrawing(limits: DrawingLimits = LIMITS): Drawing {
  const processes = openOffload<Question, Made>({
    entry: new URL('./draw-process.ts', import.meta.url),
    open: openProcess,
    reads: filesOfDrawing().reads,
    // While one is held up by a hostile picture the other one goes on.
    workers: WORKERS,
    ...limits,
    mostWaiting: 256,
    idleMs: 60_000,
  });
  const inTurn = openGathering(processes, limits);
  const before = new DrawnBefore();
  const ask = (
    { asker, name }: Pick<DrawWish, 'asker' | 'name'>,
    gather: () => Promise<Question>,
  ): Promise<Made> => before.get(name, () => inTurn(asker, gather));
  return {
    draw: async (wish) => {
      const made = await ask(wish, wish.gather);
      if (made.type === 'prose') throw new TypeError(`${wish.name} is no picture`);
      return made;
    },
    layOut: async (asker, markdown) => {
      const name = `prose ${digestOf(markdown)}`;
      const made = await ask({ asker, name }, async () => ({ markdown }));
      return made.type === 'prose' ? made : null;
    },
    close: () => processes.close(),
  };
}

/** What is drawn from may be large: it is gathered when its turn comes, so that little of it is held at a time. */
function openGathering(processes: Offload<Question, Made>, limits: DrawingLimits) {
  const turns = openTurns(WORKERS + 1);
  return (asker: string, gather: () => Promise<Question>): Promise<Made> =>
    turns
      .take(asker, async () => {
        const question = await gather();
        return processes
          .ask(asker, question)
          .catch((error: unknown) => problem(error, nameOf(question), limits));
      })
      .catch((error: unknown) => {
        if (error instanceof Overtaxed) return problem(error, 'This', limits);
        throw error;
      });
}

type Question = DrawQuestion | ProseQuestion;
type Made = Drawn | Prose;

function nameOf(question: Question): string {
  if ('markdown' in question) return 'the summary';
  const { of } = question;
  if (of.type === 'curves') return 'these curves';
  return of.type === 'table' ? of.plot.path : of.path;
}

function problem(error: unknown, name: string, limits: DrawingLimits): Made {
  return { type: 'problem', message: whyNot(error, name, limits) };
}

function whyNot(error: unknown, name: string, { limitMs, memoryMb }: DrawingLimits): string {
  if (!(error instanceof Overtaxed)) return `${name} cannot be drawn: ${messageOf(error)}.`;
  switch (error.reason) {
    case 'time':
      return `Drawing ${name} was stopped after ${limitMs / 1000} s. Draw fewer points, or save it as PNG.`;
    case 'memory':
      return `Drawing ${name} was stopped: it took more than ${memoryMb} MB of memory. Draw fewer points, or save it as PNG.`;
    case 'crash':
      return `Drawing ${name} failed. Save it as PNG to see it here.`;
    case 'crowd':
    case 'closed':
      return `${name} is not drawn right now: too much is. Load the page again in a minute.`;
  }
}
