import type { Statistic } from '../../../evaluation/examples.ts';
import { pairOf } from './designs.ts';
import type { Effort, Evaluation, Finding } from './finding.ts';
import { chanceOf, type Chance } from './random.ts';

type Example = { readonly features: readonly number[]; readonly label: number };
/** Gives the probability of a label of 1. */
type Model = (features: readonly number[]) => number;

/** What makes a label likely; the last one is small, so that a model which never sees it is only a little worse. */
const WEIGHTS = [1.2, -0.8, 0.6, 0.5, 0.35];
const TRAINED_ON = 2000;
/** So many examples say what the true difference is. */
const TRUTH = 200_000;

/**
 * Two models that were really trained, one of which was given a feature less: their true difference is known from two
 * hundred thousand examples, and of test sets in which it is three standard errors large it is called in 80 % or more.
 */
export function twoModels(tried: Evaluation, effort: Effort): readonly Finding[] {
  const chance = chanceOf(`two models ${effort.seed}`);
  const training = Array.from({ length: TRAINED_ON }, () => draw(chance));
  const whole = train(training, WEIGHTS.length);
  const partial = train(training, WEIGHTS.length - 1);
  const truth = trueDifference(chance, whole, partial);
  const rows = Math.round(((3 * truth.deviation) / truth.difference) ** 2);
  let [called, held] = [0, 0];
  for (let run = 0; run < effort.runs; run += 1) {
    const fresh = chanceOf(`two models ${effort.seed} ${run}`);
    const { now, before } = pairOf(rows, null, () => judged(draw(fresh), whole, partial));
    const of = { seed: `${run}`, resamples: effort.resamples };
    const { metrics } = tried.compareExamples(now, before, { loss: LOSS }, of);
    const { loss } = metrics;
    if (loss?.type !== 'compared') continue;
    if (loss.interval.high < 0) called += 1;
    if (loss.interval.low <= -truth.difference && loss.interval.high >= -truth.difference)
      held += 1;
  }
  const share = (count: number): string => `${((100 * count) / effort.runs).toFixed(1)} %`;
  const slack = (p: number): number =>
    effort.runs >= 1000 ? 0.02 : 2 * Math.sqrt((p * (1 - p)) / effort.runs);
  return [
    {
      law: 'power: two trained models, three standard errors apart',
      holds: called / effort.runs >= 0.8 - slack(0.8),
      figures: `called in ${share(called)}, on ${rows} examples that differ by ${truth.difference.toFixed(5)}`,
    },
    {
      law: 'coverage: two trained models',
      holds: Math.abs(held / effort.runs - 0.95) <= Math.max(0.02, slack(0.95)),
      figures: `the true difference in ${share(held)}`,
    },
  ];
}

const LOSS: Statistic = { type: 'log-loss', label: 'label', probability: 'p' };

function draw({ normal, uniform }: Chance): Example {
  const features = WEIGHTS.map(() => normal());
  return { features, label: uniform() < logistic(product(features, WEIGHTS)) ? 1 : 0 };
}

function judged({ features, label }: Example, whole: Model, partial: Model) {
  return [
    { label, p: whole(features) },
    { label, p: partial(features) },
  ] as const;
}

/** Logistic regression on the first features, by gradient descent. */
function train(examples: readonly Example[], width: number): Model {
  let weights = Array.from({ length: width }, () => 0);
  for (let step = 0; step < 200; step += 1) {
    const slope = Array.from({ length: width }, () => 0);
    for (const { features, label } of examples) {
      const off = logistic(product(features, weights)) - label;
      for (let at = 0; at < width; at += 1)
        slope[at] = (slope[at] ?? 0) + off * (features[at] ?? 0);
    }
    weights = weights.map((weight, at) => weight - (2 * (slope[at] ?? 0)) / examples.length);
  }
  return (features) => logistic(product(features, weights));
}

/** How much less the whole model loses of an example in the mean, and how much that varies. */
function trueDifference(chance: Chance, whole: Model, partial: Model) {
  let [sum, squares] = [0, 0];
  for (let count = 0; count < TRUTH; count += 1) {
    const { features, label } = draw(chance);
    const difference = lossOf(partial(features), label) - lossOf(whole(features), label);
    sum += difference;
    squares += difference ** 2;
  }
  const difference = sum / TRUTH;
  return { difference, deviation: Math.sqrt(squares / TRUTH - difference ** 2) };
}

function lossOf(p: number, label: number): number {
  return -Math.log(label === 1 ? p : 1 - p);
}

function product(features: readonly number[], weights: readonly number[]): number {
  return weights.reduce((sum, weight, at) => sum + weight * (features[at] ?? 0), 0);
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
