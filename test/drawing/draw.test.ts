import { expect, test } from 'vitest';
import { draw } from '../../app/drawing/draw.ts';
import type { Drawable } from '../../app/drawing/drawing-question.ts';
import { bytesOf, svgOf } from './svg-of.ts';

const TABLE = {
  type: 'table',
  plot: { type: 'curve', path: 'h.csv', x: 'a.b', y: ['c[0]<script>'] },
  sides: [{ name: 'this run', bytes: bytesOf('a.b,c[0]<script>\n1,2\n2,3\n') }],
} as const satisfies Drawable;

test('a table is a picture for light and dark grounds, whatever its columns are called', async () => {
  const svg = await svgOf(TABLE);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"[^>]* viewBox="/);
  expect(svg).toContain('@media (prefers-color-scheme:dark)');
  expect(svg).toContain('[stroke="#0072b2"]{stroke:#56b4e9}');
  expect(svg.match(/aria-roledescription="point"/g)).toHaveLength(2);
  expect(svg).not.toMatch(/<[^>]*<|<script/);
});

test('as PNG it has the colours of one ground', async () => {
  const pngs = await Promise.all(
    (['png', 'png-dark'] as const).map((form) => draw({ of: TABLE, form })),
  );
  const [light, dark] = pngs.map((drawn) =>
    drawn.type === 'picture' ? Array.from(drawn.bytes) : [],
  );
  // https://www.w3.org/TR/png-3/#5PNG-file-signature
  expect(light?.slice(0, 8)).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  expect(dark?.slice(0, 8)).toEqual(light?.slice(0, 8));
  expect(dark).not.toEqual(light);
});

const written = (spec: unknown): Drawable => ({
  type: 'vega-lite',
  path: 'p.vl.json',
  bytes: bytesOf(JSON.stringify(spec)),
});

const POINTS = {
  description: 'Two points.',
  data: { values: [{ a: 1 }, { a: 2 }] },
  mark: 'point',
  encoding: { x: { field: 'a', type: 'quantitative' } },
};

test('a specification that a step wrote is drawn, and says what it shows', async () => {
  const drawn = await draw({ of: written(POINTS), form: 'svg' });
  expect(drawn).toMatchObject({ type: 'picture', alt: 'Two points.', notes: [] });
  expect(await svgOf(written(POINTS))).toContain('aria-roledescription="point"');
});

test('it loads nothing, by whatever name', async () => {
  const image = { ...POINTS, mark: { type: 'image', url: 'http://evil.example/x.png' } };
  const asked: [unknown, string][] = [
    [
      { ...POINTS, data: { url: 'http://169.254.169.254/latest' } },
      'http://169.254.169.254/latest',
    ],
    [{ ...POINTS, data: { url: 'file:///etc/passwd' } }, 'file:///etc/passwd'],
    [{ ...POINTS, data: { url: 'data:text/csv,a%0A1' } }, 'data:text/csv,a%0A1'],
    [image, 'http://evil.example/x.png'],
  ];
  for (const [spec, address] of asked) {
    expect(await draw({ of: written(spec), form: 'svg' })).toEqual({
      type: 'problem',
      message: `p.vl.json cannot be drawn: it wants to load ${address}, and pictures are drawn from what they hold themselves: write the rows under \`data.values\`.`,
    });
  }
});

test('it leads nowhere, and what it wants computed is no JavaScript', async () => {
  const link = {
    ...POINTS,
    encoding: { ...POINTS.encoding, href: { value: 'javascript:alert(1)' } },
  };
  expect(await svgOf(written(link))).not.toMatch(/href|javascript/);
  const calculate = "datum.constructor.constructor('return process')()";
  const escape = { ...POINTS, transform: [{ calculate, as: 'b' }] };
  expect(await draw({ of: written(escape), form: 'svg' })).toMatchObject({ type: 'problem' });
  const broken = { type: 'vega-lite', path: 'p.vl.json', bytes: bytesOf('{') } as const;
  expect(await draw({ of: broken, form: 'svg' })).toMatchObject({
    message: expect.stringMatching(/^p\.vl\.json is not JSON: /),
  });
  expect(await draw({ of: written(null), form: 'svg' })).toMatchObject({ type: 'problem' });
});
