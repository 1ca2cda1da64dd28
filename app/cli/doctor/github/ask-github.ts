import { RequestError } from '@octokit/request-error';
import type { Octokit } from '@octokit/rest';
import { refusedWith } from '../../../github/client/call-errors.ts';
import type { InstallationClients } from '../../../github/client/installation-clients.ts';
import { clockSkew } from '../../../../math/clock-skew.ts';
import { messageOf } from '../../../../text/message-of.ts';

export type Permissions = Readonly<Record<string, string>>;

export type AppFacts = {
  readonly slug: string;
  readonly permissions: Permissions;
  readonly events: readonly string[];
};

export type InstallationFacts = {
  readonly id: number;
  readonly account: string;
  readonly isOrganization: boolean;
  readonly isSuspended: boolean;
  readonly permissions: Permissions;
};

export type DeliveryFacts = {
  readonly event: string;
  readonly at: number;
  /** What we answered: `OK`, `timed out`, `Invalid HTTP Response: 502`. */
  readonly status: string;
  readonly isDelivered: boolean;
};

export type HookFacts = {
  /** Null: none is registered. */
  readonly url: string | null;
  readonly checksCertificate: boolean;
  /** The newest ones, the newest first. */
  readonly deliveries: readonly DeliveryFacts[];
};

/** How GitHub answers the App itself. */
export type GitHubFacts = {
  /** How many milliseconds our clock is ahead of GitHub's; null: GitHub did not answer. */
  readonly aheadMs: number | null;
  readonly app:
    | { readonly ok: true; readonly value: AppFacts }
    /** `status` is null where GitHub did not answer at all. */
    | { readonly ok: false; readonly status: number | null; readonly message: string };
};

/** https://docs.github.com/rest/apps/apps#get-the-authenticated-app */
export async function askApp({ asApp }: InstallationClients): Promise<GitHubFacts> {
  const before = Date.now();
  try {
    const { data, headers } = await asApp().octokit.rest.apps.getAuthenticated();
    const { slug = '', permissions = {}, events = [] } = data ?? {};
    const aheadMs = aheadOf(headers.date, before);
    return {
      aheadMs,
      app: { ok: true, value: { slug, permissions: levels(permissions), events } },
    };
  } catch (error) {
    const date = error instanceof RequestError ? error.response?.headers.date : undefined;
    const refused = { ok: false, status: refusedWith(error), message: messageOf(error) } as const;
    return { aheadMs: aheadOf(date, before), app: refused };
  }
}

function aheadOf(date: string | undefined, askedAt: number): number | null {
  return clockSkew(Date.parse(date ?? ''), { askedAt, answeredAt: Date.now() });
}

function levels(permissions: object): Permissions {
  return Object.fromEntries(
    Object.entries(permissions).map(([name, level]) => [name, String(level)]),
  );
}

/** https://docs.github.com/rest/apps/apps#list-installations-for-the-authenticated-app */
export async function askInstallations(octokit: Octokit): Promise<readonly InstallationFacts[]> {
  const found = await octokit.paginate(octokit.rest.apps.listInstallations, { per_page: 100 });
  return found.map(({ id, account, permissions, suspended_at: suspendedAt }) => ({
    id,
    account: account !== null && 'login' in account ? account.login : '',
    isOrganization: account !== null && 'type' in account && account.type === 'Organization',
    isSuspended: suspendedAt !== null && suspendedAt !== undefined,
    permissions: levels(permissions),
  }));
}

const MOST_DELIVERIES = 100;

/** https://docs.github.com/rest/apps/webhooks */
export async function askHook({ rest: { apps } }: Octokit): Promise<HookFacts> {
  const { data: config } = await apps.getWebhookConfigForApp();
  const { data } = await apps.listWebhookDeliveries({ per_page: MOST_DELIVERIES });
  return {
    url: config.url === undefined || config.url === '' ? null : config.url,
    checksCertificate: String(config.insecure_ssl ?? '0') === '0',
    deliveries: data.map(({ event, delivered_at: at, status, status_code: code }) => ({
      event,
      at: Date.parse(at),
      status,
      isDelivered: code >= 200 && code < 300,
    })),
  };
}
