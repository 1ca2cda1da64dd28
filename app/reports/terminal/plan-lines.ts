import { joinParts, line, span, type Line, type Tone } from '../layout/line.ts';
import type { Forecast, PlanStepView, PlanView } from '../view/plan-view.ts';
import { duration } from '../../../text/duration.ts';
import { filesAndSize } from '../../../text/size.ts';
import { estimateWords } from '../words/estimate-words.ts';
import { count, shownKey } from '../words/step-words.ts';
import { table } from '../layout/table.ts';
import { wrap } from '../layout/wrap.ts';
import { machineLines } from './machine-lines.ts';
import { subjectLines } from './subject-lines.ts';

const OUTCOMES: Readonly<Record<Forecast['outcome'], { glyph: string; tone: Tone; word: string }>> =
  {
    runs: { glyph: '●', tone: 'accent', word: 'runs' },
    cached: { glyph: '✓', tone: 'good', word: 'cached' },
    rejected: { glyph: '✗', tone: 'bad', word: 'would be rejected' },
    skipped: { glyph: '–', tone: 'dim', word: 'skipped' },
  };

/** Beyond this many rows cells that share their fate share a row. */
const MANY_ROWS = 30;

/** A plan for people: its waves, what each step would do and why, what is copied, and what differs on this machine. */
export function planLines(view: PlanView, width: number): readonly Line[] {
  return joinParts([
    [headline(view)],
    stepTable(view, width),
    machineLines(view.machines, width),
    estimateLines(view.estimate, width),
    noteLines(view.notes, width),
  ]).slice(1);
}

function headline(view: PlanView): Line {
  const counts = (['runs', 'cached', 'rejected', 'skipped'] as const).flatMap((outcome) => {
    const amount = view.steps.filter((step) => step.outcome === outcome).length;
    if (amount === 0) return [];
    return [`${amount} ${outcome === 'runs' ? 'to run' : OUTCOMES[outcome].word}`];
  });
  return [
    span(view.pipeline, 'strong'),
    span(`  ${count(view.steps.length, 'step')} in ${count(view.waves.length, 'wave')}`, 'dim'),
    span(`  ·  ${counts.join(', ')}`, 'dim'),
  ];
}

function stepTable(view: PlanView, width: number): readonly Line[] {
  const byKey = new Map(view.steps.map((step) => [step.key, step]));
  const room = roomIn(view, width);
  const isLong = view.steps.length > MANY_ROWS;
  const rows = view.waves.flatMap((wave, index) => {
    const steps = wave.flatMap((key) => byKey.get(key) ?? []);
    const told = isLong ? alike(steps) : steps.map((step) => [step]);
    return told.map((group, place) => stepRow(group, place === 0 ? index + 1 : null, room));
  });
  return table(
    [
      { title: 'wave', align: 'right' },
      { title: '  step', shrinkTo: 22 },
      { title: '' },
      { title: 'because', shrinkTo: 20, wraps: true },
      { title: 'copies', align: 'right' },
      { title: 'took', align: 'right' },
    ],
    rows,
    width,
  );
}

/** Why something runs is what a plan is read for; where there is little room the rest is left out. */
type Room = { readonly took: boolean; readonly copies: boolean };

function roomIn({ steps }: PlanView, width: number): Room {
  const took = steps.some(({ lastMs }) => lastMs !== null) && width >= ROOM_FOR_TIME;
  return { took, copies: width >= (took ? ROOM_FOR_BOTH : ROOM_FOR_COPIES) };
}

const ROOM_FOR_TIME = 72;
const ROOM_FOR_COPIES = 80;
const ROOM_FOR_BOTH = 96;

/** Steps, and cells of one step with one fate together. */
function alike(steps: readonly PlanStepView[]): readonly (readonly PlanStepView[])[] {
  const groups = new Map<string, PlanStepView[]>();
  for (const step of steps) {
    const fate = JSON.stringify([step.id, step.outcome, step.reason]);
    const group = groups.get(fate);
    if (group === undefined) groups.set(fate, [step]);
    else group.push(step);
  }
  return [...groups.values()];
}

function stepRow(group: readonly PlanStepView[], wave: number | null, room: Room): readonly Line[] {
  const [step] = group;
  if (step === undefined) return [];
  const { glyph, tone, word } = OUTCOMES[step.outcome];
  return [
    line(wave === null ? '' : String(wave), 'dim'),
    [span(`${glyph} `, tone), span(shownKey(nameOf(step, group.length)))],
    line(word, tone),
    line(step.reason),
    line(room.copies ? copiesText(group) : '', 'dim'),
    line(room.took ? lastText(group) : '', 'dim'),
  ];
}

function nameOf({ key, id, cellsOpen }: PlanStepView, rows: number): string {
  if (rows > 1) return `${id} × ${count(rows, 'cell')}`;
  return cellsOpen ? `${key} × ? cells` : key;
}

/** Of several cells the longest. */
function lastText(group: readonly PlanStepView[]): string {
  const known = group.flatMap(({ lastMs }) => lastMs ?? []);
  return known.length === 0 ? '' : duration(Math.max(...known));
}

function copiesText(group: readonly PlanStepView[]): string {
  const copies = group.flatMap((step) => step.copies ?? []);
  if (copies.length === 0) return '';
  const sum = (part: 'files' | 'bytes') => copies.reduce((total, copy) => total + copy[part], 0);
  return filesAndSize(sum('files'), sum('bytes'));
}

function estimateLines(estimate: PlanView['estimate'], width: number): readonly Line[] {
  const words = estimate === null ? null : estimateWords(estimate);
  if (words === null) return [];
  const rest = wrap(words, width - 2).map((text) => line(`  ${text}`));
  return [
    [span('Cost on GitHub', 'strong'), span('  by how long steps took here', 'dim')],
    ...rest,
  ];
}

function noteLines(notes: PlanView['notes'], width: number): readonly Line[] {
  return notes.length === 0
    ? []
    : [line('On this machine', 'strong'), ...subjectLines(notes, width)];
}
