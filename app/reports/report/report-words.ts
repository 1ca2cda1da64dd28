import { firstFew } from '../../../text/first-few.ts';
import { numberText, signed } from '../words/number-text.ts';
import { cut } from '../../../text/shortened.ts';
import { ownValue } from '../../domain/own-value.ts';
import type { Tone } from '../layout/line.ts';
import { signedIntervalText } from '../words/interval-text.ts';
import { judgeWarning } from './judge-notes.ts';
import type { Change, Claim, Report, ReportedMetric, Side } from './report.ts';
import { setbacksOf } from './setbacks.ts';

type ClaimWords = {
  readonly tone: Tone;
  /** A side's name follows: `better than main`. */
  readonly word: string;
  /** By itself, as in a table. */
  readonly short: string;
};

/** What may be claimed, in words. */
export const CLAIM_WORDS: Readonly<Record<Claim, ClaimWords>> = {
  better: { tone: 'good', word: 'better than', short: 'better' },
  worse: { tone: 'bad', word: 'worse than', short: 'worse' },
  'no-detectable-change': {
    tone: 'dim',
    word: 'no detectable change from',
    short: 'no detectable change',
  },
  'cannot-tell': { tone: 'dim', word: 'cannot tell against', short: 'cannot tell' },
  changed: { tone: 'dim', word: 'changed against', short: 'changed' },
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

/** How the number that answers stands against one side. */
export type Standing = {
  readonly side: Side;
  readonly tone: Tone;
  /** `better than`; the side's name follows. */
  readonly word: string;
  /** `+0.0142` */
  readonly moved: string;
  /** `+0.008 … +0.020`, at 95 %; null: not known. */
  readonly interval: string | null;
  /** What is not known of the noise, or which of the two noises is meant; null: there is nothing to say of it. */
  readonly caveat: string | null;
  /** How the side measured differently (`otherwiseText`); null: it did not, or both were judged in one run. */
  readonly otherwise: string | null;
  /** What the number does not say: `worse in recall`. */
  readonly but: readonly string[];
  /** Of all that is said of the side: nothing is good that is worse elsewhere. */
  readonly mark: Tone;
};

/** The head of a report in parts, for each place to set in its own way; nothing of it is escaped. */
export type ReportHead = {
  readonly metric: string;
  readonly value: string;
  /** What makes the number itself doubtful, as a judge that nobody knows; null: nothing. */
  readonly warning: string | null;
  /** Of the sides that measured it, the first first. */
  readonly standings: readonly Standing[];
};

/** What may be claimed against each side, with the number. Null: no metric stands for the model. */
export function headOf(report: Report): ReportHead | null {
  const answer = answerOf(report);
  if (answer === null) return null;
  const { metric, value } = answer;
  const standings = report.sides.flatMap((side) => {
    const change = ownValue(metric.against, side.name);
    return change === undefined ? [] : [standingAgainst(report, side, change, metric.name)];
  });
  const warning = judgeWarning(report, metric.name);
  return { metric: metric.name, value: numberText(value), warning, standings };
}

function standingAgainst(report: Report, side: Side, change: Change, metric: string): Standing {
  const { claim } = change;
  const { tone, word } = CLAIM_WORDS[claim];
  const moved = signed(change.change);
  const otherwise = change.inRun === true ? null : otherwiseText(side);
  if (otherwise !== null) {
    const nothing = { interval: null, caveat: null, but: [] };
    return { side, tone, mark: tone, word: NOT_COMPARABLE, moved, otherwise, ...nothing };
  }
  const but = setbacksOf(report, { name: side.name, metric, claim });
  return {
    side,
    tone,
    word,
    moved,
    interval: change.interval === null ? null : signedIntervalText(change.interval),
    caveat: caveatOf(change, metric),
    otherwise,
    but,
    mark: but.length === 0 ? tone : 'warn',
  };
}

function caveatOf(change: Change, metric: string): string | null {
  const { interval, why, restsOn } = change;
  if (interval === null || why !== undefined) return unknownNoise(change);
  // Of both noises together, or where nothing was trained, there is nothing more to say.
  return restsOn === 'test' || restsOn === 'training' ? oneNoiseText(restsOn, metric) : null;
}

/** What the interval of a metric does not have. */
export function oneNoiseText(noise: 'test' | 'training', metric: string): string {
  return noise === 'test'
    ? `test-set noise only: training again may move ${metric} by more`
    : `training noise only: other test data may move ${metric} by more`;
}

/** Why a change says nothing, in a few words; null: it says something, or there is nothing to say. */
function unknownNoise({ claim, why }: Change): string | null {
  return why ?? (claim === 'cannot-tell' ? 'noise not known' : null);
}

const NOT_COMPARABLE = 'evaluation changed, not comparable with';

/** Whether what a side measured was measured in another way. */
export function isOtherwise({ otherwise = [] }: Pick<Side, 'otherwise'>): boolean {
  return otherwise.length > 0;
}

const MOST_REASONS = 3;

/** How a side measured differently, as a sentence without its end; null: it did not, as far as anybody knows. Nothing of it is escaped. */
export function otherwiseText({ name, otherwise = [] }: Side): string | null {
  if (otherwise.length === 0) return null;
  const reasons = firstFew(otherwise, MOST_REASONS);
  return `not comparable with ${name}: it was measured differently there (${reasons})`;
}

/**
 * `val_auc 0.9134 (+0.0142 vs main)`, of a change that is a finding; of any other one with the words that it is none.
 * Nothing of it is escaped.
 */
export function answerText({ metric, value, against }: Answer): string {
  const measured = `${plainName(metric.name)} ${numberText(value)}`;
  return against === null ? measured : `${measured} (${foundText(against)})`;
}

function foundText({ change, side }: NonNullable<Answer['against']>): string {
  if (isOtherwise(side) && change.inRun !== true) return `not comparable with ${side.name}`;
  const moved = `${signed(change.change)} vs ${side.name}`;
  switch (change.claim) {
    case 'better':
    case 'worse':
      return moved;
    case 'no-detectable-change':
      return `no detectable change from ${side.name}`;
    case 'cannot-tell':
      return `cannot tell: ${moved}, ${cut(unknownNoise(change) ?? '', LONGEST_REASON)}`;
    case 'changed':
      return `${moved}, neither better nor worse`;
  }
}

const LONGEST_REASON = 60;
const LONGEST_NAME = 40;

/** A name that cannot be read as more than one: whoever writes the file would write the sentence else. */
function plainName(name: string): string {
  return cut(name.replaceAll(/[^\p{L}\p{N}_./@-]+/gu, '_'), LONGEST_NAME);
}

/** A side as people know it: `main (#3)`, `churn@production v14`, `#12, the run before`. */
export function sideText({ name, is, version, run, isOnServer }: Side): string {
  if (isOnServer === true && version !== null) return `${name} (v${version})`;
  switch (is) {
    case 'merge-base':
      return run === null ? name : `${name} (#${run.number})`;
    case 'alias':
      return version === null || name.endsWith(`@${version}`) ? name : `${name} v${version}`;
    case 'run':
      return name;
    case 'run-before':
      return `${name}, the run before`;
  }
}

/** Why a side has nothing to compare with, as a sentence without its end; null: it has. */
export function lackOf({ name, is, found, run, version, isOwn }: Side): string | null {
  switch (found.type) {
    case 'measured':
      return null;
    case 'never':
      if (isOwn === true) return `there was no ${name} before this run`;
      return is === 'alias' && version === null
        ? `there is no ${name} yet`
        : `${name} has not measured this step yet`;
    case 'under-way':
      return `${name} still measures it${run === null ? '' : ` in run #${run.number}`}`;
    case 'unknown':
      return `where the commit grew from ${name} could not be asked`;
  }
}
