import { expect, test } from 'vitest';
import { openRunners } from '../../app/github/runners/open-runners.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { openWorld } from './open-world.ts';

const NAME = `mlp-${'0'.repeat(26)}`;
const IT = { name: NAME, label: 'mlp-step', ref: 'refs/heads/main' };

test('runners of machines are listed once for each owner, and what cannot be asked is passed over', async () => {
  const world = await openWorld({ permissions: { organization_self_hosted_runners: 'write' } });
  const { clients, installation, clock } = world;
  const runners = openRunners({ clients, clock, warn: () => {}, group: null });
  const of = (name: string, id: number) => ({
    id,
    installation,
    owner: 'acme',
    name,
    defaultBranch: 'main',
  });
  const churn = of('churn', 1);
  const { id } = await runners.register(churn, IT);
  await runners.register(churn, { ...IT, name: 'somebody’s own', label: 'x' });
  const gone = { ...of('gone', 3), installation: 999_999, owner: 'nobody' };
  const left = await runners.left([gone, churn, of('other', 2)]);
  expect(left).toEqual([{ repository: churn, id, name: NAME, isBusy: false }]);
  await runners.remove(churn, id);
  expect(await runners.left([churn])).toEqual([]);
});

test('a machine’s runner joins the group that is named, where it is there and serves the job’s workflow', async () => {
  const world = await openWorld({ permissions: { organization_self_hosted_runners: 'write' } });
  const { clients, installation, github } = world;
  const clock = new ManualClock(0);
  const runners = openRunners({ clients, clock, warn: () => {}, group: 'Machines' });
  const churn = { id: 1, installation, owner: 'acme', name: 'churn', defaultBranch: 'main' };
  const acme = github.organization('acme');
  const later = () => clock.advance(61_000);
  await expect(runners.register(churn, IT)).rejects.toThrow(
    'acme has no runner group “Machines”, which the operator’s machines file names.',
  );
  acme.runnerGroup('machines', ['acme/churn/.github/workflows/mlpipelines.yml@main']);
  later();
  const { id } = await runners.register(churn, IT);
  const [group] = github.world.runnerGroups.get(acme.account.id) ?? [];
  const joined = github.world.organizationRunners.get(acme.account.id)?.get(id);
  expect(joined?.groupId).toBe(group?.id);
  await expect(runners.register(churn, { ...IT, ref: 'refs/heads/feature' })).rejects.toThrow(
    /serves chosen workflows alone, and acme\/churn\/\.github\/workflows\/mlpipelines\.yml@refs\/heads\/feature is none/,
  );
  acme.runnerGroup('machines');
  later();
  await runners.register(churn, { ...IT, ref: 'refs/heads/feature' });
});
