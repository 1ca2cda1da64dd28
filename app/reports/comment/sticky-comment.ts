import { fitSections, MOST_BYTES, whole, type Section } from '../markdown/fit-sections.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import { stepSection } from '../markdown/step-section.ts';
import { toneMark } from '../markdown/tone-mark.ts';
import type { ReportedRun } from '../check/reported-run.ts';
import { pipelineSummary, type PipelineState } from '../check/pipeline-summary.ts';
import { failureSections } from '../check/failure-sections.ts';
import type { Tone } from '../layout/line.ts';
import type { Report } from '../report/report.ts';
import { reportLines, reportSections } from '../report/report-sections.ts';
import { answerOf, CLAIM_WORDS } from '../report/report-words.ts';
import { judgedGates } from '../words/verdict-words.ts';
import { count } from '../words/step-words.ts';
import { runProgress } from '../check/run-progress.ts';
import { duration } from '../../../text/duration.ts';
import { runGraph } from '../markdown/run-graph.ts';
import { runNumber, runWords, treeText } from '../words/run-words.ts';
import { timeBetween } from '../words/step-time.ts';

/** A run as the comment shows it; `page` is an address of ours where there is more, null for none. */
export type CommentedRun = ReportedRun & { readonly page: string | null };

/** Begins the one comment of ours in a pull request; the comment that begins so and is by our App is it. */
export const COMMENT_MARKER = '<!-- mlpipelines:report -->';

/** What stands beside the runs at the head of a pull request: files that are broken, pipelines that are held back. */
export type BesideRuns = {
  readonly sha: string;
  readonly states: readonly Exclude<PipelineState, { type: 'run' }>[];
};

/** The one comment of a pull request: of the newest run of each pipeline how far it is, its graph, and its steps. */
export function stickyComment(runs: readonly CommentedRun[], beside: BesideRuns): string {
  const sections = [
    whole(COMMENT_MARKER),
    ...besideSections(beside),
    ...runs.flatMap((run) => runSections(run)),
    ...(runs.length + beside.states.length === 0 ? [whole(unaffected(beside))] : []),
    whole(FOOT),
  ];
  return fitSections(sections, MOST_BYTES);
}

const FOOT =
  '<sub>This comment is kept up to date. <code>/mlp help</code> lists the commands.</sub>';

function besideSections({ sha, states }: BesideRuns): readonly Section[] {
  return states.map((state) => {
    const { tone, name, what } = pipelineSummary(state);
    const at = inlineCode(sha.slice(0, SHORT_SHA));
    return whole(`### ${toneMark(tone)} ${inlineText(name)}\n\n${at}: ${inlineText(what)}.`);
  });
}

const SHORT_SHA = 7;

function unaffected({ sha }: BesideRuns): string {
  return `### ⚪ Nothing affected\n\nNo pipeline is triggered by ${inlineCode(sha.slice(0, SHORT_SHA))}.`;
}

function runSections(run: CommentedRun): readonly Section[] {
  const { view, plan, tails, page, report = null } = run;
  const table = stepSection(view, plan);
  const hasFailed = view.endedAt !== null && view.status !== 'succeeded';
  const open = hasFailed ? ' open' : '';
  return [
    whole(headline(run)),
    ...(report === null ? [] : reportSections(report, view, page)),
    ...(hasFailed ? failureSections(view, tails) : []),
    // What is over needs no picture of how far it is.
    ...(view.endedAt === null ? graphSections(run) : []),
    {
      ...table,
      head: `<details${open}><summary>Steps: ${stepsWords(view)}</summary>\n\n${table.head}`,
      tail: '\n</details>',
    },
  ];
}

function headline({ view, page, report = null }: CommentedRun): string {
  const { tone, word } = runWords(view.status);
  const answer = report === null ? null : reportLines(report);
  const ms = timeBetween(view);
  const time = ms === null ? '' : ` in ${duration(ms).replace('<', '&lt;')}`;
  const name = `Run #${runNumber(view)}`;
  const linked = page === null ? name : `[${name}](${page})`;
  return [
    `### ${headMark(view, report, tone)} ${inlineText(view.pipeline)}${answer === null ? '' : `: ${answer.claim}`}`,
    [
      ...(answer === null || answer.others === '' ? [] : [answer.others]),
      ...gateWords(view),
      `${linked} of ${inlineCode(treeText(view))} ${word}${time}.`,
      ...(view.endedAt === null ? [progressBar(view)] : []),
    ].join(' '),
  ].join('\n\n');
}

function stepsWords(view: CommentedRun['view']): string {
  const { done, total } = runProgress(view);
  const cached = view.steps.filter((step) => step.cell === null && step.cached).length;
  return `${done}/${total} done${cached === 0 ? '' : `, ${cached} from cache`}`;
}

/** Of a run that went well, what may be claimed of its model; else that it did not. */
function headMark(view: CommentedRun['view'], report: Report | null, tone: Tone): string {
  const against = report === null ? null : (answerOf(report)?.against ?? null);
  return toneMark(
    view.status === 'succeeded' && against !== null ? CLAIM_WORDS[against.change.claim].tone : tone,
  );
}

function gateWords(view: CommentedRun['view']): readonly string[] {
  const gates = judgedGates(view);
  if (gates.length === 0) return [];
  const of = (verdict: string) => gates.filter(({ gate }) => gate.verdict === verdict).length;
  const others = [
    ...(of('warn') === 0 ? [] : [count(of('warn'), 'warning')]),
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

// Beyond these a graph is a thicket, and Mermaid draws none: https://mermaid.js.org/config/schema-docs/config.html#maxedges
const MOST_NODES = 100;
const MOST_EDGES = 400;

function graphSections({ view }: CommentedRun): readonly Section[] {
  const steps = view.steps.filter(({ cell }) => cell === null);
  const edges = steps.reduce((sum, { needs }) => sum + needs.length, 0);
  if (steps.length > MOST_NODES || edges > MOST_EDGES) return [];
  return [whole(['```mermaid', runGraph(view).trimEnd(), '```'].join('\n'))];
}
