import { ownValue } from '../../domain/own-value.ts';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import { whole, type Section } from '../markdown/fit-sections.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import { toneMark } from '../markdown/tone-mark.ts';
import { isEqualParam, paramRows } from '../view/param-rows.ts';
import { numberText, signed } from '../words/number-text.ts';
import { intervalText, signedIntervalText } from '../words/interval-text.ts';
import { count } from '../words/step-words.ts';
import { publicExamplesNotes } from './examples-notes.ts';
import { publicJudgeNotes } from './judge-notes.ts';
import { noiseNotes } from './noise-notes.ts';
import { sliceSections } from './slice-sections.ts';
import { leakageNotes, leakageWarnings } from './leakage-notes.ts';
import type { Change, Report, ReportedMetric, Side } from './report.ts';
import { unknownNotes } from './unknown-notes.ts';
import { CLAIM_WORDS, headOf, isOtherwise, lackOf } from './report-words.ts';

/** So many rows a reader takes in; the others are on the run's page. */
const MOST_METRICS = 5;
const MOST_PARAMS = 10;
const LONGEST_NOTE = 500;

/** What was measured beside what was measured before, what that may mean, and which params differ. */
export function reportSections(
  report: Report,
  view: Pick<RunView, 'params'>,
  page: string | null,
): readonly Section[] {
  return [...tableSections(report, page), ...sliceSections(report), ...paramSections(report, view)];
}

/** What was measured beside what was measured before, and what that may mean. */
export function tableSections(
  report: Report,
  page: string | null,
  { isNoiseSaid = false }: { readonly isNoiseSaid?: boolean } = {},
): readonly Section[] {
  const { metrics, sides } = report;
  if (metrics.length === 0) return [];
  const compared = sides.filter(({ found }) => found.type === 'measured');
  const head = [
    ['Metric', 'This run', ...compared.map(sideTitle)],
    [':--', '--:', ...compared.map(() => ':--')],
  ];
  const rows = metrics.slice(0, MOST_METRICS).map((metric) => metricRow(metric, compared));
  const lines = [...head, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  const warnings = leakageWarnings(report).map((warning) => `⚠️ **${inlineText(warning)}**`);
  return [
    ...(warnings.length === 0 ? [] : [whole(warnings.join('<br>'))]),
    whole(lines.join('\n')),
    whole(`<sub>${notes(report, { page, isNoiseSaid }).join(' · ')}</sub>`),
  ];
}

function sideTitle({ name, version, run }: Side): string {
  const named = `vs ${inlineCode(name)}${version === null ? '' : ` v${version}`}`;
  return run?.page == null ? named : `[${named}](${run.page})`;
}

function metricRow(metric: ReportedMetric, sides: readonly Side[]): readonly string[] {
  const { name, goal, isPrimary, value, interval, against } = metric;
  const strong = (text: string) => (isPrimary && text !== '' ? `**${text}**` : text);
  const way = goal === null ? '' : goal === 'up' ? ' ↑' : ' ↓';
  const shown = value === null ? '–' : strong(numberText(value));
  const sure = interval === null ? '' : `<br><sub>95 % ${intervalText(interval)}</sub>`;
  return [
    `${strong(inlineText(name, 60))}${way}${isPrimary ? ' ⭐' : ''}`,
    `${shown}${sure}`,
    ...sides.map((side) => {
      const change = ownValue(against, side.name);
      return change === undefined ? lackingCell(metric, side) : changeCell(change, strong);
    }),
  ];
}

/** One side alone measured it. */
function lackingCell({ name, value }: ReportedMetric, { found }: Side): string {
  const there = found.type === 'measured' ? ownValue(found.metrics, name) : undefined;
  if (there === undefined) return value === null ? '–' : '– <sub>not measured there</sub>';
  return `– <sub>was ${numberText(there)}, not measured here</sub>`;
}

function changeCell(change: Change, strong: (text: string) => string): string {
  const mark = toneMark(CLAIM_WORDS[change.claim].tone);
  const sure = change.interval === null ? '' : `, 95 % ${signedIntervalText(change.interval)}`;
  const moved = change.change === 0 ? '=' : strong(signed(change.change));
  return `${mark} ${moved} <sub>from ${numberText(change.value)}${sure}</sub>`;
}

function notes(
  report: Report,
  { page, isNoiseSaid }: { readonly page: string | null; readonly isNoiseSaid: boolean },
): readonly string[] {
  const { metrics, sides } = report;
  const hidden = metrics.length - MOST_METRICS;
  const more = `${hidden.toLocaleString('en-US')} more${page === null ? '' : ` on [the run's page](${page})`}`;
  const comparable = sides.filter((side) => !isOtherwise(side));
  const changes = metrics.flatMap(({ against }) =>
    comparable.flatMap(({ name }) => ownValue(against, name) ?? []),
  );
  const isNoiseUnknown = changes.some(
    ({ claim, why }) => claim === 'cannot-tell' && why === undefined,
  );
  return [
    `measured by ${inlineCode(report.step)}`,
    ...(metrics.some(({ isPrimary }) => isPrimary) ? ['⭐ primary metric'] : []),
    ...(hidden > 0 ? [more] : []),
    ...sides.flatMap((side) => {
      const lack = lackOf(side);
      return lack === null ? [] : [inlineText(lack)];
    }),
    ...leakageNotes(report).map((note) => inlineText(note)),
    ...unknownNotes(report).map((note) => inlineText(note)),
    ...publicExamplesNotes(report).map((note) => inlineText(note)),
    ...publicJudgeNotes(report).map((note) => inlineText(note, LONGEST_NOTE)),
    ...noiseNotes(report, { isNoiseSaid }).map((note) => inlineText(note)),
    ...(isNoiseUnknown
      ? [`${toneMark('dim')} noise not known: a step may write how sure it is (low, high)`]
      : []),
  ];
}

function paramSections({ sides }: Report, view: Pick<RunView, 'params'>): readonly Section[] {
  const side = sides.find(({ run, found }) => run !== null && found.type === 'measured');
  if (side === undefined || side.run === null) return [];
  const rows = paramRows(view, side.run).filter((row) => !isEqualParam(row));
  const { name } = side;
  if (rows.length === 0) return [];
  const text = (value: unknown) =>
    value === undefined ? '–' : inlineText(JSON.stringify(value), 80);
  const head = [
    `<details><summary>What changed: ${count(rows.length, 'param')}</summary>`,
    '',
    `| Param | This run | ${inlineCode(name)} |\n| :-- | --: | --: |`,
  ].join('\n');
  const lines = rows
    .slice(0, MOST_PARAMS)
    .map((row) => `| ${inlineCode(row.name)} | **${text(row.value)}** | ${text(row.other)} |`);
  return [
    {
      head,
      rows: lines,
      tail: '\n</details>',
      more: (left) => `| … ${count(left, 'more param')} | | |`,
    },
  ];
}

/** The head of a report: what may be claimed against the first side, with its noise, and how it stands against the others. */
export function reportLines(
  report: Report,
): { readonly claim: string; readonly others: string } | null {
  const head = headOf(report);
  if (head === null) return null;
  const number = `${inlineText(head.metric, 60)} ${head.value}`;
  const [first, ...rest] = head.standings;
  const warned = head.warning === null ? '' : `; ${head.warning}`;
  if (first === undefined) {
    const doubt = head.warning === null ? '' : ` (${head.warning})`;
    return { claim: `**${number}**${doubt}`, others: '' };
  }
  const { side, word, moved, interval, caveat, but } = first;
  const sure = interval === null ? caveat : `95 % ${interval}`;
  const noise = sure === null ? '' : `, ${sure}`;
  const setbacks = but.length === 0 ? '' : `, but ${inlineText(but.join('; '), 300)}`;
  const claim = `${word} ${inlineCode(side.name)}: **${number}** (${moved}${noise}${warned})${setbacks}`;
  const others = rest.map(({ side, word, moved, otherwise }) => {
    const version = side.version === null ? '' : ` v${side.version}`;
    const stands = otherwise === null ? word : 'not comparable with';
    return `${stands} ${inlineCode(side.name)}${version} (${moved})`;
  });
  return { claim, others: others.length === 0 ? '' : `Also ${others.join(', ')}.` };
}
