import { line } from '../../reports/layout/line.ts';
import { printable } from '../../../text/printable.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { askServer } from '../server/ask-server.ts';
import { deviceLogin } from '../server/device-login.ts';
import { keepLogin } from '../server/login-file.ts';
import { serverUrl } from '../server/server-url.ts';
import { printLines } from '../terminal/print.ts';

async function login(shell: Shell, url: string): Promise<ExitCode> {
  const server = serverUrl(url);
  const app = await askServer({ server, token: null }, 'sign-in', '/sign-in');
  const github = serverUrl(app.github);
  const { clientId } = app;
  const granted = await deviceLogin({ github, clientId }, ({ code, where }) =>
    printLines(shell, [
      line(`Open ${printable(where)} and type ${printable(code)}`, 'strong'),
      line(
        `GitHub has to ask for the App ${printable(app.app)}; if it names another one, cancel.`,
        'dim',
      ),
    ]),
  );
  const person = await askServer({ server, token: granted.token }, 'person', '/me');
  await keepLogin(shell.env, { server, github, clientId, login: person.login, ...granted });
  printLines(shell, [line(`Signed in to ${server} as ${printable(person.login)}.`, 'good')]);
  return 0;
}

export const loginCommand: CommandModule = {
  help: {
    summary: 'sign in to a server',
    description:
      'Sign in to the server of an App by GitHub: it shows a code, which you type where you are signed in to GitHub. What is kept lets this user read what they may read there. Machines set MLPIPELINES_TOKEN and MLPIPELINES_SERVER instead.',
    examples: [['mlpipelines login https://mlp.example.com', 'the address of its pages']],
  },
  declare: (command, shell) =>
    command
      .argument('<url>', 'the address of the server')
      .action(async (url: string) => shell.exit(await login(shell, url))),
};
