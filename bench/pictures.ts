import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openFolderBlobStore } from '../app/artifacts/folder/folder-blob-store.ts';
import { digestOf } from '../app/domain/digest.ts';
import { WORKFLOW_PATH, workflowFile } from '../app/github/workflow/workflow-file.ts';
import type { Store } from '../app/runtime/ports/store.ts';
import { STORE_FILE } from '../app/server/state-files.ts';
import { openStore } from '../app/store/open-store.ts';
import { sixPlots } from '../test/web/run/plots/six-plots.ts';
import { openWorld, type World } from './webhooks/open-world.ts';
import { recordedBodies } from './webhooks/recorded-bodies.ts';

/** One line of the table; `ratio` is ours / reference. */
export type PicturesBench = {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly reference: number;
  readonly ratio: number;
};

const VISITS = 30;
const PER_SECOND = 50;
const POST_MS = 5000;
const ROUNDS = 3;

const PIPELINE = `name: churn
on: { push: {} }
steps:
  evaluate:
    run: python evaluate.py
    metrics: { path: metrics.json, primary: auc, maximize: [auc] }
    plots:
      - { path: out/history.csv, x: epoch, y: [loss, val_loss] }
      - { path: out/predictions.csv, kind: roc, actual: label, score: p }
      - { path: out/predictions.csv, kind: calibration, actual: label, score: p }
      - { path: out/predictions.csv, kind: confusion, actual: species, predicted: said }
      - { path: out/gains.csv, kind: bar, x: feature, y: [gain] }
      - out/*.svg
`;

/**
 * A run's page with six plots and the pictures on it, from the App itself: once everything was drawn, beside the same page
 * of a run without plots; and each time with plots that nobody saw before, beside the figure that it is to keep to. Then how
 * long the App takes to answer webhooks while such pages are asked for, beside at rest.
 */
export async function benchPictures(): Promise<PicturesBench[]> {
  const world = await openWorld();
  const store = await openStore({ sqliteFile: join(world.state, STORE_FILE) });
  try {
    const visitor = await openVisitor(world, store);
    await visitor.plots('warm');
    await visitor.see();
    const warm = await times(() => visitor.see());
    const rest: number[] = [];
    const busy: number[] = [];
    const cold: number[] = [];
    let drawn = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      rest.push(await visitor.webhooks());
      const over = new AbortController();
      const seeing = (async () => {
        while (!over.signal.aborted) {
          await visitor.plots(`cold ${(drawn += 1)}`);
          cold.push(...(await times(() => visitor.see(), 1)));
        }
      })();
      busy.push(await visitor.webhooks());
      over.abort();
      await seeing;
    }
    const line = (name: string, ours: number, reference: number) => ({
      name,
      unit: 'ms',
      ours,
      reference,
      ratio: ours / reference,
    });
    return [
      line(
        'page with six plots and its pictures, drawn before: p50, beside the 300 ms allowed',
        quantile(warm, 0.5),
        300,
      ),
      line('the same: p95', quantile(warm, 0.95), 300),
      line(
        'plots nobody saw before, under webhooks: p50, beside drawn before',
        quantile(cold, 0.5),
        quantile(warm, 0.5),
      ),
      line(
        `webhooks answered at ${PER_SECOND}/s while plots are drawn: p99 (of ${ROUNDS} rounds the middle one), beside at rest`,
        quantile(busy, 0.5),
        quantile(rest, 0.5),
      ),
    ];
  } finally {
    await store.close();
    await world.close();
  }
}

/** Somebody who may see the page of one run. */
async function openVisitor(world: World, store: Store) {
  const { github, ours, app } = world;
  const repository = github.repository('acme/churn', { collaborators: { ada: 'write' } });
  const workflow = workflowFile({ secrets: [], actionRef: 'a/b@v1', app: new URL(ours).origin });
  await repository.commit({ files: { [WORKFLOW_PATH]: workflow } });
  const installation = app.install([repository]);
  await repository.commit({ files: { '.mlpipelines/churn.yml': PIPELINE }, by: 'ada' });
  const run = await runOf(store, repository.record.id);
  const cookie = `mlpipelines_session=${await session(store, github.user('ada').account)}`;
  const { origin } = new URL(ours);
  const blobs = await openFolderBlobStore(join(world.state, 'objects'));
  const get = async (path: string): Promise<string> => {
    const answer = await fetch(origin + path, { headers: { cookie } });
    const body = await answer.text();
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${body}`);
    return body;
  };
  const { id, owner } = repository.record;
  const of = { installation, id: id + 1_000_000, owner: owner.login, name: 'other' };
  const bodies = recordedBodies(['issue_comment', 'check_run'], [of]);
  return {
    /** New plots of the same step. */
    plots: async (seed: string): Promise<void> => {
      const report = await sixPlots(blobs, { seed, shift: 0.5 });
      if (report.type !== 'material') return;
      const { plots, summary } = report;
      if (plots === null) return;
      const kept = {
        digest: plots.digest as `sha256:${string}`,
        size: plots.size,
        files: plots.files,
      };
      const record = {
        run,
        key: 'evaluate',
        attempt: 1,
        type: 'material',
        material: { plots: kept, summary },
      } as const;
      await store.commit([{ type: 'attempt.record', record }]);
    },
    /** The page, and then its pictures, as a browser asks for them. */
    see: async (): Promise<void> => {
      const page = await get(`/runs/${run}`);
      const pictures = [...page.matchAll(/<img src="(\/runs\/[^"]+)"/g)];
      if (pictures.length !== 6)
        throw new Error(`${pictures.length} pictures of 6 are on the page`);
      await Promise.all(pictures.map(([, path = '']) => get(path.replaceAll('&amp;', '&'))));
    },
    webhooks: async (): Promise<number> => {
      const pace = { perSecond: PER_SECOND };
      const { failed, p99 } = await world.post({ url: ours, bodies, ms: POST_MS, pace });
      if (failed > 0) throw new Error(`${failed} webhooks were not taken`);
      return p99;
    },
  };
}

/** Once its step is ordered. */
async function runOf(store: Store, repository: number): Promise<string> {
  for (;;) {
    const [run] = await store.runs.list({ pipeline: null, open: false, limit: 1, repository });
    const [found] = run === undefined ? [] : await store.runs.rows([run.id], ['evaluate']);
    if (run !== undefined && (found?.row.attempt ?? 0) > 0) return run.id;
    await sleep(50);
  }
}

async function session(
  store: Store,
  { id: person, login }: { readonly id: number; readonly login: string },
): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  const now = Date.now();
  const until = { seenAt: now, expiresAt: now + 3_600_000 };
  const begun = { id: digestOf(secret), person, login, createdAt: now, ...until };
  await store.webSessions.begin(begun, 10);
  return secret;
}

async function times(act: () => Promise<void>, count = VISITS): Promise<number[]> {
  const taken: number[] = [];
  for (let done = 0; done < count; done += 1) {
    const from = performance.now();
    await act();
    taken.push(performance.now() - from);
  }
  return taken;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
