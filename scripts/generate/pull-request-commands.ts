import { NO_POLICY } from '../../app/domain/policy.ts';
import { helpText } from '../../app/github/commands/command-table.ts';
import { fillPage } from './fill-page.ts';
import type { Generated } from './generated.ts';

/** The commands as `/mlp help` lists them in a repository without a policy. */
export async function pullRequestCommands(): Promise<Generated> {
  return fillPage('commands.md', 'commands', helpText(NO_POLICY));
}
