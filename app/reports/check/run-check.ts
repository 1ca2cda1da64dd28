import { costText, isNotable, partWords, unknownWords } from '../words/cost-words.ts';
import { estimateWords, expectedWords } from '../words/estimate-words.ts';
import { failedSteps } from '../words/failed-steps.ts';
import { instantOf } from '../../domain/run/instant-text.ts';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import { duration } from '../../../text/duration.ts';
import { fitSections, MOST_BYTES, whole, type Section } from '../markdown/fit-sections.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import type { SourceLine } from '../markdown/source-link.ts';
import { stepSection } from '../markdown/step-section.ts';
import { toneMark } from '../markdown/tone-mark.ts';
import { planLine } from '../view/plan-line.ts';
import { printable } from '../../../text/printable.ts';
import { runNumber, runWords } from '../words/run-words.ts';
import { emergencyWords } from '../words/by-hand-words.ts';
import { timeBetween } from '../words/step-time.ts';
import { count, shownKey } from '../words/step-words.ts';
import { testedWords } from '../words/tested-words.ts';
import { deploymentLines } from '../deployment/shown-deployment.ts';
import { triggerWords } from '../words/trigger-words.ts';
import { approvalLines } from './approval-lines.ts';
import { annotationText } from './annotation-text.ts';
import type { CheckAction, CheckAnnotation, CheckOutput, CheckState } from './check-output.ts';
import { failureSections, storyNotes } from './failure-sections.ts';
import { gateSections } from './gate-sections.ts';
import { reportSections } from '../report/report-sections.ts';
import { checkTitle } from './check-title.ts';
import { sweepSections } from './sweep-sections.ts';
import type { ReportedRun } from './reported-run.ts';
import { runProgress } from './run-progress.ts';
import { waitingDigest } from './waiting-digest.ts';

/** The check of one run: how it stands, step by step, and once it is over what failed and the buttons to try again. */
export function runCheck(run: ReportedRun): CheckOutput {
  const { view, plan, report = null } = run;
  const sections: Section[] = [
    whole(headline(run)),
    ...testedSections(run),
    ...deploymentLines(run.deployments ?? []).map((line) => whole(line)),
    ...(report === null ? [] : reportSections(report, view, null)),
    ...sweepSections(view, plan),
    ...failureSections(run),
    ...gateSections(view),
    stepSection(view, plan),
    ...paramSections(view),
  ];
  return {
    name: checkName(view.pipeline),
    state: stateOf(view),
    title: checkTitle(run),
    summary: fitSections(sections, MOST_BYTES),
    text: null,
    annotations: view.endedAt === null ? [] : failureAnnotations(run),
    actions: actionsOf(view),
    startedAt: view.startedAt === null ? null : instantOf(view.startedAt),
  };
}

/** Names of pipelines are words of `[a-z0-9_-]`. The check to require is `mlpipelines` alone (aggregate-check.ts). */
export function checkName(pipeline: string): string {
  return `mlpipelines: ${printable(pipeline)}`;
}

function stateOf(view: RunView): CheckState {
  const completedAt = view.endedAt === null ? null : instantOf(view.endedAt);
  switch (view.status) {
    case 'queued':
      return { status: 'queued' };
    case 'running':
      return { status: 'in_progress' };
    case 'waiting':
      return { status: 'completed', conclusion: 'action_required', completedAt };
    case 'succeeded':
      return { status: 'completed', conclusion: 'success', completedAt };
    case 'failed':
    case 'rejected':
      return { status: 'completed', conclusion: 'failure', completedAt };
    case 'cancelled':
      return { status: 'completed', conclusion: 'cancelled', completedAt };
  }
}

function progress(view: RunView): string {
  const { word } = runWords(view.status);
  const ms = timeBetween(view);
  if (view.endedAt !== null) {
    const after = view.status === 'cancelled' ? 'after' : 'in';
    return ms === null ? word : `${word} ${after} ${duration(ms)}`;
  }
  const { done, total } = runProgress(view);
  return `${word}, ${done} of ${count(total, 'step')} done`;
}

function headline({ view, plan, estimate = null }: ReportedRun): string {
  const { tone } = runWords(view.status);
  const started = `by ${inlineText(triggerWords(view.trigger), 60)}`;
  const lead = `${toneMark(tone)} **Run #${runNumber(view)}** ${progress(view).replace('<', '&lt;')}, started ${started}.`;
  const urgent = emergencyWords(view);
  const loud = urgent === null ? [] : [`🚨 **${inlineText(urgent, 900)}**`];
  return [
    ...loud,
    lead,
    ...costLines(view, estimate),
    ...marketLines(view),
    ...approvalLines(view, plan),
  ].join('\n\n');
}

/** What it may cost until it is over, and what it has cost. */
function costLines(view: RunView, estimate: ReportedRun['estimate'] = null): readonly string[] {
  if (view.endedAt !== null) return actualLines(view, estimate);
  const words = estimate === null ? null : estimateWords(estimate);
  const before = words === null ? [] : [`Estimated cost: ${inlineText(words, 500)}`];
  return [...before, ...actualLines(view, null)];
}

function actualLines(
  { cost, endedAt }: RunView,
  estimate: NonNullable<ReportedRun['estimate']> | null,
): readonly string[] {
  if (cost === undefined || !isNotable(cost)) return [];
  const unknown = unknownWords(cost);
  const parts = [
    `**${costText(cost)}**${endedAt === null ? ' so far' : ''}`,
    ...(estimate === null ? [] : expectedWords(estimate)),
    ...partWords(cost),
    ...(cost.idleMs === 0 ? [] : [`machines idle for ${duration(cost.idleMs)}`]),
    ...(unknown === null ? [] : [unknown]),
  ];
  return [`Cost: ${parts.join(' · ').replaceAll('<', '&lt;')}`];
}

/** The first few: each has its own sentence on the page of the run. */
const MOST_MARKETS = 5;

/** Why the newest machines of steps are on spot or on demand. */
function marketLines({ steps }: RunView): readonly string[] {
  const told = steps.flatMap(({ key, attempts }) => {
    const because = attempts.at(-1)?.machine?.because;
    return because === undefined
      ? []
      : [`${inlineText(shownKey(key), 80)}: ${inlineText(because, 400)}`];
  });
  if (told.length === 0) return [];
  const more = told.length - MOST_MARKETS;
  const shown = told.slice(0, MOST_MARKETS);
  return [
    [...shown, ...(more > 0 ? [`and ${more} more`] : [])].map((line) => `- ${line}`).join('\n'),
  ];
}

/** What became of what the pull request tested. */
function testedSections({ view, plan }: ReportedRun): readonly Section[] {
  const words = testedWords(view, plan);
  if (words === null) return [];
  const text = `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
  // Names stand between backticks.
  const parts = text.split('`').map((part, at) => (at % 2 === 1 ? inlineCode(part) : spaced(part)));
  return [whole(`${parts.join('')}.`)];
}

function spaced(part: string): string {
  const [, before = '', text = '', after = ''] = /^( ?)(.*?)( ?)$/s.exec(part) ?? [];
  return `${before}${inlineText(text, 500)}${after}`;
}

function actionsOf(view: RunView): readonly CheckAction[] {
  // GitHub shows buttons on what is completed for it: what has ended, and what waits for a person.
  if (view.status === 'waiting') return [...decisionsOn(view), CANCEL];
  if (view.endedAt === null) return [];
  const all: CheckAction = {
    label: 'Re-run all',
    description: 'A new run of all that is not cached',
    identifier: 'rerun-all',
  };
  if (view.status === 'succeeded') return [all];
  const failed: CheckAction = {
    label: 'Re-run failed',
    description: 'A new run; what succeeded is taken over',
    identifier: 'rerun-failed',
  };
  return [failed, all];
}

function decisionsOn({ steps }: RunView): readonly CheckAction[] {
  const waiting = steps.filter(({ state }) => state === 'approval');
  if (waiting.length === 0) return [];
  const what = waiting.length === 1 ? 'the step that waits' : `${waiting.length} steps that wait`;
  const digest = waitingDigest(steps);
  return [
    { label: 'Approve', description: `Lets ${what} start`, identifier: `approve:${digest}` },
    { label: 'Reject', description: `Ends ${what}, and the run`, identifier: `reject:${digest}` },
  ];
}

const CANCEL: CheckAction = {
  label: 'Cancel',
  description: 'Ends the run; what waits is not done',
  identifier: 'cancel',
};

/** Each failure on the line where its step begins, and on the line of the repository that made it fail. */
function failureAnnotations({ view, plan, sources }: ReportedRun): readonly CheckAnnotation[] {
  const annotations: CheckAnnotation[] = [];
  for (const step of failedSteps(view.steps).slice(0, MOST_ANNOTATIONS)) {
    const what = `${step.key} ${step.result === 'rejected' ? 'was rejected' : 'failed'}`;
    const line = planLine(plan, step.id);
    const story = annotationText(what, storyNotes(step).join('\n'));
    annotations.push(annotationAt({ path: plan.file, line }, story));
    const source = sources?.get(step.key);
    if (source === undefined) continue;
    annotations.push(annotationAt(source, annotationText(what, source.message)));
  }
  return annotations.slice(0, MOST_ANNOTATIONS);
}

function annotationAt(
  { path, line }: SourceLine,
  text: Pick<CheckAnnotation, 'title' | 'message'>,
): CheckAnnotation {
  return { ...text, path, startLine: line, endLine: line, columns: null, level: 'failure' };
}

const MOST_ANNOTATIONS = 50;

function paramSections(view: RunView): readonly Section[] {
  const rows = Object.entries(view.params).map(
    ([name, value]) => `| ${inlineCode(name)} | ${inlineCode(JSON.stringify(value), 200)} |`,
  );
  if (rows.length === 0) return [];
  const more = (left: number) => `| … ${count(left, 'more param')} | |`;
  const head = '<details><summary>Params</summary>\n\n| Param | Value |\n| --- | --- |';
  return [{ head, rows, tail: '\n</details>', more }];
}
