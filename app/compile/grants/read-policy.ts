import { check as policyCheck } from '../../../schemas/checks/policy.generated.mjs';
import type { PolicyFile } from '../../../schemas/policy.generated.ts';
import type { BudgetPolicy } from '../../domain/budget-policy.ts';
import {
  DEFAULT_MACHINE_POLICY,
  DEFAULT_WAITING_COST,
  type MachinePolicy,
  type WaitingCost,
} from '../../domain/machine-policy.ts';
import {
  botName,
  BROKEN_POLICY,
  DEFAULT_APPROVALS,
  NO_POLICY,
  type Consumer,
  type Policy,
} from '../../domain/policy.ts';
import { DEFAULT_QUOTAS, type Quotas } from '../../domain/quotas.ts';
import type { Problem } from '../../domain/problem.ts';
import { parseDecimalSize } from '../../../text/size.ts';
import { parseDuration, parseMoney } from '../build/units.ts';
import { readSettingsFile } from '../structure/read-settings-file.ts';

/**
 * The policy that a text says, and every mistake in it on its lines. With any mistake it is `BROKEN_POLICY`: what cannot
 * be read for certain grants nothing. An empty file is no policy. Pure; never throws for any text.
 */
export function readPolicy(text: string): {
  readonly policy: Policy;
  readonly problems: readonly Problem[];
} {
  const { value, problems } = readSettingsFile(policyCheck, text, 'the policy');
  if (value !== null) return { policy: policyOf(value), problems };
  return { policy: problems.length === 0 ? NO_POLICY : BROKEN_POLICY, problems };
}

function policyOf(file: PolicyFile): Policy {
  const {
    bots = [],
    commands = {},
    overrides = [],
    consumers = [],
    quotas,
    machines,
    mention,
    images,
  } = file;
  return {
    bots: bots.map(botName),
    commands: { ...commands },
    overrides,
    consumers: consumers.map(consumerOf),
    approvals: {
      bots: file.approvals?.bots ?? DEFAULT_APPROVALS.bots,
      fourEyes: file.approvals?.['four-eyes'] ?? DEFAULT_APPROVALS.fourEyes,
    },
    budgets: budgetsOf(file.budgets),
    quotas: quotasOf(quotas),
    machines: machinesOf(machines, file['waiting-cost']),
    mentionAfterMs: mentionDelay(mention),
    images: images ?? NO_POLICY.images,
    isReadable: true,
  };
}

/** GitHub tells no case apart. */
function consumerOf(consumer: NonNullable<PolicyFile['consumers']>[number]): Consumer {
  return { ...consumer, repository: consumer.repository.toLowerCase() };
}

/** Of untrusted code a policy can only ask less than it gets by itself. */
function quotasOf({ attempt, run, untrusted = {} }: PolicyFile['quotas'] = {}): Quotas {
  const { cells = Infinity, retries = Infinity, bytes, time } = untrusted;
  const most = DEFAULT_QUOTAS.untrusted;
  return {
    attempt: bytesOf(attempt) ?? DEFAULT_QUOTAS.attempt,
    run: bytesOf(run) ?? DEFAULT_QUOTAS.run,
    untrusted: {
      cells: Math.min(cells, most.cells),
      retries: Math.min(retries, most.retries),
      bytes: Math.min(bytesOf(bytes) ?? Infinity, most.bytes),
      timeMs: Math.min(parseDuration(time ?? '') ?? Infinity, most.timeMs),
    },
  };
}

function budgetsOf(budgets: PolicyFile['budgets']): BudgetPolicy | null {
  if (budgets === undefined) return null;
  const { 'per-run': run = '', 'per-month': month = '', approvers = [] } = budgets;
  return {
    perRunUsd: parseMoney(run),
    perMonthUsd: parseMoney(month),
    onExceed: budgets['on-exceed'] === 'fail' ? 'fail' : 'ask',
    approvers,
  };
}

function machinesOf(
  machines: PolicyFile['machines'] = {},
  waiting: PolicyFile['waiting-cost'],
): MachinePolicy {
  const { regions = [], types = [], tags = {}, reservations = [] } = machines;
  const { 'ami-max-age': age = '' } = machines;
  const amiMaxAgeMs = parseDuration(age) ?? DEFAULT_MACHINE_POLICY.amiMaxAgeMs;
  const waitingCost = waitingCostOf(waiting);
  return { regions, types, tags: { ...tags }, reservations, amiMaxAgeMs, waitingCost };
}

function waitingCostOf({
  'pull-request': pull = '',
  schedule = '',
}: PolicyFile['waiting-cost'] = {}): WaitingCost {
  return {
    pullRequest: parseMoney(pull) ?? DEFAULT_WAITING_COST.pullRequest,
    schedule: parseMoney(schedule) ?? DEFAULT_WAITING_COST.schedule,
  };
}

/** Null: `never`. */
function mentionDelay(mention: PolicyFile['mention']): number | null {
  return mention === undefined ? NO_POLICY.mentionAfterMs : parseDuration(mention);
}

function bytesOf(text: string | undefined): number | null {
  return text === undefined ? null : parseDecimalSize(text);
}
