import { expect, test } from 'vitest';
import { LostAnswer } from '../../../app/github/client/call-errors.ts';
import { createOnce } from '../../../app/github/client/create-once.ts';

const LOST = new LostAnswer('POST /x', new Error('no network'));
const REFUSED = new Error('no');

/** Makes something on a GitHub where this is to be seen, look by look; what was done, and what came of it. */
async function made(
  mayExist: boolean,
  seen: readonly (string | null)[],
  create: () => Promise<string>,
) {
  const done: string[] = [];
  const looks = [...seen];
  const asked = createOnce({
    mayExist,
    find: async () => {
      done.push('look');
      return looks.shift() ?? null;
    },
    create: () => {
      done.push('make');
      return create();
    },
  });
  const came = await asked.catch((error: unknown) => error);
  return [came, done.join(' ')];
}

const well = async () => 'new';
const lost = async () => {
  throw LOST;
};
const refused = async () => {
  throw REFUSED;
};

test('what nobody tried to make is made without a look', async () => {
  expect(await made(false, ['old'], well)).toEqual(['new', 'make']);
});

test('what an earlier try may have made is looked for first, and made where it is not there', async () => {
  expect(await made(true, ['old'], well)).toEqual(['old', 'look']);
  expect(await made(true, [null], well)).toEqual(['new', 'look make']);
});

test('where the answer is lost it is looked for, and the loss is told where it is not there', async () => {
  expect(await made(false, ['old'], lost)).toEqual(['old', 'make look']);
  expect(await made(false, [null], lost)).toEqual([LOST, 'make look']);
  expect(await made(true, [null, 'old'], lost)).toEqual(['old', 'look make look']);
});

test('what is refused was not made, and is not looked for', async () => {
  expect(await made(false, ['old'], refused)).toEqual([REFUSED, 'make']);
});
