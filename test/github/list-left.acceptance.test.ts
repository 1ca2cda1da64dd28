import { expect, test } from 'vitest';
import { openRunners } from '../../app/github/runners/open-runners.ts';
import { openWorld } from './open-world.ts';

const NAME = `mlp-${'0'.repeat(26)}`;
const IT = { name: NAME, label: 'mlp-step' };

test('runners of machines are listed once for each owner, and what cannot be asked is passed over', async () => {
  const world = await openWorld({ permissions: { organization_self_hosted_runners: 'write' } });
  const { clients, installation, clock } = world;
  const runners = openRunners({ clients, clock, warn: () => {} });
  const of = (name: string, id: number) => ({
    id,
    installation,
    owner: 'acme',
    name,
    defaultBranch: 'main',
  });
  const churn = of('churn', 1);
  const { id } = await runners.register(churn, IT);
  await runners.register(churn, { name: 'somebody’s own', label: 'x' });
  const gone = { ...of('gone', 3), installation: 999_999, owner: 'nobody' };
  const left = await runners.left([gone, churn, of('other', 2)]);
  expect(left).toEqual([{ repository: churn, id, name: NAME, isBusy: false }]);
  await runners.remove(churn, id);
  expect(await runners.left([churn])).toEqual([]);
});
