import type { GateOp, GateSpec } from '../../domain/gate-spec.ts';
import type { GateVerdict } from '../../domain/statuses.ts';
import type { Bar, KnownBar, Lack } from './bar.ts';
import { judgeBound } from './judge-bound.ts';
import { judgeOtherwise } from './judge-otherwise.ts';
import { slackOf, tidy, toleranceText } from './tolerance.ts';

export type Judged = { readonly verdict: GateVerdict; readonly message: string };

/** Judges a number by what it is held against. `where`: what of the data it was measured on, to follow it; empty: all of it. */
export function judgeNumber(gate: GateSpec, value: number, bar: Bar, where = ''): Judged {
  const measured = `gate ${gate.id}: ${gate.metric} ${value}${where}`;
  if (bar.type !== 'known') return judgeLack(gate, bar, measured);
  const unsure = unsureVerdict(gate, bar, { value, measured });
  if (unsure !== null) return unsure;
  const limit = limitOf(gate, bar.value);
  const asked = `must be ${BOUNDS[opOf(gate)]}${limit}${againstOf(gate, bar)}`;
  const message = `${measured}: ${asked}${isPoint(gate) ? ', point estimate' : ''}`;
  return compare(opOf(gate), value, limit) ? { verdict: 'pass', message } : failing(gate, message);
}

/** Judges what there is nothing to hold against. `measured`: what that is, to begin the sentence. */
export function judgeLack(gate: GateSpec, lack: Lack, measured: string): Judged {
  if (lack.type === 'unknown') return failing(gate, `${measured}: ${lack.message}`);
  const message = `${measured}: there is no ${lack.source} yet`;
  const passes = gate.test.type !== 'value' && gate.test.ifMissing === 'pass';
  return passes ? { verdict: 'no-baseline', message } : failing(gate, message);
}

/** Null: the number itself is judged, since no bound was asked for, or there is nothing to judge one by. */
function unsureVerdict(
  gate: GateSpec,
  bar: KnownBar,
  { value, measured }: { readonly value: number; readonly measured: string },
): Judged | null {
  const { test } = gate;
  if (test.type !== 'baseline') return null;
  const holds = compare(opOf(gate), value, limitOf(gate, bar.value));
  const judged =
    bar.otherwise.length > 0
      ? judgeOtherwise({ ...bar, holds })
      : test.bound === undefined
        ? null
        : judgeBound(test, test.bound, { ...bar, measured: value, holds });
  if (judged === null) return null;
  const { verdict, words } = judged;
  const message = `${measured}: ${words}`;
  if (verdict === 'pass') return { verdict, message };
  const { onInconclusive } = test.bound ?? test;
  const isHeldUp = verdict === 'fail' || onInconclusive === 'fail';
  return isHeldUp ? failing(gate, message) : { verdict: 'inconclusive', message };
}

/** A bound was asked for, and the number alone was judged. */
function isPoint({ test }: GateSpec): boolean {
  return test.type === 'baseline' && test.bound !== undefined;
}

/** What was asked of the number, the same whether it held or not, so that it is true as it stands. */
const BOUNDS: Readonly<Record<GateOp, string>> = {
  '>=': 'at least ',
  '<=': 'at most ',
  '>': 'more than ',
  '<': 'less than ',
  '==': '',
  '!=': 'other than ',
};

/** Where the limit comes from, where it is not what the file says. */
function againstOf({ test }: GateSpec, { value, source }: KnownBar): string {
  if (test.type === 'value') return '';
  return ` (${source} ${value}${toleranceText(test)})`;
}

export function failing(gate: GateSpec, message: string): Judged {
  return { verdict: gate.severity === 'warn' ? 'warn' : 'fail', message };
}

export function opOf(gate: GateSpec): GateOp {
  return gate.test.type === 'value' ? gate.test.op : opOfGoal(gate.test.goal);
}

function opOfGoal(goal: 'maximize' | 'minimize'): GateOp {
  return goal === 'maximize' ? '>=' : '<=';
}

/** The worst that still passes: what was asked for, or as far from it as a tolerance lets. It is judged as it is said. */
export function limitOf({ test }: GateSpec, bar: number): number {
  if (test.type === 'value' || test.tolerance.amount === 0) return bar;
  const slack = slackOf(test, bar);
  return tidy(test.goal === 'maximize' ? bar - slack : bar + slack);
}

function compare(op: GateOp, value: number, bar: number): boolean {
  switch (op) {
    case '>=':
      return value >= bar;
    case '>':
      return value > bar;
    case '<=':
      return value <= bar;
    case '<':
      return value < bar;
    case '==':
      return value === bar;
    case '!=':
      return value !== bar;
  }
}
