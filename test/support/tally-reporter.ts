import type { Reporter, TestModule } from 'vitest/node';

/** Ends the output with one plain line, `N passed, N failed, N skipped`, for people and scripts that read logs. */
export class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tally = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      if (module.state() === 'failed' && module.errors().length > 0) tally.failed += 1;
      for (const test of module.children.allTests()) tally[test.result().state] += 1;
    }
    const failed = tally.failed + tally.pending;
    process.stdout.write(`\n${tally.passed} passed, ${failed} failed, ${tally.skipped} skipped\n`);
  }
}
