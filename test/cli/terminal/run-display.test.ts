import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { openRunDisplay } from '../../../app/cli/terminal/open-run-display.ts';
import { terminalOf } from '../../../app/cli/terminal/terminal.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import { LONG_PLAN, LONG_RUN } from '../../reports/a-long-run.ts';
import { aPlan, aPlanStep, anAttempt, aStep } from '../../reports/build-run.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { Screen } from './screen.ts';

const view = makeRunView(LONG_RUN);
const soon = { ...view, status: 'running', endedAt: null } as const;

function open(output: Screen, env: Record<string, string>, verbose = false) {
  const terminal = terminalOf(output, env);
  return openRunDisplay({ output, terminal, plan: LONG_PLAN, verbose, now: () => Date.now() });
}

describe('a display without a terminal', () => {
  test('prints one line for each change, what steps print with their name, and no escape codes', () => {
    const written: string[] = [];
    const output = { write: (text: string) => written.push(text) };
    const terminal = terminalOf(output, { CI: 'true' });
    const display = openRunDisplay({
      output,
      terminal,
      plan: LONG_PLAN,
      verbose: false,
      now: Date.now,
    });
    display.update(soon, new Map());
    display.update(soon, new Map());
    display.note('resuming');
    display.line({ key: 'train', attempt: 1, text: '\u001B[1mepoch 1\u001B[0m' });
    display.close(view);
    const text = written.join('');
    expect(text).not.toContain('\u001B');
    expect(text.match(/churn #12 started/g)).toHaveLength(1);
    expect(text).toContain('\nresuming\ntrain | epoch 1\n');
    expect(text).toContain('✗ churn #12 failed in 3m 12s');
  });

  test('tells that a step started before what it prints', () => {
    const written: string[] = [];
    const output = { write: (text: string) => written.push(text) };
    const plan = aPlan([aPlanStep('train')]);
    const terminal = terminalOf(output, {});
    const display = openRunDisplay({ output, terminal, plan, verbose: false, now: Date.now });
    const attempts = [anAttempt('train', { status: 'running', endedAt: null })];
    const at = (state: 'ready' | 'running') => {
      const steps = [aStep('train', { state })];
      return makeRunView({ ...LONG_RUN, plan, steps, attempts: state === 'ready' ? [] : attempts });
    };
    display.update(at('ready'), new Map());
    display.line({ key: 'train', attempt: 1, text: 'one' });
    display.update(at('running'), new Map());
    display.line({ key: 'train', attempt: 1, text: 'two' });
    expect(written.slice(1).join('')).toBe('● train started\ntrain | one\ntrain | two\n');
  });

  test('tells what a step printed before it tells its end', () => {
    const written: string[] = [];
    const output = { write: (text: string) => written.push(text) };
    const plan = aPlan([aPlanStep('train')]);
    const terminal = terminalOf(output, {});
    const display = openRunDisplay({ output, terminal, plan, verbose: false, now: Date.now });
    display.update(
      makeRunView({ ...LONG_RUN, plan, steps: [aStep('train', { state: 'ready' })], attempts: [] }),
      new Map(),
    );
    display.line({ key: 'train', attempt: 1, text: 'one' });
    const steps = [aStep('train', { state: 'over', result: 'success' })];
    const attempts = [anAttempt('train', { status: 'succeeded' })];
    display.update(makeRunView({ ...LONG_RUN, plan, steps, attempts }), new Map());
    expect(written.slice(1).join('')).toMatch(/^● train started\ntrain \| one\n✓ train succeeded/);
  });

  test('tells what is said of a step whose view is the very same as before', () => {
    const written: string[] = [];
    const output = { write: (text: string) => written.push(text) };
    const plan = aPlan([aPlanStep('train')]);
    const terminal = terminalOf(output, {});
    const display = openRunDisplay({ output, terminal, plan, verbose: false, now: Date.now });
    const attempts = [anAttempt('train', { status: 'starting', startedAt: null, endedAt: null })];
    const steps = [aStep('train', { state: 'starting' })];
    const starting = makeRunView({ ...LONG_RUN, plan, steps, attempts });
    display.update(starting, new Map());
    display.line({ key: 'train', attempt: 1, text: 'Collecting numpy', isOfExecutor: true });
    display.update(starting, new Map());
    expect(written.slice(1).join('')).toBe('◌ train is being prepared\ntrain | Collecting numpy\n');
  });

  test('tells what the executor says while a step is prepared, and only then that it started', () => {
    const written: string[] = [];
    const output = { write: (text: string) => written.push(text) };
    const plan = aPlan([aPlanStep('train')]);
    const terminal = terminalOf(output, {});
    const display = openRunDisplay({ output, terminal, plan, verbose: false, now: Date.now });
    const at = (state: 'starting' | 'running', startedAt: number | null) => {
      const attempts = [anAttempt('train', { status: state, startedAt, endedAt: null })];
      return makeRunView({ ...LONG_RUN, plan, steps: [aStep('train', { state })], attempts });
    };
    const say = (text: string, isOfExecutor: boolean) =>
      display.line({ key: 'train', attempt: 1, text, isOfExecutor });
    display.update(at('starting', null), new Map());
    say('Building a Python environment.', true);
    display.update(at('starting', null), new Map());
    say('Collecting numpy', true);
    say('epoch 1', false);
    say('2 processes are left', true);
    display.update(at('starting', null), new Map());
    display.update(at('running', 1), new Map());
    say('epoch 2', false);
    expect(written.slice(1).join('').split('\n')).toEqual([
      '◌ train is being prepared',
      'train | Building a Python environment.',
      'train | Collecting numpy',
      '● train started',
      'train | epoch 1',
      'train | 2 processes are left',
      'train | epoch 2',
      '',
    ]);
  });

  test('has colours when they are forced', () => {
    const written: string[] = [];
    const output = { write: (text: string) => written.push(text) };
    const terminal = terminalOf(output, { FORCE_COLOR: '1' });
    openRunDisplay({ output, terminal, plan: LONG_PLAN, verbose: false, now: Date.now }).close(
      view,
    );
    expect(written.join('')).toContain('\u001B[31m✗');
  });
});

describe('a display in a terminal', () => {
  test('leaves the story, what was noted, and a cursor', () => {
    const screen = new Screen();
    const display = open(screen, { NO_COLOR: '1' });
    display.update(soon, new Map());
    display.note('resuming');
    display.close(view);
    expect(screen.text).toMatch(/^resuming\n\n✗ churn #12 failed in 3m 12s/);
    expect(screen.cursorShown).toBe(true);
  });

  test('draws many updates as few frames', async () => {
    const screen = new Screen();
    const display = open(screen, { NO_COLOR: '1' }, true);
    for (let index = 0; index < 1000; index += 1) {
      display.update(soon, new Map());
      display.line({ key: 'train', attempt: 1, text: `line ${index}` });
    }
    await waitUntil(() => screen.writes === 1);
    expect(screen.text).toContain('train | line 999\nchurn #12');
    display.close(view);
  });

  test('tells the last lines of a step that failed', () => {
    const screen = new Screen();
    const display = open(screen, { NO_COLOR: '1' });
    for (let index = 1; index <= 30; index += 1)
      display.line({ key: 'sweep[seed=2]', attempt: 1, text: `line ${index}` });
    display.close(view);
    expect(screen.text).toContain('\n  │ line 11\n');
    expect(screen.text).not.toContain('│ line 10\n');
  });

  test('tells them of its last attempt alone', () => {
    const screen = new Screen();
    const display = open(screen, { NO_COLOR: '1' });
    display.line({ key: 'sweep[seed=2]', attempt: 1, text: 'of the first try' });
    display.line({ key: 'sweep[seed=2]', attempt: 2, text: 'of the second try' });
    display.close(view);
    expect(screen.text).toContain('\n  │ of the second try\n');
    expect(screen.text).not.toContain('of the first try');
  });

  test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
    'gives the cursor back when %s ends the process, and lets it end the process',
    async (signal) => {
      const script = new URL('show-until-killed.ts', import.meta.url).pathname;
      const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
      const ended = once(child, 'close');
      let text = '';
      for await (const chunk of child.stdout) {
        text += String(chunk);
        if (text.includes('\u001B[?25l')) child.kill(signal);
      }
      expect(await ended).toEqual([null, signal]);
      expect(text.endsWith('\u001B[?25h')).toBe(true);
    },
  );
});

describe('a terminal', () => {
  const tty = { write: () => true, isTTY: true, columns: 120, rows: 40 };

  test.each([
    [{}, { live: true, colour: true }],
    [{ CI: 'true' }, { live: false, colour: true }],
    [{ CI: 'false' }, { live: true, colour: true }],
    [{ NO_COLOR: '1' }, { live: true, colour: false }],
    [{ TERM: 'dumb' }, { live: false, colour: false }],
  ])('with %o can do %o', (env, can) => {
    expect(terminalOf(tty, env)).toMatchObject({ ...can, columns: 120, rows: 40 });
  });

  test('has no colours with --no-color', () => {
    expect(terminalOf(tty, { FORCE_COLOR: '1' }, true).colour).toBe(false);
  });

  test('that is none has no width: what a program reads is never cut', () => {
    const columns = Number.POSITIVE_INFINITY;
    expect(terminalOf({ write: () => true }, {})).toMatchObject({ live: false, columns });
    expect(terminalOf({ ...tty, isTTY: false }, {})).toMatchObject({ live: false, columns });
  });

  test.each([0, undefined])('that says that it has %o columns has 80', (columns) => {
    expect(terminalOf({ ...tty, columns }, {}).columns).toBe(80);
  });

  test('that is narrow is as narrow as it says', () => {
    expect(terminalOf({ ...tty, columns: 30 }, {}).columns).toBe(30);
  });
});
