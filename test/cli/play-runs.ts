import { join } from 'node:path';
import { encodeManifest, type Manifest } from '../../content/manifest/manifest.ts';
import { openFolderBlobStore } from '../../app/artifacts/folder/folder-blob-store.ts';
import { forecastRun } from '../../app/cli/forecast/forecast-run.ts';
import { pastDurations } from '../../app/cli/forecast/past-durations.ts';
import type { ArtifactRef } from '../../app/domain/artifact.ts';
import { digestOf, type Digest } from '../../app/domain/digest.ts';
import type { Plan, PlanStep } from '../../app/domain/plan.ts';
import type { RunHeader, RunOptions, RunRequest } from '../../app/domain/run/run.ts';
import type { Reuse } from '../../app/runtime/runtime.ts';
import { aRequest, aStep } from '../support/build-plan.ts';
import { openRuntime } from '../support/open-runtime.ts';
import { begun, succeeded } from '../support/script-host.ts';
import { aComparer } from '../support/a-comparer.ts';

export type Files = Readonly<Record<string, string>>;

const OPTIONS = { maxParallel: null, inPlace: false, noCache: false, deploy: false, exclude: {} };
const NOTHING = encodeManifest({ format: 1, single: false, entries: [] });

/** What steps make unless a test says otherwise. */
export const MADE: ArtifactRef = {
  digest: digestOf(NOTHING),
  type: 'file',
  path: 'd.txt',
  size: 0,
  files: 0,
};

/** The same with other contents. */
const SOMETHING = encodeManifest({
  format: 1,
  single: false,
  entries: [{ path: 'a', type: 'dir' }],
});
export const MADE_OTHERWISE: ArtifactRef = { ...MADE, digest: digestOf(SOMETHING) };

/** A step that makes `d`, of these files of the repository; from `data.d`, if it is given any. */
export function makes(id: string, files: readonly string[] | null, given: Partial<PlanStep> = {}) {
  const outputs = { d: { type: 'file', path: 'd.txt', optional: false } } as const;
  return aStep(id, { cache: { maxAgeMs: null }, files, outputs, ...given });
}

/** The output `d` of another step, as an input. */
export function from(step: string) {
  const input = { step, output: 'd', path: 'in.txt', writable: false, optional: false };
  return { needs: [step], inputs: { d: input } };
}

/** Runs of a laptop on real stores, whose commands do what a test says, and what a plan would say of the next one. */
export async function openLaptop() {
  const test = await openRuntime();
  const blobs = await openFolderBlobStore(join(test.folder, 'objects'));
  await Promise.all([NOTHING, SOMETHING].map((bytes) => blobs.putBytes(bytes)));
  const { store, host, clock } = test;
  const repository = { baseCommits: async () => [] };
  const comparer = aComparer(store, blobs);
  const stage = { store, blobs, comparer, repository, clock, chance: () => 0 };
  const treeOf = async (files: Files): Promise<{ manifest: Manifest; tree: Digest }> => {
    const sorted = Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const entries = sorted.map(([path, text]) => {
      const [digest, size] = [digestOf(text), text.length];
      return { path, type: 'file', mode: 0o644, size, digest } as const;
    });
    const manifest: Manifest = { format: 1, single: false, entries };
    await blobs.putBytes(encodeManifest(manifest));
    return { manifest, tree: digestOf(encodeManifest(manifest)) };
  };
  const run = async (plan: Plan, files: Files, options: Partial<RunOptions> = {}) => {
    for (const { id, outputs } of plan.steps) {
      const artifacts = 'd' in outputs ? { d: MADE } : {};
      if (!host.acts.has(id)) host.acts.set(id, () => [begun(), succeeded({ artifacts })]);
    }
    const { tree } = await treeOf(files);
    const { id } = await test.start(plan, { tree, options: { ...OPTIONS, ...options } });
    return test.until(id);
  };
  const requestOf = (tree: Digest, options: Partial<RunOptions>): RunRequest =>
    aRequest({ id: 'next', tree, options: { ...OPTIONS, ...options } });
  const foresee = async (plan: Plan, files: Files, asked: Asked = {}) => {
    const { manifest, tree } = await treeOf(files);
    const { reuse = {}, reusedBy = null, ...options } = asked;
    const request = requestOf(tree, options);
    const foreseen = { plan, request, reuse, manifest, tree, reusedBy };
    const told = await forecastRun(stage, foreseen, await pastDurations(store, plan));
    return Object.fromEntries(
      [...told].map(([key, { outcome, reason }]) => [key, `${outcome}: ${reason}`]),
    );
  };
  return { ...test, stage, run, foresee, treeOf, requestOf };
}
type Asked = Partial<RunOptions> & { readonly reuse?: Reuse; readonly reusedBy?: string };

/** `#12`. */
export function nameOf({ number }: RunHeader): string {
  return `#${number}`;
}
