import { askGit } from '../../local/ask-git.ts';
import { findRoot } from '../../local/find-root.ts';
import type { Shell } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import type { ServerAt } from './ask-server.ts';
import { renewLogin } from './device-login.ts';
import { keepLogin, readLogin, type KeptLogin } from './login-file.ts';
import { serverUrl } from './server-url.ts';

/** So long before its end a token is renewed. */
const BEFORE_MS = 60_000;

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
  const server = named === true ? usualServer(set, kept) : serverUrl(named);
  const token = env['MLPIPELINES_TOKEN'] ?? '';
  const isForThere = set === '' || serverUrl(set) === server;
  return token !== '' && isForThere ? { server, token } : signedIn(env, server, kept);
}

function usualServer(set: string, kept: KeptLogin | null): string {
  const meant = set === '' ? kept?.server : set;
  if (meant !== undefined) return serverUrl(meant);
  throw new UsageError(
    'No server is named.',
    'Sign in: mlpipelines login URL; or set MLPIPELINES_SERVER.',
  );
}

/** By the sign-in that is kept, renewed where its token is about to end. */
async function signedIn(
  env: Shell['env'],
  server: string,
  kept: KeptLogin | null,
): Promise<ServerAt> {
  if (kept?.server !== server) {
    throw new UsageError(`You are not signed in to ${server}.`, `mlpipelines login ${server}`);
  }
  const { renewal } = kept;
  if (renewal === null || isGood(kept)) return { server, token: kept.token };
  const fresh = await renewLogin(kept, renewal.token);
  if (fresh !== null) {
    await keepLogin(env, { ...kept, ...fresh });
    return { server, token: fresh.token };
  }
  // Each renews once: another command may have been here first.
  const now = await readLogin(env);
  if (now?.server === server && isGood(now)) return { server, token: now.token };
  throw new UsageError(`Your sign-in to ${server} has run out.`, `mlpipelines login ${server}`);
}

function isGood({ renewal }: KeptLogin): boolean {
  return renewal === null || renewal.expiresAt - BEFORE_MS > Date.now();
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
