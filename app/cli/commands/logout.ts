import { line } from '../../reports/layout/line.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { askServer } from '../server/ask-server.ts';
import { goodToken } from '../server/good-token.ts';
import { forgetLogin, readLogin, type KeptLogin } from '../server/login-file.ts';
import { printLines } from '../terminal/print.ts';
import { UsageError } from '../usage-error.ts';

async function logout(shell: Shell): Promise<ExitCode> {
  const kept = await readLogin(shell.env);
  if (kept === null) throw new UsageError('You are not signed in to any server.');
  const { server } = kept;
  const ended = await end(shell, kept).catch(() => null);
  await forgetLogin(shell.env);
  printLines(shell, [
    line(`Signed out of ${server}.`),
    ...(ended === null
      ? [
          line(
            `GitHub could not be told; end it there: ${kept.github}/settings/apps/authorizations`,
            'warn',
          ),
        ]
      : []),
  ]);
  return 0;
}

/** What ran out could be renewed still, by whoever has a copy: it is, and then ended. */
async function end({ env }: Shell, kept: KeptLogin) {
  const token = await goodToken(env, kept);
  return askServer({ server: kept.server, token }, 'signed-out', '/sign-out', 'POST');
}

export const logoutCommand: CommandModule = {
  help: {
    summary: 'sign out of a server',
    description: 'Forget the sign-in of this user, and have GitHub take its token no more.',
    examples: [['mlpipelines logout', 'of the server that you signed in to']],
  },
  declare: (command, shell) => command.action(async () => shell.exit(await logout(shell))),
};
