import { helpText, type CommandName } from './command-table.ts';
import { done, refused, type Answer, type Conversation } from './conversation.ts';
import type { ParsedCommand } from './parse-commands.ts';
import { planCommand } from './plan-command.ts';
import {
  cancelCommand,
  decideCommand,
  logsCommand,
  rerunCommand,
  statusCommand,
} from './run-commands.ts';
import { scheduleCommand } from './schedule-command.ts';
import { okCommand, startCommand } from './start-command.ts';

type Known = Extract<ParsedCommand, { type: 'known' }>;

/** What each command of the table does. */
const ACTIONS: Readonly<
  Record<CommandName, (conversation: Conversation, command: Known) => Promise<Answer>>
> = {
  help: async () => done(helpText()),
  status: statusCommand,
  plan: planCommand,
  run: (conversation, command) =>
    startCommand(conversation, { type: 'workflow_dispatch' }, command),
  retrain: (conversation, command) =>
    startCommand(conversation, { type: 'command', name: 'retrain' }, command),
  rerun: rerunCommand,
  cancel: cancelCommand,
  ok: okCommand,
  logs: logsCommand,
  approve: (conversation, command) => decideCommand(conversation, 'approved', command),
  reject: (conversation, command) => decideCommand(conversation, 'rejected', command),
  schedule: scheduleCommand,
};

/** Carries out a command that its author may give. */
export function carryOut(
  conversation: Conversation,
  command: Exclude<ParsedCommand, { type: 'unknown' | 'malformed' }>,
): Promise<Answer> {
  if (command.type === 'known') return ACTIONS[command.name](conversation, command);
  const { name } = command;
  return startCommand(conversation, { type: 'command', name }, command);
}

/** The answer to what is no command, though it was meant as one. */
export function explain(
  command: Extract<ParsedCommand, { type: 'unknown' | 'malformed' }>,
): Answer {
  if (command.type === 'malformed') return refused(`\`/mlp ${command.name}\`: ${command.message}.`);
  const { meant } = command;
  return refused(
    meant === null
      ? `There is no such command.\n\n${helpText()}`
      : `There is no such command; did you mean \`/mlp ${meant}\`?`,
  );
}
