import type { RunView } from '../../../schemas/run-view.generated.ts';
import type { Tone } from '../layout/line.ts';
import { runNumber, runWords } from '../words/run-words.ts';
import { count } from '../words/step-words.ts';

/** What became of one pipeline at a commit. */
export type PipelineState =
  | {
      readonly type: 'run';
      readonly view: Pick<RunView, 'pipeline' | 'status' | 'number' | 'attempt'>;
    }
  /** Its file says no pipeline. */
  | {
      readonly type: 'broken';
      readonly file: string;
      /** What it is called; left out: that could not be read. */
      readonly pipeline?: string;
      readonly problems: number;
      /** The first of them in words; left out: of before they were kept. */
      readonly first?: string;
    }
  /** It says less than the default branch holds it to. */
  | { readonly type: 'refused'; readonly pipeline: string; readonly reason: string }
  /** Its file could not be read, through our own fault; it is tried again. */
  | { readonly type: 'unread'; readonly pipeline: string; readonly reason: string }
  /** A pull request of the commit starts it, and there is none yet. */
  | { readonly type: 'awaits'; readonly pipeline: string }
  /** Somebody answers for it, whatever became of it. */
  | {
      readonly type: 'overridden';
      readonly pipeline: string;
      readonly by: string;
      readonly reason: string;
    }
  /** It must not run yet: a fork, a head that a stranger pushed, a changed workflow file. */
  | {
      readonly type: 'held';
      readonly pipeline: string;
      readonly reason: string;
      readonly sha: string;
    };

/** What kind of end a pipeline came to, or how far it is. */
export type StateKind =
  'failed' | 'cancelled' | 'waiting' | 'awaits' | 'held' | 'open' | 'overridden' | 'succeeded';
export type PipelineSummary = {
  readonly kind: StateKind;
  readonly tone: Tone;
  readonly name: string;
  readonly what: string;
};

/** A state in words. */
export function pipelineSummary(state: PipelineState): PipelineSummary {
  if (state.type === 'run') {
    const { tone, word } = runWords(state.view.status);
    const what = `run #${runNumber(state.view)} ${word}`;
    return { kind: KINDS[state.view.status], tone, name: state.view.pipeline, what };
  }
  if (state.type === 'refused') {
    return { kind: 'failed', tone: 'bad', name: state.pipeline, what: state.reason };
  }
  if (state.type === 'unread') {
    const what = `${state.reason}, it is tried again`;
    return { kind: 'open', tone: 'dim', name: state.pipeline, what };
  }
  if (state.type === 'awaits') {
    const what = 'starts with a pull request of this commit';
    return { kind: 'awaits', tone: 'dim', name: state.pipeline, what };
  }
  if (state.type === 'overridden') {
    const what = `overridden by ${state.by}: ${state.reason}`;
    return { kind: 'overridden', tone: 'warn', name: state.pipeline, what };
  }
  if (state.type === 'held') {
    return { kind: 'held', tone: 'warn', name: state.pipeline, what: state.reason };
  }
  const amount = `${count(state.problems, 'mistake')} in the file`;
  const what = state.first === undefined ? amount : `${amount}, ${state.first}`;
  return { kind: 'failed', tone: 'bad', name: state.file, what };
}

const KINDS: Readonly<Record<RunView['status'], StateKind>> = {
  queued: 'open',
  running: 'open',
  waiting: 'waiting',
  succeeded: 'succeeded',
  failed: 'failed',
  rejected: 'failed',
  cancelled: 'cancelled',
};
