import type { RunEvent } from '../../app/domain/run/event.ts';
import type { Patch } from '../../app/domain/run/patch.ts';
import type { StepRow } from '../../app/domain/run/run.ts';
import {
  FAILURE_CLASSES,
  GATE_VERDICTS,
  RUN_STATUSES,
  STEP_RESULTS,
  STEP_STATES,
  TRIGGER_RULES,
} from '../../app/domain/statuses.ts';
import { CONDITIONS } from './conditions.ts';
import type { RunBook } from './run-book.ts';

/** Counts what random runs reached, so that a test can say that they reached all of it. */
export class Coverage {
  readonly #counts = new Map<string, number>();

  mark(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  markEvent(event: RunEvent, patch: Patch | null, book: RunBook): void {
    this.mark(`${patch === null ? 'ignored' : 'decided'} ${event.type}`);
    if (patch === null) return;
    if (event.type === 'timer.fired') {
      this.mark(`clock ${book.timers.get(event.timer)?.purpose ?? 'none'}`);
    }
    if (event.type === 'attempt.ended' && event.outcome.class !== null) {
      const again = patch.steps.some(({ key, state }) => key === event.key && state !== 'over');
      this.mark(`class ${event.outcome.class}`);
      if (again) this.mark(`retry ${event.outcome.class}`);
    }
    this.markPatch(patch);
  }

  /** What of `WANTED` was never reached. */
  missing(wanted: readonly string[]): readonly string[] {
    return wanted.filter((what) => !this.#counts.has(what));
  }

  report(): string {
    return [...this.#counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([what, count]) => `${String(count).padStart(9)}  ${what}`)
      .join('\n');
  }

  markPatch(patch: Patch): void {
    this.mark(`run ${patch.header.status}`);
    if (patch.header.cancel?.forced === true) this.mark('forced cancel');
    for (const row of patch.steps) this.#markRow(row);
    for (const effect of patch.effects) this.mark(`effect ${effect.kind}`);
  }

  #markRow({ role, state, result, cached, gates, ending }: StepRow): void {
    this.mark(`state ${state}`);
    if (role === 'cell' && state === 'waiting') this.mark('a cell waits for its equal cell');
    if (result !== null) this.mark(`${role} ${result}${cached ? ' cached' : ''}`);
    for (const gate of gates) this.mark(`verdict ${gate.verdict}`);
    if (ending !== null) this.mark(`stopping as ${ending}`);
  }
}

const RESULTS = STEP_RESULTS.filter((result) => result !== 'stopped');

/** Everything that sequences must reach at least once. `stopped` is no result yet: `strategy.stop` comes later. */
export const WANTED: readonly string[] = [
  ...RUN_STATUSES.map((status) => `run ${status}`),
  ...STEP_STATES.map((state) => `state ${state}`),
  ...RESULTS.flatMap((result) => [`single ${result}`, `group ${result}`]),
  ...RESULTS.map((result) => `cell ${result}`),
  'a cell waits for its equal cell',
  'single success cached',
  'cell success cached',
  ...FAILURE_CLASSES.map((kind) => `class ${kind}`),
  ...FAILURE_CLASSES.filter((kind) => kind !== 'lost-input').map((kind) => `retry ${kind}`),
  ...TRIGGER_RULES.map((rule) => `when ${rule} holds`),
  ...TRIGGER_RULES.filter((rule) => rule !== 'all-done').map(
    (rule) => `when ${rule} does not hold`,
  ),
  ...CONDITIONS.map(({ text }) => `if ${text} holds`),
  ...CONDITIONS.filter(({ text }) => text !== 'always()' && !text.startsWith('github')).map(
    ({ text }) => `if ${text} does not hold`,
  ),
  ...GATE_VERDICTS.map((verdict) => `verdict ${verdict}`),
  ...['backoff', 'queue-timeout', 'timeout', 'stop', 'deadline', 'approval', 'budget', 'run'].map(
    (purpose) => `clock ${purpose}`,
  ),
  ...[
    'run.admitted',
    'run.cancel-requested',
    'cache.answered',
    'approval.decided',
    'budget.decided',
    'budget.raised',
    'approval.withdrawn',
    'attempt.started',
    'attempt.waits',
    'attempt.placed',
    'attempt.rejected',
    'attempt.ended',
    'baselines.answered',
    'model.promoted',
    'timer.fired',
  ].flatMap((type) => [`decided ${type}`, `ignored ${type}`]),
  'ignored run.created',
  ...[
    'group.join',
    'group.leave',
    'group.wait',
    'cache.look-up',
    'baselines.await',
    'step.start',
    'step.cancel',
    'step.look',
    'model.promote',
  ].map((kind) => `effect ${kind}`),
  'stopping as cancelled',
  'stopping as failure',
  'forced cancel',
  'left out',
  'needs --deploy',
  'dynamic matrix opened',
  'rerun failed',
  'rerun from',
  'rerun all',
  'reused single',
  'reused cell',
];
