import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../../app/store/open-store.ts';
import { aMachine } from '../../costs/costed-runs.ts';
import { aPlan, aStep as aPlanStep } from '../../support/build-plan.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { aPlace } from '../../support/hosted.ts';
import { aHeader, anAttempt, anId, aStep, creation } from '../../support/rows.ts';
import { runCli } from '../../support/run-cli.ts';

const HOUR = 3_600_000;
const DONE = { type: 'done', isFinal: true, code: null, message: '' } as const;

/** The state of a server that ran a step for an hour on a machine of two dollars, and one on GitHub's runner. */
async function aServer(): Promise<string> {
  const folder = freshFolder();
  const store = await openStore({ sqliteFile: join(folder, 'store.sqlite') });
  const at = Date.now() - 24 * HOUR;
  const times = { startedAt: at + HOUR / 2, endedAt: at + HOUR };
  const place = aPlace(7);
  const header = aHeader({
    hosted: { ...place, repository: { ...place.repository, isPublic: false } },
    actor: 'ada',
    createdAt: at,
    status: 'succeeded',
    ...times,
  });
  const steps = ['train', 'report'].map((key) => aStep(key, { attempt: 1, result: 'success' }));
  const attempts = steps.map(({ key }) => anAttempt(key, { status: 'succeeded', ...times }));
  const plan = aPlan([aPlanStep('train'), aPlanStep('report')]);
  await store.commit([
    { type: 'plan.save', digest: header.plan, plan },
    creation(header, { steps, attempts }),
  ]);
  const machinePlace = {
    region: 'r',
    zone: 'z',
    type: 't',
    market: 'on-demand',
    image: '',
  } as const;
  const machine = aMachine({
    id: `mlp-${anId()}`,
    attempt: { run: header.id, key: 'train', attempt: 1 },
    state: { type: 'gone', why: DONE },
    stateAt: at + HOUR,
    paidSince: at,
    isPublic: false,
    instance: { id: 'i-1', ...machinePlace, usdHour: 2 },
  });
  await store.machines.save([{ machine, version: 0 }]);
  await store.close();
  return folder;
}

const costsOf = (cwd: string, ...options: readonly string[]) =>
  runCli(
    { cwd, columns: 120 },
    'costs',
    '--repository',
    'acme/churn-7',
    '--state',
    cwd,
    ...options,
  );

describe('mlpipelines costs', () => {
  test('adds up what a server’s runs cost, and names what nobody knows', async () => {
    const folder = await aServer();
    const { code, stdout, stderr } = await costsOf(folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/churn +1 +2 +1h 00m +30m 00s +\$2\.18\+/);
    expect(stdout).toMatch(/together +1 +1h 00m +30m 00s +\$2\.18\+/);
    expect(stdout).toContain('machines $2.00, GitHub’s runners $0.18');
    expect(stdout).toContain('the price is not known of disks (1)');
    expect((await costsOf(folder, '--by', 'step')).stdout).toMatch(/churn \/ report .*\$0\.18\n/);
    expect((await costsOf(folder, '--by', 'person')).stdout).toMatch(/^ada /m);
    expect((await costsOf(folder, '--by', 'moon')).code).toBe(2);
  });

  test('prints every part for programs', async () => {
    const folder = await aServer();
    const { stdout } = await costsOf(folder, '--by', 'step', '--csv');
    expect(stdout.split('\n')[0]).toMatch(
      /^step,runs,attempts,usd,unknown,.*,machine_usd,disk_usd/,
    );
    expect(stdout).toContain(
      'churn / train,1,1,2,disk disk-iops disk-throughput,3600,1800,2,0,0,0,0',
    );
    const told = JSON.parse((await costsOf(folder, '--json')).stdout) as object;
    expect(told).toMatchObject({
      by: 'pipeline',
      isCut: false,
      total: { paidMs: HOUR, idleMs: HOUR / 2, parts: { machine: { usd: 2, unknown: 0 } } },
      groups: [{ name: 'churn', runs: 1, attempts: 2 }],
    });
  });

  test('refuses days that are none', async () => {
    const folder = await aServer();
    expect((await costsOf(folder, '--days', '0')).code).toBe(2);
  });
});
