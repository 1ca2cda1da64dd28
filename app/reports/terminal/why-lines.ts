import type { GateSpec } from '../../domain/gate-spec.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import { momentText } from '../words/moment-text.ts';
import type { Approval } from '../../domain/run/approval.ts';
import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';
import { attemptNotes, attemptWords } from '../words/attempt-words.ts';
import { printable } from '../../../text/printable.ts';
import { gateAsks } from '../words/gate-asks.ts';
import { gateLines } from '../words/gate-lines.ts';
import { indent, joinParts, line, span, type Line } from '../layout/line.ts';
import { nextTry } from '../words/next-try.ts';
import { beforeWords } from '../words/step-time.ts';
import { runName } from '../words/run-words.ts';
import { shortReason } from '../words/short-reason.ts';
import { count, hasFailed, shownKey, stepWords } from '../words/step-words.ts';
import { rowReason } from '../words/verdict-words.ts';
import { wrap } from '../layout/wrap.ts';

const MOST_CELLS = 30;

export type StepHistory = {
  readonly view: RunView;
  readonly plan: Plan;
  readonly key: string;
  /** Why it was taken from the cache or was not: what changed since the run it is compared with, a line each. */
  readonly cache: readonly string[];
  /** What people decided about it, oldest first. */
  readonly approvals: readonly Approval[];
};

/**
 * One step's story in words: how it stands, what it needed, its conditions, the cache, each attempt and what came of
 * it, its gates. No lines when the run has no such row.
 */
export function whyStory(history: StepHistory, width: number): readonly Line[] {
  const row = history.view.steps.find((step) => step.key === history.key);
  const step = history.plan.steps.find((planned) => planned.id === row?.id);
  if (row === undefined || step === undefined) return [];
  const parts = [
    headline(history.view, row, width),
    section('Needs', needLines(history.view, row)),
    section('Condition', conditionLines(step)),
    section(
      'Cache',
      history.cache.flatMap((text) => wrap(text, width - 2).map((part) => line(part))),
    ),
    section('Cells', cellLines(history.view, row)),
    section('Attempts', attemptLines(row, step, width)),
    section('Gates', gateStory(row, step, width - 2)),
    section('Approval', approvalLines(step, history.approvals, width - 2)),
  ];
  return joinParts(parts).slice(1);
}

function headline(view: RunView, row: StepView, width: number): readonly Line[] {
  const { glyph, tone, word } = stepWords(row);
  const reason = rowReason(row);
  return [
    [
      span(`${glyph} `, tone),
      span(shownKey(row.key), 'strong'),
      span(` of ${runName(view)}: `),
      span(word, tone),
    ],
    ...(reason === null ? [] : wrap(reason, width - 2).map((text) => indent(line(text), 2))),
  ];
}

function section(title: string, lines: readonly Line[]): readonly Line[] {
  if (lines.length === 0) return [];
  return [line(title, 'strong'), ...lines.map((text) => indent(text, 2))];
}

function needLines(view: RunView, row: StepView): readonly Line[] {
  return row.needs.flatMap((id) => {
    const need = view.steps.find((step) => step.key === id);
    if (need === undefined) return [];
    const { glyph, tone, word } = stepWords(need);
    return [[span(`${glyph} `, tone), span(shownKey(need.key)), span(`  ${word}`, 'dim')]];
  });
}

function conditionLines({ when, if: condition, needs }: PlanStep): readonly Line[] {
  return [
    ...(when === null || needs.length === 0 ? [] : [line(`when: ${when}`)]),
    ...(condition === null ? [] : [line(`if: ${condition}`)]),
  ];
}

function attemptLines(row: StepView, step: PlanStep, width: number): readonly Line[] {
  return row.attempts.flatMap((attempt, index) => {
    const good = attempt.status === 'succeeded';
    const isOver = attempt.endedAt !== null;
    const next = row.attempts[index + 1] ?? null;
    const before = beforeWords([attempt]);
    const notes = [
      ...attemptNotes(attempt),
      ...(good || !isOver || (next === null && row.result === null)
        ? []
        : [nextTry(attempt, row, step)]),
    ];
    return [
      [
        span(`${attempt.number}  `, 'dim'),
        span(attemptWords(attempt), good ? 'good' : 'plain'),
        span(before === '' ? '' : `  (${before})`, 'dim'),
      ],
      ...notes.flatMap((note) => wrap(note, width - 5).map((text) => indent(line(text, 'dim'), 3))),
    ];
  });
}

/** Of a matrix step: how its cells stand, those that failed first. */
function cellLines({ steps }: RunView, row: StepView): readonly Line[] {
  if (row.cell !== null) return [];
  const cells = steps
    .filter(({ id, cell }) => id === row.id && cell !== null)
    .toSorted((a, b) => Number(hasFailed(b)) - Number(hasFailed(a)));
  const more = cells.length - MOST_CELLS;
  return [
    ...cells.slice(0, MOST_CELLS).map((cell) => {
      const { glyph, tone, word } = stepWords(cell);
      const reason = [word, shortReason(cell)].filter((part) => part !== '').join(': ');
      return [span(`${glyph} `, tone), span(shownKey(cell.key)), span(`  ${reason}`, 'dim')];
    }),
    ...(more > 0 ? [line(`… ${count(more, 'more cell')}`, 'dim')] : []),
  ];
}

/** How gates were judged, and what those ask that were not, or that had nothing to be held against. */
function gateStory(row: StepView, { gates }: PlanStep, width: number): readonly Line[] {
  const judged = new Map(row.gates.map((gate) => [gate.id, gate]));
  const asked = gates.filter(({ id }) => {
    const gate = judged.get(id);
    return gate === undefined
      ? row.cell !== null || row.result !== 'skipped'
      : gate.threshold === null;
  });
  return [...gateLines(row.gates, width), ...asked.flatMap((gate) => askedLines(gate, width))];
}

function askedLines(gate: GateSpec, width: number): readonly Line[] {
  const lines = wrap(`${printable(gate.id)} asks for ${gateAsks(gate)}`, width - 2);
  return lines.map((text, index) => [span(index === 0 ? '· ' : '  ', 'dim'), span(text, 'dim')]);
}

function approvalLines(
  { approval }: PlanStep,
  decisions: readonly Approval[],
  width: number,
): readonly Line[] {
  if (approval === null) return [];
  const { environment, reviewers } = approval;
  const where = environment === null ? '' : ` for ${environment}`;
  const by = reviewers.length === 0 ? '' : `, by ${reviewers.join(', ')}`;
  const needs = `needs ${count(approval.count, 'approval')}${where}${by}`;
  return [
    ...wrap(needs, width).map((text) => line(text)),
    ...decisions.map(({ by, decision, comment, at }) => {
      const glyph = decision === 'approved' ? span('✓ ', 'good') : span('✗ ', 'bad');
      const why = comment === null ? '' : `: ${comment}`;
      return [glyph, span(`${by} ${decision} it${why}`), span(`  ${momentText(at)}`, 'dim')];
    }),
  ];
}
