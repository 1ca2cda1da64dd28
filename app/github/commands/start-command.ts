import type { TriggerEvent } from '../../domain/trigger-event.ts';
import type { Started } from '../../triggers/start-order.ts';
import { count } from '../../reports/words/step-words.ts';
import {
  letRun,
  startOnHead,
  trustOfHead,
  whyHeadIsSpent,
  type Head,
} from '../start/start-on-head.ts';
import type { AnswerLine } from '../message.ts';
import type { TrustDecision } from '../trust.ts';
import {
  begun,
  linked,
  paramLine,
  quoted,
  refused,
  type Answer,
  type HeadConversation,
} from '../conversation.ts';
import type { Arguments } from './parse-commands.ts';
import { inlineText } from '../../reports/markdown/inline-text.ts';

/** `/mlp run`, `/retrain` and other words that pipelines declare: starts them on the head of the pull request. */
export async function startCommand(
  conversation: HeadConversation,
  triggerEvent: Extract<TriggerEvent, { type: 'command' | 'workflow_dispatch' }>,
  { words, named: params }: Arguments,
): Promise<Answer> {
  const head = headOf(conversation);
  const trust = await trustOfHead(head);
  if (trust.trust === 'untrusted') return refused(heldText(conversation, trust));
  const spent = await whyHeadIsSpent(head);
  if (spent !== null) return refused(spent);
  if (words.length > 1) return refused(`Name one pipeline only, and params as \`key=value\`.`);
  const only = words[0] ?? null;
  const once = conversation.id;
  const started = await startOnHead(head, { triggerEvent, trust, only, params, once });
  return answerOf(conversation, started, triggerEvent, only);
}

/**
 * `/mlp ok <sha>`: this one commit runs, as it would have by itself, without secrets. All of its name is asked for, since
 * another commit that begins with the same ten digits is made in minutes, and pushed while the first is being read.
 */
export async function okCommand(
  conversation: HeadConversation,
  { words, named }: Arguments,
): Promise<Answer> {
  const { pull } = conversation;
  const [sha = ''] = words;
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(sha) || words.length > 1) {
    return refused(
      'Write the commit that you have read, all 40 digits of it, since shorter names can be forged: the check `mlpipelines` has the line to copy.',
    );
  }
  if (pull.headSha !== sha.toLowerCase()) {
    return refused(
      `The head is ${pull.headSha.slice(0, 10)} by now, not ${quoted(sha)}. Read it, then name it.`,
    );
  }
  const outcome = await letRun(headOf(conversation), named);
  if (outcome.type === 'refused') return refused(outcome.reason);
  const triggerEvent = { type: 'pull_request', action: 'opened', base: pull.base } as const;
  const answer = answerOf(conversation, outcome.started, triggerEvent, null);
  const { lines } = answer;
  if (lines === undefined) return answer;
  const last = lines.findLastIndex(({ run }) => run !== null);
  return begun(
    lines.map(({ text, run }, at) => {
      // It is over with its run.
      return { text: at === last ? `${text}\n\n${ON_ITS_BRANCH}` : text, run };
    }),
  );
}

// https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#push: an app's push
// starts workflows, unlike one with the token of a workflow.
const ON_ITS_BRANCH =
  "Its jobs start on a branch `mlpipelines/ok/…` at the default branch's commit, removed after the run. Workflows of this repository that are `on: push` without a branch filter run there, too; `branches-ignore: ['mlpipelines/**']` keeps them out.";

function headOf({ comment, ...conversation }: HeadConversation): Head {
  const { repository, sender } = comment;
  return { ...conversation, repository, sender };
}

function heldText({ pull }: HeadConversation, { reason }: TrustDecision): string {
  const { headSha: sha } = pull;
  return `${sha.slice(0, 10)} is not trusted: ${reason}. After reading it, someone with write access can comment \`/mlp ok ${sha}\`.`;
}

function answerOf(
  { deps }: HeadConversation,
  started: readonly Started[],
  triggerEvent: TriggerEvent,
  only: string | null,
): Answer {
  const lines = started.flatMap((one) => linesOf(deps, one));
  if (lines.some(({ run }) => run !== null)) return begun(lines);
  if (lines.length > 0) return refused(lines.map(({ text }) => text).join('\n'));
  if (only !== null && started.length === 0) {
    return refused(`There is no pipeline ${quoted(only)} at this commit.`);
  }
  const what =
    triggerEvent.type === 'command' ? `command: [${triggerEvent.name}]` : 'workflow_dispatch';
  const reasons = started.flatMap((one) =>
    'reason' in one
      ? [`- ${quoted(one.file)}: ${inlineText(one.reason.replaceAll('`', "'"))}`]
      : [],
  );
  return refused(
    [
      `No pipeline at this commit is started by this command. To change that, declare \`${what}\` in its \`on\`.`,
      ...reasons,
    ].join('\n'),
  );
}

function linesOf(deps: HeadConversation['deps'], one: Started): readonly AnswerLine[] {
  if (one.type !== 'started') return reasonsOf(one).map((text) => ({ text, run: null }));
  const name = linked(deps, {
    id: one.run,
    name: `${one.pipeline ?? quoted(one.file)} #${one.number}`,
  });
  const remarks = [...one.notYet, ...one.lowered].map((text) => `  - ${text}`);
  return [{ text: [`- ${name} started`, ...remarks].join('\n'), run: one.run }];
}

function reasonsOf(one: Exclude<Started, { type: 'started' }>): string[] {
  const name = one.pipeline ?? quoted(one.file);
  switch (one.type) {
    case 'broken':
      return [
        `- ${quoted(one.file)} has ${count(one.problems.length, 'problem')}; the check shows where`,
      ];
    case 'unread':
      return [`- ${quoted(one.reason)}: say it once more in a few minutes`];
    case 'refused':
      return one.problems.map((problem) => paramLine(name, problem));
    case 'ungated':
      return [`- ${name}: ${one.steps.join(', ')} is gone, but the default branch has gates on it`];
    // What nobody asked for by name is told in the check.
    default:
      return [];
  }
}
