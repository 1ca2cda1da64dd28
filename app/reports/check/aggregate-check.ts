import { fitSections, MOST_BYTES, whole, type Section } from '../markdown/fit-sections.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import { toneMark } from '../markdown/tone-mark.ts';
import { count } from '../words/step-words.ts';
import type { CheckOutput, CheckState } from './check-output.ts';
import { tellStanding, type PipelineStanding, type Standing, type Told } from './tell-standing.ts';

/** The one check to require in branch protection: all pipelines of a commit together. Nothing affected is success. */
export function aggregateCheck(standings: readonly PipelineStanding[]): CheckOutput {
  const told = standings.map((standing) => tellStanding(standing));
  return {
    name: 'mlpipelines',
    state: stateOf(told),
    title: titleOf(told),
    summary: fitSections([whole(lead(told)), table(told), ...wayOut(standings)], MOST_BYTES),
    text: null,
    annotations: [],
    actions: [],
    startedAt: null,
  };
}

// While anything is under way the verdict is not: a check that fails early and then moves on confuses merge queues.
function stateOf(told: readonly Told[]): CheckState {
  const has = (standing: Standing) => told.some((each) => each.standing === standing);
  if (has('open')) return { status: 'in_progress' };
  const completed = { status: 'completed', completedAt: null } as const;
  if (has('failed')) return { ...completed, conclusion: 'failure' };
  if (has('waiting') || has('held')) return { ...completed, conclusion: 'action_required' };
  if (has('cancelled')) return { ...completed, conclusion: 'cancelled' };
  return { ...completed, conclusion: 'success' };
}

const WORDS: Readonly<Record<Standing, string>> = {
  failed: 'failed',
  cancelled: 'cancelled',
  waiting: 'waiting for approval',
  held: 'held back',
  open: 'under way',
  succeeded: 'succeeded',
};

function titleOf(told: readonly Told[]): string {
  if (told.length === 0) return 'Nothing affected';
  const kinds = Map.groupBy(told, ({ standing }) => standing);
  return [...kinds].map(([standing, each]) => `${each.length} ${WORDS[standing]}`).join(', ');
}

function lead(told: readonly Told[]): string {
  return told.length === 0
    ? 'No pipeline is triggered by this commit, so nothing stands against it.'
    : `${count(told.length, 'pipeline')} at this commit.`;
}

/** What a person can do about what is held back. */
function wayOut(standings: readonly PipelineStanding[]): readonly Section[] {
  const held = standings.find((standing) => standing.type === 'held');
  if (held === undefined) return [];
  const command = `<code>/mlp ok ${held.sha}</code>`;
  return [
    whole(
      `Nothing of this commit runs by itself. Once someone with write access has read it, they can let this one commit run without secrets: comment ${command} in its pull request.`,
    ),
  ];
}

function table(told: readonly Told[]) {
  return {
    head: told.length === 0 ? '' : '| Pipeline | Standing |\n| --- | --- |',
    rows: told.map(
      ({ tone, name, what }) => `| ${inlineCode(name)} | ${toneMark(tone)} ${inlineText(what)} |`,
    ),
    tail: '',
    more: (left: number) => `| … ${count(left, 'more pipeline')} | |`,
  };
}
