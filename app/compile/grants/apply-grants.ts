import type { BudgetSpec } from '../../domain/run/run-budget.ts';
import type { GateSpec } from '../../domain/gate-spec.ts';
import type { ApprovalSpec, Plan, PlanStep } from '../../domain/plan.ts';
import { canonicalJson } from '../../domain/digest.ts';

/** A plan cut down to what is granted, and what that leaves to say. */
export type Granted = {
  readonly plan: Plan;
  /** Steps whose gates the default branch asks for and that are gone: the check fails. */
  readonly missing: readonly string[];
  /** What of the change takes effect only once it is merged, a sentence each. */
  readonly notYet: readonly string[];
};

/**
 * Steps come from the commit that runs; what grants comes from the default branch, since the author of a change chooses
 * its own. Secrets, and variables of the machine: those that the default branch's step of the same id has; a step that wants
 * another fails. Gates: its own and the commit's, so that stricter holds at once and looser when merged. Approvals: its own
 * where it has the step. `granting` null: the default branch has no such pipeline, or a broken one, and grants nothing.
 */
export function applyGrants(plan: Plan, granting: Plan | null): Granted {
  const byId = new Map((granting?.steps ?? []).map((step) => [step.id, step]));
  const notYet: string[] = [];
  const steps = plan.steps.map((step) => grantedStep(step, byId.get(step.id), notYet));
  const ids = new Set(plan.steps.map(({ id }) => id));
  const missing = [...byId.values()].filter(({ id, gates }) => gates.length > 0 && !ids.has(id));
  const budget = stricter(plan.budget, granting?.budget);
  if (budget !== undefined && isMore(plan.budget, budget)) notYet.push(BUDGET_LATER);
  const granted = { ...plan, ...(budget !== undefined && { budget }), steps };
  return { plan: granted, missing: missing.map(({ id }) => id), notYet };
}

const BUDGET_LATER = 'the budget stays that of the default branch until this is merged';

/** A change may ask for less money at once, and for more once it is merged. */
function stricter(
  own: BudgetSpec | undefined,
  granting: BudgetSpec | undefined,
): BudgetSpec | undefined {
  if (own === undefined || granting === undefined) return granting ?? own;
  const perRunUsd = Math.min(own.perRunUsd, granting.perRunUsd);
  return { perRunUsd, onExceed: own.onExceed === 'fail' ? 'fail' : granting.onExceed };
}

function isMore(own: BudgetSpec | undefined, granted: BudgetSpec): boolean {
  return (
    own === undefined || own.perRunUsd > granted.perRunUsd || own.onExceed !== granted.onExceed
  );
}

/**
 * A plan for code that nobody answers for: it sees no secret and no variable of a machine, and steps that want one, as they
 * are written, fail.
 */
export function withoutSecrets(granted: Plan, written: Plan): Plan {
  const asWritten = new Map(written.steps.map((step) => [step.id, step]));
  const steps = granted.steps.map((step) => withoutItsSecrets(step, asWritten.get(step.id)));
  return { ...granted, steps };
}

function withoutItsSecrets(step: PlanStep, written: PlanStep | undefined): PlanStep {
  const { machineEnv: _, ...rest } = step;
  const { secrets = {}, machineEnv = [] } = written ?? {};
  const wanted = { secrets: Object.values(secrets), machineEnv };
  if (isNothing(wanted)) return rest;
  const none =
    machineEnv.length === 0 ? 'no secrets' : 'neither secrets nor variables of a machine';
  const withheld = `${step.id} wants ${wordsFor(wanted)}, but this commit is not trusted, so it gets ${none}. Someone with write access can push it to a branch of this repository.`;
  return { ...rest, secrets: {}, withheld };
}

/** Names of secrets, and of variables that are to be as the machine has them. */
type Wanted = { readonly secrets: readonly string[]; readonly machineEnv: readonly string[] };

function isNothing({ secrets, machineEnv }: Wanted): boolean {
  return secrets.length + machineEnv.length === 0;
}

function wordsFor({ secrets, machineEnv }: Wanted): string {
  const ofMachine = named('variable', machineEnv).map((words) => `${words} of its machine`);
  return [...named('secret', secrets), ...ofMachine].join(' and ');
}

function named(kind: string, names: readonly string[]): readonly string[] {
  const all = [...new Set(names)];
  if (all.length === 0) return [];
  return [`the ${kind}${all.length === 1 ? '' : 's'} ${all.join(', ')}`];
}

function grantedStep(step: PlanStep, granting: PlanStep | undefined, notYet: string[]): PlanStep {
  const { given, refused } = share(step, granting);
  const { machineEnv: _, ...rest } = step;
  if (!isNothing(refused)) {
    const names = [...new Set([...refused.secrets, ...refused.machineEnv])].join(', ');
    notYet.push(`${step.id} gets ${names} once the default branch grants it`);
  }
  if (granting !== undefined) notYet.push(...stillHeld(step, granting));
  return {
    ...rest,
    ...given,
    gates: bothGates(granting?.gates ?? [], step.gates),
    approval: granting === undefined ? step.approval : granting.approval,
    ...(!isNothing(refused) && { withheld: notGranted(step.id, refused) }),
  };
}

/** What a step gets of what it wants to be told, and what it does not. */
function share(
  { secrets, machineEnv = [] }: PlanStep,
  granting: PlanStep | undefined,
): { readonly given: Pick<PlanStep, 'secrets' | 'machineEnv'>; readonly refused: Wanted } {
  const allowed = new Set(Object.values(granting?.secrets ?? {}));
  const ofMachine = new Set(granting?.machineEnv);
  const wanted = Object.entries(secrets);
  const kept = machineEnv.filter((name) => ofMachine.has(name));
  return {
    given: {
      secrets: Object.fromEntries(wanted.filter(([, name]) => allowed.has(name))),
      ...(kept.length > 0 && { machineEnv: kept }),
    },
    refused: {
      secrets: wanted.filter(([, name]) => !allowed.has(name)).map(([, name]) => name),
      machineEnv: machineEnv.filter((name) => !ofMachine.has(name)),
    },
  };
}

/** What the change loosens, and what holds it all the same. */
function stillHeld(step: PlanStep, granting: PlanStep): readonly string[] {
  const own = new Map(step.gates.map((gate) => [gate.id, gate]));
  const loosened = granting.gates.filter((gate) => !isSame(own.get(gate.id) ?? null, gate));
  const gates = loosened.map(({ id }) => id).join(', ');
  return [
    ...(gates === ''
      ? []
      : [
          `${step.id} is held to ${gates} as the default branch has it, until this change is merged`,
        ]),
    ...(isSame(step.approval, granting.approval)
      ? []
      : [`${step.id} is approved as the default branch says, until this change is merged`]),
  ];
}

function notGranted(id: string, refused: Wanted): string {
  const its = refused.machineEnv.length === 0 ? 'its secrets' : 'what it reads of a machine';
  return `${id} wants ${wordsFor(refused)}, which the pipeline file of the default branch does not give to it, and the author of a change must not choose ${its}. Merge that change first; from then on the step gets it.`;
}

function bothGates(granting: readonly GateSpec[], own: readonly GateSpec[]): readonly GateSpec[] {
  const byId = new Map(granting.map((gate) => [gate.id, gate]));
  const changed = own.flatMap((gate) => {
    const known = byId.get(gate.id);
    if (known === undefined) return [gate];
    return isSame(known, gate) ? [] : [{ ...gate, id: `${gate.id} (as changed)` }];
  });
  return [...granting, ...changed];
}

function isSame(a: GateSpec | ApprovalSpec | null, b: GateSpec | ApprovalSpec | null): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
