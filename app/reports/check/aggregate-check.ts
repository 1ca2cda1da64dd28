import { fitSections, MOST_BYTES, whole, type Section } from '../markdown/fit-sections.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import { toneMark } from '../markdown/tone-mark.ts';
import { count } from '../words/step-words.ts';
import type { CheckAction, CheckOutput, CheckState } from './check-output.ts';
import {
  pipelineSummary,
  type PipelineState,
  type StateKind,
  type PipelineSummary,
} from './pipeline-summary.ts';

/**
 * The one check to require in branch protection: all pipelines of a commit together. Nothing affected is success.
 */
export function aggregateCheck(
  states: readonly PipelineState[],
  { changedSteps, note }: CommitRemarks = NO_REMARKS,
): CheckOutput {
  const summaries = states.map((state) => pipelineSummary(state));
  return {
    name: 'mlpipelines',
    state: stateOf(summaries),
    title: titleOf(summaries),
    summary: fitSections(
      [
        ...changes(changedSteps),
        whole(lead(summaries)),
        table(summaries),
        ...wayOut(states),
        ...remark(note),
      ],
      MOST_BYTES,
    ),
    text: null,
    annotations: [],
    actions: states.some(({ type }) => type === 'held') ? [LET_RUN] : [],
    startedAt: null,
  };
}

/** What is to be known of a commit as a whole. */
export type CommitRemarks = {
  /** Gated steps whose own work the change makes otherwise: said first, since it is they that judge. */
  readonly changedSteps: readonly { readonly step: string; readonly changed: readonly string[] }[];
  readonly note: string | null;
};
const NO_REMARKS: CommitRemarks = { changedSteps: [], note: null };

const LET_RUN: CheckAction = {
  label: 'Let it run',
  description: 'This commit, once, without secrets',
  identifier: 'let-run',
};

// While anything is under way the verdict is not: a check that fails early and then moves on confuses merge queues.
function stateOf(summaries: readonly PipelineSummary[]): CheckState {
  const has = (kind: StateKind) => summaries.some((each) => each.kind === kind);
  if (has('open')) return { status: 'in_progress' };
  // What a pull request would start has to be seen there before the commit counts as good.
  if (has('awaits')) return { status: 'queued' };
  const completed = { status: 'completed', completedAt: null } as const;
  if (has('failed')) return { ...completed, conclusion: 'failure' };
  if (has('waiting') || has('held')) return { ...completed, conclusion: 'action_required' };
  if (has('cancelled')) return { ...completed, conclusion: 'cancelled' };
  return { ...completed, conclusion: 'success' };
}

const WORDS: Readonly<Record<StateKind, string>> = {
  failed: 'failed',
  cancelled: 'cancelled',
  waiting: 'waiting for approval',
  awaits: 'waiting for a pull request',
  held: 'held back',
  open: 'under way',
  overridden: 'overridden',
  succeeded: 'succeeded',
};

const MOST_NAMED = 3;

function titleOf(summaries: readonly PipelineSummary[]): string {
  if (summaries.length === 0) return 'Nothing affected';
  if (summaries.every(({ kind }) => kind === 'awaits')) {
    const names = summaries.slice(0, MOST_NAMED).map(({ name }) => name);
    const more = summaries.length - names.length;
    const rest = more > 0 ? ` and ${more} more` : '';
    return `Waits for its pull request: ${names.join(', ')}${rest}`;
  }
  const kinds = Map.groupBy(summaries, ({ kind }) => kind);
  return [...kinds].map(([kind, each]) => `${each.length} ${WORDS[kind]}`).join(', ');
}

function lead(summaries: readonly PipelineSummary[]): string {
  return summaries.length === 0
    ? 'No pipeline is triggered by this commit, so nothing stands against it.'
    : `${count(summaries.length, 'pipeline')} at this commit.`;
}

/** What a person can do about what is held back. */
function wayOut(states: readonly PipelineState[]): readonly Section[] {
  const held = states.find((state) => state.type === 'held');
  if (held === undefined) return [];
  const command = `<code>/mlp ok ${held.sha}</code>`;
  return [
    whole(
      `Nothing of this commit runs by itself. Once someone with write access has read it, they can let this one commit run without secrets: press Let it run here, or comment ${command} in its pull request.`,
    ),
  ];
}

function changes(changed: CommitRemarks['changedSteps']): readonly Section[] {
  return changed.slice(0, MOST_NAMED).map(({ step, changed: what }) => {
    const names = what.map((name) => inlineCode(name)).join(', ');
    return whole(
      `⚠️ **${inlineText(step)} itself was changed**, which judges this commit: ${names}`,
    );
  });
}

function remark(note: string | null): readonly Section[] {
  return note === null ? [] : [whole(`> ${inlineText(note)}`)];
}

function table(summaries: readonly PipelineSummary[]) {
  return {
    head: summaries.length === 0 ? '' : '| Pipeline | State |\n| --- | --- |',
    rows: summaries.map(
      ({ tone, name, what }) => `| ${inlineCode(name)} | ${toneMark(tone)} ${inlineText(what)} |`,
    ),
    tail: '',
    more: (left: number) => `| … ${count(left, 'more pipeline')} | |`,
  };
}
