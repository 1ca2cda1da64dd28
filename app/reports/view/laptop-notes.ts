import type { Plan, PlanStep } from '../../domain/plan.ts';
import { shortagesOf, type Machine } from './shortages.ts';

/** What a key of the file means on one machine, where it cannot mean what it means on GitHub. */
export type PlanNote = { readonly subject: string; readonly text: string };

/** Notes on triggers, machines, containers and approvals for a run on one's own machine. */
export function laptopNotes(plan: Plan, machine: Machine): readonly PlanNote[] {
  return [...triggerNotes(plan), ...plan.steps.flatMap((step) => stepNotes(step, machine))];
}

function triggerNotes({ triggers }: Plan): readonly PlanNote[] {
  const names = Object.keys(triggers).filter((name) => name !== 'workflow_dispatch');
  if (names.length === 0) return [];
  const text = `${names.join(', ')}: starts runs on GitHub; here \`mlpipelines run\` does`;
  return [{ subject: 'on', text }];
}

function stepNotes(step: PlanStep, machine: Machine): readonly PlanNote[] {
  const notes = [
    ...shortagesOf(step, machine),
    gpuText(step),
    limitsText(step),
    step.runsOn === null ? null : 'runs-on: this machine is used instead',
    step.container === null
      ? null
      : `container: runs in ${step.container.image} by docker or podman; with neither, use --no-container`,
    approvalText(step),
    step.promote.length === 0
      ? null
      : `promote: moves ${step.promote.map(({ alias }) => `@${alias}`).join(', ')} only with --deploy; else the step is skipped`,
  ];
  return notes.flatMap((text) => (text === null ? [] : [{ subject: step.id, text }]));
}

function gpuText({ resources }: PlanStep): string | null {
  const gpu = resources?.gpu ?? null;
  if (gpu === null) return null;
  const kind = gpu.type.length === 0 ? 'GPU' : `${gpu.type.join(' or ')} GPU`;
  return `resources.gpu: no ${kind} is reserved here; the step sees every GPU of this machine`;
}

function limitsText({ resources }: PlanStep): string | null {
  if (resources === null) return null;
  const given = [
    ...(resources.cpu === null ? [] : ['cpu']),
    ...(resources.diskBytes === null ? [] : ['disk']),
    ...(resources.arch === null ? [] : ['arch']),
    ...(resources.spot === null ? [] : ['spot']),
    ...(resources.maxPrice === null ? [] : ['max-price']),
    ...(resources.reservation === undefined ? [] : ['reservation']),
  ];
  if (given.length === 0) return null;
  return `resources.${given.join(', resources.')}: for choosing a machine on GitHub; no limit here`;
}

function approvalText({ approval }: PlanStep): string | null {
  if (approval === null) return null;
  const who =
    approval.reviewers.length === 0
      ? 'whoever has this checkout approves'
      : `reviewers (${approval.reviewers.join(', ')}) are checked on GitHub only`;
  return `approval: skipped unless --deploy; then waits for \`mlpipelines approve\`; ${who}`;
}
