import { duration } from '../../../text/duration.ts';
import { runProgress } from '../check/run-progress.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import { toneMark } from '../markdown/tone-mark.ts';
import { reportLines } from '../report/report-sections.ts';
import { headOf } from '../report/report-words.ts';
import type { Report } from '../report/report.ts';
import { runNumber, runWords, treeText } from '../words/run-words.ts';
import { timeBetween } from '../words/step-time.ts';
import { count } from '../words/step-words.ts';
import { judgedGates } from '../words/verdict-words.ts';
import type { CommentedRun } from './commented-run.ts';
import { mergingSentence } from './merging-section.ts';

/** The answer first: what may be claimed of the model, its gates, and how the run stands. */
export function commentHead(run: CommentedRun): string {
  const { view, page, report = null } = run;
  const { word } = runWords(view.status);
  const first = firstWords(run);
  const answer = report === null ? null : reportLines(report);
  return [
    `### ${headMark(run)} ${inlineText(view.pipeline)}: ${answer?.claim ?? word}`,
    [
      ...(first === null ? [] : [first]),
      ...(answer === null || answer.others === '' ? [] : [answer.others]),
      ...gateWords(view),
      ...mergingWords(run),
      runSentence(view, page),
      ...(view.endedAt === null ? [progressBar(view)] : []),
    ].join(' '),
  ].join('\n\n');
}

function runSentence(view: CommentedRun['view'], page: string | null): string {
  const ms = timeBetween(view);
  const time = ms === null ? '' : ` in ${duration(ms).replace('<', '&lt;')}`;
  const name = `Run #${runNumber(view)}`;
  const linked = page === null ? name : `[${name}](${page})`;
  return `${linked} of ${inlineCode(treeText(view))} ${runWords(view.status).word}${time}.`;
}

function mergingWords({ view, story }: CommentedRun): readonly string[] {
  const sentence =
    view.status !== 'succeeded' || story?.merging == null ? null : mergingSentence(story.merging);
  return sentence === null ? [] : [sentence];
}

/** Two numbers that were measured in two ways say nothing of the model; else which noise is known. */
function firstWords({ report }: CommentedRun): string | null {
  const first = report == null ? null : (headOf(report)?.standings[0] ?? null);
  if (first === null) return null;
  const { otherwise } = first;
  if (otherwise !== null) return `**${inlineText(capital(otherwise), 500)}.**`;
  return first.interval === null || first.caveat === null
    ? null
    : `${inlineText(capital(first.caveat))}.`;
}

/** Whether the head says which noise its number rests on. */
export function isNoiseSaid(report: Report): boolean {
  const first = headOf(report)?.standings[0] ?? null;
  if (first === null || first.otherwise !== null) return false;
  return first.interval !== null && first.caveat !== null;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Of a run that went well, what may be claimed of its model; else that it did not. */
function headMark(run: CommentedRun): string {
  const { view, report = null } = run;
  const { tone } = runWords(view.status);
  const first = report === null ? undefined : headOf(report)?.standings[0];
  if (view.status !== 'succeeded' || first === undefined) return toneMark(tone);
  return toneMark(first.mark);
}

function gateWords(view: CommentedRun['view']): readonly string[] {
  const gates = judgedGates(view);
  if (gates.length === 0) return [];
  const of = (verdict: string) => gates.filter(({ gate }) => gate.verdict === verdict).length;
  const others = [
    ...(of('warn') === 0 ? [] : [count(of('warn'), 'warning')]),
    ...(of('inconclusive') === 0 ? [] : [`${of('inconclusive')} inconclusive`]),
    ...(of('no-baseline') === 0 ? [] : [`${of('no-baseline')} with nothing to compare with`]),
  ];
  return [
    `**${[`${of('pass')} of ${count(gates.length, 'gate')} passed`, ...others].join(', ')}.**`,
  ];
}

const BAR = 20;

function progressBar(view: CommentedRun['view']): string {
  const { done, total } = runProgress(view);
  const filled = total === 0 ? BAR : Math.floor((done * BAR) / total);
  return `<code>${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}</code> ${done}/${total}`;
}
