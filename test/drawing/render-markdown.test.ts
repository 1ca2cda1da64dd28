import { expect, test } from 'vitest';
import { renderMarkdown } from '../../app/drawing/render-markdown.ts';

test('a summary has headings below those of the page, tables, lists and code', () => {
  const html = renderMarkdown(
    '# Result\n\n| a | b |\n|---|---|\n| 1 | **2** |\n\n- [x] done\n\n`x`',
  );
  expect(html).toContain('<h4>Result</h4>');
  expect(html).toContain(
    '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>',
  );
  expect(html).toContain('<td><strong>2</strong></td>');
  expect(html).toContain('☑ done');
  expect(html).toContain('<code>x</code>');
});

test('a column of numbers stays on the right, without what HTML no longer has', () => {
  const html = renderMarkdown('| a | b |\n|---|--:|\n| 1 | 2 |');
  expect(html).toContain('<td class="right">2</td>');
  expect(html).not.toContain('align=');
});

test('nothing is left that runs, loads, or leads somewhere on this site', () => {
  const html = renderMarkdown(
    [
      '<script>alert(1)</script><img src=x onerror=alert(1)><style>*{display:none}</style>',
      '![a picture](https://evil.example/x.png)',
      '![another](/runs/x/plot)',
      '[out](/logout) [in](javascript:alert(1)) [there](https://example.com/a)',
      '<form action="/logout"><button>go</button></form><iframe src="https://evil.example"></iframe>',
      '<a href="https://example.com" style="position:fixed" onclick="alert(1)" target="_top">x</a>',
    ].join('\n\n'),
  );
  expect(html).not.toMatch(
    /<(?:script|img|style|form|button|iframe)|\s(?:on\w+|style|target)=|javascript:/,
  );
  const links = [...html.matchAll(/<a [^>]*>/g)].map(([link]) => link);
  expect(links).toEqual(
    ['https://evil.example/x.png', 'https://example.com/a', 'https://example.com'].map(
      (to) => `<a href="${to}" rel="nofollow noopener noreferrer">`,
    ),
  );
  expect(html).toContain('another');
});
