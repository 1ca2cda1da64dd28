import { askGit } from '../../local/ask-git.ts';
import { findRoot } from '../../local/find-root.ts';
import type { Shell } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import type { ServerAt } from './ask-server.ts';
import { goodToken } from './good-token.ts';
import { readLogin, type KeptLogin } from './login-file.ts';
import { serverUrl } from './server-url.ts';

/**
 * The server that is meant, and the token for it: that of the sign-in there, or MLPIPELINES_TOKEN, which goes to
 * MLPIPELINES_SERVER, else to where one signed in or what was typed. Nothing in a repository says where a token goes.
 */
export async function chooseServer(
  { env }: Pick<Shell, 'env'>,
  named: string | true,
): Promise<ServerAt> {
  const kept = await readLogin(env);
  const set = env['MLPIPELINES_SERVER'] ?? '';
  const server = meant(set, kept, named);
  const token = env['MLPIPELINES_TOKEN'] ?? '';
  const isForThere = set === '' || serverUrl(set) === server;
  if (token !== '' && isForThere) return { server, token };
  if (kept?.server === server) return { server, token: await goodToken(env, kept) };
  throw new UsageError(`You are not signed in to ${server}.`, `mlpipelines login ${server}`);
}

/** The address alone: whoever is to be asked for it may be away. */
export async function serverMeant(
  { env }: Pick<Shell, 'env'>,
  named: string | true,
): Promise<string> {
  return meant(env['MLPIPELINES_SERVER'] ?? '', await readLogin(env), named);
}

function meant(set: string, kept: KeptLogin | null, named: string | true): string {
  return named === true ? usualServer(set, kept) : serverUrl(named);
}

function usualServer(set: string, kept: KeptLogin | null): string {
  const meant = set === '' ? kept?.server : set;
  if (meant !== undefined) return serverUrl(meant);
  throw new UsageError(
    'No server is named.',
    'Sign in: mlpipelines login URL; or set MLPIPELINES_SERVER.',
  );
}

/** `owner/name`, as it was typed or as the checkout's remote says. */
export async function repositoryMeant(
  { cwd }: Pick<Shell, 'cwd'>,
  named: string | undefined,
): Promise<string> {
  const remote =
    named ?? (await askGit(findRoot(cwd), 'config', '--get', 'remote.origin.url')) ?? '';
  const [, owner, name] = /(?:^|[/:])([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?\s*$/.exec(remote) ?? [];
  if (owner !== undefined && name !== undefined) return `${owner}/${name}`;
  throw new UsageError(
    'Nothing says which repository is meant.',
    'Name it: --repository owner/name',
  );
}
