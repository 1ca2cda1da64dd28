import { expect, onTestFinished, test } from 'vitest';
import type { Drawable } from '../../app/drawing/drawing-question.ts';
import { openDrawing, type Drawing, type DrawingLimits } from '../../app/drawing/open-drawing.ts';
import { bytesOf } from './svg-of.ts';

function opened(limits?: DrawingLimits): Drawing {
  const drawing = openDrawing(limits);
  onTestFinished(() => drawing.close());
  return drawing;
}

const written = (spec: unknown): Drawable => ({
  type: 'vega-lite',
  path: 'p.vl.json',
  bytes: bytesOf(JSON.stringify(spec)),
});

const GOOD: Drawable = {
  type: 'table',
  plot: { type: 'roc', path: 'p.csv', actual: 'y', score: 'p' },
  sides: [{ name: 'this run', bytes: bytesOf('y,p\n0,0.1\n1,0.9\n') }],
};

const SEQUENCE = { mark: 'point', encoding: { x: { field: 'data', type: 'quantitative' } } };

function drawn(drawing: Drawing, asker: string, of: Drawable, name = JSON.stringify(of)) {
  return drawing.draw({ asker, name, gather: async () => ({ of, form: 'svg' }) });
}

test('a picture of a billion points is stopped in a sentence, and others are drawn meanwhile', async () => {
  const drawing = opened();
  const hostile = written({ ...SEQUENCE, data: { sequence: { start: 0, stop: 1e9 } } });
  const [bad, good] = await Promise.all([
    drawn(drawing, 'mallory', hostile),
    drawn(drawing, 'ada', GOOD),
  ]);
  // Whichever comes first.
  expect(bad).toEqual({
    type: 'problem',
    message: expect.stringMatching(
      /^Drawing p\.vl\.json was stopped(?:: it took more than 256 MB of memory| after 5 s)\. Draw fewer points, or save it as PNG\.$/,
    ),
  });
  expect(good).toMatchObject({ type: 'picture', alt: 'ROC curve: AUC 1.' });
  expect(await drawn(drawing, 'mallory', GOOD, 'again')).toMatchObject({ type: 'picture' });
}, 60_000);

test('one that takes too long is stopped as well', async () => {
  const drawing = opened({ memoryMb: 1024, heapMb: 512, limitMs: 1000 });
  const values = Array.from({ length: 5000 }, (_, a) => ({ a }));
  const cross = { ...SEQUENCE, data: { values }, transform: slow() };
  expect(await drawn(drawing, 'mallory', written(cross))).toEqual({
    type: 'problem',
    message: 'Drawing p.vl.json was stopped after 1 s. Draw fewer points, or save it as PNG.',
  });
}, 60_000);

/** Much work, and few rows at a time. */
function slow() {
  return Array.from({ length: 200 }, (_, n) => ({
    window: [{ op: 'median', field: 'a', as: `m${n}` }],
    frame: [null, null],
  }));
}

test('what was drawn is not drawn again, and what failed is tried again later', async () => {
  const drawing = opened();
  let asked = 0;
  const wish = {
    asker: 'ada',
    name: 'one',
    gather: async () => {
      asked += 1;
      return { of: GOOD, form: 'svg' } as const;
    },
  };
  const [first, second] = await Promise.all([drawing.draw(wish), drawing.draw(wish)]);
  expect(await drawing.draw(wish)).toBe(first);
  expect(second).toBe(first);
  expect(asked).toBe(1);
  const lost = { ...wish, name: 'two', gather: () => Promise.reject(new Error('lost')) };
  await expect(drawing.draw(lost)).rejects.toThrow('lost');
  expect(await drawing.draw({ ...wish, name: 'two' })).toMatchObject({ type: 'picture' });
}, 60_000);

test('what pictures are drawn from is gathered in their turn, so that little of it waits', async () => {
  const drawing = opened();
  let [held, most] = [0, 0];
  const ask = async (asker: string, at: number) => {
    const gather = async () => {
      held += 1;
      most = Math.max(most, held);
      return { of: GOOD, form: 'svg' } as const;
    };
    const made = await drawing.draw({ asker, name: `${asker} ${at}`, gather });
    if (made.type === 'picture') held -= 1;
    return made;
  };
  const crowd = Array.from({ length: 520 }, (_, at) => ask('mallory', at));
  const other = await ask('ada', 0);
  expect(other).toMatchObject({ type: 'picture' });
  // Three are; one that is drawn may not have been taken yet.
  expect(most).toBeLessThanOrEqual(6);
  expect(await crowd.at(-1)).toEqual({
    type: 'problem',
    message: 'This is not drawn right now: too much is. Load the page again in a minute.',
  });
}, 60_000);

test('a summary is laid out there too', async () => {
  const drawing = opened();
  expect(await drawing.layOut('ada', '# Done')).toEqual({ type: 'prose', html: '<h4>Done</h4>' });
}, 60_000);
