import { fitSections, MOST_BYTES, whole, type Section } from '../markdown/fit-sections.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import { stepSection } from '../markdown/step-section.ts';
import { toneMark } from '../markdown/tone-mark.ts';
import type { ReportedRun } from '../check/run-check.ts';
import { pipelineSummary, type PipelineState } from '../check/pipeline-summary.ts';
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
  const { view, plan } = run;
  const table = stepSection(view, plan);
  const open = view.endedAt === null || view.status === 'succeeded' ? '' : ' open';
  return [
    whole(headline(run)),
    ...graphSections(run),
    {
      ...table,
      head: `<details${open}><summary>Steps</summary>\n\n${table.head}`,
      tail: '\n</details>',
    },
  ];
}

function headline({ view, page }: CommentedRun): string {
  const { tone, word } = runWords(view.status);
  const ms = timeBetween(view);
  const time = ms === null ? '' : ` in ${duration(ms).replace('<', '&lt;')}`;
  const name = `Run #${runNumber(view)}`;
  const linked = page === null ? name : `[${name}](${page})`;
  return [
    `### ${toneMark(tone)} ${inlineText(view.pipeline)}`,
    `${linked} of ${inlineCode(treeText(view))} ${word}${time}. ${progressBar(view)}`,
  ].join('\n\n');
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
