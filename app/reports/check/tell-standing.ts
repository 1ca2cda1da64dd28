import type { RunView } from '../../../schemas/run-view.generated.ts';
import type { Tone } from '../layout/line.ts';
import { runNumber, runWords } from '../words/run-words.ts';
import { count } from '../words/step-words.ts';

/** What became of one pipeline at a commit. */
export type PipelineStanding =
  | {
      readonly type: 'run';
      readonly view: Pick<RunView, 'pipeline' | 'status' | 'number' | 'attempt'>;
    }
  /** Its file says no pipeline. */
  | { readonly type: 'broken'; readonly file: string; readonly problems: number }
  /** It says less than the default branch holds it to. */
  | { readonly type: 'refused'; readonly pipeline: string; readonly reason: string }
  /** It must not run yet: a fork, a head that a stranger pushed, a changed workflow file. */
  | {
      readonly type: 'held';
      readonly pipeline: string;
      readonly reason: string;
      readonly sha: string;
    };

/** What kind of end a pipeline came to, or how far it is. */
export type Standing = 'failed' | 'cancelled' | 'waiting' | 'held' | 'open' | 'succeeded';
export type Told = {
  readonly standing: Standing;
  readonly tone: Tone;
  readonly name: string;
  readonly what: string;
};

/** A standing in words. */
export function tellStanding(standing: PipelineStanding): Told {
  if (standing.type === 'run') {
    const { tone, word } = runWords(standing.view.status);
    const what = `run #${runNumber(standing.view)} ${word}`;
    return { standing: STANDINGS[standing.view.status], tone, name: standing.view.pipeline, what };
  }
  if (standing.type === 'refused') {
    return { standing: 'failed', tone: 'bad', name: standing.pipeline, what: standing.reason };
  }
  if (standing.type === 'held') {
    return { standing: 'held', tone: 'warn', name: standing.pipeline, what: standing.reason };
  }
  const what = `${count(standing.problems, 'mistake')} in the file`;
  return { standing: 'failed', tone: 'bad', name: standing.file, what };
}

const STANDINGS: Readonly<Record<RunView['status'], Standing>> = {
  queued: 'open',
  running: 'open',
  waiting: 'waiting',
  succeeded: 'succeeded',
  failed: 'failed',
  rejected: 'failed',
  cancelled: 'cancelled',
};
