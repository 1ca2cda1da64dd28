import type { Step } from '../../../schemas/pipeline.generated.ts';
import { finding, type Finding, type Path } from '../problems/finding.ts';
import { measures } from '../measures.ts';
import { unknownOutput, unknownStep } from './references/check-step-reference.ts';
import { eachStep, type Check, type CheckedFile } from './checked-file.ts';
import { promotionsOf } from './find-edges.ts';
import { outputKind, outputNames } from './references/outputs-of.ts';

const CLOUD_ENVIRONMENT = 'mlpipelines-cloud';

/** What is registered is one artifact, what is promoted was registered, and enough people can approve. */
export const checkRelease: Check = (checked) =>
  eachStep(checked, ({ step, path }) => [
    ...checkRegister(checked, step, path),
    ...promotionsOf(step).flatMap(({ from }, index) => {
      const isList = Array.isArray(step.promote);
      return checkPromotion(checked, from, [
        ...path,
        'promote',
        ...(isList ? [index] : []),
        'from',
      ]);
    }),
    ...checkReviewers(step, path),
    ...checkEnvironment(step, path),
    ...checkCache(step, path),
  ]);

function checkRegister(checked: CheckedFile, { register }: Step, path: Path): Finding[] {
  if (register === undefined) return [];
  const place = [...path, 'register'];
  return [
    ...checkSource(checked, register.from, [...place, 'from']),
    ...checkMetrics(checked, register.metrics, [...place, 'metrics']),
  ];
}

function checkSource(checked: CheckedFile, from: string, place: Path): Finding[] {
  const [id = '', second = '', input] = from.split('.');
  const step = checked.pipeline.steps[id];
  if (step === undefined) return told(unknownStep(checked, id), place);
  if (input !== undefined) return checkInputSource(checked, { id, step, input }, place);
  const kind = outputKind(step, second);
  if (kind === null) return told(unknownOutput(checked, id, second, outputNames(step)), place);
  if (kind !== 'artifact') return [notOne(`\`${from}\` is a value, not an artifact`, place)];
  return step.strategy === undefined ? [] : [cells(id, place)];
}

function checkInputSource(
  checked: CheckedFile,
  { id, step, input }: { id: string; step: Step; input: string },
  place: Path,
): Finding[] {
  const spec = step.inputs?.[input];
  if (spec === undefined) {
    if (checked.damage.touches(['steps', id, 'inputs', input])) return [];
    const names = Object.keys(step.inputs ?? {});
    const hint = names.length === 0 ? 'it declares none' : `it has ${names.join(', ')}`;
    return [finding('unknown-input', place, `\`${id}\` has no input \`${input}\``, { hint })];
  }
  if (typeof spec === 'string') return fromCells(checked, spec, place);
  if (isRead(spec)) return [ofReference({ id, input }, place)];
  return spec.cells === 'best' ? [] : fromCells(checked, spec.from ?? '', place);
}

/** Whether it is read where it lies. */
function isRead(input: Exclude<NonNullable<Step['inputs']>[string], string>): boolean {
  return input.uri !== undefined && input.mode !== 'copy';
}

function ofReference(
  { id, input }: { readonly id: string; readonly input: string },
  place: Path,
): Finding {
  const message = `nothing of input \`${input}\` of \`${id}\` is kept: it is read where it lies`;
  return finding('register-source', place, message, { hint: 'write `mode: copy` there' });
}

function fromCells(checked: CheckedFile, from: string, place: Path): Finding[] {
  const [id = ''] = from.split('.');
  return checked.pipeline.steps[id]?.strategy === undefined ? [] : [cells(id, place)];
}

function checkMetrics(checked: CheckedFile, id: string | undefined, place: Path): Finding[] {
  if (id === undefined) return [];
  const step = checked.pipeline.steps[id];
  if (step === undefined) return told(unknownStep(checked, id), place);
  if (checked.damage.touches(['steps', id, 'metrics'])) return [];
  if (step.strategy !== undefined) return [cells(id, place)];
  if (measures(step)) return [];
  const message = `\`${id}\` has no \`metrics\` that could describe the model`;
  return [finding('register-source', place, message, { hint: 'name the step that evaluated it' })];
}

function checkPromotion(checked: CheckedFile, id: string, place: Path): Finding[] {
  const step = checked.pipeline.steps[id];
  if (step === undefined) return told(unknownStep(checked, id), place);
  if (step.register !== undefined || checked.damage.touches(['steps', id, 'register'])) return [];
  const message = `\`${id}\` registers no model that could be promoted`;
  const hint = 'name the step with `register`';
  return [finding('promote-source', place, message, { hint })];
}

function checkReviewers({ approval }: Step, path: Path): Finding[] {
  const { reviewers, count = 1 } = approval ?? {};
  const hasTeam = reviewers?.some((reviewer) => reviewer.startsWith('@')) ?? true;
  if (reviewers === undefined || hasTeam || count <= reviewers.length) return [];
  const message = `${count} approvals of ${reviewers.length} reviewer${reviewers.length === 1 ? '' : 's'} can never come`;
  const hint = 'name more reviewers, or a team, or lower `count`';
  return [finding('too-few-reviewers', [...path, 'approval', 'count'], message, { hint })];
}

/**
 * Who trusts a cloud's role to this environment trusts the steps that `cloud` brings into it, and no other may stand there.
 * GitHub tells names that differ in case alone for one:
 * https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments
 */
function checkEnvironment({ approval }: Step, path: Path): Finding[] {
  const { environment = '' } = approval ?? {};
  if (environment.trim().toLowerCase() !== CLOUD_ENVIRONMENT) return [];
  const message = `the environment \`${CLOUD_ENVIRONMENT}\` is kept for steps with an identity in a cloud`;
  const hint = 'protect the step by an environment of another name, such as `production`';
  const place = [...path, 'approval', 'environment'];
  return [finding('reserved-environment', place, message, { hint })];
}

function checkCache(step: Step, path: Path): Finding[] {
  if (step.cache === undefined || step.cache === false || step.promote === undefined) return [];
  if (step.run === undefined) return [];
  const message = 'a step with `promote` changes something outside and never comes from the cache';
  const hint = 'leave `cache` out, or promote in a step of its own';
  return [finding('cache-of-effect', [...path, 'cache'], message, { part: 'key', hint })];
}

function cells(id: string, place: Path): Finding {
  return notOne(`\`${id}\` has a matrix, so there is one for each cell`, place);
}

function notOne(message: string, place: Path): Finding {
  const hint = 'name one artifact: let a step of its own choose among the cells';
  return finding('register-source', place, message, { hint });
}

function told(what: ReturnType<typeof unknownStep>, place: Path): Finding[] {
  return what === null ? [] : [finding(what.code, place, what.message, { hint: what.hint })];
}
