import type {
  JobConclusion,
  RunConclusion,
  RunOrder,
  RunReporter,
} from '../../github/actions-backend.ts';
import { evaluateCondition, evaluateValue } from '../expressions/evaluate.ts';
import type { Json, JsonMap } from '../json.ts';
import type { JobControl, JobResult } from '../runner/job-message.ts';
import { expandMatrix } from '../workflow/expand-matrix.ts';
import { readWorkflow } from '../workflow/read-workflow.ts';
import type { JobDefinition, Workflow } from '../workflow/workflow.ts';
import { refusedByPolicy } from './action-policy.ts';
import { githubContext } from './github-context.ts';
import { prepareInstance, type Instance } from './run-instance.ts';
import type { Service } from './service.ts';
import { messageOf } from '../../../../text/message-of.ts';

type JobEnd = {
  /** What GitHub shows of its worst job. */
  readonly conclusion: JobConclusion;
  /** What `needs.<job>.result` says. */
  readonly result: 'success' | 'failure' | 'cancelled' | 'skipped';
  readonly outputs: Readonly<Record<string, string>>;
};

type Run = {
  readonly order: RunOrder;
  readonly reporter: RunReporter;
  readonly service: Service;
  readonly workflow: Workflow;
  readonly control: JobControl;
  readonly contexts: JsonMap & { readonly github: JsonMap };
  readonly ends: Map<string, JobEnd>;
};

/** Carries one run from its file to its end. Rejects only when this stand-in itself is at a loss. */
export async function executeRun(
  order: RunOrder,
  reporter: RunReporter,
  service: Service,
  control: JobControl,
): Promise<void> {
  const read = await readWorkflow(order.workflow.path, order.workflow.text);
  if (!read.ok) return refuseRun(order, reporter, { service, errors: read.errors });
  const { workflow } = read;
  const contexts = {
    github: githubContext(order),
    inputs: { ...order.inputs },
    vars: { ...order.variables },
  };
  const run: Run = { order, reporter, service, workflow, control, contexts, ends: new Map() };
  const refused = refusedByPolicy(workflow, service.policy, order.repository.fullName);
  const errors = [...refused, ...startupErrorsOf(run)];
  if (errors.length > 0) return refuseRun(order, reporter, { service, errors });
  const begun = new Map<string, Promise<void>>();
  for (const definition of inOrder(workflow.jobs)) {
    const needed = definition.needs.map((key) => begun.get(key) ?? Promise.resolve());
    begun.set(definition.key, executeAfter(needed, run, definition));
  }
  await Promise.all(begun.values());
  reporter.runCompleted(conclusionOf(run));
}

async function executeAfter(
  needed: readonly Promise<void>[],
  run: Run,
  definition: JobDefinition,
): Promise<void> {
  await Promise.all(needed);
  run.ends.set(definition.key, await executeJob(run, definition));
}

function refuseRun(
  order: RunOrder,
  reporter: RunReporter,
  { service, errors }: { service: Service; errors: readonly string[] },
): void {
  service.startupErrors.set(order.runId, errors);
  reporter.runCompleted('startup_failure');
}

// GitHub makes the jobs that wait for nothing before the run starts; if it cannot, there is no run.
function startupErrorsOf(run: Run): string[] {
  return run.workflow.jobs
    .filter(({ needs }) => needs.length === 0)
    .flatMap((definition) => {
      try {
        combinationsOf(definition, run.contexts);
        return [];
      } catch (error) {
        const why = messageOf(error);
        return [`Error when evaluating 'strategy' for job '${definition.key}'. ${why}`];
      }
    });
}

function inOrder(jobs: readonly JobDefinition[]): JobDefinition[] {
  const sorted: JobDefinition[] = [];
  const add = (job: JobDefinition): void => {
    if (sorted.includes(job)) return;
    for (const key of job.needs) jobs.filter((other) => other.key === key).forEach(add);
    sorted.push(job);
  };
  jobs.forEach(add);
  return sorted;
}

async function executeJob(run: Run, definition: JobDefinition): Promise<JobEnd> {
  const contexts = { ...run.contexts, needs: needsOf(run, definition) };
  let prepared: Prepared;
  try {
    if (!isWanted(run, definition, contexts)) return skip(run, definition);
    prepared = prepareInstances(run, definition, contexts);
  } catch (error) {
    return refuse(run, definition, error);
  }
  const queued = prepared.instances.map(({ queue, mayFail }) => ({ start: queue(), mayFail }));
  const results = await mapLimited(queued, prepared.parallel, async ({ start, mayFail }) => {
    const result = await start();
    if (result.conclusion === 'failure' && !mayFail) prepared.failed();
    return { ...result, mayFail };
  });
  return endOf(results);
}

function isWanted(run: Run, definition: JobDefinition, contexts: JsonMap): boolean {
  const results = ancestorsOf(run, definition).map((key) => run.ends.get(key)?.result);
  const cancelled = run.control.cancel.aborted;
  const status = {
    cancelled,
    failure: !cancelled && results.includes('failure'),
    success: !cancelled && results.every((result) => result === 'success'),
  };
  return evaluateCondition(definition.condition, { contexts, status });
}

type Prepared = {
  readonly instances: readonly {
    readonly queue: () => () => Promise<JobResult>;
    readonly mayFail: boolean;
  }[];
  readonly parallel: number;
  /** One of them failed: fail-fast cancels the others. */
  readonly failed: () => void;
};

function prepareInstances(
  run: Run,
  definition: JobDefinition,
  contexts: Run['contexts'],
): Prepared {
  const combinations = combinationsOf(definition, contexts);
  const strategyValue = (name: string, otherwise: Json) =>
    evaluateValue(definition.strategy[name] ?? otherwise, { contexts });
  const failFast = strategyValue('fail-fast', true);
  const parallel = Number(strategyValue('max-parallel', combinations.length));
  const total = {
    'fail-fast': failFast,
    'job-total': combinations.length,
    'max-parallel': parallel,
  };
  const stop = new AbortController();
  const control = controlOf(run, definition, { contexts, stop });
  const instances = combinations.map((matrix, index) => {
    const own = { ...contexts, matrix, strategy: { ...total, 'job-index': index } };
    const { order, reporter, service, workflow } = run;
    const instance: Instance = {
      order,
      reporter,
      service,
      workflow,
      definition,
      contexts: own,
      control,
    };
    const mayFail = evaluateValue(definition.continueOnError ?? false, { contexts: own }) === true;
    return { queue: prepareInstance(instance), mayFail };
  });
  const failed = () => {
    if (failFast === true) stop.abort();
  };
  return { instances, parallel, failed };
}

// A cancelled run leaves jobs alone whose `if` still holds.
function controlOf(
  run: Run,
  definition: JobDefinition,
  { contexts, stop }: { contexts: JsonMap; stop: AbortController },
): JobControl {
  run.control.cancel.addEventListener('abort', () => {
    if (!isWanted(run, definition, contexts)) stop.abort();
  });
  return { cancel: stop.signal, force: run.control.force };
}

function combinationsOf({ strategy }: JobDefinition, contexts: JsonMap): (JsonMap | null)[] {
  const matrix = strategy['matrix'];
  return matrix === undefined ? [null] : expandMatrix(matrix, { contexts });
}

function endOf(results: readonly (JobResult & { readonly mayFail: boolean })[]): JobEnd {
  const outputs = Object.assign(
    {},
    ...results.map((result) => result.outputs),
  ) as JobResult['outputs'];
  const shown = results.map(({ conclusion }) => conclusion);
  const told = results.map(({ conclusion, mayFail }) => (mayFail ? 'success' : conclusion));
  const conclusion = worst(shown);
  return { conclusion, result: worst(told), outputs };
}

function worst(
  conclusions: readonly JobResult['conclusion'][],
): 'success' | 'failure' | 'cancelled' {
  if (conclusions.includes('failure')) return 'failure';
  return conclusions.every((each) => each === 'success') ? 'success' : 'cancelled';
}

function skip({ reporter }: Run, definition: JobDefinition): JobEnd {
  const { jobId } = reporter.jobQueued({ name: writtenName(definition), labels: [] });
  reporter.jobCompleted(jobId, 'skipped');
  return { conclusion: 'skipped', result: 'skipped', outputs: {} };
}

function refuse({ reporter, order }: Run, definition: JobDefinition, error: unknown): JobEnd {
  const { jobId } = reporter.jobQueued({ name: writtenName(definition), labels: [] });
  const message = messageOf(error);
  const path = order.workflow.path;
  reporter.annotate(jobId, [{ path, startLine: 1, endLine: 1, level: 'failure', message }]);
  reporter.jobCompleted(jobId, 'failure');
  return { conclusion: 'failure', result: 'failure', outputs: {} };
}

function needsOf(run: Run, { needs }: JobDefinition): JsonMap {
  return Object.fromEntries(
    needs.map((key): [string, Json] => {
      const end = run.ends.get(key);
      return [key, { result: end?.result ?? 'skipped', outputs: { ...end?.outputs } }];
    }),
  );
}

// Jobs look past those they need: a failure three jobs earlier still is one.
function ancestorsOf(run: Run, { needs }: JobDefinition): string[] {
  const above = needs.flatMap((key) => {
    const job = run.workflow.jobs.find((other) => other.key === key);
    return job === undefined ? [] : [key, ...ancestorsOf(run, job)];
  });
  return [...new Set(above)];
}

function writtenName({ name, key }: JobDefinition): string {
  return typeof name === 'string' ? name : key;
}

function conclusionOf(run: Run): RunConclusion {
  const results = new Set([...run.ends.values()].map(({ result }) => result));
  if (run.control.cancel.aborted && results.has('cancelled')) return 'cancelled';
  if (results.has('failure')) return 'failure';
  return results.has('cancelled') ? 'cancelled' : 'success';
}

async function mapLimited<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next;
      next += 1;
      results[index] = await work(items[index] as Item);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(limit, items.length)) }, worker));
  return results;
}
