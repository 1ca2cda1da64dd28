import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const ROOT = resolve(import.meta.dirname, '../..');

/** Test files that take over a minute (`unit`: over six seconds) on two cores, the slowest first. */
const SLOWEST = [
  'test/compute/chaos/machine-days.acceptance.test.ts',
  'test/trust/approvals/approvals.acceptance.test.ts',
  'test/github/promotion/tested.acceptance.test.ts',
  'test/properties/cached/cached-runs.acceptance.test.ts',
  'test/runner-provisioner/deploy/stacks.acceptance.test.ts',
  'test/loopback/report.acceptance.test.ts',
  'test/loopback/answers.acceptance.test.ts',
  'test/loopback/interruptions.acceptance.test.ts',
  'test/trust/demands/demands.acceptance.test.ts',
  'test/budgets/budgets.acceptance.test.ts',
  'test/compute/chaos/machine-crashes.acceptance.test.ts',
  'test/loopback/machine-ends.acceptance.test.ts',
  'test/e2e/crash.acceptance.test.ts',
  'test/github/stories/demanded-gates.acceptance.test.ts',
  'test/chaos/crash-sweep.acceptance.test.ts',
  'test/chaos/deliveries.acceptance.test.ts',
  'test/fuzz/fuzz.acceptance.test.ts',
  'test/runtime/processes.acceptance.test.ts',
  'test/server/hostile/hostile-traffic.acceptance.test.ts',
  'test/chaos/outages.acceptance.test.ts',
  'test/github/dispatch/untrusted.acceptance.test.ts',
  'test/properties/killed/kills.acceptance.test.ts',
  'test/payloads/payloads.acceptance.test.ts',
  'test/e2e/report.test.ts',
  'test/e2e/parts.test.ts',
  'test/e2e/run.test.ts',
  'test/properties/cached/cached-runs.test.ts',
  'test/action/executor/checkpoint.test.ts',
  'test/offload/offload.test.ts',
  'test/e2e/hostile-clones.test.ts',
  'test/action/executor/ends.test.ts',
] as const;

/**
 * Starts the slowest files first, so that none of them is left to run alone at the end: on a machine without results of
 * an earlier run vitest goes by the size of a file, and some of the slowest are among the smallest.
 * https://vitest.dev/config/sequence#sequence-sequencer
 */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const gone = SLOWEST.filter((file) => !existsSync(resolve(ROOT, file)));
    if (gone.length > 0) throw new Error(`test/support/slowest-first.ts names ${gone.join(', ')}`);
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const at = SLOWEST.findIndex((file) => file === relative(ROOT, moduleId));
  return at === -1 ? SLOWEST.length : at;
}
