import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { digestOf } from '../../../app/domain/digest.ts';
import { runOfExternalId } from '../../../app/github/publish/check/external-id.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { begun, succeeded } from '../../support/script-host.ts';
import { openTestIngress } from '../open-ingress.ts';

const EXAMPLE = new URL('../../../examples/monitoring/.mlpipelines/', import.meta.url);
const DAY = 86_400_000;
const bytes = (content: string, type: 'model' | 'dataset' | 'file') =>
  ({ digest: digestOf(content), type, path: 'x', size: 1, files: 1 }) as const;

/** The pipelines of the example, served by the App; its steps measure what the test says. */
async function served() {
  const clock = new ManualClock(Date.parse('2026-05-01T01:00:00Z'));
  const test = await openTestIngress({ clock });
  const { repo, settle, publish, host, runs, until } = test;
  repo.protect('main').collaborator('cat', 'write');
  const makes = (name: string, artifact: ReturnType<typeof bytes>) => () => [
    begun(),
    succeeded({ artifacts: { [name]: artifact } }),
  ];
  host.acts.set('newest', makes('table', bytes('newest', 'file')));
  host.acts.set('split', makes('sets', bytes('sets', 'dataset')));
  const train = (weights: string) =>
    host.acts.set('train', makes('model', bytes(weights, 'model')));
  const measures = (step: string, metrics: Record<string, number>) =>
    host.acts.set(step, () => [begun(), succeeded({ metrics })]);
  train('first');
  measures('evaluate', { accuracy: 0.99, log_loss: 0.03, 'champion.log_loss': 1 });
  measures('watch', { rows: 114, 'drift.highest': 0.03, accuracy: 0.97 });
  const files = Object.fromEntries(
    readdirSync(EXAMPLE).map((name) => [
      `.mlpipelines/${name}`,
      readFileSync(new URL(name, EXAMPLE), 'utf8'),
    ]),
  );
  const sha = await repo.commit({ files: { ...files, 'src/train.py': 'first' }, by: 'ada' });
  await settle();
  const newest = async (pipeline: string) =>
    (await runs()).find((run) => run.pipeline === pipeline) ?? null;
  const told = async () => {
    await settle();
    for (let round = 0; round < 3; round += 1) {
      clock.advance(20_000);
      await publish();
    }
  };
  /** Works until the newest run of a pipeline is over, or waits for a person. */
  const rest = async (pipeline: string) => {
    const run = await newest(pipeline);
    if (run === null) throw new Error(`no run of ${pipeline}`);
    const over = await until(run.id, ({ endedAt, counts, status }) => {
      return endedAt !== null || (status === 'waiting' && counts.approvals > 0);
    });
    await told();
    return over;
  };
  return {
    ...test,
    newest,
    rest,
    told,
    train,
    measures,
    night: async () => {
      clock.advance(DAY);
      await settle();
      return rest('monitor');
    },
    /** Somebody who had no hand in the change presses the button of the check. */
    approve: async (run: string) => {
      const checks = repo
        .checkRuns(sha)
        .filter(({ externalId }) => runOfExternalId(externalId ?? '') === run);
      const buttons = checks.flatMap(({ id, actions }) =>
        actions.map(({ identifier }) => ({ id, identifier })),
      );
      const button = buttons.findLast(({ identifier }) => identifier.startsWith('approve:'));
      test.github.user('cat').press(repo, button?.id ?? 0, button?.identifier ?? '');
      await settle();
      await until(run);
      await told();
    },
    production: async () =>
      (await test.store.registry.alias('penguins', 'production', `${repo.record.id}`))?.version ??
      null,
    issues: () =>
      [...repo.record.issues.values()].map(({ title, state, body }) => ({
        title,
        state,
        body: body ?? '',
      })),
  };
}

test('penguins that drift reject the monitor, open one issue and start a training that waits for its review', async () => {
  const { night, rest, newest, approve, production, issues, train, measures, store } =
    await served();
  const first = await rest('penguins');
  expect(first.status).toBe('waiting');
  await approve(first.id);
  expect(await production()).toBe(1);

  expect((await night()).status).toBe('succeeded');
  expect(issues()).toEqual([]);
  expect((await newest('penguins'))?.id).toBe(first.id);

  train('second');
  measures('watch', { rows: 114, 'drift.highest': 2.2, accuracy: 0.81 });
  measures('evaluate', { accuracy: 0.97, log_loss: 0.06, 'champion.log_loss': 0.14 });
  const rejected = await night();
  expect(rejected.status).toBe('rejected');
  expect(issues()).toMatchObject([{ title: 'Scheduled runs of monitor fail', state: 'open' }]);
  expect(issues()[0]?.body).toContain('was rejected by its gates.');
  expect(issues()[0]?.body).toMatch(/<code>watch<\/code>: .*drift/);

  const again = await rest('penguins');
  expect(again).toMatchObject({
    trigger: 'pipeline',
    status: 'waiting',
    hosted: { trust: 'protected', pull: null },
    github: { event: { pipeline_run: { id: rejected.id, name: 'monitor' } } },
  });
  expect(await production()).toBe(1);
  const plan = await store.runs.plan(again.plan);
  const evaluate = plan?.steps.find(({ id }) => id === 'evaluate');
  expect(evaluate?.inputs['champion']).toMatchObject({ frozen: { version: 1 } });

  // While nobody has looked the next night says the same in the same issue.
  await night();
  expect(issues()).toHaveLength(1);
  expect(issues()[0]?.body).toContain('2 scheduled starts in a row have failed.');

  await approve(again.id);
  expect(await production()).toBe(2);
  measures('watch', { rows: 114, 'drift.highest': 0.05, accuracy: 0.96 });
  expect((await night()).status).toBe('succeeded');
  expect(issues()).toMatchObject([{ state: 'closed' }]);
});
