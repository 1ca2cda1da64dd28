import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runJob } from '../../action/job/run-job.ts';
import { isMap, type Json, type JsonMap } from '../doubles/actions/json.ts';
import type { ScriptedJob, ScriptJob } from '../doubles/actions/service/service.ts';
import type { Loopback } from '../loopback/open-loopback.ts';

const run = promisify(execFile);

/**
 * Jobs by the action's own code, but in this process: no runner, no bundle. The commands of steps are processes as ever.
 * For tests of so many runs that starting a runner for each job would take most of their time.
 */
export function jobsInside(world: () => Loopback): ScriptJob {
  return () => async (job) => {
    const folder = await mkdtemp(join(tmpdir(), 'mlp-job-'));
    try {
      return await carryOut(world(), job, folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

async function carryOut({ github, config }: Loopback, job: ScriptedJob, folder: string) {
  const { github: about, inputs, matrix } = job.message.contexts;
  const checkout = join(folder, 'checkout');
  const { gitDir } = github.repository(textAt(about, 'repository')).record;
  await run('git', ['clone', '-q', '--shared', '--no-checkout', gitDir, checkout]);
  await run('git', ['checkout', '-q', textAt(inputs, 'sha')], { cwd: checkout });
  const [stop, kill] = [new AbortController(), new AbortController()];
  job.cancel.addEventListener('abort', () => stop.abort('cancel'));
  const end = await runJob({
    app: config.url,
    hint: textAt(mapAt(matrix, 'step'), 'attempt'),
    bootstrap: null,
    secrets: {},
    identify: job.idToken,
    folders: { work: join(folder, 'work'), environments: join(folder, 'environments'), checkout },
    variables: { PATH: process.env['PATH'] ?? '', HOME: folder },
    console: { line: ignore, say: ignore, hide: ignore, close: ignore },
    stop,
    kill,
    hangUp: new AbortController(),
  });
  const isWell =
    end.type === 'idle' || (end.type === 'ended' && end.outcome.status === 'succeeded');
  return isWell ? 'success' : 'failure';
}

function ignore(): void {}

function mapAt(value: Json | undefined, name: string): JsonMap {
  const found = isMap(value) ? value[name] : undefined;
  return isMap(found) ? found : {};
}

function textAt(value: Json | undefined, name: string): string {
  const found = isMap(value) ? value[name] : undefined;
  return typeof found === 'string' ? found : '';
}
