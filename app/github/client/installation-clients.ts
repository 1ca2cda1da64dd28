import type { Octokit } from '@octokit/rest';
import { AppTokens, type AppIdentity } from './app-tokens.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import { guardRequest, type Counted, type Credentials } from './guard-request.ts';
import { Limiter, type Budget } from './limiter.ts';
import { openOctokit } from './open-octokit.ts';

export type ClientDeps = {
  readonly app: AppIdentity;
  /** `https://api.github.com`, or of an Enterprise Server `https://HOST/api/v3`. */
  readonly apiUrl: string;
  readonly clock: Clock;
  /** How requests are sent; the global one when left out. */
  readonly fetch?: typeof fetch;
  /** Hears of every request that was sent, repeated ones too. */
  readonly counted: (request: Counted) => void;
};

/** One installation's way to GitHub: its token, its limits, and errors that say whether something may have happened. */
export type InstallationClient = {
  readonly octokit: Octokit;
  /** The App's own login, under which it comments; asked once. */
  readonly login: () => Promise<string>;
  readonly budget: () => Budget;
};

/** Clients by installation; all who ask for the same one share its limits. */
export type InstallationClients = {
  readonly of: (installation: number) => InstallationClient;
  /** The App itself, which belongs to no installation: for what GitHub tells only Apps. */
  readonly asApp: () => InstallationClient;
};

/** Under which the App itself is counted; no installation has it. */
const APP_ITSELF = 0;

/**
 * Makes clients that keep GitHub's limits. A call throws `RateLimited` when GitHub is not to be asked now, `LostAnswer`
 * when a request that must not be repeated blindly may or may not have been heard, else what Octokit throws.
 */
export function openInstallationClients(deps: ClientDeps): InstallationClients {
  const clients = new Map<number, InstallationClient>();
  const tokens = new AppTokens(openOctokit(deps), deps.app, deps.clock);
  let login: Promise<string> | null = null;
  const ownLogin = () => {
    login ??= loginOf(made.asApp());
    // One that failed is asked for again by whoever comes next.
    login.catch(() => (login = null));
    return login;
  };
  const kept = (installation: number, credentials: () => Credentials) => {
    const client = clients.get(installation) ?? {
      ...openClient(installation, credentials(), deps),
      login: ownLogin,
    };
    clients.set(installation, client);
    return client;
  };
  const made: InstallationClients = {
    of: (installation) =>
      kept(installation, () => ({
        header: async () => `token ${await tokens.of(installation)}`,
        forget: () => tokens.forget(installation),
      })),
    asApp: () =>
      kept(APP_ITSELF, () => ({
        header: async () => `bearer ${await tokens.ofApp()}`,
        forget: () => {},
      })),
  };
  return made;
}

/** An App acts as the bot that is called like it: https://docs.github.com/rest/apps/apps#get-the-authenticated-app */
async function loginOf({ octokit }: Pick<InstallationClient, 'octokit'>): Promise<string> {
  const { data } = await octokit.rest.apps.getAuthenticated();
  if (data?.slug === undefined) throw new Error('GitHub does not say how this App is called.');
  return `${data.slug}[bot]`;
}

function openClient(
  installation: number,
  credentials: Credentials,
  deps: ClientDeps,
): Omit<InstallationClient, 'login'> {
  const limiter = new Limiter(installation, deps.clock);
  const octokit = openOctokit(deps);
  octokit.hook.wrap('request', (request, options) =>
    guardRequest({ installation, limiter, credentials, ...deps }, request, options),
  );
  return { octokit, budget: () => limiter.budget() };
}
