import { expect, test } from 'vitest';
import { openPages } from '../../open-pages.ts';
import { comparedRun, warmPage } from './compared-run.ts';

test('plots are drawn over those of the run before, and each says what is seen on it', async () => {
  const opened = await openPages({ commitsBefore: async () => ['of main'] });
  const run = await comparedRun(opened);
  const cookie = await opened.signIn('ada');
  const page = await warmPage(opened, run.id, cookie);
  const figures = [...page.matchAll(/<figure>[^]*?<\/figure>/g)].map(([figure]) => figure);
  expect(figures).toHaveLength(6);
  const alts = figures.map((figure) => / alt="([^"]*)"/.exec(figure)?.[1]);
  expect(alts).toEqual([
    expect.stringMatching(/^Curves by epoch: loss \(this run\) from .* loss \(main #1\) from /),
    expect.stringMatching(
      /^ROC curve of 2 models: AUC 0\.9\d+ \(this run\) and 0\.8\d+ \(main #1\)\.$/,
    ),
    expect.stringMatching(/^Calibration of 2 models, 10 bins: scores are off by /),
    expect.stringMatching(/^Confusion of 3 classes: 9\d\.?\d* % of 2,000 rows right \(this run\)/),
    expect.stringMatching(/^gain by feature of 2 models, 5 bars: highest flipper_length_mm /),
    'Two circles that a step drew',
  ]);
  expect(figures.map((figure) => /<strong>([^<]*)/.exec(figure)?.[1])).toEqual([
    'loss, val_loss by epoch',
    'ROC curve',
    'Calibration',
    'Confusion matrix',
    'What it looks at',
    'out/hand-drawn.svg',
  ]);
  for (const figure of figures) {
    const [, link = ''] = /<a class="enlarge[^"]*" href="([^"]*)"/.exec(figure) ?? [];
    const picture = await opened.get(link.replaceAll('&amp;', '&'), cookie);
    expect(picture.headers.get('content-type')).toBe('image/svg+xml');
    expect(picture.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
    );
    expect(await picture.text()).not.toMatch(/<script|onload/);
  }
}, 60_000);

test('the summary of a step is laid out, and nothing in it runs', async () => {
  const opened = await openPages();
  const run = await comparedRun(opened);
  const cookie = await opened.signIn('ada');
  const page = await warmPage(opened, run.id, cookie);
  const [, prose = ''] = /<div class="prose">([^]*?)<\/ul>/.exec(page) ?? [];
  expect(prose).toContain('<h4>Evaluation</h4>');
  expect(prose).toContain('<td class="right">902</td>');
  expect(prose).toContain('☑ calibrated');
  // The rule of https://github.github.com/gfm/#disallowed-raw-html-extension-
  expect(page).toContain('&#x3C;script>alert(1)');
  expect(page).not.toContain('<script>alert');
  expect(opened.troubles).toEqual([]);
}, 60_000);
