import type { GateSpec } from '../../domain/gate-spec.ts';

type HeldAgainst = Exclude<GateSpec['test'], { readonly type: 'value' }>;

/** How far below (or above) what it is held against a metric may lie. */
export function slackOf({ tolerance }: HeldAgainst, bar: number): number {
  const { type, amount } = tolerance;
  return type === 'relative' ? amount * Math.abs(bar) : amount;
}

/** Empty: there is none. */
export function toleranceText({ tolerance: { type, amount } }: HeldAgainst): string {
  if (amount === 0) return '';
  return `, tolerance ${type === 'relative' ? `${tidy(amount * 100)}%` : `${amount}`}`;
}

/** Without the digits that binary fractions add: 0.891 for 0.9 - 0.009. */
export function tidy(number: number): number {
  return Number(number.toPrecision(12));
}
