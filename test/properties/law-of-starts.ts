import type { Effect } from '../../app/domain/run/effect.ts';
import type { PlanStep } from '../../app/domain/plan.ts';
import type { StepRow } from '../../app/domain/run/run.ts';
import { law, type Step } from './law-broken.ts';
import { hasLimit } from './has-limit.ts';
import { Oracle } from './oracle.ts';

/** 6: an attempt or a promotion is ordered only when needs, condition, approval and gates allow it; one live attempt a row. */
export function checkStarts(step: Step): void {
  const oracle = new Oracle(step.plan, step.book);
  for (const effect of step.patch.effects) {
    if (effect.kind === 'step.start' || effect.kind === 'model.promote') {
      checkOrder(step, oracle, effect);
    }
    if (effect.kind === 'step.start') checkMoney(step, effect);
  }
}

/** 9: where there is a budget, no attempt is ordered but by a word about this very attempt that it may. */
function checkMoney({ plan, book, event }: Step, { id, key, attempt }: Start): void {
  const row = book.steps.get(key);
  const isFree = row === undefined || plan.step(row.stepId).action.type === 'register';
  if (isFree || !hasLimit(book, plan)) return;
  const isAnswer = event?.type === 'budget.decided' && event.verdict === 'go';
  const isAllowed = isAnswer && event.key === key && event.attempt === attempt;
  law(9, isAllowed, `${id}: nobody said that it may cost money`);
}

type Start = Extract<Effect, { kind: 'step.start' }>;
type Order = Extract<Effect, { kind: 'step.start' | 'model.promote' }>;
type Attempts = Step['book']['attempts'];

function checkOrder({ plan, book }: Step, oracle: Oracle, effect: Order): void {
  const row = book.steps.get(effect.key);
  law(6, row !== undefined, `${effect.id}: no such row`);
  if (row === undefined) return;
  const spec = plan.step(row.stepId);
  law(6, !oracle.needs(spec, row.cell).includes(null), `${effect.id}: a need is not over`);
  const allowed = oracle.allows(spec, row.cell);
  law(6, allowed === 'go', `${effect.id}: ${allowed}`);
  law(6, !oracle.lacksInput(spec, row.cell), `${effect.id}: an input was not made`);
  law(6, oracle.isApproved(spec), `${effect.id}: it is not approved`);
  if (effect.kind === 'step.start') checkAttempts(book.attempts, row, effect.attempt);
  else checkPromotion(book.attempts, row, spec);
}

function checkAttempts(attempts: Attempts, row: StepRow, number: number): void {
  const own = [...attempts.values()].filter(({ key }) => key === row.key);
  const live = own.filter(({ endedAt }) => endedAt === null);
  law(6, live.length === 1, `${row.key} has ${live.length} live attempts`);
  law(6, live[0]?.number === number && row.attempt === number, `${row.key}: attempt ${number}`);
}

function checkPromotion(attempts: Attempts, row: StepRow, spec: PlanStep): void {
  const failing = row.gates.some(({ verdict }) => verdict === 'fail');
  law(6, !failing, `${row.key} promotes although a gate failed`);
  law(6, row.gates.length === spec.gates.length, `${row.key} promotes without its gates`);
  if (spec.action.type === 'none' || row.cached) return;
  const status = attempts.get(`${row.key}#${row.attempt}`)?.status;
  law(6, status === 'succeeded', `${row.key} promotes after ${status}`);
}
