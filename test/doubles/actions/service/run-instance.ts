import type { JobHandle, RunOrder, RunReporter } from '../../github/actions-backend.ts';
import { evaluateText, evaluateValue, type Scope } from '../expressions/evaluate.ts';
import { isList, isMap, type Json, type JsonMap } from '../json.ts';
import type { JobControl, JobMessage, JobResult, JobSink } from '../runner/job-message.ts';
import { runJob } from '../runner/run-job.ts';
import { effectivePermissions } from '../workflow/effective-permissions.ts';
import { jobName } from '../workflow/job-name.ts';
import type { JobDefinition, Workflow } from '../workflow/workflow.ts';
import { idTokenClaims } from './id-token-claims.ts';
import { playScript } from './play-script.ts';
import type { Service } from './service.ts';

/** One job as GitHub shows it: a definition with one combination of its matrix. */
export type Instance = {
  readonly order: RunOrder;
  readonly reporter: RunReporter;
  readonly service: Service;
  readonly workflow: Workflow;
  readonly definition: JobDefinition;
  /** `github`, `inputs`, `needs`, `vars`, `strategy`, `matrix`. */
  readonly contexts: JsonMap & { readonly github: JsonMap };
  readonly control: JobControl;
};

type Prepared = {
  readonly name: string;
  readonly labels: readonly string[];
  readonly environment: string | null;
  readonly timeoutMinutes: number;
};

type Queued = Prepared & JobHandle;

/**
 * Works out what a job is called, where it runs and for how long; throws when that makes no sense. Then, in two calls:
 * says that it waits, and carries it through.
 */
export function prepareInstance(instance: Instance): () => () => Promise<JobResult> {
  const prepared = prepare(instance);
  const { name, labels, environment } = prepared;
  return () => {
    const asked = { name, labels, ...(environment !== null && { environment }) };
    const handle = instance.reporter.jobQueued(asked);
    const queued = { ...prepared, ...handle };
    return async () => {
      const result = await place(instance, queued);
      instance.reporter.jobCompleted(queued.jobId, result.conclusion);
      return result;
    };
  };
}

function prepare({ definition, contexts }: Instance): Prepared {
  const scope: Scope = { contexts };
  const environment = evaluateValue(definition.environment ?? null, scope);
  const environmentName = isMap(environment) ? environment['name'] : environment;
  const timeout = evaluateValue(definition.timeoutMinutes ?? 360, scope);
  if (!(Number(timeout) > 0)) {
    throw new Error(`Error when evaluating 'timeout-minutes' for job '${definition.key}'`);
  }
  return {
    name: jobName(definition, matrixOf(contexts), scope),
    labels: labelsOf(evaluateValue(definition.runsOn, scope), definition),
    environment: evaluateText(environmentName ?? '', scope) || null,
    timeoutMinutes: Number(timeout),
  };
}

function labelsOf(runsOn: Json, { key }: JobDefinition): string[] {
  const labels = isMap(runsOn) ? (runsOn['labels'] ?? []) : runsOn;
  const list = isList(labels) ? labels.map(String as (label: Json) => string) : [labels];
  const texts = list.filter((label) => typeof label === 'string' && label !== '') as string[];
  if (texts.length > 0) return texts;
  throw new Error(`Error when evaluating 'runs-on' for job '${key}': Unexpected value ''`);
}

async function place(instance: Instance, queued: Queued): Promise<JobResult> {
  const { service, control, reporter } = instance;
  const given = AbortSignal.any([control.cancel, control.force]);
  const isReleased = await Promise.race([queued.released, whenAborted(given)]);
  if (isReleased !== true)
    return { conclusion: isReleased === false ? 'failure' : 'cancelled', outputs: {} };
  if (!service.hosted.serves(queued.labels)) return placeSelfHosted(instance, queued, given);
  const runner = await service.hosted.acquire(given);
  if (runner === null) return { conclusion: 'cancelled', outputs: {} };
  try {
    reporter.jobStarted(queued.jobId, runner);
    const told = messageFor(instance, queued, { name: runner.name, environment: 'github-hosted' });
    return await whileGranted(told, service, (message) => execute(instance, queued, message));
  } finally {
    service.hosted.release();
  }
}

const QUEUE_MS = 24 * 60 * 60_000;

/** Fires when a job was queued for as long as GitHub lets it: https://docs.github.com/actions/reference/limits */
function lateSignal({ clock }: Service, found: AbortSignal): AbortSignal {
  const late = new AbortController();
  void abortAfter(clock.sleep(QUEUE_MS, found), found, late);
  return late.signal;
}

async function abortAfter(time: Promise<void>, found: AbortSignal, late: AbortController) {
  await time;
  if (!found.aborted) late.abort();
}

function whenAborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}

async function placeSelfHosted(
  instance: Instance,
  queued: Queued,
  given: AbortSignal,
): Promise<JobResult> {
  const { service, order, reporter } = instance;
  const found = new AbortController();
  const late = lateSignal(service, found.signal);
  const waiting = AbortSignal.any([given, late]);
  const agent = await service.runners.claim(queued.labels, order.repository, waiting);
  found.abort();
  if (agent === null) return { conclusion: 'cancelled', outputs: {} };
  reporter.jobStarted(queued.jobId, agent.runner);
  const told = messageFor(instance, queued, {
    name: agent.runner.name,
    environment: 'self-hosted',
  });
  return whileGranted(told, service, (message) =>
    agent.run(message, sinkOf(reporter, queued.jobId), instance.control),
  );
}

function execute(instance: Instance, { jobId }: Queued, message: JobMessage): Promise<JobResult> {
  const { service, control, reporter } = instance;
  const { clock, root, env } = service;
  const sink = sinkOf(reporter, jobId);
  const script = service.script(message);
  if (script === null) return runJob(message, sink, control, { clock, root, env });
  const idToken = (audience: string) => askIdToken(service, message, audience);
  return playScript(script, { message, sink, control, clock, idToken });
}

async function askIdToken(service: Service, message: JobMessage, audience: string) {
  const token = message.variables['ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
  const signed = token === undefined ? null : await service.idTokens.sign(token, audience);
  if (signed !== null) return signed;
  throw new Error(`job ${message.name} has no permission \`id-token: write\``);
}

async function whileGranted(
  message: JobMessage,
  { idTokens }: Service,
  run: (message: JobMessage) => Promise<JobResult>,
): Promise<JobResult> {
  try {
    return await run(message);
  } finally {
    idTokens.revoke(message.variables['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '');
  }
}

function messageFor(instance: Instance, queued: Queued, runner: JobMessage['runner']): JobMessage {
  const { order, service, workflow, definition, contexts } = instance;
  const permissions = effectivePermissions(workflow.permissions, definition.permissions);
  const token = order.issueToken(queued.jobId, permissions);
  const ofEnvironment = order.environmentSecrets[queued.environment ?? ''] ?? {};
  const secrets = { ...order.secrets, ...ofEnvironment, github_token: token };
  const github = { ...contexts.github, token, job: definition.key };
  return {
    jobId: queued.jobId,
    key: definition.key,
    name: queued.name,
    contexts: { ...contexts, github, secrets, job: { check_run_id: queued.checkRunId } },
    env: [workflow.env, definition.env],
    defaults: { ...workflow.defaults, ...definition.defaults },
    steps: definition.steps,
    outputs: definition.outputs,
    timeoutMinutes: queued.timeoutMinutes,
    event: order.eventPayload as JsonMap,
    variables:
      permissions['id-token'] === 'write' ? idTokenVariables(instance, queued, runner) : {},
    runner,
    actions: service.actions,
    speed: service.speed,
  };
}

function idTokenVariables(
  { order, service }: Instance,
  { checkRunId, environment }: Queued,
  runner: JobMessage['runner'],
): Record<string, string> {
  const { idTokens } = service;
  const claimed = { checkRunId, environment, runnerEnvironment: runner.environment };
  const audience = `${order.urls.server}/${order.repository.owner.login}`;
  return {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${idTokens.issuer}/id-token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: idTokens.grant(idTokenClaims(order, claimed), audience),
  };
}

function sinkOf(reporter: RunReporter, jobId: number): JobSink {
  return {
    steps: (steps) => reporter.stepsChanged(jobId, steps),
    log: (text) => reporter.log(jobId, text),
    annotate: (annotations) => reporter.annotate(jobId, annotations),
    summary: (markdown) => reporter.summary(jobId, markdown),
  };
}

function matrixOf(contexts: JsonMap): JsonMap | null {
  const matrix = contexts['matrix'];
  return isMap(matrix) ? matrix : null;
}
