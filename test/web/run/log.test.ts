import { describe, expect, test } from 'vitest';
import { colouredLine } from '../../../app/web/run/log/coloured-line.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { begun, failed } from '../../support/script-host.ts';
import { openPages } from '../open-pages.ts';

const AT = Date.parse('2026-05-01T14:02:11Z');

/** The page of a run whose `train` printed these lines and failed, as somebody sees it. */
async function openLog(texts: readonly string[], message = 'ValueError: no rows') {
  const opened = await openPages({ filesOf: async () => new Map([['src/train.py', 'blob']]) });
  const output = texts.map((text) => ({ stream: 'stdout' as const, text }));
  opened.host.acts.set('train', () => [
    begun(),
    { type: 'output', at: AT, lines: output },
    failed({ message }),
  ]);
  const run = await opened.startHosted(aPlan([aStep('train')]));
  await opened.until(run.id);
  const cookie = await opened.signIn('ada');
  const see = async (query = '') => (await opened.get(`/runs/${run.id}${query}`, cookie)).text();
  return { ...opened, run, cookie, see };
}

describe('the log of a step', () => {
  test('has the time of each line, and is looked through by the server', async () => {
    const { see } = await openLog(['epoch 1', 'Epoch 2', '<b>warning</b>']);
    const page = await see();
    expect(page).toContain('<time datetime="2026-05-01T14:02:11.000Z"');
    expect(page).toContain('14:02:11</time');
    const found = await see('?step=train&find=EPOCH');
    expect(found).toContain('2 lines with “EPOCH”');
    expect(found).not.toContain('&lt;b&gt;warning');
    expect(await see('?step=train&find=%3Cb%3E')).toContain('1 line with “&lt;b&gt;”');
    expect(await see('?step=train&find=nowhere')).toContain('No line that is kept here has this.');
  });

  test('shows its end, all that is kept where somebody asks for it, and says what is not', async () => {
    const { see } = await openLog(Array.from({ length: 2000 }, (_, at) => `line ${at + 1}`));
    const end = await see();
    expect(end).toContain('Lines 1,601 and on.');
    expect(end).not.toContain('>line 1<');
    const all = await see(/href="[^"]*(\?[^"]*all=1)/.exec(end)?.[1]?.replaceAll('&amp;', '&'));
    expect(all).toContain('>line 1<');
  });

  test('is a file for whoever may read the run', async () => {
    const { get, run, cookie } = await openLog(['\u001B[31mred\u001B[0m', 'two']);
    const path = `/runs/${run.id}/log?step=train&attempt=1`;
    const answer = await get(path, cookie);
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="churn-1-train-1.log"',
    );
    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect(await answer.text()).toBe(
      '2026-05-01T14:02:11.000Z red\n2026-05-01T14:02:11.000Z two\n',
    );
    expect((await get(path)).status).toBe(302);
    for (const query of [
      'step=train&attempt=2',
      'step=other&attempt=1',
      'step=train&attempt=x',
      '',
    ]) {
      expect((await get(`/runs/${run.id}/log?${query}`, cookie)).status, query).toBe(404);
    }
  });

  test('is coloured as it asks for, and obeyed in nothing else', async () => {
    const line = async (text: string) => (await colouredLine(text)).toString();
    expect(await line('\u001B[1;31mbad\u001B[0m ok')).toBe(
      '<span class="ansi-red bold">bad</span> ok',
    );
    expect(await line('plain <b>')).toBe('plain <b>');
    expect(await line('\u001B[32m<b>\u001B[0m')).toBe('<span class="ansi-green">&lt;b&gt;</span>');
    expect(await line('\u001B[2J\u001B[38;5;202mx\u001B]8;;http://evil\u0007link')).toBe('xlink');
    expect(await line('10%\r\u001B[33m99%\u001B[0m')).toBe('<span class="ansi-yellow">99%</span>');
    expect(await line('\u001B[31m\u202Eevil')).toBe('<span class="ansi-red">�evil</span>');
    expect(await line('\u001B[31ma\u001B[0m'.repeat(300))).toBe('a'.repeat(300));
  });
});

describe('a failure', () => {
  test('is told once, with the line that made it and the line of the pipeline file', async () => {
    const job = `/x/mlpipelines-${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}/train/src/train.py`;
    const { see, run } = await openLog([
      'Traceback (most recent call last):',
      `  File "${job}", line 42, in <module>`,
      'ValueError: no rows',
    ]);
    const page = await see();
    const text = page.slice(page.indexOf('<main'));
    expect(text).toContain(`https://github.com/acme/churn/blob/${run.sha}/src/train.py#L42`);
    expect(text).toMatch(new RegExp(`/blob/${run.sha}/[^"]*churn\\.yml#L1`));
    // In the log it stands once more, as it was printed.
    expect(text.match(/ValueError: no rows/g)).toHaveLength(2);
    expect(page).toContain('<title>✗ churn #1 · mlpipelines</title>');
    expect(page).toContain('<link rel="icon" href="/icon.svg?tone=bad"');
  });

  test('has an icon of its colour, and no other text in it', async () => {
    const { get } = await openLog([]);
    expect(await (await get('/icon.svg?tone=bad')).text()).toContain('#cf222e');
    expect(await (await get('/icon.svg?tone="><script>')).text()).not.toContain('script');
    expect(await (await get('/icon.svg?tone=toString')).text()).toContain('#1a7f37');
  });
});
