import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readManifest } from '../../content/manifest/read-manifest.ts';
import { saveTree } from '../../content/save-tree.ts';
import type { Digest } from '../../app/domain/digest.ts';
import type { PlanStep } from '../../app/domain/plan.ts';
import { openApp, type TestApp } from '../api/open-app.ts';
import { aPlan, aStep } from '../support/build-plan.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { waitUntil } from '../support/wait-until.ts';
import { builtAction, everythingIn, FORBIDDEN, spawnAction } from './spawn-action.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openApp();
});

function script(run: string, given: Partial<PlanStep> = {}): PlanStep {
  return aStep('train', {
    action: { type: 'run', run, shell: 'bash', workingDirectory: '.' },
    ...given,
  });
}

async function savedTree(files: Readonly<Record<string, string>>): Promise<Digest> {
  const folder = join(freshFolder(), 'tree');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return (await saveTree(app.now().blobs, folder)).digest;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}

async function rowOf(run: string) {
  return (await app.now().store.runs.load(run))?.steps[0];
}

/** Lines that GitHub's runner only shows, and those that it obeys. */
function byFence(output: string): { readonly inside: string[]; readonly outside: string[] } {
  const [inside, outside]: [string[], string[]] = [[], []];
  let fence: string | null = null;
  for (const line of output.split('\n')) {
    if (fence !== null && line === `::${fence}::`) fence = null;
    else if (fence !== null) inside.push(line);
    else {
      fence = /^::stop-commands::(.+)$/.exec(line)?.[1] ?? null;
      if (fence === null) outside.push(line);
    }
  }
  return { inside, outside };
}

const SECRET = 'hunter2-is-the-value\nand-it-has-a-second-line';

describe('the action', () => {
  // Each job loads it: of the last 100 kB tables of examples are read (CSV and Parquet).
  it('is one file of 1.2 MB at most', async () => {
    expect(statSync(await builtAction()).size).toBeLessThan(1_200_000);
  });

  it('carries out its attempt: files in, metrics and artifacts out, over HTTP alone', async () => {
    const tree = await savedTree({ 'data.csv': 'a,b\n1,2\n', 'big.bin': 'x'.repeat(3_000_000) });
    const step = script(
      [
        'wc -c < big.bin',
        'cat data.csv > model.txt; mkdir -p parts; for i in 1 2 3; do echo $i > parts/$i; done',
        'head -c 2000000 /dev/zero > parts/big',
        `echo '{"step":1,"loss":0.5}' >> live.jsonl; sleep 0.3`,
        `echo '{"accuracy":0.9,"kind":"tree"}' > metrics.json`,
        'echo "- said by the **step**" >> "$GITHUB_STEP_SUMMARY"',
      ].join('\n'),
      {
        outputs: {
          model: { type: 'model', path: 'model.txt', optional: false },
          parts: { type: 'dataset', path: 'parts', optional: false },
        },
        metrics: {
          path: 'metrics.json',
          live: 'live.jsonl',
          primary: null,
          maximize: [],
          minimize: [],
        },
      },
    );
    const run = await app.start(aPlan([step]), { tree });
    const job = await app.job(run, 'train');
    const action = await spawnAction(app, job);
    expect(await action.ended, action.output()).toBe(0);
    const row = await rowOf(run.id);
    expect(row).toMatchObject({
      result: 'success',
      metrics: { accuracy: 0.9 },
      facts: { kind: 'tree' },
    });
    const parts = await readManifest(app.now().blobs, row?.artifacts['parts']?.digest ?? '');
    expect(parts.entries.map(({ path }) => path)).toEqual(['1', '2', '3', 'big']);
    expect(app.now().logged.map(({ text }) => text)).toContain('3000000');
    expect(await app.now().store.attempts.samples(job.of, 0)).toMatchObject([
      { step: 1, values: { loss: 0.5 } },
    ]);
    expect(action.summary()).toMatch(/✅ train of run #\d+: succeeded/);
    expect(action.summary()).toMatch(/\| accuracy \| 0\.9 \|/);
    expect(action.summary()).toContain('- said by the **step**');
    expect(readdirSync(action.temporary).toSorted()).toEqual(['summary.md', 'tools']);
    expect((await app.now().store.runs.header(run.id))?.status).toBe('succeeded');
  });

  it('gives a step its secrets and nothing else of the job; values are nowhere the app keeps anything', async () => {
    const step = script(
      'env | sort; echo "it is $KEY"; echo "$KEY" | base64 -w0; echo "$KEY" > "$GITHUB_STEP_SUMMARY"; test -n "$KEY"; test -z "$OTHER"',
      { secrets: { KEY: 'API_KEY' } },
    );
    const run = await app.start(aPlan([step]));
    const secrets = { API_KEY: SECRET, OTHER: 'not-for-this-step' };
    const action = await spawnAction(app, await app.job(run, 'train'), { secrets });
    expect(await action.ended, action.output()).toBe(0);
    // Those lines are for GitHub's runner, which hides what they name.
    const { inside, outside } = byFence(action.output());
    const shown = [...inside, ...outside.filter((line) => !line.startsWith('::add-mask::'))].join(
      '\n',
    );
    const kept = everythingIn(app.folder, filesIn) + app.logs.join('\n') + action.summary();
    const hidden = [...SECRET.split('\n'), 'not-for-this-step', ...Object.values(FORBIDDEN)];
    for (const text of hidden) {
      expect(shown).not.toContain(text);
      expect(kept).not.toContain(text);
    }
    expect(shown).toContain('KEY=***');
    expect(shown).not.toMatch(/^(?:ACTIONS_|INPUT_|RUNNER_|GITHUB_TOKEN)/m);
    expect(action.output()).toContain(`::add-mask::${SECRET.replace('\n', '%0A')}`);
    // The token of the attempt and the links to blobs are no one's either.
    expect(shown).not.toMatch(/eyJ[\w-]+\.[\w-]+\./);
    expect(kept).not.toMatch(/eyJ[\w-]+\.[\w-]+\./);
  });

  it('warns of a step that failed, and ends its job well, since the app has heard and tells it', async () => {
    const run = await app.start(aPlan([script('echo "no such column: age" >&2; exit 3')]));
    const action = await spawnAction(app, await app.job(run, 'train'));
    expect(await action.ended).toBe(0);
    expect(action.output()).toMatch(/^::warning::.*exit.* 3.*See https:\/\/mlpipelines\.example/m);
    expect(await rowOf(run.id)).toMatchObject({ result: 'failure' });
    expect(action.summary()).toContain('❌');
  });

  it('says which secret has no value and where to put it', async () => {
    const run = await app.start(aPlan([script('true', { secrets: { KEY: 'API_KEY' } })]));
    const action = await spawnAction(app, await app.job(run, 'train'), {
      secrets: { API_KEY: '' },
    });
    expect(await action.ended).toBe(0);
    expect(action.output()).toMatch(/::warning::No value for the secret API_KEY.*init --update/);
    const attempts = (await app.now().store.runs.load(run.id))?.attempts;
    expect(attempts?.[0]).toMatchObject({ status: 'failed', message: /API_KEY/ as never });
  });

  it('lets no line of a step be a command to the runner', async () => {
    const run = await app.start(
      aPlan([script('echo "::error::forged"; echo "::set-env name=A::b"')]),
    );
    const action = await spawnAction(app, await app.job(run, 'train'));
    expect(await action.ended).toBe(0);
    const { inside, outside } = byFence(action.output());
    expect(inside).toEqual(['::error::forged', '::set-env name=A::b']);
    // What hides the identity and the token of the attempt must be obeyed.
    expect(outside.filter((line) => line.startsWith('::add-mask::ey')).length).toBeGreaterThan(1);
  });
});

describe('a job that is not to run', () => {
  it('ends well where another job does its work', async () => {
    const run = await app.start(aPlan([script('sleep 0.5')]));
    const job = await app.job(run, 'train');
    const twin = { ...job, checkRunId: 999_002 };
    app.jobs.all.push(twin);
    const first = await spawnAction(app, job);
    await waitUntil(() => app.logs.some((line) => line.includes('"end":"claimed"')));
    await waitUntil(async () => (await rowOf(run.id))?.state === 'running');
    const second = await spawnAction(app, twin);
    expect(await second.ended).toBe(0);
    expect(second.output()).toMatch(/::notice::Attempt 1 of train is already carried out by job/);
    expect(await first.ended).toBe(0);
  });

  it('fails when it tries to do its work a second time', async () => {
    const run = await app.start(aPlan([script('true')]));
    const job = await app.job(run, 'train');
    expect(await (await spawnAction(app, job)).ended).toBe(0);
    const again = await spawnAction(app, job);
    expect(await again.ended).toBe(1);
    expect(again.output()).toMatch(/::error::This job has claimed its attempt before.*\/mlp rerun/);
  });

  it('is told what to mend in its inputs', async () => {
    const run = await app.start(aPlan([script('true')]));
    const job = await app.job(run, 'train');
    const inTheClear = await spawnAction(app, job, { inputs: { INPUT_APP: 'http://app.example' } });
    expect(await inTheClear.ended).toBe(1);
    expect(inTheClear.output()).toMatch(/::error::The input `app` must be the https address/);
    const mute = { ACTIONS_ID_TOKEN_REQUEST_URL: '' };
    const unknown = await spawnAction(app, job, { inputs: mute });
    expect(await unknown.ended).toBe(1);
    expect(unknown.output()).toMatch(/::error::.*lacks `permissions: id-token: write`/);
    const secrets = await spawnAction(app, job, { inputs: { INPUT_SECRETS: '{"A": hunter2' } });
    expect(await secrets.ended).toBe(1);
    expect(secrets.output()).toMatch(/::error::The input `secrets` must be a JSON map/);
    expect(secrets.output()).not.toContain('hunter2');
  });
});
