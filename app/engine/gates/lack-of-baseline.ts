import type { Baseline } from '../../domain/gate.ts';
import type { BaselineRef } from '../../domain/gate-spec.ts';
import type { Lack } from './bar.ts';

/** Why there is no baseline to hold anything against; null: there is. */
export function lackOf(name: string, baseline: Baseline | undefined): Lack | null {
  // Nobody looked: a gate must not pass because of that.
  if (baseline === undefined) return { type: 'unknown', message: `${name} was not looked up` };
  if (baseline.type === 'none') return { type: 'none', source: name };
  if (baseline.type === 'under-way') return { type: 'unknown', message: stillMeasured(baseline) };
  return null;
}

export function baselineName(ref: BaselineRef, baseline: Baseline | undefined): string {
  const of = baseline === undefined || baseline.type === 'under-way' ? undefined : baseline.of;
  if (of !== undefined) return of;
  return ref.type === 'alias' ? `${ref.model}@${ref.alias}` : 'merge-base';
}

function stillMeasured({ number }: Extract<Baseline, { type: 'under-way' }>): string {
  return `main is still being measured, by #${number}: re-run what failed once that has ended`;
}
