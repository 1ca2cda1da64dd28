import type { StepView } from '../../../schemas/run-view.generated.ts';
import { RESULT_WORDS } from '../../domain/result-words.ts';
import { printable } from '../../../text/printable.ts';
import type { Tone } from '../layout/line.ts';

export type StepWords = { readonly glyph: string; readonly tone: Tone; readonly word: string };

const RESULTS: Readonly<Record<NonNullable<StepView['result']>, StepWords>> = {
  success: { glyph: '✓', tone: 'good', word: RESULT_WORDS.success },
  failure: { glyph: '✗', tone: 'bad', word: RESULT_WORDS.failure },
  rejected: { glyph: '✗', tone: 'bad', word: RESULT_WORDS.rejected },
  skipped: { glyph: '–', tone: 'dim', word: RESULT_WORDS.skipped },
  cancelled: { glyph: '■', tone: 'warn', word: RESULT_WORDS.cancelled },
  stopped: { glyph: '✓', tone: 'dim', word: RESULT_WORDS.stopped },
};

const STATES: Readonly<Record<string, StepWords>> = {
  waiting: { glyph: '·', tone: 'dim', word: 'waiting' },
  approval: { glyph: '◆', tone: 'warn', word: 'needs approval' },
  open: { glyph: '●', tone: 'accent', word: 'running' },
  'looking-up': { glyph: '○', tone: 'dim', word: 'ready' },
  held: { glyph: '○', tone: 'dim', word: 'queued' },
  pricing: { glyph: '○', tone: 'dim', word: 'ready' },
  budget: { glyph: '◆', tone: 'warn', word: 'over budget' },
  ready: { glyph: '○', tone: 'dim', word: 'ready' },
  backoff: { glyph: '↻', tone: 'warn', word: 'retrying soon' },
  starting: { glyph: '◌', tone: 'accent', word: 'starting' },
  running: { glyph: '●', tone: 'accent', word: 'running' },
  stopping: { glyph: '●', tone: 'warn', word: 'stopping' },
  interrupted: { glyph: '○', tone: 'warn', word: 'interrupted' },
  judging: { glyph: '◌', tone: 'accent', word: 'waiting for its baseline' },
  promoting: { glyph: '●', tone: 'accent', word: 'promoting' },
};

/** How a step stands or ended: a mark, a colour's meaning, and a word. */
export function stepWords(step: StepView): StepWords {
  if (step.result === null) {
    return STATES[step.state] ?? { glyph: '·', tone: 'dim', word: step.state };
  }
  const words = RESULTS[step.result];
  return step.cached && step.result === 'success' ? { ...words, word: 'cached' } : words;
}

/** The key fit to show: matrix values and file text are not ours. */
export function shownKey(key: string): string {
  return printable(key.replaceAll(/[\r\n]/g, ' '));
}

/** A step that an attempt works on now. */
export function isLive(step: StepView): boolean {
  return ['starting', 'running', 'stopping', 'promoting'].includes(step.state);
}

/** A step or cell that ended badly. */
export function hasFailed(step: StepView): boolean {
  return step.result === 'failure' || step.result === 'rejected';
}

/** Several of a thing, in words: `1 step`, `3 steps`. */
export function count(amount: number, noun: string, plural = `${noun}s`): string {
  return `${amount.toLocaleString('en-US')} ${amount === 1 ? noun : plural}`;
}
