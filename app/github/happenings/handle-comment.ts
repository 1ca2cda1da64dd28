import type { Audit } from '../../runtime/intake-port.ts';
import { declaredCommands } from '../../runtime/intake/declared-commands.ts';
import type { Change } from '../../runtime/store-port.ts';
import type { GitHubApi, Permission, Pull } from '../api-port.ts';
import { carryOut, explain } from '../commands/carry-out.ts';
import { COMMANDS } from '../commands/command-table.ts';
import { refused, type Answer } from '../commands/conversation.ts';
import { parseCommands, type ParsedCommand } from '../commands/parse-commands.ts';
import { readComment, type ToldComment } from '../inbox/read-delivery.ts';
import type { Delivery } from '../inbox/work-deliveries.ts';
import { noticeChange } from '../notice.ts';
import { mayWrite } from '../trust.ts';
import type { IngressParts } from './ingress-parts.ts';

/** A comment: its commands are carried out in order, by whoever may; the first that is refused ends it. */
export async function handleComment(
  parts: IngressParts,
  { payload }: Delivery,
): Promise<readonly Change[]> {
  const comment = readComment(payload);
  if (comment === null || !isHeard(parts, comment)) return [];
  const api = parts.api(comment.repository.installation);
  const all = parseCommands(comment.body);
  if (all.length === 0) return [];
  const pull = await api.pull(comment.repository, comment.issue);
  if (pull === null || !pull.isOpen) return [];
  const commands = await ours({ api, comment, pull }, all);
  if (commands.length === 0) return [];
  await tell(parts, comment, 'eyes');
  const permission = await api.permission(comment.repository, comment.sender.login);
  return answerAll({ parts, api, comment, pull, permission }, commands);
}

type Heard = {
  readonly parts: IngressParts;
  readonly api: GitHubApi;
  readonly comment: ToldComment;
  readonly pull: Pull;
  readonly permission: Permission;
};

/** New comments of people, in open pull requests. */
function isHeard({ self }: IngressParts, comment: ToldComment): boolean {
  const { action, isPull, isOpen, author, sender } = comment;
  const isPerson = !author.isBot && !sender.isBot && author.login !== self;
  return action === 'created' && isPull && isOpen && isPerson && author.login === sender.login;
}

/** A bare word is a command only where a pipeline of the head declares it; else it is someone else's. */
async function ours(
  { api, comment, pull }: Pick<Heard, 'api' | 'comment' | 'pull'>,
  commands: readonly ParsedCommand[],
): Promise<readonly ParsedCommand[]> {
  if (commands.every(({ type }) => type !== 'bare')) return commands;
  const config = await api.readConfig(comment.repository, { sha: pull.headSha, pull: null });
  const declared = new Set((config?.head ?? []).flatMap(({ text }) => declaredCommands(text)));
  return commands.filter(({ type, name }) => type !== 'bare' || declared.has(name));
}

async function answerAll(
  heard: Heard,
  commands: readonly ParsedCommand[],
): Promise<readonly Change[]> {
  const changes: Change[] = [];
  let last: Answer | null = null;
  const texts: string[] = [];
  for (const [index, command] of commands.entries()) {
    if (last?.reaction === 'confused') break;
    const { answer, audit } = await answerOne(heard, command, index);
    last = answer;
    if (answer.text !== null) texts.push(answer.text);
    changes.push({ type: 'audit.add', audit });
  }
  const { parts, comment } = heard;
  if (last !== null) await tell(parts, comment, last.reaction);
  if (texts.length === 0) return changes;
  const { repository, issue, comment: id } = comment;
  const reply = {
    type: 'reply',
    repository,
    issue,
    comment: id,
    text: texts.join('\n\n'),
  } as const;
  return [...changes, noticeChange(`reply ${id}`, reply, parts.clock.now())];
}

async function answerOne(
  heard: Heard,
  command: ParsedCommand,
  index: number,
): Promise<{ readonly answer: Answer; readonly audit: Audit }> {
  const { parts, comment, pull, permission } = heard;
  const id = `comment ${comment.repository.id} ${comment.comment} ${index}`;
  const isGranted = mayGive(command, permission);
  const answer = isGranted
    ? await attempt(heard, command, id)
    : refused(denial(comment, permission));
  const asked = 'line' in command ? command.line : `/mlp ${command.name}`;
  const audit: Audit = {
    id,
    at: parts.clock.now(),
    repository: comment.repository.id,
    actor: comment.sender.login,
    permission,
    asked,
    decision: isGranted ? 'granted' : 'refused',
    reason: answer.reaction === 'rocket' ? 'done' : (answer.text ?? 'refused'),
    sha: pull.headSha,
  };
  return { answer, audit };
}

async function attempt(heard: Heard, command: ParsedCommand, id: string): Promise<Answer> {
  if (command.type === 'unknown' || command.type === 'malformed') return explain(command);
  const { parts, api, comment, pull } = heard;
  return carryOut({ parts, api, comment, pull, id }, command);
}

function mayGive(command: ParsedCommand, permission: Permission): boolean {
  const known = COMMANDS.find(({ name }) => name === command.name);
  const isForReaders =
    command.type === 'unknown' || (command.type !== 'bare' && known?.who === 'reader');
  return isForReaders ? permission !== 'none' : mayWrite(permission);
}

function denial({ sender }: ToldComment, permission: Permission): string {
  return `${sender.login} may ${permission === 'none' ? 'not read' : permission}, and this needs write.`;
}

/** At once, not with the end: a person waits for it. */
async function tell(
  { store, clock }: IngressParts,
  { repository, comment }: ToldComment,
  content: 'eyes' | 'rocket' | 'confused',
): Promise<void> {
  const reaction = { type: 'reaction', repository, comment, content } as const;
  await store.commit([noticeChange(`reaction ${comment} ${content}`, reaction, clock.now())]);
}
