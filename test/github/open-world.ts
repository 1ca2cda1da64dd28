import { expect, onTestFinished } from 'vitest';
import {
  openInstallationClients,
  type InstallationClients,
} from '../../app/github/client/installation-clients.ts';
import type { Counted } from '../../app/github/client/guard-request.ts';
import { openGitHub, type GitHub, type GitHubOptions } from '../doubles/github/open-github.ts';
import type { Permissions } from '../doubles/github/state/accounts.ts';
import type { SeededApp } from '../doubles/github/people/seeded-app.ts';
import type { SeededRepository } from '../doubles/github/people/seeded-repository.ts';
import { SteppingClock } from './stepping-clock.ts';

export type World = {
  readonly github: GitHub;
  readonly clock: SteppingClock;
  readonly clients: InstallationClients;
  readonly repository: SeededRepository;
  readonly app: SeededApp;
  readonly installation: number;
  readonly counted: Counted[];
  /** What happens on the way to GitHub, from now on; null: nothing. */
  fault: Fault | null;
  /** The same on the way to a token. */
  tokenFault: Fault | null;
};
/** Sends the request on by `send`, or not; answers in GitHub's place. */
export type Fault = (request: Request, send: () => Promise<Response>) => Promise<Response>;

export const PERMISSIONS = {
  actions: 'write',
  checks: 'write',
  contents: 'write',
  issues: 'write',
  pull_requests: 'write',
} as const;

export type WorldOptions = GitHubOptions & { readonly permissions?: Permissions };

/** A GitHub on loopback with `acme/churn`, our App installed on it, and clients whose requests can be lost. */
export async function openWorld({
  permissions = PERMISSIONS,
  ...options
}: WorldOptions = {}): Promise<World> {
  const clock = new SteppingClock();
  const github = await openGitHub({ clock, ...options });
  onTestFinished(async () => {
    await github.close();
    expect(github.problems()).toEqual([]);
  });
  const repository = github.repository('acme/churn');
  await repository.commit({ files: { 'README.md': '# churn\n' } });
  const app = github.app({ permissions });
  const installation = app.install([repository]);
  const counted: Counted[] = [];
  const clients = openInstallationClients({
    app: { appId: app.record.id, privateKey: app.record.privateKey },
    apiUrl: github.apiUrl,
    clock,
    counted: (request) => counted.push(request),
    fetch: (input, init) => {
      const request = new Request(input, init);
      const send = () => fetch(request);
      const isToken = request.url.endsWith('/access_tokens');
      const fault = isToken ? world.tokenFault : world.fault;
      return fault === null ? send() : fault(request, send);
    },
  });
  const at = { github, clock, clients, repository, app, installation, counted };
  const world: World = { ...at, fault: null, tokenFault: null };
  return world;
}

/** GitHub does it, but its answer is lost. */
export const lostOnTheWayBack: Fault = async (_, send) => {
  await send();
  throw new TypeError('fetch failed');
};

/** The connection breaks before GitHub hears anything. */
export const lostOnTheWayThere: Fault = async () => {
  throw new TypeError('fetch failed');
};

/** Half of the answer arrives. */
export const cutInHalf: Fault = async (_, send) => {
  const { status, headers } = await send();
  return new Response('{"id": 1', { status, headers });
};

/** The first `times` requests of a method fail so, the others go through. */
export function atFirst(times: number, fault: Fault, method: string | null = null): Fault {
  let left = times;
  return (request, send) => {
    if (left === 0 || (method !== null && request.method !== method)) return send();
    left -= 1;
    return fault(request, send);
  };
}
