import type { ApprovalSpec, GateSpec, Plan, PlanStep } from '../../domain/plan.ts';
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
 * its own. Secrets: those that the default branch's step of the same id has; a step that wants another fails. Gates: its own and the commit's, so that
 * stricter holds at once and looser when merged. Approvals: its own where it has the step. `granting` null: the default
 * branch has no such pipeline, or a broken one, and grants nothing.
 */
export function applyGrants(plan: Plan, granting: Plan | null): Granted {
  const byId = new Map((granting?.steps ?? []).map((step) => [step.id, step]));
  const notYet: string[] = [];
  const steps = plan.steps.map((step) => grantedStep(step, byId.get(step.id), notYet));
  const ids = new Set(plan.steps.map(({ id }) => id));
  const missing = [...byId.values()].filter(({ id, gates }) => gates.length > 0 && !ids.has(id));
  return { plan: { ...plan, steps }, missing: missing.map(({ id }) => id), notYet };
}

/** A plan for code that nobody answers for: it sees no secret, and steps that want one, as they are written, fail. */
export function withoutSecrets(granted: Plan, written: Plan): Plan {
  const secretsOf = new Map(written.steps.map(({ id, secrets }) => [id, secrets]));
  const steps = granted.steps.map((step) => withoutItsSecrets(step, secretsOf.get(step.id) ?? {}));
  return { ...granted, steps };
}

function withoutItsSecrets(step: PlanStep, secrets: PlanStep['secrets']): PlanStep {
  const wanted = Object.values(secrets);
  if (wanted.length === 0) return step;
  const withheld = `${step.id} wants ${secretWords(wanted)}, but this commit is not trusted, so it gets no secrets. Someone with write access can push it to a branch of this repository.`;
  return { ...step, secrets: {}, withheld };
}

function secretWords(names: readonly string[]): string {
  const all = [...new Set(names)];
  return `the ${all.length === 1 ? 'secret' : 'secrets'} ${all.join(', ')}`;
}

function grantedStep(step: PlanStep, granting: PlanStep | undefined, notYet: string[]): PlanStep {
  const allowed = new Set(Object.values(granting?.secrets ?? {}));
  const wanted = Object.entries(step.secrets);
  const refused = wanted.filter(([, name]) => !allowed.has(name)).map(([, name]) => name);
  if (refused.length > 0) {
    const names = [...new Set(refused)].join(', ');
    notYet.push(`${step.id} gets ${names} once the default branch grants it`);
  }
  if (granting !== undefined) notYet.push(...stillHeld(step, granting));
  return {
    ...step,
    secrets: Object.fromEntries(wanted.filter(([, name]) => allowed.has(name))),
    gates: bothGates(granting?.gates ?? [], step.gates),
    approval: granting === undefined ? step.approval : granting.approval,
    ...(refused.length > 0 && { withheld: notGranted(step.id, refused) }),
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

function notGranted(id: string, refused: readonly string[]): string {
  return `${id} wants ${secretWords(refused)}, which the pipeline file of the default branch does not give to it, and the author of a change must not choose its secrets. Merge that change first; from then on the step gets it.`;
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
