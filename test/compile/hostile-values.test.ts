import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constantFrom, sample, string } from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { evaluateExpression } from '../../app/expressions/evaluate-expression.ts';
import { evaluateTemplate } from '../../app/expressions/evaluate-template.ts';
import { interpolateScript } from '../../app/expressions/interpolate-script.ts';

/** What someone may type as a parameter or name a branch. Each would write a file, or end up elsewhere, if a shell read it. */
const HOSTILE: readonly [kind: string, value: string][] = [
  ['a command substitution', '$(touch pwned)'],
  ['backticks', '`touch pwned`'],
  ['a semicolon', 'x;touch pwned'],
  ['a pipe', 'x|touch pwned'],
  ['an ampersand', 'x&touch pwned'],
  ['a line break', 'x\ntouch pwned'],
  ['a carriage return', 'x\r\ntouch pwned'],
  ['a double quote', '"; touch pwned; "'],
  ['a single quote', "'; touch pwned; '"],
  ['a backslash', 'x\\'],
  ['a redirection', 'x>pwned'],
  ['a process substitution', '<(touch pwned)'],
  ['a variable', '$HOME'],
  ['a variable in braces', '${HOME}'],
  ['an arithmetic expansion', '$((1+1))'],
  ['an array subscript that arithmetic would run', 'a[$(touch pwned)]'],
  ['a glob', '*'],
  ['a set of characters', '[a-z]'],
  ['a brace expansion', '{a,b}'],
  ['a home folder', '~root'],
  ['a history expansion', '!!'],
  ['a comment', '#x'],
  ['a space', 'a b'],
  ['a tab', 'a\tb'],
  ['a space only', ' '],
  ['NUL', 'a\0touch pwned'],
  ['an escape sequence', '\u001B[2J'],
  ['a no-break space', 'a\u00A0b'],
  ['a line separator', 'a\u2028touch pwned'],
  ['a right-to-left override', '\u202Egnp.exe'],
  ['a zero-width space', 'a\u200Bb'],
  ['letters that look Latin', 'р\u0430ram'],
  ['a full-width semicolon', 'x；touch'],
  ['an emoji', '🙂'],
  ['half a surrogate pair', '\uD800'],
  ['an expression', '${{ secrets.TOKEN }}'],
  ['the end of an expression', '}} ; touch pwned'],
  ['an option', '-rf'],
  ['a long option', '--upload-pack=touch'],
  ['a dash', '-'],
  ['two dashes', '--'],
  ['a percent sign', '%s%n'],
  ['a caret', '^x^y'],
];

/** Where an author may put a value. `@` is the value. */
const PLACES = [
  'args @',
  'args --name @',
  'args --name=@',
  'args "@"',
  "args '@'",
  'args "a @ b"',
  'args a@b',
  'args "$(args @)"',
  'args <<< "@"',
  'cat <<END\n@\nEND',
  ': # @',
  'args a \\\n  @',
];

const SCRIPT = 'script.sh';
const SAFE = [
  '',
  '0',
  '-1',
  '-1.5e-3',
  'abc',
  'A_b-c.d,e:f/g@h+i=j',
  '2026-01-31',
  'feature/x',
  'user@host',
  '1e9',
];

describe('a value of someone else in `run`', () => {
  test.each(HOSTILE)('is refused when it is %s, wherever it stands', (_kind, value) => {
    for (const place of PLACES) {
      const result = interpolateScript(scriptOf(place), { params: { v: value } });
      // Inside a word of the author's a dash is only a dash.
      if (result.ok && /^[-a-z=]*$/.test(value)) continue;
      expect(result, place).toMatchObject({
        ok: false,
        message: expect.stringContaining('put it in `env` and use "$NAME"'),
      });
    }
  });

  test('is refused after a $ of the author, where a safe word would name a variable', () => {
    for (const place of ['args $@', 'args ${@', 'args "$@"', 'args "${@}"']) {
      expect(interpolateScript(scriptOf(place), { params: { v: 'PATH' } }).ok, place).toBe(false);
    }
  });

  test('is refused when two safe values make an option between them', () => {
    const text = 'args ${{ params.a }}${{ params.b }}';
    expect(interpolateScript(text, { params: { a: '-', b: 'rf' } }).ok).toBe(false);
    expect(interpolateScript(text, { params: { a: '', b: '-rf' } }).ok).toBe(false);
    expect(interpolateScript(text, { params: { a: '-', b: '5' } }).ok).toBe(false);
  });

  test('is shown in the message without what would fool a terminal', () => {
    const result = interpolateScript('args ${{ params.v }}', { params: { v: '\u001B[2J\u202Ex' } });
    expect(result).toMatchObject({ ok: false, message: expect.stringMatching(/^[\x20-\x7E]*$/) });
  });

  test('is not read as an expression again', () => {
    const contexts = { params: { v: '${{ secrets.TOKEN }}' }, secrets: { TOKEN: 'geheim' } };
    expect(evaluateTemplate('${{ params.v }}', contexts)).toEqual({
      ok: true,
      value: '${{ secrets.TOKEN }}',
    });
    expect(interpolateScript('args ${{ params.v }}', contexts).ok).toBe(false);
    expect(evaluateExpression("format('{0}', params.v)", contexts)).toEqual({
      ok: true,
      value: '${{ secrets.TOKEN }}',
    });
  });

  test('cannot change the expression that reads it', () => {
    for (const [, v] of [...HOSTILE, ['a quote', "' || true || '"] as const]) {
      expect(evaluateExpression("params.v == 'main'", { params: { v } })).toEqual({
        ok: true,
        value: false,
      });
      expect(evaluateExpression("format('<{0}>', params.v)", { params: { v } })).toEqual({
        ok: true,
        value: `<${v}>`,
      });
    }
  });
});

describe('in a real shell', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hostile-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const bash = (script: string, env: Record<string, string> = {}): string[] => {
    writeFileSync(join(folder, SCRIPT), `args() { printf "%s\\0" "$@" end; }\n${script}`);
    const output = execFileSync('bash', ['--noprofile', '--norc', SCRIPT], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return output.split('\0').slice(0, -1);
  };

  test.each(SAFE)('the safe word %j arrives as it is', (value) => {
    const script = [
      `args "\${{ params.v }}"`,
      `args --name=\${{ params.v }}`,
      `args 'a\${{ params.v }}b'`,
    ].join('\n');
    const result = interpolateScript(script, { params: { v: value } });
    expect(result.ok && bash(result.value)).toEqual([
      value,
      'end',
      `--name=${value}`,
      'end',
      `a${value}b`,
      'end',
    ]);
  });

  test('whatever is let through arrives as it is, one word, and runs nothing', () => {
    const letters = constantFrom(
      ...Array.from('abcXYZ0189_.,:/@+=--_.,:/@+=-$`"\'\\;|&<>(){}[]*?!~# \t\n%^é\u2028'),
    );
    const values = sample(string({ unit: letters, maxLength: 5 }), { numRuns: 20_000, seed: 7 });
    const expected: string[] = [];
    const lines: string[] = [];
    for (const v of new Set(values)) {
      for (const [place, wanted] of [
        ['args x@', `x${v}`],
        ['args "@"', v],
        ['args --n=@', `--n=${v}`],
      ] as const) {
        const result = interpolateScript(scriptOf(place), { params: { v } });
        if (!result.ok) continue;
        lines.push(result.value);
        expected.push(wanted, 'end');
      }
    }
    expect(lines.length).toBeGreaterThan(1_000);
    expect(lines.length).toBeLessThan(values.length * 3);
    expect(bash(lines.join('\n'))).toEqual(expected);
    expect(readdirSync(folder)).toEqual([SCRIPT]);
  });

  test('every hostile value goes through `env` unharmed', () => {
    for (const [kind, v] of HOSTILE) {
      // An environment cannot hold NUL or half a pair.
      if (/\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])/.test(v)) continue;
      const value = evaluateTemplate('${{ params.v }}', { params: { v } });
      expect(value.ok && bash('args "$NAME"', { NAME: value.value }), kind).toEqual([v, 'end']);
    }
    expect(readdirSync(folder)).toEqual([SCRIPT]);
  });
});

function scriptOf(place: string): string {
  return place.replaceAll('@', () => '${{ params.v }}');
}
