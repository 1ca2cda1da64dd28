import { failedSteps } from '../words/failed-steps.ts';
import type { StepView } from '../../../schemas/run-view.generated.ts';
import { attemptNotes, attemptWords } from '../words/attempt-words.ts';
import { gateLines } from '../words/gate-lines.ts';
import { gateReason, type GateView } from '../words/verdict-words.ts';
import { lineText } from '../layout/line.ts';
import { fencedLines } from '../markdown/fenced-lines.ts';
import { whole, type Section } from '../markdown/fit-sections.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import { nowhere, sourceLink } from '../markdown/source-link.ts';
import { planLine } from '../view/plan-line.ts';
import { shownKey } from '../words/step-words.ts';
import type { ReportedRun } from './reported-run.ts';

/** Of many failed cells only these tell their story; the others are in the table. */
const MOST_STORIES = 10;
const MOST_LINES = 10;

/** What failed and why, one section for each step or cell: its attempt, its message, its gates, its last output. */
export function failureSections(run: ReportedRun): readonly Section[] {
  return failedSteps(run.view.steps)
    .slice(0, MOST_STORIES)
    .map((step) => whole(story(step, run)));
}

function story(step: StepView, run: ReportedRun): string {
  const tail = run.tails.get(step.key) ?? [];
  const last = step.attempts.at(-1);
  const isRejected = step.result === 'rejected';
  const what = last === undefined ? 'failed' : attemptWords(last);
  const gates = isRejected ? failedGates(step) : [];
  const notes = gates.length === 0 ? storyNotes(step) : notesOfLast(step);
  const lines = [...notes, ...(isRejected ? [] : untold(tail.slice(-MOST_LINES), notes))];
  return [
    `#### ❌ ${inlineCode(shownKey(step.key))} ${isRejected ? 'was rejected' : inlineText(what)}`,
    placesText(step, run),
    ...(gates.length === 0 ? [] : [gates.map(gateItem).join('\n')]),
    ...(lines.length === 0 ? [] : [fencedLines(lines)]),
  ].join('\n\n');
}

/** Its last output, unless the message that stands above has all of it. */
function untold(tail: readonly string[], notes: readonly string[]): readonly string[] {
  const isTold = (line: string) => notes.some((note) => note.includes(line.trim()));
  return tail.every(isTold) ? [] : tail;
}

/** As prose, since a block of code does not wrap what was measured. */
function gateItem(gate: GateView): string {
  return `- **${inlineText(gate.id, 60)}**: ${inlineText(gateReason(gate), 500)}`;
}

/** The line that made it fail, where one is known, and where the pipeline file says what it is to do. */
function placesText(step: StepView, { plan, sources, urlOf = nowhere }: ReportedRun): string {
  const failed = sources?.get(step.key);
  const gate = step.gates.find(({ verdict }) => verdict === 'fail');
  const written = { path: plan.file, line: planLine(plan, step.id, gate?.id) };
  const places = [...(failed === undefined ? [] : [failed]), written];
  return places.map((place) => sourceLink(place, urlOf)).join(' · ');
}

/** Why a step ended badly, line by line: what its attempt says, the gates that it failed, else its reason. */
export function storyNotes(step: StepView): readonly string[] {
  const notes = [
    ...notesOfLast(step),
    ...gateLines(failedGates(step)).map((line) => lineText(line)),
  ];
  return notes.length === 0 && step.reason !== null ? step.reason.split('\n') : notes;
}

function notesOfLast({ attempts }: StepView): readonly string[] {
  const last = attempts.at(-1);
  return last === undefined ? [] : attemptNotes(last);
}

function failedGates({ gates }: StepView): readonly GateView[] {
  return gates.filter(({ verdict }) => verdict === 'fail');
}
