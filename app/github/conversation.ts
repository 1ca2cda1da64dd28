import type { Policy } from '../domain/policy.ts';
import type { RunHeader } from '../domain/run/run.ts';
import { inlineText } from '../reports/markdown/inline-text.ts';
import type { AnswerLine } from './message.ts';
import type { IngressDeps } from './ingress-deps.ts';
import type { Said } from '../runtime/audit/audit-of-event.ts';
import type { Config, GitHubApi, Permission, Pull } from './reads/api-port.ts';
import type { IssueCommentEvent } from './inbox/read-delivery.ts';
import { cut } from '../../text/shortened.ts';

/** What a command is carried out with: who asked, where, and how the pull request stands now. */
export type Conversation = {
  readonly deps: IngressDeps;
  readonly api: GitHubApi;
  readonly comment: IssueCommentEvent;
  /** Of whoever asks, as GitHub says now. */
  readonly permission: Permission;
  /** Null: it is about no open pull request's head. */
  readonly pull: Pull | null;
  readonly config: Config;
  readonly policy: Policy;
  /** Names the command among all, so that carrying it out twice is carrying it out once. */
  readonly id: string;
};

/** About the head of an open pull request. */
export type HeadConversation = Conversation & { readonly pull: Pull };

/** What a command came to. `null` text: the reaction says it all. */
export type Answer = {
  readonly reaction: 'rocket' | 'confused';
  readonly text: string | null;
  /** The lines of the text, where one of them tells of a run that was started; left out: none does. */
  readonly lines?: readonly AnswerLine[];
  /** Each thing that was decided stands in the audit already; left out: the command as a whole is to stand there. */
  readonly isAudited?: true;
};

/** It was done. */
export function done(text: string | null = null): Answer {
  return { reaction: 'rocket', text };
}

/** It was done, and runs were started. */
export function begun(lines: readonly AnswerLine[]): Answer {
  return { reaction: 'rocket', text: lines.map(({ text }) => text).join('\n'), lines };
}

/** It was not; the text says why and what to write instead. */
export function refused(text: string): Answer {
  return { reaction: 'confused', text };
}

/** How it was asked for, for the audit. */
export function saidIn({ comment, permission, pull }: Conversation, asked: string): Said {
  const { sender } = comment;
  const evidence = pull === null ? {} : { pull: pull.number };
  return { actorId: sender.id, permission, surface: 'comment', asked, evidence };
}

/** What is asked about a repository and a pull request, wherever it is asked. */
export type Question = Pick<Conversation, 'api' | 'policy' | 'pull'> & {
  readonly deps: Pick<IngressDeps, 'store' | 'runtime' | 'clock' | 'api' | 'clients'>;
  readonly comment: Pick<IssueCommentEvent, 'repository'>;
};

/** Runs of the pull request's head, newest first; none where there is no pull request. */
export async function runsOfHead({
  deps,
  comment,
  pull,
}: Pick<Question, 'deps' | 'comment' | 'pull'>): Promise<readonly RunHeader[]> {
  if (pull === null) return [];
  const repository = comment.repository.id;
  const query = { pipeline: null, open: false, limit: 100, repository, sha: pull.headSha };
  return deps.store.runs.list(query);
}

/** The run that a word like `#12` names, of this repository only; null: there is none. */
export async function runNamed(
  { deps, comment }: Pick<Question, 'deps' | 'comment'>,
  word: string,
): Promise<RunHeader | null> {
  const id = await deps.store.runs.find(word, comment.repository.id);
  return id === null ? null : deps.store.runs.header(id);
}

/** As people call it. */
export function nameOf({ pipeline, number, attempt }: RunHeader): string {
  return `${pipeline} #${number}${attempt === 1 ? '' : `.${attempt}`}`;
}

/** A run's name, with its page behind it where it has one. */
export function linked(
  { pageOf }: Pick<IngressDeps, 'pageOf'>,
  run: { readonly id: string; readonly name: string },
): string {
  const page = pageOf(run.id);
  return page === null ? run.name : `[${run.name}](${page})`;
}

/** Text of others in Markdown of ours: it mentions nobody, links nowhere and is no command. */
export function quoted(text: string): string {
  const line = cut(text.replace(/[\r\n]+/g, ' '), 300);
  return `\`${line.replaceAll('`', "'")}\``;
}

/** A mistake in a param that somebody typed, with what to write instead. */
export function paramLine(
  pipeline: string,
  { message, hint }: { readonly message: string; readonly hint: string | null },
): string {
  const instead = hint === null ? '' : `; ${inlineText(hint)}`;
  return `- ${quoted(pipeline)}: ${inlineText(message)}${instead}`;
}
