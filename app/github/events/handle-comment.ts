import { POLICY_FILE } from '../../domain/policy.ts';
import type { Decided } from '../../domain/audit.ts';
import { declaredCommands } from '../../triggers/declared-commands.ts';
import { policyOf } from '../../triggers/policy-of.ts';
import type { Change } from '../../runtime/ports/store.ts';
import type { GitHubApi, Permission, Pull } from '../reads/api-port.ts';
import { auditCommand } from '../commands/audit-command.ts';
import { carryOut, explain } from '../commands/carry-out.ts';
import { hasHadEnough, mayBeAnswered } from '../commands/hear-stranger.ts';
import { mayGive, rightFor, RIGHTS, type Right } from '../commands/command-table.ts';
import { quoted, refused, type Answer, type Conversation } from '../conversation.ts';
import { parseCommands, type ParsedCommand } from '../commands/parse-commands.ts';
import { readComment, type IssueCommentEvent } from '../inbox/read-delivery.ts';
import type { Delivery } from '../inbox/work-deliveries.ts';
import { messageChange, type AnswerLine } from '../message.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { otherBase } from '../other-base.ts';

/** A comment: its commands are carried out in order, by whoever may; the first that is refused ends it. */
export async function handleComment(
  deps: IngressDeps,
  { payload }: Delivery,
): Promise<readonly Change[]> {
  const comment = readComment(payload);
  if (comment === null || !isHeard(deps, comment)) return [];
  const all = parseCommands(comment.body);
  // A bare word means something only at the head of a pull request.
  if (all.every((command) => isBare(command) && !comment.isPull)) return [];
  const api = deps.api(comment.repository.installation);
  const ask = () => api.permission(comment.repository, comment.sender);
  // Who writes on and on costs one question each.
  if ((await hasHadEnough(deps, comment)) && !(await mayBeAnswered(deps, comment, await ask()))) {
    return [];
  }
  const subject = await subjectOf(api, comment);
  if (subject === null) return [];
  const commands = await ours(subject, all);
  if (commands.length === 0) return [];
  const permission = await ask();
  if (!(await mayBeAnswered(deps, comment, permission))) return [];
  await tell(deps, comment, 'eyes');
  return answerAll({ deps, api, comment, permission, ...subject }, commands);
}

type Subject = Pick<Conversation, 'pull' | 'config' | 'policy'>;

/** What the comment is about, as it stands now; null: the repository is gone. */
async function subjectOf(
  api: GitHubApi,
  { repository, isPull, issue }: IssueCommentEvent,
): Promise<Subject | null> {
  const found = isPull ? await api.pull(repository, issue) : null;
  const pull = found?.isOpen === true ? found : null;
  const config = await api.readConfig(repository, {
    sha: pull?.headSha ?? 'HEAD',
    pull: null,
    base: pull === null ? null : otherBase(repository, pull.base),
  });
  return config === null ? null : { pull, config, policy: policyOf(config.policy) };
}

type Heard = Omit<Conversation, 'id'>;

/** New comments of people. */
function isHeard({ self }: IngressDeps, { action, author, sender }: IssueCommentEvent): boolean {
  const isPerson = !author.isBot && !sender.isBot && author.login !== self;
  return action === 'created' && isPerson && author.id === sender.id;
}

/** A bare word is a command only where a pipeline of the head declares it; else it is someone else's. */
async function ours(
  { config, pull }: Subject,
  commands: readonly ParsedCommand[],
): Promise<readonly ParsedCommand[]> {
  const files = pull === null || !commands.some(isBare) ? [] : await config.head.all();
  const declared = new Set(files.flatMap(declaredCommands));
  return commands.filter((command) => !isBare(command) || declared.has(command.name));
}

function isBare(command: ParsedCommand): boolean {
  return command.type === 'bare' || (command.type === 'malformed' && command.isBare);
}

async function answerAll(
  heard: Heard,
  commands: readonly ParsedCommand[],
): Promise<readonly Change[]> {
  const changes: Change[] = [];
  let last: Answer | null = null;
  const lines: AnswerLine[] = [];
  for (const [index, command] of commands.entries()) {
    if (last?.reaction === 'confused') break;
    const { answer, audits } = await answerOne(heard, command, index);
    last = answer;
    const { text, lines: said = text === null ? [] : [{ text, run: null }] } = answer;
    // Between the answers to two commands is an empty line.
    if (lines.length > 0 && said.length > 0) lines.push({ text: '', run: null });
    lines.push(...said);
    changes.push(...audits);
  }
  if (last !== null) await tell(heard.deps, heard.comment, last.reaction);
  return lines.length === 0 ? changes : [...changes, replyOf(heard, lines)];
}

function replyOf({ deps, comment }: Heard, lines: readonly AnswerLine[]): Change {
  const { repository, issue, comment: id } = comment;
  const text = lines.map((line) => line.text).join('\n');
  const follows = lines.some(({ run }) => run !== null) ? { follows: { comment: id, lines } } : {};
  const reply = { type: 'reply', repository, issue, text, ...follows } as const;
  return messageChange(`reply ${id}`, reply, deps.clock.now());
}

async function answerOne(
  heard: Heard,
  command: ParsedCommand,
  index: number,
): Promise<{ readonly answer: Answer; readonly audits: readonly Change[] }> {
  const { comment, permission, policy } = heard;
  const id = `comment ${comment.repository.id} ${comment.comment} ${index}`;
  const isMeant = command.type === 'known' || command.type === 'bare';
  const right = isMeant ? rightFor(command.name, policy) : 'read';
  const answer = mayGive(right, permission)
    ? await attempt(heard, command, id)
    : refused(denial(heard, command, right));
  if (answer.isAudited === true) return { answer, audits: [] };
  const isDone = answer.reaction === 'rocket';
  const audit = auditCommand(
    { ...heard, id },
    {
      asked: 'line' in command ? command.line : `/mlp ${command.name}`,
      about: aboutCommand(command, heard.pull),
      refused: isDone ? null : (answer.text ?? 'refused'),
    },
  );
  return { answer, audits: [audit] };
}

/** What stands in the audit as more than a request, where it is known what it is about. */
function aboutCommand(command: ParsedCommand, pull: Pull | null): Decided {
  return command.type === 'known' && command.name === 'ok' && pull !== null
    ? { type: 'commit.let-run', sha: pull.headSha, pull: pull.number }
    : { type: 'request' };
}

async function attempt(heard: Heard, command: ParsedCommand, id: string): Promise<Answer> {
  if (command.type === 'unknown' || command.type === 'malformed') {
    return explain(command, heard.policy);
  }
  return carryOut({ ...heard, id }, command);
}

const HELD: Readonly<Record<Permission, string>> = {
  none: 'no access',
  read: 'read access',
  write: 'write access',
  admin: 'administration',
};

function denial(
  { comment, permission, policy }: Heard,
  command: ParsedCommand,
  right: Right,
): string {
  const name = command.type === 'bare' ? command.name : `mlp ${command.name}`;
  const why =
    right !== 'admin' || policy.isReadable
      ? ''
      : ` (${POLICY_FILE} of the default branch is broken; until that is corrected, only administrators may)`;
  return `\`/${name}\` needs ${RIGHTS[right]}${why}; ${quoted(comment.sender.login)} has ${HELD[permission]}.`;
}

/** At once, not with the end: a person waits for it. */
async function tell(
  { store, clock }: IngressDeps,
  { repository, comment }: IssueCommentEvent,
  content: 'eyes' | 'rocket' | 'confused',
): Promise<void> {
  const reaction = { type: 'reaction', repository, comment, content } as const;
  await store.commit([messageChange(`reaction ${comment} ${content}`, reaction, clock.now())]);
}
