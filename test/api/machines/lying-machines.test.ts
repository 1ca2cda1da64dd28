import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { printableJson } from '../../../text/printable.ts';
import type { Machine, MachineState } from '../../../runner-provisioner/machine/machine.ts';
import { openMachineTalk, TOKEN } from './open-machine-talk.ts';

const instanceOf = ({ instance }: Machine) => instance?.id ?? '';

/** A machine in that state that has said who it is, and somebody who has its token. */
async function openThief(state: MachineState) {
  const talk = await openMachineTalk();
  const machine = await talk.machine({ type: 'booting' });
  await talk.hello(machine.id, instanceOf(machine));
  const { machine: known, version } = await talk.find(machine.id);
  await talk.store.machines.save([{ machine: { ...known, state }, version }]);
  const { id } = machine;
  return {
    ...talk,
    id,
    stateOf: async () => (await talk.find(id)).machine.state,
    poll: (form: Record<string, string>) => talk.post(`/${id}/poll`, form, TOKEN),
    event: (type: string, text: string) => talk.post(`/${id}/event`, { type, text }, TOKEN),
  };
}

const REGISTERED = { type: 'registered', runner: 7, lost: 0 } as const;

describe('whoever has a machine’s token', () => {
  test('gets no configuration of a runner once its job runs', async () => {
    const { poll, runners } = await openThief({ type: 'running', runner: 7 });
    for (const state of ['waiting', 'running'])
      expect((await poll({ state })).text).toBe('began\nwait 15\n');
    expect(runners.made).toEqual([]);
  });

  test('is given three runners at most, and then the machine ends', async () => {
    const { poll, runners, stateOf } = await openThief({ type: 'dispatched', lost: 0 });
    for (let sent = 0; sent < 20; sent += 1) await poll({ state: 'waiting' });
    expect(runners.made).toHaveLength(3);
    expect((await poll({ state: 'waiting' })).text).toBe('stop\n');
    expect((await stateOf()).type).toBe('ending');
  });

  test('sends 240 messages a minute and no more', async () => {
    const { event, clock } = await openThief({ type: 'running', runner: 7 });
    const statuses: number[] = [];
    for (let sent = 0; sent < 300; sent += 1) statuses.push((await event('log', 'x')).status);
    expect(statuses.filter((status) => status === 204)).toHaveLength(240);
    expect(new Set(statuses.slice(240))).toEqual(new Set([503]));
    clock.advance(60_000);
    expect((await event('log', 'x')).status).toBe(204);
  });

  test('has 64 kB of a log kept, and no sample that is none', async () => {
    const { event, poll, find, id, clock } = await openThief({ type: 'running', runner: 7 });
    expect((await event('log', 'x'.repeat(10_000_000))).status).toBe(400);
    expect((await event('log', `${'y'.repeat(100_000)}end`)).status).toBe(204);
    const kept = (await find(id)).told.console ?? '';
    expect([kept.length, kept.endsWith('end')]).toEqual([65_536, true]);
    for (const usage of ['<script>', '1,2,3,4;\n5', '1,1,1,1;'.repeat(1000), '35,1,2,-;']) {
      clock.advance(20_000);
      await poll({ state: 'running', usage });
    }
    expect((await find(id)).told.usage.map(({ text }) => text)).toEqual(['35,1,2,-;']);
  });

  test('has GitHub asked for another runner’s program as often as it has runners', async () => {
    const { event, runners } = await openThief({ type: 'running', runner: 7 });
    for (let sent = 0; sent < 20; sent += 1) await event('runner-exit', '7');
    expect(runners.anew).toBe(0);
  });

  test('ends nothing by a lie once its job runs, and makes nobody wait', async () => {
    const { event, stateOf, reports } = await openThief({ type: 'running', runner: 7 });
    await event('runner-exit', '0');
    await event('runner-exit', '0 job');
    await event('boot-failed', 'so it says');
    expect((await stateOf()).type).toBe('running');
    expect(reports).toEqual([]);
  });
});

test('what a machine printed comes into a log as lines that are safe to show', async () => {
  const talk = await openThief({ type: 'booting' });
  await talk.event('log', `one\n\u001b]0;title\u0007\u001b[2Jtwo\n${'z'.repeat(50_000)}`);
  await talk.event('boot-failed', 'broken\u001b[31m\u202e');
  const lines = talk.reports.flatMap((report) => (report.type === 'output' ? report.lines : []));
  expect(lines.map(({ text }) => text).slice(1, 3)).toEqual(['one', 'two']);
  expect(Math.max(...lines.map(({ text }) => text.length))).toBe(2000);
  const state = JSON.stringify(await talk.stateOf());
  expect(printableJson(state)).toBe(state);
  expect(state).not.toContain('u001b');
});

test('a runner that took a job which did not begin the step costs its machine: the attempt gets another', async () => {
  const { event, stateOf, runners, reports } = await openThief(REGISTERED);
  await event('runner-exit', '0 job');
  expect(await stateOf()).toMatchObject({
    type: 'ending',
    why: { type: 'boot', isFinal: false, message: expect.stringMatching(/named its label/) },
  });
  expect(runners.made).toEqual([]);
  expect(runners.removed).toEqual([7]);
  expect(reports.filter(({ type }) => type === 'ended')).toEqual([]);
});

test('neither a runner’s configuration nor a token lies in the store or in the log', async () => {
  const { poll, runners, folder, logs } = await openThief({ type: 'dispatched', lost: 0 });
  const { text } = await poll({ state: 'waiting' });
  const [configuration = ''] = runners.made;
  expect(text).toContain(`run ${configuration}\n`);
  const kept = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
  expect(kept.join('')).toContain('registered');
  for (const secret of [configuration, TOKEN])
    expect([kept.join('').includes(secret), logs.join('').includes(secret)]).toEqual([
      false,
      false,
    ]);
});
