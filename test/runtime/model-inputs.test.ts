import { describe, expect, it } from 'vitest';
import { digestOf } from '../../app/domain/digest.ts';
import type { ModelInput } from '../../app/domain/input.ts';
import { registryOf, type Scope } from '../../app/domain/scope.ts';
import type { HostedRun } from '../../app/domain/hosted.ts';
import { aPlan, aStep } from '../support/build-plan.ts';
import { openRuntime, type TestRuntime } from '../support/open-runtime.ts';
import { aModelVersion, anId } from '../support/rows.ts';

const REPOSITORY = { id: 7, installation: 1, owner: 'acme', name: 'churn', defaultBranch: 'main' };
const CHAMPION: ModelInput = {
  model: 'churn',
  alias: 'production',
  frozen: null,
  path: 'champion',
  writable: false,
  optional: false,
};
const PLAN = aPlan([
  aStep('first'),
  aStep('evaluate', { needs: ['first'], inputs: { champion: CHAMPION } }),
]);

describe('a registered model as an input', () => {
  it('is the version that its alias points to when the run is made, whoever promotes meanwhile', async () => {
    const test = await openRuntime();
    await promote(test, 1);
    const run = await test.start(PLAN);
    await promote(test, 2);
    await test.until(run.id);
    expect(given(test, run.id)).toEqual([digestOf('version 1')]);
    const next = await test.start(PLAN);
    await test.until(next.id);
    expect(given(test, next.id)).toEqual([digestOf('version 2')]);
  });

  it('that nobody promoted yet skips the step, and says so; an optional one is left out', async () => {
    const test = await openRuntime();
    const run = await test.start(PLAN);
    await test.until(run.id);
    const row = (await test.store.runs.load(run.id))?.steps.find(({ key }) => key === 'evaluate');
    expect(row).toMatchObject({
      result: 'skipped',
      reason:
        'its input `champion` is not there: no version stood behind churn@production when the run was made',
    });
    const optional = aPlan([aStep('evaluate', { inputs: { c: { ...CHAMPION, optional: true } } })]);
    const second = await test.start(optional);
    await test.until(second.id);
    expect(given(test, second.id)).toEqual([]);
    expect(test.host.started.at(-1)?.ticket.absent).toEqual([
      { name: 'c', path: 'champion', reason: 'no version stands behind churn@production' },
    ]);
  });

  it('is of the registry of the run: code that nobody trusts is given none', async () => {
    const test = await openRuntime();
    const of = (
      trust: HostedRun['trust'],
    ): { readonly sha: string; readonly hosted: HostedRun } => ({
      sha: anId(),
      hosted: { repository: REPOSITORY, trust, pull: 3 },
    });
    await promote(test, 1, registryOf({ id: 'r', ...of('writer') }));
    const trusted = await test.start(PLAN, of('writer'));
    const stranger = await test.start(PLAN, of('untrusted'));
    await test.until(trusted.id);
    await test.until(stranger.id);
    expect(given(test, trusted.id)).toEqual([digestOf('version 1')]);
    expect(given(test, stranger.id)).toEqual([]);
  });
});

/** Registers a version and has production point to it. */
async function promote({ store }: TestRuntime, number: number, scope?: Scope): Promise<void> {
  const run = anId();
  const artifact = {
    digest: digestOf(`version ${number}`),
    type: 'model',
    path: 'model',
    size: 1,
    files: 1,
  } as const;
  const within = scope === undefined ? {} : { scope, within: scope };
  const version = aModelVersion({ version: number, artifact, run });
  const alias = {
    model: 'churn',
    alias: 'production',
    version: number,
    movedAt: number,
    movedBy: 'ada',
    run,
  };
  const from = number === 1 ? null : number - 1;
  const committed = await store.commit([
    { type: 'model.register', version, ...within },
    { type: 'alias.move', alias, from, ...(scope === undefined ? {} : { scope }) },
  ]);
  expect(committed.type).toBe('committed');
}

/** What the evaluation of a run was given. */
function given({ host }: TestRuntime, run: string) {
  return host.started
    .filter((each) => each.run === run && each.key === 'evaluate')
    .flatMap(({ ticket }) =>
      ticket.inputs.flatMap(({ parts }) => parts.map(({ digest }) => digest)),
    );
}
