import { failedSteps } from '../words/failed-steps.ts';
import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';
import { attemptNotes, attemptWords } from '../words/attempt-words.ts';
import { gateLines } from '../words/gate-lines.ts';
import { lineText } from '../layout/line.ts';
import { fencedLines } from '../markdown/fenced-lines.ts';
import { whole, type Section } from '../markdown/fit-sections.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import { shownKey } from '../words/step-words.ts';

/** The last lines that a step or cell printed, by its key. */
export type Tails = ReadonlyMap<string, readonly string[]>;

/** Of many failed cells only these tell their story; the others are in the table. */
const MOST_STORIES = 10;
const MOST_LINES = 10;

/** What failed and why, one section for each step or cell: its attempt, its message, its gates, its last output. */
export function failureSections(view: RunView, tails: Tails): readonly Section[] {
  return failedSteps(view.steps)
    .slice(0, MOST_STORIES)
    .map((step) => whole(story(step, tails.get(step.key) ?? [])));
}

function story(step: StepView, tail: readonly string[]): string {
  const last = step.attempts.at(-1);
  const isRejected = step.result === 'rejected';
  const what = last === undefined ? 'failed' : attemptWords(last);
  const lines = [...storyNotes(step), ...(isRejected ? [] : tail.slice(-MOST_LINES))];
  return [
    `#### ❌ ${inlineCode(shownKey(step.key))} ${isRejected ? 'was rejected' : inlineText(what)}`,
    ...(lines.length === 0 ? [] : [fencedLines(lines)]),
  ].join('\n\n');
}

/** Why a step ended badly, line by line: what its attempt says, the gates that it failed, else its reason. */
export function storyNotes(step: StepView): readonly string[] {
  const last = step.attempts.at(-1);
  const gates = step.gates.filter(({ verdict }) => verdict === 'fail');
  const notes = [
    ...(last === undefined ? [] : attemptNotes(last)),
    ...gateLines(gates).map((line) => lineText(line)),
  ];
  return notes.length === 0 && step.reason !== null ? step.reason.split('\n') : notes;
}
