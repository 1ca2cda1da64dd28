import { duration } from '../../../text/duration.ts';
import { failureSections } from '../check/failure-sections.ts';
import { pipelineSummary, type PipelineState } from '../check/pipeline-summary.ts';
import { runProgress } from '../check/run-progress.ts';
import { foldedSweeps } from '../check/sweep-sections.ts';
import { fitSections, MOST_BYTES, needed, whole, type Section } from '../markdown/fit-sections.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import { stepSection } from '../markdown/step-section.ts';
import { toneMark } from '../markdown/tone-mark.ts';
import { tableSections } from '../report/report-sections.ts';
import { sliceSections } from '../report/slice-sections.ts';
import { costText, isNotable } from '../words/cost-words.ts';
import { estimateWords } from '../words/estimate-words.ts';
import { runNumber } from '../words/run-words.ts';
import { timeBetween } from '../words/step-time.ts';
import { changesSections } from './changes-section.ts';
import type { CommentedRun } from './commented-run.ts';
import { commentHead, isNoiseSaid } from './comment-head.ts';
import { earlierSections } from './earlier-section.ts';
import { isMergeable, mergingSections } from './merging-section.ts';
import { picturesSections } from './pictures-section.ts';
import { nextWords } from './next-words.ts';
import type { RunStory } from './run-story.ts';
import { runningSections } from './running-lines.ts';
import { trainingSections } from './training-section.ts';
import { warningSections } from './warning-alert.ts';

/** Begins the one comment of ours in a pull request; the comment that begins so and is by our App is it. */
export const COMMENT_MARKER = '<!-- mlpipelines:report -->';

/** What stands beside the runs at the head of a pull request: files that are broken, pipelines that are held back. */
export type BesideRuns = {
  readonly sha: string;
  readonly states: readonly Exclude<PipelineState, { type: 'run' }>[];
};

/**
 * The one comment of a pull request: of the newest run of each pipeline whether its model got better, what failed or
 * warns, how training goes, what changed, its steps. The same while it runs and when it is over, the most important first.
 */
export function stickyComment(runs: readonly CommentedRun[], beside: BesideRuns): string {
  const sections = [
    needed(COMMENT_MARKER),
    ...besideSections(beside),
    ...runs.flatMap(runSections),
    ...(runs.length + beside.states.length === 0 ? [whole(unaffected(beside))] : []),
    needed(FOOT),
  ];
  return fitSections(sections, MOST_BYTES);
}

const FOOT =
  '<sub>This comment is kept up to date. <code>/mlp help</code> lists the commands.</sub>';

function besideSections({ sha, states }: BesideRuns): readonly Section[] {
  return states.map((state) => {
    const { tone, name, what } = pipelineSummary(state);
    const at = inlineCode(sha.slice(0, SHORT_SHA));
    return needed(`### ${toneMark(tone)} ${inlineText(name)}\n\n${at}: ${inlineText(what)}.`);
  });
}

const SHORT_SHA = 7;

function unaffected({ sha }: BesideRuns): string {
  return `### ⚪ Nothing affected\n\nNo pipeline is triggered by ${inlineCode(sha.slice(0, SHORT_SHA))}.`;
}

function runSections(run: CommentedRun): readonly Section[] {
  const { view, page, report = null, story } = run;
  return [
    needed(commentHead(run)),
    ...estimateSections(run),
    ...runningSections(story?.running ?? []),
    ...(report === null ? [] : tableSections(report, page, { isNoiseSaid: isNoiseSaid(report) })),
    ...warningSections(run),
    ...(report === null ? [] : sliceSections(report)),
    ...failedSections(run),
    ...foldedSweeps(view, run.plan),
    ...(story === undefined ? [] : beforeSteps(story, view)),
    stepsSection(run),
    ...(story === undefined ? [] : earlierSections(story.earlier)),
    ...footSections(run),
  ];
}

/** Until what it cost is known. */
function estimateSections({ view, estimate = null }: CommentedRun): readonly Section[] {
  const words = estimate === null || view.endedAt !== null ? null : estimateWords(estimate);
  return words === null ? [] : [whole(`Estimated cost: ${inlineText(words, 500)}`)];
}

function beforeSteps(
  { training, changes, pictures, merging }: RunStory,
  view: CommentedRun['view'],
): readonly Section[] {
  return [
    // A curve does not say why a command failed.
    ...(training === null || view.status === 'failed' ? [] : trainingSections(training)),
    ...picturesSections(pictures),
    ...changesSections(changes, view),
    ...(merging === null || !isMergeable(view) ? [] : mergingSections(merging)),
  ];
}

function failedSections(run: CommentedRun): readonly Section[] {
  const { view } = run;
  const next = nextWords(view);
  return [
    ...(view.endedAt === null || view.status === 'succeeded' ? [] : failureSections(run)),
    ...(next === null ? [] : [whole(next)]),
  ];
}

function stepsSection({ view, plan }: CommentedRun): Section {
  const table = stepSection(view, plan);
  return {
    ...table,
    head: `<details><summary><b>Steps</b>: ${stepsWords(view)}</summary>\n\n${table.head}`,
    tail: '\n</details>',
  };
}

function stepsWords(view: CommentedRun['view']): string {
  const { done, total } = runProgress(view);
  const cached = view.steps.filter((step) => step.cell === null && step.cached).length;
  const ms = timeBetween(view);
  const time = ms === null ? '' : ` · ${duration(ms).replace('<', '&lt;')}`;
  const cost = view.cost === undefined || !isNotable(view.cost) ? '' : ` · ${costText(view.cost)}`;
  return `${done}/${total} done${cached === 0 ? '' : `, ${cached} from cache`}${time}${cost}`;
}

function footSections({ view, page, report = null, story }: CommentedRun): readonly Section[] {
  const side = report?.sides.find(({ run }) => run?.page != null);
  const parts = [
    ...(page === null ? [] : [`**[Run #${runNumber(view)}](${page})**`]),
    ...(side?.run?.page == null
      ? []
      : [`[run #${side.run.number} of ${inlineText(side.name, 60)}](${side.run.page})`]),
    ...(story?.another == null ? [] : [`Try another: ${inlineCode(story.another)}`]),
  ];
  return parts.length === 0 ? [] : [whole(parts.join(' · '))];
}
