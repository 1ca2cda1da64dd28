import { exchangeDeviceCode } from '@octokit/oauth-methods';
import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../usage-error.ts';
import {
  askDeviceCode,
  errorIn,
  flowOf,
  isAway,
  requestsTo,
  type App,
  type DeviceCode,
} from './ask-device-code.ts';
import type { KeptLogin } from './login-file.ts';

export type Granted = Pick<KeptLogin, 'token' | 'renewal'>;

type Authentication = Awaited<ReturnType<typeof exchangeDeviceCode>>['authentication'];
type Told = { readonly code: string; readonly where: string };

/** Whatever a server says that one takes for GitHub. */
const [SHORTEST_S, USUAL_S, LONGEST_S] = [1, 5, 3600];

/**
 * A token by GitHub's device flow: a person types a code where they are signed in already.
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app#using-the-device-flow-to-generate-a-user-access-token
 */
export async function deviceLogin(app: App, tell: (told: Told) => void): Promise<Granted> {
  const asked = await askDeviceCode(app);
  if (!asked.ok) throw new UsageError(...wordsFor(asked.why));
  const data = asked.code;
  tell({ code: data.user_code, where: data.verification_uri });
  return grantedOf(await waitForToken(app, data));
}

/** Until somebody types the code, or nobody does. */
async function waitForToken(app: App, given: DeviceCode): Promise<Authentication> {
  const until = Date.now() + Math.min(given.expires_in, LONGEST_S) * 1000;
  let interval = boundedS(given.interval);
  while (Date.now() < until) {
    await sleep(interval * 1000);
    try {
      const about = { ...flowOf(app), code: given.device_code };
      return (await exchangeDeviceCode(about)).authentication;
    } catch (error) {
      interval = intervalAfter(error, interval);
    }
  }
  throw new UsageError(...wordsFor('expired_token'));
}

/** How long to wait after an answer that is not the last: https://www.rfc-editor.org/rfc/rfc8628#section-3.5 */
function intervalAfter(error: unknown, interval: number): number {
  const said = errorIn(error);
  if (said?.name === 'authorization_pending') return interval;
  if (said?.name === 'slow_down') return boundedS(Math.max(said.interval ?? 0, interval + 5));
  // The code is good still; whether somebody typed it is asked again.
  if (said === null && isAway(error)) return boundedS(interval + 5);
  throw new UsageError(...wordsFor(said?.name ?? null));
}

function boundedS(seconds: number): number {
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, SHORTEST_S), LONGEST_S) : USUAL_S;
}

/** A new token in the place of one that ran out; of this flow's tokens no secret is asked. Null: they have to sign in again. */
export async function renewLogin(app: App, renewal: string): Promise<Granted | null> {
  const request = requestsTo(app);
  const { data } = await request('POST /login/oauth/access_token', {
    headers: { accept: 'application/json' },
    client_id: app.clientId,
    grant_type: 'refresh_token',
    refresh_token: renewal,
  }).catch((error: unknown) => {
    if (!isAway(error)) return { data: {} };
    throw new UsageError(
      'GitHub could not be asked to renew your sign-in.',
      'You are signed in still: try again in a minute.',
    );
  });
  const { access_token: token, refresh_token: refreshToken, expires_in: seconds } = data;
  const isToken = typeof token === 'string' && typeof refreshToken === 'string';
  if (!isToken || typeof seconds !== 'number') return null;
  const expiresAt = new Date(Date.now() + seconds * 1000).toISOString();
  return grantedOf({ token, refreshToken, expiresAt });
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
