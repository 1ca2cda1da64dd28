import type { TriggerEvent } from '../../domain/trigger-event.ts';
import type { Started } from '../../triggers/start-order.ts';
import { count } from '../../reports/words/step-words.ts';
import { whySpent } from '../publish/generations.ts';
import { pullSubject } from '../start/pull-subject.ts';
import { startFromConfig } from '../start/start-from-config.ts';
import { decideTrust, type TrustDecision } from '../trust.ts';
import {
  done,
  linked,
  paramLine,
  quoted,
  refused,
  type Answer,
  type HeadConversation,
} from '../conversation.ts';
import type { Arguments } from './parse-commands.ts';

/** `/mlp run`, `/retrain` and other words that pipelines declare: starts them on the head of the pull request. */
export async function startCommand(
  conversation: HeadConversation,
  triggerEvent: Extract<TriggerEvent, { type: 'command' | 'workflow_dispatch' }>,
  { words, named }: Arguments,
): Promise<Answer> {
  const trust = await trustOfHead(conversation);
  if (trust.trust === 'untrusted') return refused(heldText(conversation, trust));
  const spent = await whyHeadIsSpent(conversation);
  if (spent !== null) return refused(spent);
  if (words.length > 1) return refused(`Name one pipeline only, and params as \`key=value\`.`);
  const started = await startOnHead(conversation, { triggerEvent, trust, only: words[0], named });
  return answerOf(conversation, started, triggerEvent, words[0]);
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
  const trust = await trustOfHead(conversation);
  if (trust.trust !== 'untrusted') return refused(`Nothing is held back: ${trust.reason}.`);
  const spent = await whyHeadIsSpent(conversation);
  if (spent !== null) return refused(spent);
  const triggerEvent = { type: 'pull_request', action: 'opened', base: pull.base } as const;
  const started = await startOnHead(conversation, { triggerEvent, trust, only: undefined, named });
  return answerOf(conversation, started, triggerEvent, undefined);
}

type OnHead = {
  readonly triggerEvent: TriggerEvent;
  readonly trust: TrustDecision;
  readonly only: string | undefined;
  readonly named: Readonly<Record<string, string>>;
};

async function startOnHead(
  { deps, comment, pull, config, id }: HeadConversation,
  { triggerEvent, trust, only, named: params }: OnHead,
): Promise<readonly Started[]> {
  const { repository, sender } = comment;
  const { headSha, headRef, base, number } = pull;
  const isFork = pull.headRepository !== repository.id;
  const head = { repository, number, headSha, headRef, isFork, base };
  const isOk = triggerEvent.type === 'pull_request';
  return startFromConfig(deps, {
    config,
    triggerEvent,
    hosted: { repository, trust: trust.trust, pull: number },
    subject: pullSubject({
      ...head,
      actor: sender.login,
      trigger: isOk ? 'pull_request' : triggerEvent.type,
    }),
    changed: async () => 'any',
    held: null,
    only: only ?? null,
    params,
    // Each comment is a wish of its own; the same one read twice is not.
    ...(isOk ? {} : { once: (pipeline: string) => `${id} ${pipeline}` }),
  });
}

async function trustOfHead({
  deps,
  api,
  comment,
  pull,
  policy,
}: HeadConversation): Promise<TrustDecision> {
  const { repository } = comment;
  const isFork = pull.headRepository !== repository.id;
  const pusher = await deps.store.provenance.pusherOf(repository.id, pull.headSha);
  const origin = { repository, isFork, pusher, pushedTo: null };
  return decideTrust(api, origin, policy);
}

function whyHeadIsSpent({ deps, comment, pull }: HeadConversation): Promise<string | null> {
  return whySpent(deps.store.publications, comment.repository, pull.headSha);
}

function heldText({ pull }: HeadConversation, { reason }: TrustDecision): string {
  const { headSha: sha } = pull;
  return `${sha.slice(0, 10)} is not trusted: ${reason}. After reading it, someone with write access can comment \`/mlp ok ${sha}\`.`;
}

function answerOf(
  { deps }: HeadConversation,
  started: readonly Started[],
  triggerEvent: TriggerEvent,
  only: string | undefined,
): Answer {
  const lines = started.flatMap((one) => lineOf(deps, one));
  const runs = started.filter(({ type }) => type === 'started');
  if (runs.length > 0) return done(lines.join('\n'));
  if (lines.length > 0) return refused(lines.join('\n'));
  if (only !== undefined && started.length === 0) {
    return refused(`There is no pipeline ${quoted(only)} at this commit.`);
  }
  const what =
    triggerEvent.type === 'command' ? `command: [${triggerEvent.name}]` : 'workflow_dispatch';
  const reasons = started.flatMap((one) =>
    'reason' in one ? [`- ${one.file}: ${one.reason}`] : [],
  );
  return refused(
    [
      `No pipeline at this commit is started by this command. To change that, declare \`${what}\` in its \`on\`.`,
      ...reasons,
    ].join('\n'),
  );
}

function lineOf(deps: HeadConversation['deps'], one: Started): string[] {
  const name = one.pipeline ?? one.file;
  switch (one.type) {
    case 'started':
      return [
        `- ${linked(deps, { id: one.run, name: `${name} #${one.number}` })} started`,
        ...one.notYet.map((text) => `  - ${text}`),
      ];
    case 'broken':
      return [`- ${one.file} has ${count(one.problems.length, 'problem')}; the check shows where`];
    case 'refused':
      return one.problems.map((problem) => paramLine(name, problem));
    case 'ungated':
      return [`- ${name}: ${one.steps.join(', ')} is gone, but the default branch has gates on it`];
    case 'held':
    case 'passed':
    case 'awaits':
    case 'cancel':
      return [];
  }
}
