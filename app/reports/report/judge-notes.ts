import type { Agreement, Estimate } from '../../../evaluation/judge/agreement.ts';
import { lostShare, MOST_LOST, type VerdictCounts } from '../../../evaluation/judge.ts';
import { dollarsText } from '../../../text/dollars-text.ts';
import { intervalText } from '../words/interval-text.ts';
import { numberText } from '../words/number-text.ts';
import type { Report } from './report.ts';
import type { ReportedJudge } from './reported-judge.ts';

/** What has to stand beside the number itself of a metric that a judge gives, wherever it stands; null: nothing. */
export function judgeWarning({ judge }: Report, metric: string): string | null {
  if (judge == null || judge.metric !== metric) return null;
  const warnings = [
    ...(judge.uncalibrated === null ? [] : [UNCALIBRATED]),
    ...(lostShare(judge.kept.counts) > MOST_LOST ? ['more than 1 % of its verdicts lost'] : []),
  ];
  return warnings.length === 0 ? null : warnings.join(', ');
}

const UNCALIBRATED = 'judge not calibrated';

/** What a reader has to know of a judge, as sentences without their end; nothing of it is escaped. */
export function judgeNotes({ judge }: Report): readonly string[] {
  if (judge == null) return [];
  const { uncalibrated } = judge;
  return [...sumsOf(judge), ...(uncalibrated === null ? [] : [`${UNCALIBRATED}: ${uncalibrated}`])];
}

/** The same for a place that examples do not leave the page for: why labels could not be read may quote one. */
export function publicJudgeNotes({ judge }: Report): readonly string[] {
  if (judge == null) return [];
  const { uncalibrated, kept } = judge;
  const reason = kept.calibration?.type === 'unknown' ? 'labels could not be read' : uncalibrated;
  return [...sumsOf(judge), ...(uncalibrated === null ? [] : [`${UNCALIBRATED}: ${reason}`])];
}

function sumsOf(judge: ReportedJudge): readonly string[] {
  const { counts } = judge.kept;
  return [
    whoJudged(judge),
    ...pairsText(counts),
    ...lostText(counts),
    ...costText(judge),
    ...(judge.floats ? [floatsText(judge)] : []),
    ...(judge.agreement === null || judge.uncalibrated !== null
      ? []
      : agreementText(judge.agreement)),
  ];
}

/** `helpful is what gpt-4.1-2025-04-14 says of 300 items, 4 times each`. */
function whoJudged({ metric, model, against, kept: { counts } }: ReportedJudge): string {
  const { items, samples, missing } = counts;
  const most = missing === 0 ? '' : 'up to ';
  const times = samples === 1 ? '' : `, ${most}${written(samples)} times each`;
  if (against === null) return `${metric} is what ${model} says of ${written(items)} items${times}`;
  const version = against.version === null ? '' : ` v${against.version}`;
  return `${metric} is what ${model} says of ${written(items)} items beside ${against.name}${version}, in both orders${times}`;
}

/** Which place a judge likes, beside who is better. */
function pairsText({ pairs }: VerdictCounts): readonly string[] {
  if (pairs === null) return [];
  const { complete, split, decided, first } = pairs;
  const ties = `the order decided ${written(split)} of ${written(complete)} pairs, which count as ties`;
  if (decided === 0) return [ties];
  return [`${ties}; the first answer won ${percent(first / decided)} of what was decided`];
}

function lostText(counts: VerdictCounts): readonly string[] {
  const { verdicts, unparsed, missing, unjudged } = counts;
  const lost = unparsed + missing;
  if (lost === 0) return [];
  const of = `${written(lost)} of ${written(verdicts + missing)} verdicts (${percent(lostShare(counts))})`;
  const why = [
    ...(unparsed === 0 ? [] : [`${written(unparsed)} cannot be read`]),
    ...(missing === 0 ? [] : [`${written(missing)} ${missing === 1 ? 'is' : 'are'} missing`]),
    ...(unjudged === 0
      ? []
      : [`${written(unjudged)} ${unjudged === 1 ? 'item has' : 'items have'} none`]),
  ];
  return [`${of} lost and left out: ${why.join(', ')}`];
}

/** `the judge took 680 calls, 512,000 tokens, $1.94` */
function costText({ kept: { cost }, isReused }: ReportedJudge): readonly string[] {
  if (cost === undefined) return [];
  const { calls, tokens, dollars, unsaid } = cost;
  const told = [
    `${written(calls)} ${calls === 1 ? 'call' : 'calls'}`,
    ...(tokens === null ? [] : [`${written(tokens)} tokens`]),
    ...(dollars === null ? [] : [dollarsText(dollars)]),
  ].join(', ');
  const least = unsaid === 0 ? '' : `; ${written(unsaid)} of them do not say what they took`;
  return [`the judge took ${told}${isReused ? ', in the run that its work is from' : ''}${least}`];
}

function floatsText({ model, against }: ReportedJudge): string {
  const only =
    against === null ? 'what it said in two runs is not compared' : 'pairs are of one run';
  return `${model} may mean another model tomorrow: ${only}`;
}

function agreementText({
  labels,
  agreed,
  kappa,
  sensitivity,
  specificity,
}: Agreement): readonly string[] {
  const beyond = kappa === null ? '' : ` (κ ${estimateText(kappa)})`;
  const shares = [
    ...(sensitivity === null ? [] : [`it passes ${shareText(sensitivity, 'of what they pass')}`]),
    ...(specificity === null ? [] : [`fails ${shareText(specificity, 'of what they fail')}`]),
  ];
  const told = `the judge agrees with people on ${written(agreed)} of ${written(labels)} labelled answers${beyond}`;
  return [[told, ...(shares.length === 0 ? [] : [shares.join(' and ')])].join('; ')];
}

/** `0.87, 95 % 0.74 … 0.94` */
function estimateText({ value, interval }: Estimate): string {
  return `${numberText(Number(value.toFixed(2)))}, 95 % ${intervalText(interval)}`;
}

/** `87 % of what they pass (95 % 0.74 … 0.94)`. */
function shareText({ value, interval }: Estimate, of: string): string {
  return `${percent(value)} ${of} (95 % ${intervalText(interval)})`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}

function written(count: number): string {
  return count.toLocaleString('en-US');
}
