import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFolderBlobStore } from '../../app/artifacts/folder/folder-blob-store.ts';
import { digestOf } from '../../app/domain/digest.ts';
import { STORE_FILE } from '../../app/server/state-files.ts';
import { openStore } from '../../app/store/open-store.ts';
import { encodeManifest } from '../../content/manifest/manifest.ts';
import type { SeededRepository } from '../doubles/github/people/seeded-repository.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { openLoopback, type Loopback } from './open-loopback.ts';

let world: Loopback;
let repo: SeededRepository;

beforeAll(async () => {
  world = await openLoopback();
  world.app.record.deviceFlow = true;
  repo = world.github.repository('acme/churn', {
    private: true,
    collaborators: { ada: 'write', rae: 'read' },
  });
  await repo.commit({ files: { 'README.md': '# churn\n' } });
  world.app.install('acme');
  await registerChurn();
}, 120_000);

afterAll(() => world.close());

async function registerChurn() {
  const state = join(world.folder, 'app');
  const blobs = await openFolderBlobStore(join(state, 'objects'));
  const weights = Buffer.from('weights');
  const file = { path: 'w.bin', type: 'file', mode: 0o644, size: weights.length } as const;
  const manifest = encodeManifest({
    format: 1,
    single: false,
    entries: [{ ...file, digest: digestOf(weights) }],
  });
  await blobs.putBytes(weights);
  await blobs.putBytes(manifest);
  const artifact = {
    digest: digestOf(manifest),
    type: 'model',
    path: 'model',
    size: weights.length,
    files: 1,
  } as const;
  const store = await openStore({ sqliteFile: join(state, STORE_FILE) });
  const version = {
    model: 'churn',
    version: 1,
    artifact,
    run: 'r1',
    key: 'register',
    metrics: { auc: 0.9 },
    metricsStep: 'train',
    createdAt: 5,
  };
  await store.commit([{ type: 'model.register', version, scope: `${repo.record.id}` }]);
  await store.close();
}

const MAIN = new URL('../../app/cli/main.ts', import.meta.url).pathname;

/** The program itself; `heard` is told what it wrote so far. */
function cli(
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  args: readonly string[],
  heard: (text: string) => void = () => {},
) {
  return new Promise<{ code: number | null; text: string }>((resolve) => {
    const PATH = process.env['PATH'] ?? '';
    const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { PATH, ...env } });
    let text = '';
    for (const output of [child.stdout, child.stderr]) {
      output.on('data', (chunk: Buffer) => heard((text += chunk.toString())));
    }
    child.once('close', (code) => resolve({ code, text }));
  });
}

test(
  'somebody signs in, sees and fetches models, and signs out',
  { timeout: 120_000 },
  async () => {
    const [cwd, config] = [freshFolder(), freshFolder()];
    const place = { cwd, env: { XDG_CONFIG_HOME: config } };
    const { url } = world.config;
    let isTyped = false;
    const login = await cli(place, ['login', url], (text) => {
      const [code] = /[0-9A-F]{4}-[0-9A-F]{4}/.exec(text) ?? [];
      if (code === undefined || isTyped) return;
      isTyped = true;
      world.github.user('rae').answerDevice(code);
    });
    expect(login.text).toContain(`Signed in to ${url} as rae.`);
    const kept = join(config, 'mlpipelines', 'login.json');
    expect(statSync(kept).mode & 0o777).toBe(0o600);
    const { token } = JSON.parse(readFileSync(kept, 'utf8')) as { token: string };
    expect(login.text).not.toContain(token);
    const of = ['--server', '--repository', 'acme/churn'];
    const list = await cli(place, ['models', 'list', ...of]);
    expect(list.text).toMatch(/churn\s+1\s+auc 0\.9/);
    expect((await cli(place, ['models', 'show', 'churn@1', ...of])).text).toContain('churn v1');
    expect((await cli(place, ['models', 'card', 'churn', ...of])).text).toContain('# churn v1');
    const got = await cli(place, ['models', 'get', 'churn@1', 'here', ...of]);
    expect(got).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, 'here', 'w.bin'), 'utf8')).toBe('weights');
    const simulated = await cli(place, [
      'audit',
      'simulate',
      '--pr',
      '1',
      '--as',
      'ada',
      ...of.slice(1),
    ]);
    expect(simulated).toMatchObject({ code: 1 });
    expect(simulated.text).toContain('needs write access');
    expect(await cli(place, ['logout'])).toMatchObject({
      code: 0,
      text: `Signed out of ${url}.\n`,
    });
    expect(world.github.world.tokens.has(token)).toBe(false);
  },
);

test('nobody else is told anything, whatever token they bring', { timeout: 60_000 }, async () => {
  const other = world.github.app({ slug: 'other' });
  other.install('acme');
  const stranger = world.github.user('eve');
  const ask = async (token: string | null, path: string) => {
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    return (await fetch(`${world.config.url}/api/people${path}`, { headers })).status;
  };
  const models = '/repos/acme/churn/models';
  expect(await ask(world.github.user('rae').token(), models)).toBe(200);
  expect(await ask(stranger.token(), models)).toBe(404);
  expect(await ask(stranger.token(), '/repos/acme/nothing/models')).toBe(404);
  expect(await ask(world.github.user('rae').token(other.record), models)).toBe(401);
  expect(await ask('ghp_made_up', models)).toBe(401);
  expect(await ask('ghs_of_a_job', models)).toBe(401);
  expect(await ask(null, models)).toBe(401);
  expect(await ask(world.github.user('rae').token(), `${models}/churn/1/contents`)).toBe(200);
  expect(await ask(stranger.token(), `${models}/churn/1/contents`)).toBe(404);
});
