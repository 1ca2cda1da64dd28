import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../app/store/open-store.ts';
import {
  askForStart,
  pauseSchedule,
  runSchedules,
  type Slot,
} from '../../../app/triggers/schedules/run-schedules.ts';
import { knownSchedule, scheduleId } from '../../../app/triggers/schedules/schedule.ts';
import { syncSchedules } from '../../../app/triggers/schedules/sync-schedules.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { readPipelineFile } from '../../../app/compile/structure/read-pipeline-file.ts';

const HOUR = 3_600_000;
const REPOSITORY = { id: 9, installation: 1, owner: 'acme', name: 'churn', defaultBranch: 'main' };

async function opened(catchup: string) {
  const store = await openStore({ sqliteFile: `${freshFolder()}/state.db` });
  onTestFinished(() => store.close());
  const clock = new ManualClock(Date.parse('2026-05-01T00:30:00Z'));
  const troubles: string[] = [];
  const begun: string[] = [];
  let fails = false;
  const start = async ({ once, at }: Slot) => {
    if (fails) throw new Error('GitHub is away');
    begun.push(once, new Date(at).toISOString());
  };
  const parts = { store, clock, start, warn: (text: string) => void troubles.push(text) };
  const sync = async (cron: string | null) => {
    const on = cron === null ? '{}' : `{ schedule: [{ cron: "${cron}", catchup: ${catchup} }] }`;
    const text = `name: churn\non: ${on}\nsteps: { a: { run: x } }`;
    const files = [readPipelineFile({ file: 'churn.yml', text })];
    await store.commit(await syncSchedules(store.schedules, REPOSITORY, files, clock.now()));
  };
  await sync('0 * * * *');
  const known = async () => {
    const row = await store.schedules.find(scheduleId(REPOSITORY, 'churn'));
    return row === null ? null : knownSchedule(row);
  };
  /** The times that were started since the last call. */
  const run = async () => {
    await runSchedules(parts);
    return begun.splice(0).filter((_, index) => index % 2 === 1);
  };
  return { store, clock, parts, sync, known, run, troubles, away: (is: boolean) => (fails = is) };
}

describe('schedules', () => {
  test('start one that a person asks for, once, also while it is paused', async () => {
    const { parts, known, run, clock } = await opened('none');
    const paused = await known();
    if (paused === null) throw new Error('it is gone');
    await pauseSchedule(parts, paused, true);
    const schedule = await known();
    if (schedule === null) throw new Error('it is gone');
    expect(await askForStart(parts, schedule, 'a wish')).toBe('changed');
    expect(await askForStart(parts, schedule, 'another')).toBe('conflict');
    expect(await run()).toEqual(['2026-05-01T00:30:00.000Z']);
    clock.advance(3 * HOUR);
    expect(await run()).toEqual([]);
    expect((await known())?.schedule).toMatchObject({ paused: true });
  });

  test('start each time once, also when several processes look', async () => {
    const { clock, run, parts } = await opened('all');
    expect(await run()).toEqual([]);
    clock.advance(HOUR);
    expect(await run()).toEqual(['2026-05-01T01:00:00.000Z']);
    expect(await run()).toEqual([]);
    clock.advance(HOUR);
    const names: string[] = [];
    const start = async ({ once }: Slot) => void names.push(once);
    await Promise.all([runSchedules({ ...parts, start }), runSchedules({ ...parts, start })]);
    expect(new Set(names).size).toBe(1);
    expect(await run()).toEqual([]);
  });

  test.each([
    ['all', 3],
    ['latest', 1],
    ['none', 0],
  ])('make up for a downtime as `catchup: %s` says', async (catchup, count) => {
    const { clock, run } = await opened(catchup);
    clock.advance(3 * HOUR + HOUR / 2 - 1);
    expect(await run()).toHaveLength(count);
    expect(await run()).toEqual([]);
  });

  test('are tried again when they could not be started', async () => {
    const { clock, run, away, troubles } = await opened('all');
    clock.advance(HOUR);
    away(true);
    expect(await run()).toEqual([]);
    expect(troubles).toHaveLength(1);
    away(false);
    expect(await run()).toHaveLength(1);
  });

  test('that are paused start nothing, and make up for nothing when they go on', async () => {
    const { clock, run, known, parts, sync } = await opened('all');
    const pause = async (paused: boolean) => {
      const schedule = await known();
      if (schedule !== null) await pauseSchedule(parts, schedule, paused);
    };
    await pause(true);
    clock.advance(5 * HOUR);
    expect(await run()).toEqual([]);
    await sync('30 * * * *');
    expect((await known())?.schedule.paused).toBe(true);
    await pause(false);
    expect(await run()).toEqual([]);
    clock.advance(HOUR);
    expect(await run()).toHaveLength(1);
  });

  test('whose cron cannot be read start nothing, and refuse no push', async () => {
    const { sync, known, run, clock, troubles } = await opened('all');
    await sync('every monday');
    expect((await known())?.schedule.entries).toHaveLength(1);
    clock.advance(5 * HOUR);
    expect(await run()).toEqual([]);
    expect(troubles).toEqual([]);
  });

  test('go with the trigger, and stay as they are when nothing changed', async () => {
    const { sync, known } = await opened('all');
    await sync('0 * * * *');
    expect((await known())?.version).toBe(1);
    await sync(null);
    expect(await known()).toBeNull();
  });
});
