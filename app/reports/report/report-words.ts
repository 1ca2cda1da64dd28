import { numberText, signed } from '../words/number-text.ts';
import { ownValue } from '../../domain/own-value.ts';
import type { Tone } from '../layout/line.ts';
import type { Change, Claim, Report, ReportedMetric, Side } from './report.ts';

/** What may be claimed, in words that a side's name follows: `better than main`. */
export const CLAIM_WORDS: Readonly<Record<Claim, { readonly tone: Tone; readonly word: string }>> =
  {
    better: { tone: 'good', word: 'better than' },
    worse: { tone: 'bad', word: 'worse than' },
    'no-detectable-change': { tone: 'dim', word: 'no detectable change from' },
    'cannot-tell': { tone: 'dim', word: 'cannot tell against' },
    changed: { tone: 'dim', word: 'changed against' },
  };

/** The number that answers whether the model got better, and the change that says it. */
export type Answer = {
  readonly metric: ReportedMetric;
  readonly value: number;
  /** Null: there is nothing to hold it against. */
  readonly against: { readonly side: Side; readonly change: Change } | null;
};

/**
 * The primary metric, else the first that says which way is better, beside the first side that measured it. Null: no metric
 * stands for the model.
 */
export function answerOf({ metrics, sides }: Report): Answer | null {
  const metric =
    metrics.find(({ isPrimary }) => isPrimary) ??
    metrics.find(({ goal, value }) => goal !== null && value !== null);
  if (metric === undefined || metric.value === null) return null;
  const against = sides.flatMap((side) => {
    const change = ownValue(metric.against, side.name);
    return change === undefined ? [] : [{ side, change }];
  });
  return { metric, value: metric.value, against: against[0] ?? null };
}

/** `val_auc 0.9134 (+0.0142 vs main)`; nothing of it is escaped. */
export function answerText({ metric, value, against }: Answer): string {
  const measured = `${metric.name} ${numberText(value)}`;
  return against === null
    ? measured
    : `${measured} (${signed(against.change.change)} vs ${against.side.name})`;
}

/** Why a side has nothing to compare with, as a sentence without its end; null: it has. */
export function lackOf({ name, is, found, run, version }: Side): string | null {
  switch (found.type) {
    case 'measured':
      return null;
    case 'never':
      return is === 'alias' && version === null
        ? `there is no ${name} yet`
        : `${name} has not measured this step yet`;
    case 'under-way':
      return `${name} still measures it${run === null ? '' : ` in run #${run.number}`}`;
    case 'unknown':
      return `where the commit grew from ${name} could not be asked`;
  }
}
