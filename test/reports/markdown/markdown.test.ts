import { describe, expect, test } from 'vitest';
import { byteLength } from '../../../text/bytes.ts';
import { fencedLines } from '../../../app/reports/markdown/fenced-lines.ts';
import { fitSections, whole } from '../../../app/reports/markdown/fit-sections.ts';
import { inlineCode, inlineText } from '../../../app/reports/markdown/inline-text.ts';
import { HOSTILE } from '../hostile-texts.ts';
import { elementsOf, proseOf, renderMarkdown, textOf } from '../render-markdown.ts';

const MENTION = /(?:^|[^\p{L}\p{N}\u200B])@[a-z]/iu;
const REFERENCE = /#\d/;

describe('text that is not ours', () => {
  test.each(HOSTILE)('in a sentence does nothing: %s', (_, hostile) => {
    const html = renderMarkdown(`It says ${inlineText(hostile)}.`);
    expect(elementsOf(html)).toEqual(['p']);
    expect(proseOf(html)).not.toMatch(MENTION);
    expect(proseOf(html)).not.toMatch(REFERENCE);
  });

  test.each(HOSTILE)('as a name does nothing: %s', (_, hostile) => {
    expect(elementsOf(renderMarkdown(`It is ${inlineCode(hostile)}.`))).toEqual(['p', 'code']);
  });

  test.each(HOSTILE)('in a table stays in its cell: %s', (_, hostile) => {
    const row = `| ${inlineText(hostile)} | ${inlineCode(hostile)} | last |`;
    const html = renderMarkdown(`| a | b | c |\n| --- | --- | --- |\n${row}`);
    expect(html.match(/<td\b/g)).toHaveLength(3);
    expect(html.match(/<tr\b/g)).toHaveLength(2);
    expect(html).toContain('<td>last</td>');
  });

  test.each(HOSTILE)('in a block of code cannot end it: %s', (_, hostile) => {
    const html = renderMarkdown(`${fencedLines([...hostile.split('\n'), '```', '~~~'])}\n\nafter`);
    expect(elementsOf(html)).toEqual(['pre', 'code', 'p']);
    expect(html).toContain('<p>after</p>');
  });

  test.each([
    ['a/b_c-d.e', 'a/b_c-d.e'],
    ['val auc (best)', 'val auc (best)'],
    ['größer & <kleiner>', 'größer & <kleiner>'],
    ['50% *of* [x](y) | z', '50% *of* [x](y) | z'],
    ['two\nlines', 'two lines'],
    ['🙂 x', '🙂 x'],
  ])('reads as it was written: %s', (text, shown) => {
    expect(textOf(renderMarkdown(inlineCode(text))).trim()).toBe(shown);
    expect(textOf(renderMarkdown(inlineText(text))).trim()).toBe(shown);
  });

  test('that is long is cut between characters', () => {
    expect(textOf(renderMarkdown(inlineCode('🙂'.repeat(500), 10))).trim()).toBe(
      `${'🙂'.repeat(9)}…`,
    );
  });
});

describe('limits in bytes', () => {
  test('a document leaves out rows from the end of what does not fit, and says how many', () => {
    const rows = Array.from({ length: 100 }, (_, index) => `row ${index}`);
    const section = { head: 'head', rows, tail: 'tail', more: (left: number) => `${left} more` };
    const text = fitSections([whole('first'), section, whole('x'.repeat(500)), whole('end')], 200);
    expect(byteLength(text)).toBeLessThanOrEqual(200);
    expect(text).toMatch(/^first\n\nhead\nrow 0\n/);
    const shown = text.match(/row \d+/g)?.length ?? 0;
    expect(shown).toBeGreaterThan(10);
    expect(text).toContain(`\n${100 - shown} more\ntail`);
    expect(text).not.toContain('xxx');
  });
});
