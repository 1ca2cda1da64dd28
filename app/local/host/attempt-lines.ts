import { attemptName, type AttemptName } from './supervisor-protocol.ts';
import type { AttemptId } from '../../runtime/ports/attempts.ts';

/** Who waits to begin among the attempts of each run: nobody, until a run's supervisor was lost twice. */
export type AttemptLines = {
  /** Begins it now, or once those before it are over. One that is known already is not begun again. */
  readonly enter: (of: AttemptId, begin: Begin) => Promise<void>;
  /** It is over: the next one may begin. */
  readonly leave: (of: AttemptId) => void;
  /** Takes one back that has not begun. False: it has, or is not known. */
  readonly withdraw: (of: AttemptId) => boolean;
  /** The supervisor of a run died, with all that it worked on. */
  readonly lose: (run: string) => void;
};

/** One loss is chance. After two, one of the steps is likely to be the cause. */
const LOSSES_BY_CHANCE = 1;

/** `narrowed` hears once of each run whose attempts go one at a time from then on. */
export function openAttemptLines(narrowed: () => void): AttemptLines {
  const lines = new Map<string, Line>();
  const lineOf = (run: string): Line => {
    const line = lines.get(run) ?? { working: new Set(), waiting: new Map(), losses: 0 };
    lines.set(run, line);
    return line;
  };
  return {
    enter: async (of, begin) => {
      const line = lineOf(of.run);
      if (line.working.has(nameOf(of))) return;
      line.waiting.set(nameOf(of), begin);
      await beginNext(line);
    },
    leave: (of) => {
      const line = lineOf(of.run);
      line.working.delete(nameOf(of));
      void beginNext(line);
    },
    withdraw: (of) => lineOf(of.run).waiting.delete(nameOf(of)),
    lose: (run) => {
      const line = lineOf(run);
      line.losses += 1;
      if (line.losses === LOSSES_BY_CHANCE + 1) narrowed();
    },
  };
}

type Line = {
  readonly working: Set<AttemptName>;
  readonly waiting: Map<AttemptName, Begin>;
  losses: number;
};

/** Never throws. */
type Begin = () => Promise<void>;

async function beginNext({ working, waiting, losses }: Line): Promise<void> {
  for (const [name, begin] of waiting) {
    if (losses > LOSSES_BY_CHANCE && working.size > 0) return;
    waiting.delete(name);
    working.add(name);
    await begin();
  }
}

function nameOf({ key, attempt }: AttemptId): AttemptName {
  return attemptName(key, attempt);
}
