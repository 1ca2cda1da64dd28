import { describe, expect, test } from 'vitest';
import { endWithoutMachine } from '../../app/compute/end-without-machine.ts';
import type { PlanStep } from '../../app/domain/plan.ts';
import { digestOf } from '../../app/domain/digest.ts';
import type { EndReason, Machine } from '../../runner-provisioner/machine/machine.ts';
import { NOON, openMachineTalk } from '../api/machines/open-machine-talk.ts';
import { aPlan, aStep } from '../support/build-plan.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { aHeader, anAttempt, aStep as aRow } from '../support/rows.ts';
import { Cloud } from './cloud.ts';

const MINUTE = 60_000;
const CHECKPOINT: PlanStep['checkpoint'] = {
  path: 'ckpt',
  save: 'on-quiet',
  everyMs: MINUTE,
  keep: 3,
  resume: 'auto',
};

async function open(part: Partial<Machine> = {}) {
  const clock = new ManualClock(NOON);
  const cloud = new Cloud(clock);
  const talk = await openMachineTalk({ clock, sky: async () => cloud });
  const machine = await talk.machine({ type: 'booting' }, part);
  const { machines } = talk;
  return {
    ...talk,
    cloud,
    machine,
    fails: () => machines.event(machine.id, { type: 'boot-failed', text: 'no driver' }),
    lines: () =>
      talk.reports.flatMap((report) =>
        report.type === 'output' ? report.lines.map(({ text }) => text) : [],
      ),
    kept: async () => (await talk.find(machine.id)).told.console,
  };
}

describe('a machine that never came up', () => {
  test('has what it printed kept, and the end of that in the attempt’s log', async () => {
    const { cloud, fails, lines, kept, reports, machine } = await open();
    const printed = Array.from({ length: 40 }, (_, at) => `line ${at}`);
    cloud.console = `${printed.join('\n')}\n\n`;
    await fails();
    expect(await kept()).toBe(cloud.console);
    expect(lines()).toEqual([
      `The machine ${machine.instance?.id} (m7i.xlarge, us-east-1a) did not get as far as the step. It printed last:`,
      ...printed.slice(-30),
    ]);
    expect(reports).toMatchObject([
      { at: NOON, lines: [{ stream: 'system' }, ...printed.slice(-30).map(() => ({}))] },
    ]);
  });

  test('has its own word kept, which is newer than what EC2 shows', async () => {
    const { machines, machine, cloud, fails, kept, lines } = await open();
    cloud.console = 'older';
    await machines.event(machine.id, { type: 'log', text: 'newer' });
    await fails();
    expect([await kept(), lines()[1], cloud.consoles]).toEqual(['newer', 'newer', 0]);
  });

  test('has nothing kept where EC2 has nothing yet, and where it never was', async () => {
    const silent = await open();
    await silent.fails();
    expect([await silent.kept(), silent.lines()]).toEqual([null, []]);
    const never = await open({ instance: null });
    never.cloud.console = 'of whom?';
    await never.fails();
    expect([await never.kept(), never.cloud.consoles, never.lines()]).toEqual([null, 0, []]);
    expect(never.logs).toEqual([]);
  });

  test('is read before it ends, and before its attempt does, which takes no more lines then', async () => {
    const { cloud, fails, machine, reports } = await open({ deadBoots: 1 });
    cloud.console = 'panic';
    const order: string[] = [];
    cloud.onCall = async (call, id) => {
      const turns = call === 'console' ? 20 : 0;
      for (let turn = 0; turn < turns; turn += 1) await new Promise((go) => setImmediate(go));
      order.push(`${call} ${id}`);
    };
    await fails();
    const id = machine.instance?.id;
    expect(order).toEqual([`console ${id}`, `end ${id}`]);
    expect(reports.map(({ type }) => type)).toEqual(['output', 'ended']);
    expect(reports[1]).toMatchObject({ outcome: { class: 'infra', message: 'No driver' } });
  });
});

describe('an attempt without its machine', () => {
  test.each<[EndReason['type'], string, string | null, boolean]>([
    ['interrupted', 'interrupted', 'spot-interruption', true],
    ['capacity', 'interrupted', 'capacity', true],
    ['boot', 'failed', 'infra', true],
    ['lost', 'failed', 'infra', true],
    ['expired', 'failed', 'infra', true],
    ['refused', 'failed', 'failure', true],
    ['cancelled', 'cancelled', null, false],
    ['done', 'cancelled', null, false],
  ])('that is gone as “%s” ends as %s (%s)', async (type, status, failure, charged) => {
    const { deps, order, reports } = await openMachineTalk();
    const why = { type, isFinal: true, code: null, message: 'the machine is gone' };
    await endWithoutMachine(deps, await order(), why);
    expect(reports).toMatchObject([
      {
        type: 'ended',
        at: NOON,
        outcome: {
          status,
          class: failure,
          charged,
          message: 'The machine is gone',
          exitCode: null,
        },
      },
    ]);
  });

  const LOST = { type: 'lost', isFinal: true, code: null, message: 'gone' } as const;
  const SAVED = { digest: digestOf('weights'), size: 1, files: 1 };

  /** What an attempt that began at noon loses 20 minutes later. */
  async function loses(
    given: {
      readonly isSaving?: boolean;
      readonly startedAt?: number | null;
      readonly savedAt?: number[];
    } = {},
  ): Promise<number | null | undefined> {
    const { isSaving = true, startedAt = NOON, savedAt = [] } = given;
    const train = aStep('train', { checkpoint: isSaving ? CHECKPOINT : null });
    const attempts = [
      anAttempt('other', { startedAt: NOON + 19 * MINUTE }),
      anAttempt('train', { startedAt }),
      anAttempt('train', { number: 2, startedAt: NOON + 19 * MINUTE }),
    ];
    const known = {
      header: aHeader(),
      plan: aPlan([aStep('other'), train, aStep('last')]),
      steps: [aRow('other'), aRow('train'), aRow('last')],
      attempts,
      timers: [],
    };
    const talk = await openMachineTalk({ read: async () => known });
    const of = await talk.order();
    for (const at of savedAt) {
      const checkpoint = { ...SAVED, savedAt: at, digest: digestOf(String(at)) };
      const record = {
        ...of,
        type: 'checkpoint',
        checkpoint,
        pipeline: 'churn',
        cacheKey: null,
        keep: 3,
      } as const;
      await talk.store.commit([{ type: 'attempt.record', record }]);
    }
    talk.clock.advance(20 * MINUTE);
    await endWithoutMachine(talk.deps, of, LOST);
    const [report] = talk.reports;
    return report?.type === 'ended' ? report.outcome.workLostMs : undefined;
  }

  test('has lost what it did since it saved last, or began', async () => {
    expect(await loses()).toBe(20 * MINUTE);
    expect(await loses({ savedAt: [NOON + 5 * MINUTE, NOON + 12 * MINUTE] })).toBe(8 * MINUTE);
    expect(await loses({ savedAt: [NOON + 20 * MINUTE] })).toBe(0);
    // Its clock may be ahead of ours.
    expect(await loses({ savedAt: [NOON + 21 * MINUTE] })).toBe(0);
  });

  test('has lost all each time where its step never saves, and nothing where it had not begun', async () => {
    expect(await loses({ isSaving: false })).toBeNull();
    expect(await loses({ startedAt: null })).toBeNull();
  });
});
