import { ratesInRun } from '../../../../../app/compute/wish/rate-of.ts';
import { selectPaths } from '../../../../../content/manifest/select-files.ts';
import { loadCheck } from '../../../../../app/github/publish/check/load-check.ts';
import { loadComment } from '../../../../../app/github/publish/comment/load-comment.ts';
import type { PublishDeps } from '../../../../../app/github/publish/publish-deps.ts';
import type { ArtifactRef } from '../../../../../app/domain/artifact.ts';
import { digestOf, type Digest } from '../../../../../app/domain/digest.ts';
import type { RunHeader } from '../../../../../app/domain/run/run.ts';
import { runCheck } from '../../../../../app/reports/check/run-check.ts';
import { stickyComment } from '../../../../../app/reports/comment/sticky-comment.ts';
import type { Clock } from '../../../../../app/runtime/ports/clock.ts';
import { encodeManifest, type Manifest } from '../../../../../content/manifest/manifest.ts';
import { aDrawing } from '../../../../support/a-drawing.ts';
import { aComparer } from '../../../../support/a-comparer.ts';
import { planOf } from '../../../../support/compile-text.ts';
import { aPlace } from '../../../../support/hosted.ts';
import { openRuntime } from '../../../../support/open-runtime.ts';
import { realClock } from '../../../../support/real-clock.ts';
import { begun, failed, stays, succeeded } from '../../../../support/script-host.ts';

export const PIPELINE = `name: churn
on: { push: { branches: [main] }, pull_request: {}, command: [retrain] }
params: { epochs: { type: number, default: 20 } }
steps:
  split:
    files: [data.csv]
    run: python split.py
    outputs: { sets: { type: dataset, path: sets } }
  train:
    inputs: { sets: split.sets }
    files: [train.py]
    params: [epochs]
    run: python train.py
    outputs: { model: { type: model, path: model } }
  evaluate:
    inputs: { model: train.model, sets: split.sets }
    files: [evaluate.py]
    run: python evaluate.py
    metrics: { path: m.json, primary: auc, maximize: [auc, f1], minimize: [loss] }
    report: { compare: [merge-base, churn@production] }
    gates:
      good: { metric: auc, op: '>=', value: 0.85 }
      small: { metric: size_mb, op: '<=', value: 40, severity: warn }
  register:
    register: { model: churn, from: train.model, metrics: evaluate }
  release:
    needs: [register]
    if: github.ref == 'refs/heads/main'
    promote: { from: register, alias: production }
`;

const MAIN = 'refs/heads/main';
const TOPIC = 'refs/heads/topic';
const SHA = { base: 'b'.repeat(40), head: 'a'.repeat(40), next: 'c'.repeat(40) };
const FILES = { 'data.csv': 'rows', 'train.py': 'one', 'evaluate.py': 'one' };

/** A number that its step is sure of to ± 0.005. */
export const near = (name: string, value: number) => ({
  [name]: value,
  [`${name}.low`]: value - 0.005,
  [`${name}.high`]: value + 0.005,
});
export const MEASURED = { ...near('auc', 0.9), loss: 0.3, size_mb: 31 };

/** What a commit is, and what its steps do. */
export type Commit = {
  readonly pipeline?: string;
  /** Params as somebody typed them. */
  readonly typed?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly fails?: string;
  /** A step that goes on when the run is left. */
  readonly stays?: string;
  /** Left out: until the run is over. */
  readonly until?: (run: RunHeader) => boolean;
};

export type Story = Awaited<ReturnType<typeof openStory>>;

/** A repository on GitHub whose runs are played by a real runtime on a real store, told as its pull request's comment and check are. */
export async function openStory() {
  const clock: Clock = { ...realClock, now: () => Date.UTC(2026, 2, 1, 9, 30) };
  const world = await openRuntime({ clock });
  const { host, store, blobs } = world;
  const numbers = new Map<string, number>();
  const keep = async (entries: Manifest['entries']): Promise<Digest> => {
    const bytes = encodeManifest({ format: 1, single: false, entries });
    await blobs.putBytes(bytes);
    return digestOf(bytes);
  };
  const made = async (type: 'dataset' | 'model', path: string, text: string) => {
    await blobs.putBytes(Buffer.from(text));
    const file = { path: 'f', type: 'file', mode: 0o644, size: text.length } as const;
    const digest = await keep([{ ...file, digest: digestOf(text) }]);
    return { digest, type, path, size: text.length, files: 1 } satisfies ArtifactRef;
  };
  const play = async (commit: Commit, given: Parameters<typeof world.start>[1]) => {
    const { typed = {}, metrics = MEASURED, pipeline = PIPELINE } = commit;
    const files = { ...FILES, ...commit.files };
    const tree = await keep(
      Object.entries(files)
        .toSorted(byPath)
        .map(([path, text]) => {
          return { path, type: 'file', mode: 0o644, size: text.length, digest: digestOf(text) };
        }),
    );
    const sets = await made('dataset', 'sets', files['data.csv']);
    const model = await made('model', 'model', JSON.stringify([files, typed, metrics]));
    host.acts.clear();
    host.acts.set('split', () => [begun(), succeeded({ artifacts: { sets } })]);
    host.acts.set('train', () => [begun(), succeeded({ artifacts: { model } })]);
    for (const key of ['evaluate', 'judge']) {
      host.acts.set(key, () => [begun(), succeeded({ metrics })]);
    }
    if (commit.fails !== undefined) host.acts.set(commit.fails, () => [begun(), failed()]);
    if (commit.stays !== undefined) host.acts.set(commit.stays, stays);
    const plan = planOf(pipeline, { params: typed });
    const run = await world.start(plan, { ...given, tree });
    numbers.set(run.id, run.number);
    const isThere = () => host.started.some((of) => of.run === run.id && of.key === commit.stays);
    return world.until(run.id, commit.stays === undefined ? commit.until : isThere);
  };
  const deps: PublishDeps = {
    store,
    clock,
    comparer: aComparer(store, blobs),
    blobs,
    drawing: aDrawing(),
    owner: { id: 'story' },
    clients: { of: notAsked, asApp: notAsked },
    pageOf: (run) => `https://mlp.example/runs/${numbers.get(run) ?? 'unknown'}`,
    pageOfCommit: () => null,
    environmentUrl: () => null,
    sourceUrl: (_, sha, { path, line }) =>
      `https://github.test/${sha.slice(0, 7)}/${path}#L${line}`,
    ratesOf: ratesInRun,
    commitsBefore: async ({ ref }) => (ref === MAIN ? [] : [SHA.base]),
    filesOf: async () => null,
    filesSince: async ({ ref }) => (ref === MAIN ? null : CHANGED),
    changedFiles: {
      between: async (_now, _was, globs) =>
        selectPaths(CHANGED.files, globs).selected.map(({ path }) => path),
    },
    warn: (message) => {
      throw new Error(message);
    },
  };
  const proposed = { ref: TOPIC, hosted: aPlace(900, { pull: 7 }), github: { base_ref: 'main' } };
  return {
    /** A push to main; a later one is a later commit. */
    main: (commit: Commit = {}, sha: 'base' | 'next' = 'base') =>
      play(commit, {
        sha: SHA[sha],
        ref: MAIN,
        trigger: 'push',
        hosted: aPlace(900, { trust: 'protected' }),
      }),
    /** The head of the pull request. */
    propose: (commit: Commit = {}) =>
      play(commit, { ...proposed, ...LIMITED, sha: SHA.head, trigger: 'pull_request' }),
    /** `/retrain epochs=5` at that head. */
    retrain: (commit: Commit & Required<Pick<Commit, 'typed'>>) => {
      const options = { ...LIMITED.options, params: commit.typed };
      return play(commit, { ...proposed, options, sha: SHA.head, trigger: 'command' });
    },
    /** What GitHub shows of a run: the title and summary of its check, and the comment. */
    told: async ({ id, sha }: RunHeader) => {
      const [check, comment] = await Promise.all([loadCheck(deps, id), loadComment(deps, id)]);
      if (check === null || comment === null) throw new Error('The run is gone.');
      const body = stickyComment([comment], { sha: sha ?? '', states: [] });
      const { title, summary } = runCheck(check);
      return { title, summary, body };
    },
    store,
  };
}

function notAsked(): never {
  throw new Error('GitHub is asked nothing to tell a story.');
}

/** As a manifest wants them. */
function byPath([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}

const LIMITED = {
  options: { maxParallel: null, inPlace: false, noCache: false, deploy: false, exclude: {} },
};

const CHANGED = {
  files: [{ path: 'train.py', lines: { added: 1, removed: 1 } }],
  count: 1,
  isComplete: true,
};
