import { describe, expect, test } from 'vitest';
import { openMachines } from '../../app/compute/open-machines.ts';
import type { MachineState } from '../../runner-provisioner/machine/machine.ts';
import { ASKED, NOON, openMachineTalk } from '../api/machines/open-machine-talk.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { anId } from '../support/rows.ts';
import { Cloud } from './cloud.ts';
import { beginStep, sendJob } from './send-job.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const RUNNING: MachineState = { type: 'running', runner: 7 };
/** As the store of another version of the App may have it. */
const ODD: object = { instance: null, tried: null, huntUntil: 0 };
const NO_ROOM = { code: 'InsufficientInstanceCapacity', message: 'no room', status: 200 };

async function open() {
  const clock = new ManualClock(NOON);
  const cloud = new Cloud(clock);
  const talk = await openMachineTalk({ clock, sky: async () => cloud });
  const { machines, store } = talk;
  return {
    ...talk,
    clock,
    cloud,
    turn: () => machines.turn(),
    /** A row first, then the launch. */
    begin: async () => {
      await machines.turn();
      await machines.turn();
    },
    /** So many sweeps, so far apart. */
    turns: async (count: number, apartMs: number) => {
      for (let done = 0; done < count; done += 1) {
        await machines.turn();
        clock.advance(apartMs);
      }
    },
    ofRun: async (run: string) => (await store.machines.ofRun(run)).map(({ machine }) => machine),
    end: async (run: string) => {
      const of = { run, key: 'train', attempt: 1 };
      await store.dispatches.settle(of);
    },
    texts: () =>
      talk.told.flatMap((event) =>
        event.on !== null && 'text' in event.on ? [event.on.text] : [],
      ),
  };
}

describe('an attempt that waits for a machine', () => {
  test('has one asked for as its step and the policy say, and is told which it gets', async () => {
    const { order, turn, cloud, ofRun, told, texts } = await open();
    const { run } = await order();
    await turn();
    expect(await ofRun(run)).toMatchObject([{ state: { type: 'requested' }, instance: null }]);
    await turn();
    const [machine] = await ofRun(run);
    expect(machine).toMatchObject({ state: { type: 'booting' }, instance: { id: 'i-1' } });
    expect(cloud.asked).toMatchObject([
      {
        machine: machine?.id,
        attempt: { run, key: 'train', attempt: 1 },
        name: 'acme/churn-900 churn/train',
        token: `${machine?.id}-1`,
        asked: ASKED,
        expiresAt: machine?.expiresAt,
        trust: 'trusted',
        tags: { team: 'churn' },
      },
    ]);
    expect(told.map(({ type }) => type)).toEqual([
      'attempt.waits',
      'attempt.placed',
      'attempt.waits',
    ]);
    expect(texts()).toEqual([
      expect.stringMatching(/^asking EC2 in us-east-1 for spot /),
      expect.stringMatching(/^its machine is starting: .*, spot, in us-east-1$/),
    ]);
  });

  test('is asked for within the policy of its run, images of its age and no older', async () => {
    const { order, begin, cloud, clock } = await open();
    const policy = { regions: [], types: ['c7i.*'], tags: {}, amiMaxAgeMs: 5 * MINUTE };
    await order({ policy });
    await begin();
    expect(cloud.limits[0]).toMatchObject({
      types: ['c7i.*'],
      imagesSince: clock.now() - 5 * MINUTE,
    });
    expect(cloud.asked[0]?.rung.pools.every(({ type }) => type.startsWith('c7i.'))).toBe(true);
  });

  test('is told why none fits, and ends', async () => {
    const { order, begin, reports } = await open();
    await order({ asked: { ...ASKED, cpu: 100_000 } });
    await begin();
    expect(reports).toMatchObject([
      { type: 'ended', outcome: { status: 'failed', class: 'failure', charged: true } },
    ]);
  });

  test('is given no second one, and none at all once it is over', async () => {
    const { order, turns, cloud, end } = await open();
    const { run } = await order();
    await turns(5, 11 * SECOND);
    expect(cloud.asked).toHaveLength(1);
    await end(run);
    await turns(20, 11 * SECOND);
    expect(cloud.asked).toHaveLength(1);
    expect(cloud.instances.map(({ state }) => state)).toEqual(['terminated']);
  });

  test('has the next place asked at once where there was no room, and that one left alone', async () => {
    const { order, turn, begin, cloud, clock } = await open();
    await order();
    const full = async () => {
      const pools = cloud.asked.at(-1)?.rung.pools ?? [];
      cloud.answers.push({ type: 'refused', errors: [{ pools, error: NO_ROOM }] });
    };
    cloud.onLaunch = async () => {
      if (cloud.asked.length === 1) await full();
    };
    await begin();
    await turn();
    const [first, second] = cloud.asked;
    expect([first?.rung.market, second?.rung.market]).toEqual(['spot', 'on-demand']);
    expect(second?.token).not.toBe(first?.token);
    // Another that comes a minute later is not sent there either.
    clock.advance(MINUTE);
    await order();
    await begin();
    expect(cloud.asked[2]?.rung.market).toBe('on-demand');
  });

  test('is not on spot any more where that was taken away often enough', async () => {
    const { order, begin, cloud } = await open();
    await order({ mayBeSpot: false });
    await begin();
    expect(cloud.asked[0]?.rung.market).toBe('on-demand');
  });

  test('of which GitHub has a job, and then a sign of life, has a machine that knows of it', async () => {
    const { machine, store, turn, find, cloud } = await open();
    const { id, attempt } = await machine({ type: 'attested' });
    await turn();
    expect((await find(id)).machine.state.type).toBe('attested');
    // A machine that proved itself is the sign to have GitHub make the job.
    expect(await store.dispatches.waiting(10)).toMatchObject([{ of: attempt }]);
    await sendJob(store, attempt);
    await turn();
    expect((await find(id)).machine.state).toEqual({ type: 'dispatched', lost: 0 });
    expect(cloud.asked).toEqual([]);
  });

  test('that has begun is at work on its machine, whatever that has told of itself', async () => {
    const { machine, store, turn, find } = await open();
    const { id, attempt } = await machine({ type: 'registered', runner: 7, lost: 0 });
    await sendJob(store, attempt);
    await turn();
    expect((await find(id)).machine.state.type).toBe('registered');
    await beginStep(store, attempt);
    await turn();
    expect((await find(id)).machine.state).toEqual({ type: 'running', runner: 7 });
  });
});

test('a machine that nobody here understands is warned of, and keeps no other from being started', async () => {
  const { machine, order, begin, cloud, logs } = await open();
  const { id } = await machine({ type: 'pausing', until: 0, ask: 1, pauses: 0 }, ODD);
  await order();
  await begin();
  expect(cloud.asked).toHaveLength(1);
  expect(logs[0]).toMatch(`the machine ${id} could not be decided on: TypeError`);
});

describe('a machine that nobody needs any more', () => {
  test('is ended, asked again until EC2 shows it gone, and then forgotten', async () => {
    const { order, begin, turns, cloud, ofRun, end } = await open();
    const { run } = await order();
    await begin();
    await end(run);
    cloud.broken.add('end');
    await turns(3, 11 * SECOND);
    expect(cloud.ended.length).toBeGreaterThan(1);
    expect((await ofRun(run))[0]?.state.type).toBe('ending');
    cloud.broken.clear();
    await turns(3, 11 * SECOND);
    expect((await ofRun(run))[0]?.state.type).toBe('gone');
    const asked = cloud.ended.length;
    await turns(3, 11 * SECOND);
    expect(cloud.ended).toHaveLength(asked);
  });

  test('has its runner at GitHub removed: by its number, then whatever bears its name', async () => {
    const { machine, turns, cloud, end, runners, clock } = await open();
    const { id, attempt, instance } = await machine(RUNNING);
    cloud.instances.push(shown(id, instance?.id ?? '', clock.now()));
    await end(attempt.run);
    await turns(4, 11 * SECOND);
    expect(runners.removed).toEqual([7, id]);
  });

  test('goes though another cannot be ended, which is warned of', async () => {
    const { order, begin, turns, cloud, end, logs } = await open();
    const [{ run }, other] = [await order(), await order()];
    await begin();
    await end(run);
    await end(other.run);
    const first = cloud.instances[0]?.id ?? '';
    cloud.onCall = async (_call, id) => {
      if (id === first) throw new Error('no answer');
    };
    await turns(3, 11 * SECOND);
    expect(cloud.instances.map(({ state }) => state)).toEqual(['running', 'terminated']);
    expect(logs).toContain('a machine could not be looked after (terminate): Error: no answer');
  });
});

function shown(machine: string, id: string, launchedAt: number): Cloud['instances'][number] {
  return {
    id,
    machine,
    launchedAt,
    region: 'us-east-1',
    state: 'running',
    attempt: null,
    isPublic: false,
    expiresAt: null,
    heldUntil: null,
    reason: null,
    pool: { type: 'm7i.xlarge', zone: 'us-east-1a', market: 'spot' },
    image: 'ami-1',
  };
}

describe('a machine that EC2 took', () => {
  test('costs its attempt no try of its own, and GitHub’s job is looked at', async () => {
    const { machine, turn, cloud, reports, looked, store, clock } = await open();
    const { id, attempt, instance } = await machine(RUNNING);
    cloud.instances.push(shown(id, instance?.id ?? '', clock.now()));
    await sendJob(store, attempt);
    cloud.take(instance?.id ?? '', 'Server.SpotInstanceTermination');
    await turn();
    expect(reports).toMatchObject([
      {
        type: 'ended',
        at: clock.now(),
        outcome: {
          status: 'interrupted',
          class: 'spot-interruption',
          exitCode: null,
          message: 'EC2 took the machine back (Server.SpotInstanceTermination)',
          workLostMs: null,
          charged: true,
        },
      },
    ]);
    expect(looked).toEqual([attempt]);
  });

  test('before GitHub had a job for it leaves no order that would make one', async () => {
    const { machine, turn, cloud, looked, store, clock } = await open();
    const { id, attempt, instance } = await machine(RUNNING);
    cloud.instances.push(shown(id, instance?.id ?? '', clock.now()));
    cloud.take(instance?.id ?? '', 'Server.SpotInstanceTermination');
    await turn();
    expect(await store.dispatches.find(attempt)).toBeNull();
    expect(looked).toEqual([]);
  });
});

describe('a sweep', () => {
  test('comes every two seconds while anything is wanted or there, and else once a minute', async () => {
    const { turn, order, clock, end, turns } = await open();
    expect(await turn()).toBe(clock.now() + MINUTE);
    const { run } = await order();
    expect(await turn()).toBe(clock.now() + 2 * SECOND);
    await end(run);
    expect(await turn()).toBe(clock.now() + 2 * SECOND);
    await turns(20, 11 * SECOND);
    expect(await turn()).toBe(clock.now() + MINUTE);
  });

  test('has EC2 list machines every ten seconds at most, and once a minute where none is wanted', async () => {
    const { turns, order, cloud } = await open();
    await turns(30, 2 * SECOND);
    expect(cloud.lists).toBe(1);
    await order();
    await turns(30, 2 * SECOND);
    expect(cloud.lists).toBe(1 + 6);
  });

  test('decides nothing by a list that failed, which is warned of, and asks again at once', async () => {
    const { machine, turns, cloud, find, logs } = await open();
    const { id } = await machine(RUNNING);
    cloud.broken.add('list');
    await turns(4, MINUTE);
    expect((await find(id)).machine.state.type).toBe('running');
    expect(cloud.lists).toBe(4);
    expect(logs).toContain('machines could not be listed: Error: EC2 does not answer list');
    cloud.broken.clear();
    await turns(1, MINUTE);
    expect((await find(id)).machine.state.type).toBe('running');
    await turns(3, MINUTE);
    expect((await find(id)).machine.state.type).not.toBe('running');
  });

  test('is one process’s at a time: another waits, and takes over once that is silent for 45 s', async () => {
    const { deps, cloud, turn, order, clock } = await open();
    const other = openMachines({ ...deps, owner: { id: anId(), isKnownDead: () => false } });
    await turn();
    await order();
    expect(await other.turn()).toBe(clock.now() + 2 * SECOND);
    expect(cloud.asked).toEqual([]);
    clock.advance(44 * SECOND);
    await other.turn();
    expect(cloud.asked).toEqual([]);
    clock.advance(SECOND);
    await other.turn();
    await other.turn();
    expect(cloud.asked).toHaveLength(1);
  });

  test('that another has written between is done again at once, and does nothing of what it decided', async () => {
    const { deps, cloud, order, clock } = await open();
    const { machines } = deps.store;
    let isFirst = true;
    const save: typeof machines.save = async (changed) => {
      const isLost = isFirst;
      isFirst = false;
      return isLost ? false : machines.save(changed);
    };
    const store = { ...deps.store, machines: { ...machines, save } };
    const late = openMachines({ ...deps, store });
    await order();
    expect(await late.turn()).toBe(clock.now());
    expect(cloud.asked).toEqual([]);
    await late.turn();
    await late.turn();
    expect(cloud.asked).toHaveLength(1);
  });
});
