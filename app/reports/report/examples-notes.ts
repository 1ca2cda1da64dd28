import { isSameNumber } from '../../../math/same-number.ts';
import { ownValue } from '../../domain/own-value.ts';
import { numberText } from '../words/number-text.ts';
import { count } from '../words/step-words.ts';
import type { Report, Side } from './report.ts';

/** A share of examples that only one side has; above it something changed that nobody spoke of. */
const MOST_ALONE = 0.01;

/** What a reader has to know of the examples behind a report, as sentences without their end; nothing of it is escaped. */
export function examplesNotes(report: Report): readonly string[] {
  return [
    ...report.sides.flatMap((side) => [...notCompared(side, report), ...alone(side)]),
    ...sumsOf(report),
  ];
}

/** The same for a place that examples do not leave the page for: why they were not compared may name one. */
export function publicExamplesNotes(report: Report): readonly string[] {
  return [
    ...report.sides.flatMap((side) => [
      ...(notCompared(side, report).length > 0 ? [notComparedWith(side)] : []),
      ...alone(side),
    ]),
    ...sumsOf(report),
  ];
}

function sumsOf(report: Report): readonly string[] {
  return [...smallestSeen(report), ...writtenOtherwise(report)];
}

function notComparedWith({ name }: Side): string {
  return `not compared example by example with ${name}`;
}

function notCompared(side: Side, { metrics }: Report): readonly string[] {
  const { compared } = side;
  const begin = notComparedWith(side);
  if (compared?.type === 'not-compared') return [`${begin}: ${compared.reason}`];
  if (compared?.type !== 'compared') return [];
  const reasons = metrics.flatMap((metric) => {
    const comparison = ownValue(compared.metrics, metric.name);
    return comparison?.type === 'not-compared' ? [comparison.reason] : [];
  });
  return [...new Set(reasons)].slice(0, MOST_REASONS).map((reason) => `${begin}: ${reason}`);
}

const MOST_REASONS = 3;

function alone({ name, compared }: Side): readonly string[] {
  if (compared?.type !== 'compared') return [];
  const { by, paired, onlyNow, onlyBefore } = compared.pairs;
  const all = paired + onlyNow + onlyBefore;
  const lonely = onlyNow + onlyBefore;
  if (lonely === 0 || lonely <= all * MOST_ALONE) return [];
  const what = by === 'id' ? 'examples' : 'clusters';
  const [few, many] = [lonely, all].map((count) => count.toLocaleString('en-US'));
  return [`${few} of ${many} ${what} are not on both sides, beside ${name}, and are left out`];
}

/** Half of the interval of the primary metric, beside the first side that says one, and by how many examples. */
function smallestSeen({ metrics, sides }: Report): readonly string[] {
  const primary = metrics.find(({ isPrimary }) => isPrimary) ?? metrics[0];
  if (primary === undefined) return [];
  for (const { name } of sides) {
    const change = ownValue(primary.against, name);
    if (change?.by === undefined || change.interval === null) continue;
    const half = (change.interval.high - change.interval.low) / 2;
    const trainings = change.restsOn === 'both' ? ' and these trainings' : '';
    const { n, clusters } = change.by;
    const ifAlone = clusters === null ? ', if none of them belong together' : '';
    return [
      `the smallest difference in ${primary.name} that these ${sizeText(n, clusters)}${trainings} can show${ifAlone}: ±${numberText(half)}`,
    ];
  }
  return [];
}

function sizeText(n: number, clusters: number | null): string {
  const examples = `${n.toLocaleString('en-US')} examples`;
  return clusters === null ? examples : `${examples} in ${count(clusters, 'cluster')}`;
}

/** A number that its own examples do not give. */
function writtenOtherwise({ metrics }: Report): readonly string[] {
  return metrics.flatMap(({ name, value, recomputed }) => {
    if (value === null || recomputed === undefined || isSameNumber(value, recomputed)) return [];
    return [
      `${name} was written as ${numberText(value)}, and its examples give ${numberText(recomputed)}`,
    ];
  });
}
