import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { joinRunGroup } from '../../../action/executor/process/run-group.ts';
import { killRun, processesOfRun } from '../../../app/local/run-processes.ts';
import type { AttemptReport } from '../../../schemas/attempt-report.generated.ts';
import { isSupervisor } from '../../support/is-supervisor.ts';
import { aTicket, makeLocalHost } from './make-local-host.ts';

// It has neither the session nor the parent nor the environment nor the folder of the step that starts it.
const ESCAPE = '(cd / && exec setsid env -i sleep 600) & sleep 0.1; echo up';
const WAIT = { timeout: 20_000, interval: 20 };
let root: string;
let run: string;
let canGroup = false;

beforeAll(() => {
  const id = `probe-${randomUUID()}`;
  const leave = joinRunGroup(id);
  canGroup = groupsOf(id).length > 0;
  leave();
});
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'mlp-group-')));
  run = `test-${randomUUID()}`;
});

describe('a process that leaves all that a step can be known by, where control groups can be made', () => {
  test('ends with its run, and leaves no group', async (context) => {
    if (!canGroup) return context.skip();
    const host = await makeLocalHost(root);
    const reports: AttemptReport[] = [];
    host.connect(async (_of, report) => void reports.push(report));
    await host.start({ run, key: 'train', attempt: 1, ticket: aTicket(run, ESCAPE) });
    await vi.waitFor(() => expect(reports.at(-1)?.type).toBe('ended'), WAIT);
    expect(await escapedOf(run)).toHaveLength(1);
    await host.close();
    expect([await processesOfRun(run), groupsOf(run)]).toEqual([[], []]);
  });

  test('is found and ended though the CLI and the supervisor were killed', async (context) => {
    if (!canGroup) return context.skip();
    const fixture = fileURLToPath(new URL('../fixtures/start-and-wait.ts', import.meta.url));
    const driver = spawn(process.execPath, [fixture, root, run, `${ESCAPE}; sleep 600`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(driver.stdout, 'data');
    const supervisors = (await processesOfRun(run)).filter(isSupervisor);
    supervisors.forEach((pid) => process.kill(pid, 'SIGKILL'));
    driver.kill('SIGKILL');
    await once(driver, 'close');
    expect([supervisors.length, (await escapedOf(run)).length]).toEqual([1, 1]);
    await killRun(run);
    expect([await processesOfRun(run), groupsOf(run)]).toEqual([[], []]);
  });
});

/** Processes of a run whose environment is empty. */
async function escapedOf(id: string): Promise<readonly number[]> {
  const all = await processesOfRun(id);
  return all.filter((pid) => environmentOf(pid) === '');
}

/** Null for a process that has ended since it was found: killed ones take a moment. */
function environmentOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return null;
  }
}

/** The run's control groups, wherever they are. */
function groupsOf(id: string): readonly string[] {
  const found = readdirSync('/sys/fs/cgroup', { recursive: true, encoding: 'utf8' });
  return found.filter((path) => path.endsWith(`mlp-${id}`));
}
