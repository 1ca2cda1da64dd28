import { expect, test } from 'vitest';
import { obeyed } from '../support/hostile-text.ts';
import { makeProject, type Answer } from './project.ts';

const TITLE = '\u001B]0;owned\u0007';
const CSI = '\u009B2J';

test('what a file, a log and a store say gets to the terminal without what it would obey', async () => {
  const project = makeProject({
    '.mlpipelines/p.yml': `name: p
params: { note: { type: string, default: "a\\e]0;owned\\a\\u202E" } }
steps:
  a:
    run: |
      printf 'a\\033]0;owned\\007\\033[31mred\\033[2J\\302\\233J\\n'
      printf 'v=\\033[2Jx\\n' >> "$MLPIPELINES_OUTPUT"
      printf '{"m\\\\u001b[2J": 1}' > m.json
    metrics: m.json
    outputs: { v: { type: string } }
    gates: { g: { metric: "m\\e[2J", op: "<", value: 1, severity: warn } }
`,
    '.mlpipelines/bad.yml': `name: bad\n# ${TITLE}${CSI}\n"k${CSI}\\e[2J": \u202E1\nsteps: { a: { run: x } }\n`,
  });
  const env = { FORCE_COLOR: '1', NO_COLOR: '' };
  const told: Answer[] = [];
  for (const args of [
    ['validate'],
    ['validate', '--json'],
    ['plan', 'p'],
    ['plan', 'p', '--param', `note${TITLE}=1`],
    ['run', 'p'],
    ['run', `no-such${TITLE}`],
    ['logs', 'latest', 'a'],
    ['logs', 'latest', 'a', '--json'],
    ['logs', 'latest', `b${CSI}`],
    ['why', 'latest', 'a'],
    ['show', 'latest'],
    ['show', 'latest', '--json'],
    ['metrics', 'latest'],
    ['report', 'latest'],
    ['report', 'latest', '--json'],
    ['report', 'latest', '--compare', `no${TITLE}@1`],
    ['report', 'latest', '--html', `no${TITLE}/r.html`],
    ['runs'],
    ['run', 'p', `--no${TITLE}such`],
    [`nothing${TITLE}`],
  ]) {
    const answer = await project.start(args, env).over;
    expect(obeyed(answer.stdout + answer.stderr, true), args.join(' ')).toEqual([]);
    told.push(answer);
  }
  const log = told[6]?.stdout;
  expect(log).toBe('a\u001B[31mred\u001B[0m\n');
  expect((await project.cli('logs', 'latest', 'a')).stdout).toBe('ared\n');
  expect((await project.cli('get', 'latest', 'a.v')).stdout).toBe('\u001B[2Jx\n');
});
