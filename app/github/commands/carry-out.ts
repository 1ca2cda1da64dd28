import type { Policy } from '../../domain/policy.ts';
import { helpText, type CommandName } from './command-table.ts';
import {
  done,
  quoted,
  refused,
  type Answer,
  type Conversation,
  type HeadConversation,
} from '../conversation.ts';
import { auditReportCommand } from './audit-report-command.ts';
import { budgetCommand } from './budget-command.ts';
import { decideCommand } from './decide-command.ts';
import { holdCommand } from './hold-command.ts';
import type { ParsedCommand } from './parse-commands.ts';
import { overrideCommand } from './override-command.ts';
import { planCommand } from './plan-command.ts';
import { modelCommand } from './model-command.ts';
import { cancelCommand, logsCommand, rerunCommand, statusCommand } from './run-commands.ts';
import { scheduleCommand } from './schedule-command.ts';
import { simulateCommand } from './simulate-command.ts';
import { trustCommand } from './trust-command.ts';
import { okCommand, startCommand } from './start-command.ts';

type Known = Extract<ParsedCommand, { type: 'known' }>;
type HeadCommand = 'status' | 'plan' | 'run' | 'retrain' | 'ok' | 'logs' | 'override';

/** What each command of the table does that may be given anywhere. */
const ANYWHERE: Readonly<
  Record<
    Exclude<CommandName, HeadCommand>,
    (conversation: Conversation, command: Known) => Promise<Answer>
  >
> = {
  help: async ({ policy }) => done(helpText(policy)),
  rerun: rerunCommand,
  cancel: cancelCommand,
  hold: holdCommand,
  approve: (conversation, command) => decideCommand(conversation, 'approved', command),
  reject: (conversation, command) => decideCommand(conversation, 'rejected', command),
  budget: budgetCommand,
  promote: (conversation, command) => modelCommand(conversation, 'promote', command),
  rollback: (conversation, command) => modelCommand(conversation, 'rollback', command),
  freeze: (conversation, command) => modelCommand(conversation, 'freeze', command),
  unfreeze: (conversation, command) => modelCommand(conversation, 'unfreeze', command),
  audit: auditReportCommand,
  schedule: scheduleCommand,
  simulate: simulateCommand,
  trust: trustCommand,
};

/** And what those do that are about the head of an open pull request. */
const ON_HEAD: Readonly<
  Record<HeadCommand, (conversation: HeadConversation, command: Known) => Promise<Answer>>
> = {
  status: statusCommand,
  plan: planCommand,
  run: (conversation, command) =>
    startCommand(conversation, { type: 'workflow_dispatch' }, command),
  retrain: (conversation, command) =>
    startCommand(conversation, { type: 'command', name: 'retrain' }, command),
  ok: okCommand,
  logs: logsCommand,
  override: overrideCommand,
};

/** Carries out a command that its author may give. */
export async function carryOut(
  conversation: Conversation,
  command: Exclude<ParsedCommand, { type: 'unknown' | 'malformed' }>,
): Promise<Answer> {
  if (command.type === 'bare') {
    const triggerEvent = { type: 'command', name: command.name } as const;
    return onHead(conversation, command.name, (there) =>
      startCommand(there, triggerEvent, command),
    );
  }
  const { name } = command;
  if (isAnywhere(name)) return ANYWHERE[name](conversation, command);
  return onHead(conversation, `mlp ${name}`, (there) => ON_HEAD[name](there, command));
}

async function onHead(
  conversation: Conversation,
  name: string,
  act: (there: HeadConversation) => Promise<Answer>,
): Promise<Answer> {
  const { pull } = conversation;
  if (pull !== null) return act({ ...conversation, pull });
  return refused(
    `\`/${name}\` works in an open pull request only: it is about the pull request's head.`,
  );
}

function isAnywhere(name: CommandName): name is keyof typeof ANYWHERE {
  return Object.hasOwn(ANYWHERE, name);
}

/** The answer to what is no command, though it was meant as one. */
export function explain(
  command: Extract<ParsedCommand, { type: 'unknown' | 'malformed' }>,
  policy: Policy,
): Answer {
  if (command.type === 'malformed') {
    const prefix = command.isBare ? '/' : '/mlp ';
    return refused(`${quoted(`${prefix}${command.name}`)}: ${command.message}.`);
  }
  const { name, meant } = command;
  const lead = `There is no command ${quoted(`/mlp ${name}`)}`;
  return refused(
    meant === null
      ? `${lead}. The commands are:\n\n${helpText(policy)}`
      : `${lead}; did you mean \`/mlp ${meant}\`?`,
  );
}
