import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Plan } from '../../app/domain/plan.ts';
import type { RepositoryRef } from '../../app/domain/hosted.ts';
import type { RunHeader, RunRequest } from '../../app/domain/run/run.ts';
import type { AttemptReport } from '../../schemas/attempt-report.generated.ts';
import type { AttemptId } from '../../app/runtime/ports/attempts.ts';
import { compareReports } from '../../app/github/publish/report/compare-reports.ts';
import {
  loadPageStory,
  type PageStoryDeps,
} from '../../app/github/publish/report/load-page-story.ts';
import { openStore } from '../../app/store/open-store.ts';
import type { Store } from '../../app/runtime/ports/store.ts';
import { createPages } from '../../app/web/create-pages.ts';
import type { PagesDeps } from '../../app/web/pages-deps.ts';
import { aComparer } from '../support/a-comparer.ts';
import { aDrawing } from '../support/a-drawing.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { openRuntime, type TestRuntime } from '../support/open-runtime.ts';
import { realClock } from '../support/real-clock.ts';
import { begun, ScriptHost } from '../support/script-host.ts';

export const ACME: RepositoryRef = {
  id: 7,
  installation: 3,
  owner: 'acme',
  name: 'churn',
  defaultBranch: 'main',
};

/** Pages over a real store and runtime; who GitHub knows is the test's. */
export type TestPages = TestRuntime & {
  readonly pages: ReturnType<typeof createPages>;
  readonly deps: PagesDeps;
  /** Logins that can read acme/churn. */
  readonly readers: Set<string>;
  /** A run of acme/churn. */
  readonly startHosted: (plan: Plan, given?: Partial<RunRequest>) => Promise<RunHeader>;
  /** The cookie of someone who signed in. */
  readonly signIn: (login: string) => Promise<string>;
  readonly get: (path: string, cookie?: string) => Promise<Response>;
  /** Carries out an attempt that stays: begins it, reports, and lets time pass. */
  readonly perform: (of: AttemptId, ms: number, reports: readonly AttemptReport[]) => Promise<void>;
  /** Lets time pass for everything that asks what time it is. */
  readonly pass: (ms: number) => void;
};

/** What replaces what pages are given, and what GitHub says of the commit of a run. */
export type GivenToPages = Partial<Omit<PagesDeps, 'store'>> &
  Partial<Pick<PageStoryDeps, 'commitsBefore' | 'filesOf'>> & { readonly store?: Store };

/** Opens pages; `given` replaces what they are given. */
export async function openPages(given: GivenToPages = {}): Promise<TestPages> {
  let shift = 0;
  const clock = { ...realClock, now: () => Date.now() + shift };
  const host = new ScriptHost('own');
  const folder = freshFolder();
  const store = await openStore({ sqliteFile: join(folder, 'state.db') });
  const opened = await openRuntime({ clock, host, folder, store, logs: store.logTails });
  const { runtime, blobs, troubles } = opened;
  onTestFinished(() => store.close());
  const drawing = aDrawing();
  const readers = new Set(['ada']);
  const sides = {
    store: given.store ?? store,
    comparer: aComparer(store, blobs),
    clock,
    commitsBefore: given.commitsBefore ?? (async () => []),
    filesOf: given.filesOf ?? (async () => null),
    changedFiles: { between: async () => null },
    pageOf: (run: string) => `/runs/${run}`,
    warn: (message: string) => void troubles.push(message),
  };
  const deps: PagesDeps = {
    url: 'http://127.0.0.1',
    githubUrl: 'https://github.com',
    key: new Uint8Array(32).fill(7),
    store,
    runtime,
    blobs,
    drawing,
    clock,
    login: {
      authorizeUrl: ({ state, challenge }) =>
        `https://github.com/login/oauth/authorize?state=${state}&code_challenge=${challenge}`,
      identify: async (code) => ({ id: code.length, login: code }),
    },
    mayRead: async (_repository, { login }) => readers.has(login),
    findRepository: async (owner, name) =>
      owner === ACME.owner && name === ACME.name ? ACME : null,
    story: (run) => loadPageStory(sides, run),
    compare: (run, other) => compareReports(sides, run, other),
    headlines: async () => new Map(),
    modelFile: async () => null,
    press: async () => ({ type: 'refused', why: 'nobody has opened the way to GitHub' }),
    askOfModel: async () => ({ type: 'refused', why: 'nobody has opened the way to GitHub' }),
    foresee: async () => ({ type: 'refused', why: 'nobody has opened the way to GitHub' }),
    warn: (message) => void troubles.push(message),
    ...given,
  };
  const pages = createPages(deps);
  const get = async (path: string, cookie = '') => pages.request(path, { headers: { cookie } });
  return {
    ...opened,
    pages,
    deps,
    readers,
    get,
    startHosted: (plan, request) =>
      opened.start(plan, {
        hosted: { repository: ACME, trust: 'writer', pull: 42 },
        sha: '4f2a9c1b7d3e5f60718293a4b5c6d7e8f9012345',
        ref: 'refs/heads/deeper-model',
        trigger: 'pull_request',
        ...request,
      }),
    signIn: (login) => signIn(get, login),
    pass: (ms) => {
      shift += ms;
    },
    perform: async (of, ms, reports) => {
      await runtime.report(of, begun());
      shift += ms;
      for (const report of reports) await runtime.report(of, report);
    },
  };
}

async function signIn(get: TestPages['get'], login: string): Promise<string> {
  const asked = await get('/login');
  const state = new URL(asked.headers.get('location') ?? '').searchParams.get('state') ?? '';
  const back = await get(`/login/callback?code=${login}&state=${state}`, cookieOf(asked));
  return cookieOf(back);
}

/** The cookies that an answer sets, as a browser sends them back. */
export function cookieOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0] ?? '')
    .filter((pair) => !pair.endsWith('='))
    .join('; ');
}
