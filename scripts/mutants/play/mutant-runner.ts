import { appendFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  TestRunner,
  type RunnerTask,
  type RunnerTestCase,
  type RunnerTestFile,
  type SerializedConfig,
  type TestTryOptions,
} from 'vitest';
import { JOB, TEST_FOLDERS, type Entry, type Job } from './job.ts';
import { readJson } from './read-json.ts';

const LITTER = process.env[TEST_FOLDERS] ?? '';

/**
 * Plays tests as its job says, within one process: modules load once, and a test is repeated for each mutant that it
 * reaches. After a mutant that was caught the test is played without any: if it fails now, that mutant left something
 * behind, and what comes after it would say nothing.
 */
class MutantRunner extends TestRunner {
  private readonly job: Job;
  private readonly reached = new Set<string>();
  private readonly caught = new Set<string>();
  private awake: string | null;
  private folders: ReadonlySet<string> = new Set();
  private lastFailed = false;
  private isPlayed = true;

  constructor(config: SerializedConfig) {
    super(config);
    this.job = readJson<Job>(process.env[JOB] ?? '');
    this.awake = this.job.awake;
    const isAwake = (id: string): boolean => {
      if (this.job.tries === null) this.reached.add(id);
      return id === this.awake;
    };
    Object.assign(globalThis, { __mutant: isAwake });
  }

  onCollected(files: RunnerTestFile[]): void {
    for (const file of files) inTurn(file);
    for (const file of files) skipUnasked(file, (id) => this.triesOf(id).length > 0);
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    await super.onBeforeRunTask(test);
    if (this.job.tries === null) return this.noteOutside(test.file.filepath);
    test.retry = 0;
    test.repeats = this.triesOf(test.id).length * 2 - 1;
  }

  override onBeforeTryTask(test: RunnerTestCase, options: TestTryOptions): void {
    this.isPlayed = true;
    this.folders = new Set(readdirSync(LITTER));
    if (this.job.tries !== null) this.wake(test.id, options.repeats);
    super.onBeforeTryTask(test, options);
  }

  override async onAfterRetryTask(test: RunnerTestCase, options: TestTryOptions): Promise<void> {
    await super.onAfterRetryTask(test, options);
    this.clearAway();
    const hasPassed = test.result?.state !== 'fail';
    if (this.job.tries === null) return;
    if (test.result !== undefined) delete test.result.errors;
    if (!this.isPlayed) return;
    const { mutant, isClean } = this.tryOf(test.id, options.repeats);
    if (this.job.awake === null) this.awake = null;
    if (isClean) {
      if (!hasPassed) this.note({ type: 'spoilt' });
      return;
    }
    this.lastFailed = !hasPassed;
    if (!hasPassed) this.caught.add(mutant);
    this.note({ type: 'tried', mutant, passed: hasPassed });
  }

  override onAfterRunTask(test: RunnerTestCase): void {
    super.onAfterRunTask(test);
    if (this.job.tries !== null) return;
    this.note({
      type: 'reached',
      file: test.file.filepath,
      test: test.id,
      ms: test.result?.duration ?? 0,
      passed: test.result?.state === 'pass',
      reached: [...this.reached],
    });
    this.reached.clear();
  }

  /** What a try made goes with it: a thousand of them have no place beside each other. */
  private clearAway(): void {
    for (const made of readdirSync(LITTER).filter((folder) => !this.folders.has(folder))) {
      rmSync(join(LITTER, made), { recursive: true, force: true });
    }
  }

  private noteOutside(file: string): void {
    if (this.reached.size === 0) return;
    this.note({ type: 'file', file, outside: [...this.reached] });
    this.reached.clear();
  }

  /** Each mutant has two tries of a test: one with it, and one without, for when it was caught. */
  private wake(test: string, repeats: number): void {
    const { mutant, isClean } = this.tryOf(test, repeats);
    const isNeeded = isClean
      ? this.lastFailed && this.job.awake === null
      : !this.caught.has(mutant);
    if (!isClean) this.lastFailed = false;
    if (!isNeeded) {
      this.isPlayed = false;
      throw new Error('not played');
    }
    if (isClean) return;
    this.awake = mutant;
    this.note({ type: 'try', test, mutant });
  }

  private tryOf(test: string, repeats: number) {
    const mutant = this.triesOf(test)[Math.floor(repeats / 2)] ?? '';
    return { mutant, isClean: repeats % 2 === 1 };
  }

  private triesOf(test: string): readonly string[] {
    return this.job.tries === null ? ['every'] : (this.job.tries[test] ?? []);
  }

  private note(entry: Entry): void {
    appendFileSync(this.job.journal, `${JSON.stringify(entry)}\n`);
  }
}

/** One mutant is awake at a time, and so tests that may be played side by side (`describe.concurrent`) are not. */
function inTurn(task: RunnerTask): void {
  delete task.concurrent;
  if (task.type === 'suite') for (const inner of task.tasks) inTurn(inner);
}

/** Also suites of which nothing is asked, with their hooks; whether anything is. */
function skipUnasked(task: RunnerTask, isAsked: (id: string) => boolean): boolean {
  const asked =
    task.type === 'suite'
      ? task.tasks.filter((inner) => skipUnasked(inner, isAsked)).length > 0
      : isAsked(task.id);
  if (!asked) task.mode = 'skip';
  return asked;
}

// oxlint-disable-next-line import/no-default-export -- Vitest asks for one: https://vitest.dev/api/advanced/runner
export { MutantRunner as default };
