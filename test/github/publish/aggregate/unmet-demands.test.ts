import { describe, expect, onTestFinished, test } from 'vitest';
import { digestOf } from '../../../../app/domain/digest.ts';
import type { RunHeader, StepRow } from '../../../../app/domain/run/run.ts';
import { noteDemands } from '../../../../app/github/publish/aggregate/demand-notes.ts';
import { stateOf, unmetDemands } from '../../../../app/github/publish/aggregate/unmet-demands.ts';
import type { PipelineState } from '../../../../app/reports/check/pipeline-summary.ts';
import { specOf, type Demand } from '../../../../app/triggers/demands/demands-of-plan.ts';
import { openStore } from '../../../../app/store/open-store.ts';
import { aGate, aPlan, aStep } from '../../../support/build-plan.ts';
import { freshFolder } from '../../../support/fresh-folder.ts';
import { aHeader, aStep as aRow, creation } from '../../../support/rows.ts';

const GATE = aGate('auc');
const PLAN = aPlan([aStep('judge', { gates: [GATE] })]);
const PASSED = { id: 'auc', verdict: 'pass', severity: 'fail', message: 'ok' };
const ROW: Partial<StepRow> = {
  state: 'over',
  result: 'success',
  gates: [PASSED] as unknown as StepRow['gates'],
};
const SUCCEEDED = { status: 'succeeded', endedAt: 9 } as const;
const WAY_OUT = 'Restore the step and its trigger, or merge the default branch.';
const LEAD = 'The default branch requires judge to pass auc, but';

function demand(part: Partial<Demand> = {}): Demand {
  const gates = [{ id: 'auc', spec: specOf(GATE) }];
  return { pipeline: 'churn', step: 'judge', gates, rows: ['judge'], ...part };
}

async function opened() {
  const store = await openStore({ sqliteFile: `${freshFolder()}/state.db` });
  onTestFinished(() => store.close());
  return {
    keep: async (part: Partial<RunHeader> = {}, row: Partial<StepRow> = ROW) => {
      const digest = digestOf(JSON.stringify(PLAN));
      const header = aHeader({ plan: digest, ...part });
      const save = { type: 'plan.save', digest, plan: PLAN } as const;
      const steps = [aRow('judge', row)];
      expect((await store.commit([save, creation(header, { steps })])).type).toBe('committed');
      return header;
    },
    /** What keeps a commit from counting as good; `shown`: what its check shows, left out: these runs. */
    unmet: (
      runs: readonly RunHeader[],
      demands: readonly Demand[] = [demand()],
      given: { readonly shown?: readonly PipelineState[]; readonly source?: string } = {},
    ) => {
      const { shown = runs.map((run) => stateOf(run)), source = 'push' } = given;
      const told = [{ source, base: null, demands, changedSteps: [] }];
      const notes = { demands: noteDemands({}, told) };
      return unmetDemands({ store }, notes, { runs, states: shown });
    },
  };
}

describe('a demand', () => {
  test('is met by a run that succeeded and whose every gate passed', async () => {
    const { keep, unmet } = await opened();
    expect(await unmet([await keep(SUCCEEDED)])).toEqual([]);
    expect(await unmet([], [])).toEqual([]);
  });

  test('is not met by a run that judged nothing by it', async () => {
    const { keep, unmet } = await opened();
    const skipped = await keep(SUCCEEDED, { ...ROW, result: 'skipped', gates: [] });
    expect(await unmet([skipped])).toEqual([
      {
        type: 'refused',
        pipeline: 'churn',
        reason: `${LEAD} judge was skipped. ${WAY_OUT}`,
      },
    ]);
  });

  test('is not met by the run of another pipeline, nor by one for which somebody typed params', async () => {
    const { keep, unmet } = await opened();
    const other = await keep({ ...SUCCEEDED, pipeline: 'other' });
    const options = { ...aHeader().options, params: { epochs: '1' } };
    const typed = await keep({ ...SUCCEEDED, options });
    const reason = `${LEAD} no run checked it for this commit. ${WAY_OUT}`;
    const refused = [{ type: 'refused', pipeline: 'churn', reason }];
    expect(await unmet([other])).toEqual(refused);
    expect(await unmet([typed])).toEqual(refused);
    expect(await unmet([typed, await keep(SUCCEEDED)])).toEqual([]);
  });

  test('of a pipeline whose file is broken is not told beside that, which is no success either', async () => {
    const { unmet } = await opened();
    const broken = (file: string, pipeline?: string) =>
      ({ type: 'broken', file, problems: 1, ...(pipeline && { pipeline }) }) as const;
    const told = (state: PipelineState) => unmet([], [demand()], { shown: [state] });
    expect(await told(broken('.mlpipelines/train.yml', 'churn'))).toEqual([]);
    // No name can be read from it.
    expect(await told(broken('.mlpipelines/churn.yml'))).toEqual([]);
    expect(await told(broken('.mlpipelines/churn.yml', 'other'))).toHaveLength(1);
    expect(await told(broken('.mlpipelines/train.yml'))).toHaveLength(1);
  });

  test('says itself why nobody can tell what it is', async () => {
    const { unmet } = await opened();
    const [told] = await unmet([], [demand({ gates: [], unknown: 'main has mistakes' })]);
    expect(told).toMatchObject({ reason: `main has mistakes. ${WAY_OUT}` });
  });

  test('is not met where the record of the run that met it is gone', async () => {
    const { keep, unmet } = await opened();
    const { plan } = await keep();
    for (const gone of [aHeader(SUCCEEDED), aHeader({ ...SUCCEEDED, plan })]) {
      const [told] = await unmet([gone]);
      expect(told).toMatchObject({
        reason: `${LEAD} the record of its run was deleted. ${WAY_OUT}`,
      });
    }
  });

  test('is known nothing of while its pipeline is held back, and awaited where only proposed', async () => {
    const { unmet } = await opened();
    const held = { type: 'held', pipeline: 'churn', reason: 'a fork', sha: 'a' } as const;
    expect(await unmet([], [demand()], { shown: [held] })).toEqual([]);
    const other = { ...held, pipeline: 'other' };
    expect(await unmet([], [demand()], { shown: [other] })).toHaveLength(1);
    // Which run is shown says nothing where it is none that judges.
    const typed = stateOf(aHeader(SUCCEEDED));
    expect(await unmet([], [demand()], { shown: [typed] })).toHaveLength(1);
    const source = 'proposed';
    expect(await unmet([], [demand()], { source })).toEqual([
      { type: 'awaits', pipeline: 'churn' },
    ]);
  });

  test('is shown by its run until that succeeded, or said beside a newer one that is shown', async () => {
    const { keep, unmet } = await opened();
    const failed = await keep({ status: 'failed', endedAt: 9, number: 3 });
    expect(await unmet([failed])).toEqual([]);
    const others = [{ number: 4 }, { attempt: 2 }, { pipeline: 'other' }];
    for (const part of others) {
      const shown = [stateOf({ ...failed, ...part })];
      const [told] = await unmet([failed], [demand()], { shown });
      expect(told).toMatchObject({ reason: `${LEAD} run #3 failed. ${WAY_OUT}` });
    }
    const running = await keep({ status: 'running' });
    expect(await unmet([running], [demand()], { shown: [] })).toEqual([stateOf(running)]);
  });

  test('is one of at most five that are named, each once', async () => {
    const { unmet } = await opened();
    const steps = ['a', 'b', 'c', 'd', 'e', 'f'].map((step) => demand({ step }));
    const [told] = await unmet([], [...steps.slice(0, 1), ...steps]);
    const required = ['a', 'b', 'c', 'd', 'e'].map((step) => `${step} to pass auc`).join('; ');
    expect(told).toHaveProperty('reason', expect.stringContaining(`requires ${required}, but`));
  });
});
