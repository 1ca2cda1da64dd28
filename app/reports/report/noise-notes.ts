import { firstFew } from '../../../text/first-few.ts';
import { ownValue } from '../../domain/own-value.ts';
import { numberText } from '../words/number-text.ts';
import { luckOf } from './judge-training.ts';
import type { Report, ReportedMetric, Side } from './report.ts';
import { answerOf, isOtherwise, oneNoiseText } from './report-words.ts';
import { selectionNote } from './selected-from.ts';
import type { Training } from './training.ts';

/**
 * Whose noise the changes of a report have, and what is luck or habit in them; nothing of it is escaped. `isNoiseSaid`: the
 * head has said in full which noise its number rests on.
 */
export function noiseNotes(
  report: Report,
  { isNoiseSaid }: { readonly isNoiseSaid: boolean },
): readonly string[] {
  const { training, looks } = report;
  const comparable = report.sides.filter((side) => !isOtherwise(side));
  return [
    ...oneNoiseNotes(report, comparable, isNoiseSaid),
    ...trainingsOf(report, comparable),
    ...(training?.together == null ? [] : [togetherNote(training.together)]),
    ...selectionNotes(report, comparable),
    ...(looks === undefined || looks.ever < MANY_LOOKS ? [] : [looksNote(looks)]),
    ...togetherNotes(report, comparable),
  ];
}

/** Which metrics have the one noise alone; by name where others have both. */
function oneNoiseNotes(report: Report, sides: readonly Side[], isSaid: boolean): readonly string[] {
  const { metrics } = report;
  const head = isSaid ? answerOf(report)?.metric.name : undefined;
  const sure = metrics.flatMap(({ name, against }) => {
    const rests = sides.flatMap((side) => ownValue(against, side.name)?.restsOn ?? []);
    return rests.length === 0 ? [] : [{ name, rests }];
  });
  return ONE_NOISES.flatMap((noise) => {
    const names = sure.flatMap(({ name, rests }) => (rests.includes(noise) ? [name] : []));
    const isAll = names.length === sure.length;
    if (names.length === 0 || (names.includes(head ?? '') && (isAll || names.length === 1)))
      return [];
    return [oneNoiseText(noise, isAll ? 'it' : firstFew(names, MOST_NAMES))];
  });
}

const ONE_NOISES = ['test', 'training'] as const;
const MOST_NAMES = 3;

/** `training noise by 5 seeds of train; main is taken to vary as much` */
function trainingsOf(report: Report, sides: readonly Side[]): readonly string[] {
  for (const side of sides) {
    const metric = report.metrics.find((each) => isOfTraining(each, side));
    if (metric === undefined) continue;
    const now = spreadText(report.training, metric.name);
    const before = spreadText(side.training, metric.name);
    if (now !== null && before !== null) {
      return [`training noise by ${now}, and ${before} of ${side.name}`];
    }
    const other = now === null ? 'this run' : side.name;
    const known = now ?? `${before} of ${side.name}`;
    return [`training noise by ${known}; ${other} is taken to vary as much`];
  }
  return [];
}

function isOfTraining({ against }: ReportedMetric, { name }: Side): boolean {
  const restsOn = ownValue(against, name)?.restsOn;
  return restsOn === 'training' || restsOn === 'both';
}

function spreadText(training: Training | undefined, metric: string): string | null {
  const spread = ownValue(training?.spreads ?? {}, metric);
  if (spread === undefined) return null;
  const { n, from, step, measuredBy } = spread;
  const by = measuredBy === undefined ? '' : `, each evaluated by ${measuredBy}`;
  return from === 'seeds'
    ? `${n} seeds of ${step}${by}`
    : `${n} runs that differ in the seed of ${step} alone`;
}

/** Where one interval of many leaves out 0, and nothing is claimed, a reader has to know why. */
function togetherNotes({ metrics }: Report, sides: readonly Side[]): readonly string[] {
  const sure = metrics
    .filter(({ isPrimary }) => !isPrimary)
    .flatMap(({ against }) => sides.flatMap(({ name }) => ownValue(against, name) ?? []))
    .filter(({ interval }) => interval !== null);
  if (sure.length < 2) return [];
  const isHeldBack = sure.some(
    ({ claim, interval }) =>
      claim === 'no-detectable-change' &&
      interval !== null &&
      (interval.low > 0 || interval.high < 0),
  );
  return [
    isHeldBack
      ? `${TOGETHER}: of so many, one whose interval leaves out 0 may be chance`
      : TOGETHER,
  ];
}

const TOGETHER = 'metrics beside the primary one are judged together (Holm)';

function togetherNote(step: string): string {
  return `all models of ${step} are evaluated together: how much training moves what comes of that, their seeds do not say`;
}

/** Nothing where each side chose among as many, as where there is none: the luck of one is that of the other. */
function selectionNotes(report: Report, sides: readonly Side[]): readonly string[] {
  const { selection } = report;
  if (selection == null) return [];
  const measured = sides.filter(({ found }) => found.type === 'measured');
  // What is the very model of the other side leads by nothing.
  if (measured.length > 0 && measured.every(({ isSameModel = false }) => isSameModel)) return [];
  const isEven = ({ training }: Side): boolean =>
    training?.selection?.metric === selection.metric &&
    training?.selection?.cells === selection.cells;
  // Beside nothing nobody leads; equals share their luck.
  if (measured.every(isEven)) return [];
  const metric = report.metrics.find(({ name }) => name === selection.metric);
  const other = measured.find((side) => !isEven(side));
  const luck =
    metric === undefined
      ? 0
      : luckOf({
          metric: metric.name,
          goal: metric.goal,
          now: report.training,
          before: other?.training,
        });
  const figure =
    luck === 0 || metric === undefined ? '' : ` (${metric.name} by about ${luckText(luck)})`;
  return [`${selectionNote(selection)}${figure}`];
}

function luckText(luck: number): string {
  return numberText(Number(Math.abs(luck).toPrecision(2)));
}

/** Who looks so often begins to fit what is tried to the test data: the best of five equals is 1.2 σ ahead. */
const MANY_LOOKS = 5;

function looksNote({ pull, ever }: NonNullable<Report['looks']>): string {
  const times = (count: number): string =>
    ['never', 'once', 'twice'][count] ?? `${count.toLocaleString('en-US')} times`;
  const here = pull === null ? '' : `${times(pull)} in this pull request, `;
  return `evaluated on this test data ${here}${times(ever)} in all`;
}
