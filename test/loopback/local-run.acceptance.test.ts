import { execFile, spawn } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFolderBlobStore } from '../../app/artifacts/folder/folder-blob-store.ts';
import { workflowFile, WORKFLOW_PATH } from '../../app/github/workflow/workflow-file.ts';
import { STORE_FILE } from '../../app/server/state-files.ts';
import { openStore } from '../../app/store/open-store.ts';
import { readManifest } from '../../content/manifest/read-manifest.ts';
import type { SeededRepository } from '../doubles/github/people/seeded-repository.ts';
import { endOfRun } from '../support/end-of-run.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { openLoopback, type Loopback } from './open-loopback.ts';
import { ACTION } from './published-action.ts';

let world: Loopback;
let repo: SeededRepository;
/** What main made at the App. */
let kept: Awaited<ReturnType<typeof atTheApp>>;

const pipeline = (champion = 'optional: true', more = '') => `name: churn
on: { push: { branches: [main] } }
steps:
  train:
    files: [weights.json]
    run: cp weights.json model.json
    outputs: { model: { type: model, path: model.json } }
  evaluate:
    files: []
    inputs:
      model: train.model
      champion: { model: churn@production, path: champion.json, ${champion} }
    run: |
      ${more}printf '{"auc": %s}' "$(cat model.json)" > out.json
      cat champion.json || true
    metrics: { path: out.json, primary: auc, maximize: [auc] }
    report: { compare: [merge-base, churn@production] }
    gates:
      no-worse: { metric: auc, baseline: churn@production, tolerance: 1% }
  register:
    needs: [evaluate]
    register: { model: churn, from: train.model, metrics: evaluate }
  release:
    needs: [register]
    promote: { from: register, alias: production }
`;
const weights = (value: number) =>
  `${JSON.stringify({ value, low: value - 0.005, high: value + 0.005 })}\n`;

beforeAll(async () => {
  world = await openLoopback();
  repo = world.github.repository('acme/churn', {
    private: true,
    collaborators: { ada: 'write', rae: 'read' },
  });
  const workflow = workflowFile({ secrets: [], actionRef: ACTION, app: world.config.url });
  await repo.commit({ files: { [WORKFLOW_PATH]: workflow } });
  repo.protect('main');
  world.app.install([repo]);
  const files = { '.mlpipelines/churn.yml': pipeline(), 'weights.json': weights(0.9) };
  const sha = await repo.commit({ files, by: 'ada' });
  await withStore(async (store) => endOfRun(store, sha));
  kept = await atTheApp();
}, 90_000);

afterAll(() => world.close());

async function withStore<T>(
  work: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>,
  sqliteFile = join(world.config.state, STORE_FILE),
): Promise<T> {
  const store = await openStore({ sqliteFile });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** All that a run from elsewhere could have changed. */
function atTheApp() {
  return withStore(async ({ registry, runs, audits }) => {
    const scope = `${repo.record.id}`;
    const newest = { first: 'newest', limit: 1, repository: repo.record.id } as const;
    return {
      versions: await registry.versions('churn', scope),
      history: await registry.history('churn', scope),
      runs: (await runs.list({ pipeline: null, open: false, limit: 10 })).length,
      audit: (await audits.list(newest))[0]?.number,
    };
  });
}

/** A clone as somebody has it on their laptop. */
async function laptop(login: string) {
  const cwd = join(freshFolder(), 'churn');
  const token = world.github.user(login).token();
  const { url } = world.config;
  await promisify(execFile)('git', [
    'clone',
    '--quiet',
    repo.cloneUrl(world.github.user('ada').token()),
    cwd,
  ]);
  writeFileSync(join(cwd, '.git', 'info', 'exclude'), '.mlpipelines/.state/\n');
  const env = { XDG_CONFIG_HOME: freshFolder(), MLPIPELINES_SERVER: url, MLPIPELINES_TOKEN: token };
  return {
    cwd,
    write: (path: string, text: string) => writeFileSync(join(cwd, path), text),
    cli: (...args: readonly string[]) => cli({ cwd, env }, args),
  };
}

const MAIN = new URL('../../app/cli/main.ts', import.meta.url).pathname;

function cli(
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  args: readonly string[],
) {
  return new Promise<{ code: number | null; text: string }>((resolve) => {
    const PATH = process.env['PATH'] ?? '';
    const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { PATH, ...env } });
    let text = '';
    for (const output of [child.stdout, child.stderr]) {
      output.on('data', (chunk: Buffer) => (text += chunk.toString()));
    }
    child.once('close', (code) => resolve({ code, text }));
  });
}

const hostOf = () => new URL(world.config.url).host;
const stateOf = (cwd: string) => join(cwd, '.mlpipelines', '.state');

test('a run here is given the model of the server and is held against what was measured there', async () => {
  const here = await laptop('rae');
  here.write('weights.json', weights(0.95));
  const planned = await here.cli('plan', '--server', 'churn');
  expect(planned).toMatchObject({ code: 0 });
  expect(planned.text).not.toContain('fetching');
  const host = hostOf();
  const ran = await here.cli('run', 'churn', '--server');
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.text).toContain(`fetching churn v1 of acme/churn on ${host}`);
  expect(ran.text).toContain(weights(0.9).trim());
  expect(ran.text).toContain(`better than main on ${host} (#1): auc 0.95 (+0.05`);
  expect(ran.text).toContain(`also better than churn@production on ${host} (v1) (+0.05)`);
  expect(ran.text).toContain(`must be at least 0.891 (churn@production on ${host} 0.9`);
  const lineage = await here.cli('models', 'lineage', 'churn@1');
  expect(lineage.text).toContain(`churn v1 of acme/churn on ${host}`);
  // What was told then holds, whoever is away now.
  const report = await here.cli('report', '1');
  expect(report.text).toContain(`churn@production on ${host}`);
  const why = await here.cli('why', '1', 'train');
  expect(why.text).toContain(`the cache of ${host} was not asked`);
  // The key, the plan and the bytes are of the server's digest.
  const digest = kept.versions[0]?.artifact.digest ?? '';
  const blobs = await openFolderBlobStore(join(stateOf(here.cwd), 'objects'));
  expect((await readManifest(blobs, digest)).entries).toHaveLength(1);
  const parts = await withStore(
    async ({ runs, cache }) => {
      const run = await runs.find('1');
      return (await cache.partsOf(run ?? '', 'evaluate'))?.parts;
    },
    join(stateOf(here.cwd), 'store.sqlite'),
  );
  expect(parts).toMatchObject({ 'input.champion': `${digest} at champion.json` });
  expect(await atTheApp()).toEqual(kept);
}, 90_000);

test('a gate here rejects what is worse than production there, and another evaluation is not compared', async () => {
  const here = await laptop('rae');
  here.write('weights.json', weights(0.8));
  const worse = await here.cli('run', 'churn', '--server');
  expect(worse).toMatchObject({ code: 1 });
  expect(worse.text).toContain(`worse than main on ${hostOf()} (#1): auc 0.8 (−0.1`);
  expect(worse.text).toMatch(/✗ evaluate was rejected/);
  here.write('.mlpipelines/churn.yml', pipeline('optional: true', 'true && '));
  const other = await here.cli('run', 'churn', '--server');
  expect(other.text).toContain(`evaluation changed, not comparable with main on ${hostOf()}`);
}, 90_000);

test('who may read nothing there is told so, and runs here where that is safe', async () => {
  const here = await laptop('eve');
  const ran = await here.cli('run', 'churn', '--server');
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.text).toContain(
    'evaluate goes without churn@production: There is nothing of acme/churn for you here',
  );
  expect(ran.text).toContain('The run is compared with what this machine knows.');
  here.write('.mlpipelines/churn.yml', pipeline('optional: false'));
  const needed = await here.cli('run', 'churn', '--server');
  expect(needed).toMatchObject({ code: 2 });
  expect(needed.text).toContain(`evaluate needs churn@production of ${hostOf()}. There is nothing`);
  expect(needed.text).not.toContain('train started');
  // A part that is given nothing of it needs nothing of it.
  expect(await here.cli('run', 'churn', '--only', 'train', '--server')).toMatchObject({ code: 0 });
}, 90_000);

test('bytes that are not those of the version are refused', async () => {
  const digest = kept.versions[0]?.artifact.digest ?? '';
  const folder = join(world.config.state, 'objects');
  const { entries } = await readManifest(await openFolderBlobStore(folder), digest);
  const [file] = entries.flatMap((entry) => (entry.type === 'file' ? [entry.digest] : []));
  const [, hex = ''] = (file ?? '').split(':');
  const path = join(folder, 'objects', hex.slice(0, 2), hex.slice(2));
  const sound = readFileSync(path);
  chmodSync(path, 0o644);
  writeFileSync(path, '{"value":1.0,"low":0.995,"high":1.005}\n');
  const here = await laptop('rae');
  // What the model was made of here has the same bytes, and would not be asked for.
  here.write('weights.json', weights(0.95));
  here.write('.mlpipelines/churn.yml', pipeline('optional: false'));
  const ran = await here.cli('run', 'churn', '--server');
  writeFileSync(path, sound);
  expect(ran).toMatchObject({ code: 2 });
  expect(ran.text).toContain('evaluate needs churn@production');
  expect(ran.text).toContain('could not be fetched');
}, 90_000);

test('a question is bounded, and is answered to those alone who may read the repository', async () => {
  const ask = async (login: string, path: string) => {
    const headers = { authorization: `Bearer ${world.github.user(login).token()}` };
    const url = `${world.config.url}/api/people/repos/acme/churn${path}`;
    const response = await fetch(url, { headers });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const of = '/baselines?pipeline=churn&step=evaluate';
  const behind = await ask('rae', `${of}&alias=churn@production&alias=churn@nowhere`);
  expect(behind.body['baselines']).toMatchObject([
    { version: 1, state: 'measured', metrics: { auc: 0.9 }, run: { number: '1' } },
    { version: null, state: 'never', metrics: {}, run: null, parts: null },
  ]);
  expect((await ask('eve', of)).status).toBe(404);
  expect((await ask('eve', '/aliases/churn/production')).status).toBe(404);
  expect((await ask('rae', '/aliases/churn/production')).body).toMatchObject({
    version: { version: 1 },
  });
  expect((await ask('rae', '/aliases/churn/nowhere')).body).toMatchObject({ version: null });
  const commits = '&commit='.concat('0'.repeat(40));
  expect((await ask('rae', of + commits.repeat(101))).status).toBe(200);
  expect((await ask('rae', of + commits.repeat(102))).status).toBe(400);
  expect((await ask('rae', of + '&alias=a@b'.repeat(5))).status).toBe(400);
  expect((await ask('rae', `${of}&commit=main`)).status).toBe(400);
  expect((await ask('rae', '/baselines')).status).toBe(400);
});

test('a server that is away is told in a sentence', async () => {
  const here = await laptop('rae');
  await world.stop();
  const ran = await here.cli('run', 'churn', '--server');
  await world.start();
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.text).toContain(`${world.config.url} cannot be reached`);
  expect(ran.text).toContain('The run is compared with what this machine knows.');
  const nobody = await cli({ cwd: here.cwd, env: { XDG_CONFIG_HOME: freshFolder() } }, [
    'run',
    'churn',
    '--server',
  ]);
  expect(nobody).toMatchObject({ code: 2 });
  expect(nobody.text).toContain('No server is named.');
  expect(await atTheApp()).toEqual(kept);
}, 90_000);
