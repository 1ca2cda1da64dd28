import { expect, test } from 'vitest';
import type { Freeze } from '../../../app/domain/model.ts';
import { freezeModel, type FreezeWish } from '../../../app/triggers/promotion/freeze-model.ts';
import { aModelVersion } from '../../support/rows.ts';

const ADA = { by: 'ada', byId: 1, isAdministrator: false };
const BOB = { by: 'bob', byId: 2, isAdministrator: false };
const ROOT = { by: 'root', byId: 3, isAdministrator: true };

/** What is asked one after another; what is refused changes nothing. */
async function asked(
  ...wishes: readonly (readonly [who: typeof ADA, until: string | null])[]
): Promise<{ readonly freeze: Freeze | null; readonly why: string | null }> {
  let freeze: Freeze | null = null;
  let why: string | null = null;
  for (const [index, [who, until]] of wishes.entries()) {
    const of = { model: 'churn', scope: '7', at: 1000 + index, ...who } as const;
    const wish: FreezeWish =
      until === null ? { ...of, kind: 'unfreeze' } : { ...of, kind: 'freeze', until, reason: null };
    const frozen = await freezeModel(
      { registry: { versions: async () => [aModelVersion()], freeze: async () => freeze } },
      wish,
    );
    why = frozen.type === 'refused' ? frozen.why : null;
    if (frozen.type === 'change') freeze = frozen.change.freeze;
  }
  return { freeze, why };
}

test('whoever makes a freeze of somebody else longer does not end it, nor makes it shorter', async () => {
  const longer = await asked([ADA, '1d'], [BOB, '2d']);
  expect(longer.freeze).toMatchObject({ by: 'bob', owner: { by: 'ada', byId: 1 } });
  const refused = 'ada froze churn; they, or an administrator, may end that earlier.';
  for (const until of [null, '1d']) {
    expect((await asked([ADA, '1d'], [BOB, '2d'], [BOB, until])).why).toBe(refused);
    expect((await asked([ADA, '1d'], [BOB, '2d'], [BOB, '3d'], [BOB, until])).why).toBe(refused);
  }
  expect(await asked([ADA, '1d'], [BOB, '2d'], [ADA, null])).toEqual({ freeze: null, why: null });
  expect(await asked([ADA, '1d'], [BOB, '2d'], [ROOT, null])).toEqual({ freeze: null, why: null });
});

test('an administrator who makes it longer has frozen it', async () => {
  const { why } = await asked([ADA, '1d'], [ROOT, '2d'], [ADA, null]);
  expect(why).toBe('root froze churn; they, or an administrator, may end that earlier.');
});
