import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFolderBlobStore } from '../app/artifacts/folder/folder-blob-store.ts';
import type { RepositoryRef } from '../app/domain/hosted.ts';
import { openStore } from '../app/store/open-store.ts';
import type { Store } from '../app/runtime/ports/store.ts';
import { loadPageStory } from '../app/github/publish/report/load-page-story.ts';
import { openDrawing } from '../app/drawing/open-drawing.ts';
import { createPages } from '../app/web/create-pages.ts';
import { aComparer } from '../test/support/a-comparer.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { realClock } from '../test/support/real-clock.ts';
import { addSweep, fillStore } from './pages/fill-store.ts';

/** One line of the table, in milliseconds. */
export type PagesBench = {
  readonly name: string;
  readonly p50: number;
  readonly p95: number;
  readonly goal: number;
  /** Of this process, for one request: what else the machine does changes it little. */
  readonly cpu: number;
};

const RUNS = 100_000;
const REQUESTS = 100;
const WARM = 10;
const RUN_PAGE_MS = 150;
const LIST_MS = 100;

/** Pages over 100,000 runs with 1,000,000 steps, on both databases, one request after the other; GitHub costs no time. */
export async function benchPages({ scale = 1 }: { scale?: number } = {}): Promise<PagesBench[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mlp-pages-'));
  const postgres = await startPostgres();
  try {
    const places = [
      ['SQLite', { sqliteFile: join(folder, 'state.db') }],
      ['PostgreSQL', { databaseUrl: await postgres.database() }],
    ] as const;
    const lines: PagesBench[] = [];
    for (const [database, location] of places) {
      const store = await openStore(location);
      const about = { database, folder, runs: Math.round(RUNS * scale) };
      lines.push(...(await measure(store, about)));
      await store.close();
    }
    return lines;
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true });
  }
}

const REPOSITORIES: readonly RepositoryRef[] = [0, 1, 2, 3].map((at) => ({
  id: 700 + at,
  installation: 3,
  owner: 'acme',
  name: `churn-${at}`,
  defaultBranch: 'main',
}));

async function measure(
  store: Store,
  {
    database,
    folder,
    runs,
  }: { readonly database: string; readonly folder: string; readonly runs: number },
): Promise<readonly PagesBench[]> {
  const filling = { store, repositories: REPOSITORIES, runs, now: Date.now() };
  await fillStore(filling);
  const sweep = await addSweep(filling);
  const get = await openPages(store, folder);
  const list = '/repos/acme/churn-1';
  const first = await get(list);
  const older = /href="([^"]*)"\s*>Older/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
  return [
    await timed(() => get(`/runs/${sweep}`), `${database}: run of 300 cells`, RUN_PAGE_MS),
    await timed(() => get(list), `${database}: list over ${runs} runs`, LIST_MS),
    await timed(() => get(older), `${database}: list, an older page`, LIST_MS),
    await timed(() => get(`${list}?pipeline=churn`), `${database}: list of a pipeline`, LIST_MS),
    await timed(
      () => get(`${list}?q=branch-1&state=failed`),
      `${database}: list, searched`,
      LIST_MS,
    ),
    await timed(() => get(`${list}?q=nothing`), `${database}: list, searched in vain`, LIST_MS),
    await timed(() => get('/'), `${database}: home`, LIST_MS),
  ];
}

/** Pages as somebody sees them who is signed in. */
async function openPages(store: Store, folder: string): Promise<(path: string) => Promise<string>> {
  const clock = realClock;
  const blobs = await openFolderBlobStore(join(folder, 'objects'));
  const warn = (message: string) => {
    throw new Error(message);
  };
  const sides = {
    store,
    comparer: aComparer(store, blobs),
    clock,
    commitsBefore: async () => [],
    filesOf: async () => null,
    changedFiles: { between: async () => null },
    pageOf: (run: string) => `/runs/${run}`,
    warn,
  };
  const drawing = openDrawing();
  const pages = createPages({
    drawing,
    url: 'http://127.0.0.1',
    githubUrl: 'https://github.com',
    key: new Uint8Array(32),
    store,
    runtime: { onChange: () => () => {} },
    blobs,
    clock,
    login: {
      authorizeUrl: ({ state }) => `https://github.com/?state=${state}`,
      identify: async () => ({ id: 1, login: 'ada' }),
    },
    mayRead: async () => true,
    modelFile: async () => null,
    findRepository: async (_, name) => REPOSITORIES.find((each) => each.name === name) ?? null,
    story: (run) => loadPageStory(sides, run),
    compare: async () => null,
    headlines: async (_, shas) => new Map(shas.map((sha) => [sha, 'What a commit says of itself'])),
    press: async () => ({ type: 'refused', why: 'nothing is pressed here' }),
    askOfModel: async () => ({ type: 'refused', why: 'nothing is asked here' }),
    foresee: async () => ({ type: 'refused', why: 'nothing is asked here' }),
    warn,
  });
  const asked = await pages.request('/login');
  const state = new URL(asked.headers.get('location') ?? '').searchParams.get('state') ?? '';
  const begun = { cookie: cookieOf(asked) };
  const back = await pages.request(`/login/callback?code=x&state=${state}`, { headers: begun });
  const headers = { cookie: cookieOf(back) };
  return async (path) => {
    const answer = await pages.request(path, { headers });
    if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}`);
    return answer.text();
  };
}

function cookieOf(answer: Response): string {
  const pairs = answer.headers.getSetCookie().map((line) => line.split(';', 1)[0] ?? '');
  return pairs.filter((pair) => !pair.endsWith('=')).join('; ');
}

async function timed(ask: () => Promise<unknown>, name: string, goal: number): Promise<PagesBench> {
  const times: number[] = [];
  let used = process.cpuUsage();
  for (let request = 0; request < WARM + REQUESTS; request += 1) {
    if (request === WARM) used = process.cpuUsage();
    const begin = performance.now();
    await ask();
    if (request >= WARM) times.push(performance.now() - begin);
  }
  const { user, system } = process.cpuUsage(used);
  const cpu = Math.round((user + system) / 100 / REQUESTS) / 10;
  times.sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round((times[Math.floor(share * times.length)] ?? 0) * 10) / 10;
  return { name, p50: at(0.5), p95: at(0.95), goal, cpu };
}
