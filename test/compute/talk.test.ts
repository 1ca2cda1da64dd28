import { describe, expect, test } from 'vitest';
import { isSameDigest } from '../../app/compute/talk/is-same-digest.ts';
import { RunnerRefused } from '../../app/runtime/ports/hosted/runners.ts';
import type { Machine, MachineState } from '../../runner-provisioner/machine/machine.ts';
import {
  ASKED,
  documentOf,
  NOON,
  openMachineTalk,
  TOKEN,
} from '../api/machines/open-machine-talk.ts';
import { anId, anOrder } from '../support/rows.ts';
import { beginStep, sendJob } from './send-job.ts';

const PROGRAM = `runner 2.335.0 https://example.com/runner.tar.gz ${'0'.repeat(64)}`;
const BOOTING: MachineState = { type: 'booting' };
const REGISTERED: MachineState = { type: 'registered', runner: 7, lost: 0 };
const DISPATCHED: MachineState = { type: 'dispatched', lost: 0 };
const DONE = { type: 'done', isFinal: false, code: null, message: '' } as const;
const GPUS = { models: [], count: 2, memoryBytes: null };
const ARM: Machine['asked'] = { ...ASKED, arch: 'arm64' };
const NOBODY = { run: anId(), key: 'train', attempt: 1 };
const SECOND = 1000;

const instanceOf = ({ instance }: Machine) => instance?.id ?? 'i-1';

async function open(state: MachineState, part: Partial<Machine> = {}) {
  const talk = await openMachineTalk();
  const machine = await talk.machine(state, part);
  const { machines, store } = talk;
  const { id } = machine;
  return {
    ...talk,
    machine,
    state: async () => (await talk.find(id)).machine.state,
    poll: (doing: 'waiting' | 'running' = 'waiting', usage = '') =>
      machines.poll(id, { state: doing, usage }),
    event: (type: 'runner-exit' | 'notice' | 'boot-failed', text = '') =>
      machines.event(id, { type, text }),
    hello: (gpus = 0, about = {}) => {
      const identity = documentOf(instanceOf(machine), about);
      return machines.hello(id, { identity, token: TOKEN, gpus, bootMs: 30_000 });
    },
    becomes: async (next: MachineState) => {
      const { machine: now, version } = await talk.find(id);
      await store.machines.save([{ machine: { ...now, state: next }, version }]);
    },
    texts: () => talk.told.flatMap(({ on }) => (on !== null && 'text' in on ? [on.text] : [])),
  };
}

describe('a machine that asks what to do', () => {
  test.each<[string, MachineState, readonly string[]]>([
    ['stops where it is to go', { type: 'ending', why: DONE }, ['stop']],
    ['stops where it is gone', { type: 'gone', why: DONE }, ['stop']],
    [
      'hears that its step began, four times a minute',
      { type: 'running', runner: 7 },
      ['began', 'wait 15'],
    ],
    ['gets the program of runners while it boots', BOOTING, [PROGRAM, 'wait 3']],
    ['waits until GitHub has a job for it', { type: 'attested' }, [PROGRAM, 'wait 3']],
  ])('%s', async (_title, state, lines) => {
    const { poll, runners } = await open(state);
    expect(await poll()).toEqual(lines);
    expect(runners.made).toEqual([]);
  });

  test('gets a runner of its job’s label once GitHub has the job, though no sweep came between', async () => {
    const { poll, store, machine, runners, state } = await open({ type: 'attested' });
    await sendJob(store, machine.attempt);
    const labels: string[] = [];
    runners.onRegister = async (label) => void labels.push(label);
    const lines = await poll();
    expect(lines).toEqual([PROGRAM, `run ${runners.made[0]}`, 'wait 3']);
    expect(labels).toEqual([`mlp-${machine.attempt.run}-train`]);
    expect(await state()).toEqual({ type: 'registered', runner: 1, lost: 0 });
  });

  test('gets another runner where the answer with its own was lost, and none while that one waits for its job', async () => {
    const { poll, runners, state } = await open(REGISTERED);
    expect(await poll('running')).toEqual(['wait 3']);
    expect(runners.made).toEqual([]);
    expect(await poll('waiting')).toEqual([PROGRAM, `run ${runners.made[0]}`, 'wait 3']);
    expect(await state()).toEqual({ type: 'registered', runner: 1, lost: 1 });
  });

  test('waits where it has had all the runners that it may have', async () => {
    const { poll, runners, state, store, machine } = await open({ ...REGISTERED, lost: 2 });
    await sendJob(store, machine.attempt);
    expect(await poll()).toEqual(['wait 3']);
    expect(runners.made).toEqual([]);
    expect((await state()).type).toBe('ending');
  });

  test('hears that its step began as soon as that is known, though no sweep came between', async () => {
    const { poll, store, machine } = await open(REGISTERED);
    await sendJob(store, machine.attempt);
    expect(await poll('running')).toEqual(['wait 3']);
    await beginStep(store, machine.attempt);
    expect(await poll('running')).toEqual(['began', 'wait 15']);
  });

  test('gets the program for its own processor', async () => {
    const arm = await open(DISPATCHED, { asked: ARM });
    await arm.poll();
    const other = await open(DISPATCHED);
    await other.poll();
    expect([arm.runners.arches, other.runners.arches]).toEqual([['arm64'], ['x64']]);
    expect([arm.runners.anew, other.runners.anew]).toEqual([0, 0]);
  });

  test.each([
    ['it was to go', { type: 'ending', why: DONE }],
    ['another process handed one out', { type: 'registered', runner: 900, lost: 0 }],
    ['its step began', { type: 'running', runner: 1 }],
  ] as const)('gets none of the runners that were made while %s', async (_title, next) => {
    const { poll, runners, becomes, state } = await open(DISPATCHED);
    runners.onRegister = () => becomes(next);
    expect(await poll()).toEqual(['wait 3']);
    expect(runners.removed).toEqual([1]);
    expect(await state()).toEqual(next);
  });

  test('stops where GitHub lets the App have no runner, and whoever waits for the step is told why', async () => {
    const { poll, runners, reports, state } = await open(DISPATCHED);
    const why = 'the App may register no runner: grant it “Administration”';
    runners.onRegister = () => Promise.reject(new RunnerRefused(why));
    expect(await poll()).toEqual(['stop']);
    expect((await state()).type).toBe('ending');
    expect(reports).toMatchObject([
      { type: 'ended', outcome: { status: 'failed', class: 'failure' } },
    ]);
  });

  test('goes on with its step where it is that late that GitHub refuses', async () => {
    const { poll, runners, becomes, state } = await open(DISPATCHED);
    runners.onRegister = async () => {
      await becomes({ type: 'running', runner: 7 });
      throw new RunnerRefused('no more runners');
    };
    expect(await poll()).toEqual(['wait 3']);
    expect((await state()).type).toBe('running');
  });

  test('is not answered while GitHub is away: it asks again', async () => {
    const { poll, runners, state } = await open(DISPATCHED);
    runners.onRegister = () => Promise.reject(new Error('GitHub is away'));
    await expect(poll()).rejects.toThrow('GitHub is away');
    expect(await state()).toEqual(DISPATCHED);
  });

  test('gets nothing of GitHub where its run is forgotten, or its order', async () => {
    const forgotten = await open(DISPATCHED, { attempt: NOBODY });
    expect(await forgotten.poll()).toEqual(['wait 3']);
    const orderless = await open(DISPATCHED);
    await orderless.store.dispatches.withdraw(orderless.machine.attempt);
    expect(await orderless.poll()).toEqual(['wait 3']);
    const runless = await open(DISPATCHED, { attempt: NOBODY });
    await runless.store.dispatches.order(anOrder(NOBODY));
    expect(await runless.poll()).toEqual(['wait 3']);
    const booting = await open(BOOTING, { attempt: NOBODY });
    expect(await booting.poll()).toEqual(['wait 3']);
    for (const { runners } of [forgotten, orderless, runless, booting]) {
      expect([runners.made, runners.arches]).toEqual([[], []]);
    }
  });

  test('is refused where nobody knows it', async () => {
    const { machines } = await openMachineTalk();
    const poll = machines.poll('mlp-nobody', { state: 'waiting', usage: '' });
    await expect(poll).rejects.toMatchObject({ kind: 'unknown' });
  });
});

describe('how busy its GPUs are', () => {
  test('is kept every ten seconds, as it was said, and that it lives too', async () => {
    const { poll, find, machine, clock } = await open({ type: 'running', runner: 7 });
    const kept = async () => (await find(machine.id)).told;
    await poll('running', ' 35,1,2,-; \n');
    expect(await kept()).toMatchObject({ seenAt: NOON, usage: [{ at: NOON, text: '35,1,2,-;' }] });
    clock.advance(10 * SECOND - 1);
    await poll('running', '36,1,2,-;');
    expect((await kept()).usage).toHaveLength(1);
    clock.advance(1);
    await poll('running', '37,1,2,-;');
    expect((await kept()).usage.map(({ text }) => text)).toEqual(['35,1,2,-;', '37,1,2,-;']);
    clock.advance(10 * SECOND);
    await poll('running', '');
    expect(await kept()).toMatchObject({ seenAt: clock.now() });
    expect((await kept()).usage).toHaveLength(2);
  });

  test('is told in the check once nothing has used them for a quarter of an hour, and taken back', async () => {
    const { poll, notes, machine, clock } = await open({ type: 'running', runner: 7 });
    const minutes = async (amount: number, usage: string) => {
      for (let at = 0; at < amount; at += 1) {
        clock.advance(60 * SECOND);
        await poll('running', usage);
      }
    };
    await minutes(15, '4,1,2,-;');
    expect(notes).toEqual([]);
    await minutes(3, '0,1,2,-;');
    const about = `GPUs of ${machine.attempt.key}`;
    const text = expect.stringMatching(
      /^Step train, attempt 1: Its GPU was used less than 5 % for 15 minutes\. .*leave `gpu` out/,
    );
    expect(notes).toEqual([{ about, text }]);
    await minutes(3, '5,1,2,-;');
    expect(notes).toEqual([
      { about, text },
      { about, text: null },
    ]);
  });

  test('is told of no machine whose job has not begun', async () => {
    const { poll, notes, clock } = await open(REGISTERED);
    for (let at = 0; at < 20; at += 1) {
      clock.advance(60 * SECOND);
      await poll('running', '0,1,2,-;');
    }
    expect(notes).toEqual([]);
  });

  test('is known of the newest half hour', async () => {
    const { poll, find, machine, clock } = await open({ type: 'running', runner: 7 });
    for (let at = 0; at < 182; at += 1) {
      clock.advance(10 * SECOND);
      await poll('running', `${at % 100},1,2,-;`);
    }
    const { usage } = (await find(machine.id)).told;
    expect(usage.map(({ at }) => at)).toHaveLength(180);
    expect(usage.at(-1)?.at).toBe(clock.now());
  });
});

describe('a machine that says hello', () => {
  test('has GitHub make its job, and whoever waits is told that it is up', async () => {
    const { hello, state, machine, store, texts, find } = await open(BOOTING);
    expect(await store.dispatches.waiting(10)).toEqual([]);
    await hello(0);
    expect(await state()).toEqual({ type: 'attested' });
    expect(await store.dispatches.waiting(10)).toMatchObject([{ of: machine.attempt }]);
    expect(texts()).toEqual(['its machine is up and waits for GitHub’s job']);
    expect((await find(machine.id)).told).toMatchObject({ gpus: 0, bootMs: 30_000, seenAt: NOON });
  });

  test('goes where its driver shows fewer GPUs than were asked for', async () => {
    const { hello, state, texts } = await open(BOOTING, { asked: { ...ASKED, gpu: GPUS } });
    await hello(1);
    expect(await state()).toMatchObject({
      type: 'ending',
      why: { type: 'boot', message: 'its driver shows 1 of 2 GPUs' },
    });
    expect(texts()).toEqual([]);
  });

  test('stays where it shows as many', async () => {
    const { hello, state } = await open(BOOTING, { asked: { ...ASKED, gpu: GPUS } });
    await hello(2);
    expect(await state()).toEqual({ type: 'attested' });
  });

  test('is told to say it later while nobody knows its instance', async () => {
    const { hello, state } = await open(BOOTING, { instance: null });
    await expect(hello()).rejects.toMatchObject({ kind: 'later' });
    expect(await state()).toEqual(BOOTING);
  });

  test('is not believed where its document is of another region', async () => {
    const instance = { region: 'eu-west-1', zone: 'eu-west-1a', type: 'm7i.xlarge' };
    const rest = { id: 'i-1', market: 'spot', image: 'ami-1', usdHour: null } as const;
    const { hello, state } = await open(BOOTING, { instance: { ...instance, ...rest } });
    await expect(hello()).rejects.toMatchObject({ kind: 'untrue' });
    expect(await state()).toEqual(BOOTING);
  });

  test('may be half an hour old, and no older', async () => {
    const { hello, clock, state } = await open(BOOTING);
    clock.advance(30 * 60 * SECOND);
    await hello();
    expect(await state()).toEqual({ type: 'attested' });
    clock.advance(1);
    await expect(hello()).rejects.toThrow('its instance was started too long ago');
  });

  test('is refused where nobody knows it', async () => {
    const { machines } = await openMachineTalk();
    const message = { identity: documentOf('i-1'), token: TOKEN, gpus: 0, bootMs: null };
    await expect(machines.hello('mlp-nobody', message)).rejects.toMatchObject({ kind: 'unknown' });
  });
});

describe('a runner that ended', () => {
  test('without its job is followed by another one, of a newer program where GitHub found it too old', async () => {
    const { event, state, runners } = await open(REGISTERED);
    await event('runner-exit', '0');
    expect(await state()).toEqual({ type: 'dispatched', lost: 1 });
    expect([runners.anew, runners.arches]).toEqual([0, []]);
    const old = await open(REGISTERED, { asked: ARM });
    await old.event('runner-exit', '7');
    expect(await old.state()).toEqual({ type: 'dispatched', lost: 1 });
    expect([old.runners.anew, old.runners.arches]).toEqual([1, ['arm64']]);
    const other = await open(REGISTERED);
    await other.event('runner-exit', '7');
    expect([other.runners.anew, other.runners.arches]).toEqual([1, ['x64']]);
  });

  test('after its job is no lost one, though no sweep has seen that the step began', async () => {
    const { event, state, store, machine } = await open(REGISTERED);
    await sendJob(store, machine.attempt);
    await beginStep(store, machine.attempt);
    await event('runner-exit', '0 job');
    expect(await state()).toEqual({ type: 'running', runner: 7 });
  });

  test('asks nothing of GitHub where its run is forgotten', async () => {
    const { event, runners, state } = await open(REGISTERED, { attempt: NOBODY });
    await event('runner-exit', '7');
    expect(runners.anew).toBe(0);
    expect(await state()).toEqual({ type: 'dispatched', lost: 1 });
  });

  test('is not what a notice tells of, whatever is said with it', async () => {
    const { event, runners, state } = await open(REGISTERED);
    await event('notice', '7');
    expect(runners.anew).toBe(0);
    expect(await state()).toEqual(REGISTERED);
  });

  test('of a machine that nobody knows is nobody’s concern', async () => {
    const { machines, logs } = await openMachineTalk();
    await machines.event('mlp-nobody', { type: 'runner-exit', text: '7' });
    expect(logs).toEqual([]);
  });
});

test('digests of different lengths are not the same', () => {
  expect(['ab', 'abc', 'aB'].map((other) => isSameDigest('ab', other))).toEqual([
    true,
    false,
    false,
  ]);
});
