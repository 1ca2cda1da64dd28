import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../../app/domain/problem.ts';
import { codeFrame } from '../../../app/reports/terminal/code-frame.ts';
import { lineText, lineWidth } from '../../../app/reports/layout/line.ts';

const FILE = '.mlpipelines/churn.yml';

function frame(text: string, change: Partial<Problem>, width = 80): string {
  return codeFrame(aProblem(change), { file: FILE, text }, width)
    .map((line) => lineText(line))
    .join('\n');
}

function aProblem(change: Partial<Problem>): Problem {
  const place = { line: 1, column: 1, endLine: change.line ?? 1, endColumn: 2 };
  const words = { code: 'unknown-key', message: 'something is wrong', hint: null };
  return { severity: 'error', ...words, ...place, ...change };
}

/** Text of the marked columns: what stands above the carets. */
function marked(text: string, change: Partial<Problem>, width = 80): string {
  const lines = frame(text, change, width).split('\n');
  const caret = lines.findIndex((line) => /│ +\^+|│ \^+/.test(line));
  const marks = lines[caret] ?? '';
  return columns(lines[caret - 1] ?? '', marks.indexOf('^'), marks.lastIndexOf('^') + 1);
}

function columns(line: string, start: number, end: number): string {
  let at = 0;
  let text = '';
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    if (at >= start && at < end) text += segment;
    at += lineWidth([{ text: segment, tone: 'plain' }]);
  }
  return text;
}

describe('code frame', () => {
  test('shows the place in its step, marks it and says what to write', () => {
    const text =
      'name: churn\nsteps:\n  train:\n    # A note.\n    run: x\n    kind: train\n    timeot: 12h\n';
    const problem = {
      message: '`timeot` is not a key of a step.',
      hint: 'Did you mean `timeout`?',
      line: 7,
      column: 5,
      endColumn: 11,
    };
    expect(frame(text, problem)).toMatchInlineSnapshot(`
      "error[unknown-key]: \`timeot\` is not a key of a step.
        ┌─ .mlpipelines/churn.yml:7:5
        │
      3 │   train:
        ⋮
      6 │     kind: train
      7 │     timeot: 12h
        │     ^^^^^^
        = hint: Did you mean \`timeout\`?"
    `);
  });

  test('a span over several lines is marked to the end of its first', () => {
    expect(
      frame('a: [1,\n  2]\n', {
        line: 1,
        column: 4,
        endLine: 2,
        endColumn: 5,
        severity: 'warning',
      }),
    ).toMatchInlineSnapshot(`
      "warning[unknown-key]: something is wrong
        ┌─ .mlpipelines/churn.yml:1:4
        │
      1 │ a: [1,
        │    ^^^ to line 2"
    `);
  });

  test('wide characters and tabs before the span do not move the marks away from it', () => {
    expect(marked('a: "日本語", b: 1', { column: 11, endColumn: 12 })).toBe('b');
    expect(marked('\ta:\tb', { column: 5, endColumn: 6 })).toBe('b');
    expect(marked('👩‍👩‍👧 x', { column: 10, endColumn: 11 })).toBe('x');
    expect(marked('a: "日本"', { column: 5, endColumn: 7 })).toBe('日本');
  });

  test('a tab that is the problem can be seen', () => {
    expect(marked('\tname: x', { column: 1, endColumn: 2 })).toBe('→   ');
  });

  test('of a line that is too wide the part around the span is shown', () => {
    const text = `run: ${'a'.repeat(300)} wrong ${'b'.repeat(300)}`;
    const place = { column: 307, endColumn: 312 };
    expect(marked(text, place, 60)).toBe('wrong');
    expect(
      frame(text, place, 60)
        .split('\n')
        .every((line) => line.length <= 60),
    ).toBe(true);
  });

  test('text of a file can neither move the cursor nor reorder what is read', () => {
    const text = 'name: \u001B[2J\u202Ex\u0007';
    expect(frame(text, { column: 1, endColumn: 5 })).toContain('1 │ name: �[2J�x�');
  });

  test('marks that pile up on a character make no line longer than one shows', () => {
    const piled = `name: x${'\u0335'.repeat(30_000)}y`;
    const lines = frame(piled, { column: 7, endColumn: 8 }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(120);
    expect(lines.at(-2)).toMatch(/x\u0335{8}y$/);
    const ofWales = '\u{1F3F4}\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F}';
    expect(frame(`name: ${ofWales}`, {})).toContain(ofWales);
  });

  test('a place behind the end of a line or of the file is one mark', () => {
    expect(marked('ab', { column: 3, endColumn: 3 })).toBe('');
    expect(frame('ab', { line: 7, column: 1, endColumn: 1 })).toContain('1 │ ab\n  │ ^');
  });

  test('never fails, and fits, whatever the text and the place', () => {
    const place = fc.record({
      line: fc.integer({ min: 1, max: 12 }),
      column: fc.integer({ min: 1, max: 200 }),
      lines: fc.integer({ min: 0, max: 2 }),
      endColumn: fc.integer({ min: 1, max: 200 }),
      hint: fc.option(fc.lorem()),
    });
    const text = fc.string({ unit: 'grapheme', maxLength: 400 });
    const texts = fc.array(text, { maxLength: 8 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(texts, place, fc.integer({ min: 40, max: 120 }), (source, at, width) => {
        const problem = aProblem({ ...at, endLine: at.line + at.lines });
        const lines = codeFrame(problem, { file: 'a.yml', text: source }, width);
        expect(Math.max(...lines.map((line) => lineWidth(line)))).toBeLessThanOrEqual(width);
        const marks = lines.map((line) => lineText(line)).filter((line) => line.includes('^'));
        expect(marks.length).toBeGreaterThan(0);
      }),
    );
  });
});
