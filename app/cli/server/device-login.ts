import { createDeviceCode, exchangeDeviceCode } from '@octokit/oauth-methods';
import { RequestError } from '@octokit/request-error';
import { Octokit } from '@octokit/rest';
import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../usage-error.ts';
import type { KeptLogin } from './login-file.ts';

export type Granted = Pick<KeptLogin, 'token' | 'renewal'>;

type App = { readonly github: string; readonly clientId: string };
type Told = { readonly code: string; readonly where: string };

/**
 * A token by GitHub's device flow: a person types a code where they are signed in already.
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app#using-the-device-flow-to-generate-a-user-access-token
 */
export async function deviceLogin(app: App, tell: (told: Told) => void): Promise<Granted> {
  const about = {
    request: requestsTo(app),
    clientType: 'github-app',
    clientId: app.clientId,
  } as const;
  const { data } = await createDeviceCode(about).catch((error: unknown) => {
    throw new UsageError(...wordsFor(errorIn(error)?.name ?? null));
  });
  tell({ code: data.user_code, where: data.verification_uri });
  const until = Date.now() + data.expires_in * 1000;
  let interval = data.interval;
  while (Date.now() < until) {
    await sleep(interval * 1000);
    try {
      const { authentication } = await exchangeDeviceCode({ ...about, code: data.device_code });
      return grantedOf(authentication);
    } catch (error) {
      const said = errorIn(error);
      if (said?.name === 'slow_down') interval = Math.max(said.interval ?? 0, interval + 5);
      else if (said?.name !== 'authorization_pending')
        throw new UsageError(...wordsFor(said?.name ?? null));
    }
  }
  throw new UsageError(...wordsFor('expired_token'));
}

/** A new token in the place of one that ran out; of this flow's tokens no secret is asked. Null: they have to sign in again. */
export async function renewLogin(app: App, renewal: string): Promise<Granted | null> {
  try {
    const request = requestsTo(app);
    const { data } = await request('POST /login/oauth/access_token', {
      headers: { accept: 'application/json' },
      client_id: app.clientId,
      grant_type: 'refresh_token',
      refresh_token: renewal,
    });
    const { access_token: token, refresh_token: refreshToken, expires_in: seconds } = data;
    const isToken = typeof token === 'string' && typeof refreshToken === 'string';
    if (!isToken || typeof seconds !== 'number') return null;
    return { token, renewal: { token: refreshToken, expiresAt: Date.now() + seconds * 1000 } };
  } catch {
    return null;
  }
}

// Octokit takes the address of the API for that of the site.
function requestsTo({ github }: App) {
  return new Octokit({ baseUrl: github, userAgent: 'mlpipelines', log: SILENT }).request;
}

function grantedOf(given: { readonly token: string } | Renewable): Granted {
  // Of an OAuth App's token more may come than of a GitHub App's, and the server is not to have that.
  if (!given.token.startsWith('ghu_'))
    throw new UsageError('GitHub gave a token that is not of a GitHub App; it is not kept.');
  const renewal =
    'refreshToken' in given
      ? { token: given.refreshToken, expiresAt: Date.parse(given.expiresAt) }
      : null;
  return { token: given.token, renewal };
}
type Renewable = {
  readonly token: string;
  readonly refreshToken: string;
  readonly expiresAt: string;
};

function errorIn(
  error: unknown,
): { readonly name: string; readonly interval: number | null } | null {
  const data: unknown = error instanceof RequestError ? error.response?.data : null;
  if (typeof data !== 'object' || data === null || !('error' in data)) return null;
  const interval = 'interval' in data && typeof data.interval === 'number' ? data.interval : null;
  return { name: String(data.error), interval };
}

function wordsFor(name: string | null): [string, string] {
  const again = 'Try again: mlpipelines login URL';
  switch (name) {
    case 'access_denied':
      return ['You told GitHub not to let this command line in.', again];
    case 'expired_token':
      return ['Nobody typed the code in time.', again];
    case 'device_flow_disabled':
      return [
        'The App does not let command lines sign in.',
        'Whoever runs it ticks “Enable Device Flow” in its settings on GitHub.',
      ];
    default:
      return ['GitHub could not be asked, or refused.', again];
  }
}

const ignore = (): void => undefined;
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };
