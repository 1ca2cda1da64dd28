import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EXPLAINED } from '../../../app/cli/explain/catalogue.ts';
import { runCli } from '../../support/run-cli.ts';

const explain = (...args: string[]) => runCli({ cwd: '.' }, 'explain', ...args);

const unwrapped = (text: string) => text.replaceAll(/\s+/g, ' ');

test.each(['cycle', 'error[cycle]', 'CYCLE'])('%s is explained', async (asked) => {
  const { code, stdout } = await explain(asked);
  expect(code).toBe(0);
  expect(unwrapped(stdout)).toContain('none of them could ever start');
  expect(unwrapped(stdout)).toContain('What to do Remove one of the');
});

test('a verdict is found as reports write it', async () => {
  expect((await explain('no baseline')).stdout).toContain('nothing yet to compare');
});

test('a code that there is not names those near it', async () => {
  const mistyped = await explain('cylce');
  expect(mistyped.code).toBe(2);
  expect(mistyped.stderr).toContain('Did you mean cycle?');
  expect((await explain('unknown-thing')).stderr).toContain('unknown-key');
  expect((await explain('x'.repeat(5000))).stderr.length).toBeLessThan(300);
});

test('without a code it lists all of them', async () => {
  const { stdout } = await explain();
  expect(EXPLAINED.filter(({ code }) => !stdout.includes(`  ${code}`))).toEqual([]);
});

test('the page has the text that the command prints', async () => {
  const page = unwrapped(readFileSync('docs/troubleshooting.md', 'utf8'));
  const { stdout } = await explain('--json');
  const { codes } = JSON.parse(stdout) as { codes: { code: string; means: string; fix: string }[] };
  expect(codes).toHaveLength(EXPLAINED.length);
  const missing = codes.filter(
    ({ code, means, fix }) =>
      !page.includes(`### ${code} `) ||
      ![means, fix].every((text) => page.includes(unwrapped(text))),
  );
  expect(missing).toEqual([]);
});
