import { createDeviceCode } from '@octokit/oauth-methods';
import { RequestError } from '@octokit/request-error';
import { Octokit } from '@octokit/rest';

export type App = { readonly github: string; readonly clientId: string };

/** What a person types where, and what their command line asks with meanwhile. */
export type DeviceCode = Awaited<ReturnType<typeof createDeviceCode>>['data'];

/** `why`: GitHub's word for it; null: it did not answer, or not as it is described. */
export type Asked =
  | { readonly ok: true; readonly code: DeviceCode }
  | { readonly ok: false; readonly why: string | null };

/** A code to sign in by, of which nothing comes until somebody types it. */
export async function askDeviceCode(app: App): Promise<Asked> {
  try {
    return { ok: true, code: (await createDeviceCode(flowOf(app))).data };
  } catch (error) {
    return { ok: false, why: errorIn(error)?.name ?? null };
  }
}

/** What Octokit's ways of the flow are given; no secret. */
export function flowOf(app: App) {
  return {
    request: requestsTo(app),
    clientType: 'github-app',
    clientId: app.clientId,
  } as const;
}

// Octokit takes the address of the API for that of the site.
export function requestsTo({ github }: Pick<App, 'github'>) {
  return new Octokit({ baseUrl: github, userAgent: 'mlpipelines', log: SILENT }).request;
}

type Said = { readonly name: string; readonly interval: number | null };

/** What GitHub said where it gave no token; null: nothing of the flow. */
export function errorIn(error: unknown): Said | null {
  const data: unknown = error instanceof RequestError ? error.response?.data : null;
  if (typeof data !== 'object' || data === null || !('error' in data)) return null;
  const interval = 'interval' in data && typeof data.interval === 'number' ? data.interval : null;
  return { name: String(data.error), interval };
}

/** It could not be reached, or is not well. Octokit gives 500 to what never came. */
export function isAway(error: unknown): boolean {
  return error instanceof RequestError && error.status >= 500;
}

const ignore = (): void => undefined;
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };
