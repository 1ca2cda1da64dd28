import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { openFolderBlobStore } from '../../app/artifacts/folder/folder-blob-store.ts';
import { digestOf } from '../../app/domain/digest.ts';
import type { Origin } from '../../app/domain/model.ts';
import { STORE_FILE } from '../../app/server/state-files.ts';
import { openStore } from '../../app/store/open-store.ts';
import { encodeManifest } from '../../content/manifest/manifest.ts';
import type { SeededRepository } from '../doubles/github/people/seeded-repository.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { openLoopback, type Loopback } from './open-loopback.ts';

export type PeopleWorld = {
  readonly world: Loopback;
  readonly repo: SeededRepository;
  /** Where an App keeps its entries and blobs. */
  readonly state: string;
};

/** Contents that both versions of churn were made from. */
export const DATA = Buffer.from('id,churned\n');

/** An App of whose private repository acme/churn, where ada may write and rae read, two versions of churn are registered. */
export async function openPeople(): Promise<PeopleWorld> {
  const world = await openLoopback();
  world.app.record.deviceFlow = true;
  const repo = world.github.repository('acme/churn', {
    private: true,
    collaborators: { ada: 'write', rae: 'read' },
  });
  await repo.commit({ files: { 'README.md': '# churn\n' } });
  world.app.install('acme');
  const state = join(world.folder, 'app');
  await registerChurn(state, `${repo.record.id}`);
  return { world, repo, state };
}

async function registerChurn(state: string, scope: string) {
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
  const origin: Origin = { role: 'made-from', kind: 'data', name: 'data', digest: dataDigest() };
  const store = await openStore({ sqliteFile: join(state, STORE_FILE) });
  for (const [version, auc] of [0.9, 0.93].entries()) {
    const registered = {
      model: 'churn',
      version: version + 1,
      artifact,
      run: `r${version + 1}`,
      key: 'register',
      metrics: { auc },
      metricsStep: 'train',
      createdAt: 5,
    };
    await store.commit([{ type: 'model.register', version: registered, origins: [origin], scope }]);
  }
  await store.close();
}

/** Of the file with `DATA`, as a folder or file of this machine is digested. */
export function dataDigest(): `sha256:${string}` {
  const entry = { path: '.', type: 'file', mode: 0o644, size: DATA.length } as const;
  const entries = [{ ...entry, digest: digestOf(DATA) }];
  return digestOf(encodeManifest({ format: 1, single: true, entries }));
}

export type Place = { readonly cwd: string; readonly env: Readonly<Record<string, string>> };

/** A command line of somebody’s own, who is not signed in to any server. */
export function freshPlace(env: Place['env'] = {}): Place {
  return { cwd: freshFolder(), env: { XDG_CONFIG_HOME: freshFolder(), ...env } };
}

const MAIN = new URL('../../app/cli/main.ts', import.meta.url).pathname;

/** The program itself; `heard` is told what it wrote so far. */
export function program(
  { cwd, env }: Place,
  args: readonly string[],
  heard: (text: string) => void = () => {},
): Promise<{ readonly code: number | null; readonly text: string }> {
  return new Promise((resolve) => {
    const PATH = process.env['PATH'] ?? '';
    const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { PATH, ...env } });
    let text = '';
    for (const output of [child.stdout, child.stderr]) {
      output.on('data', (chunk: Buffer) => heard((text += chunk.toString())));
    }
    child.once('close', (code) => resolve({ code, text }));
  });
}

/** Signs in with the program; `typed` is told the code once it is shown. */
export function signIn({ world }: PeopleWorld, place: Place, typed: (code: string) => void) {
  let isShown = false;
  return program(place, ['login', world.config.url], (text) => {
    const [code] = /[0-9A-F]{4}-[0-9A-F]{4}/.exec(text) ?? [];
    if (code === undefined || isShown) return;
    isShown = true;
    typed(code);
  });
}
