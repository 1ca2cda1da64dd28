import type { Step } from '../../../schemas/pipeline.generated.ts';
import { finding, type Finding, type Path } from '../problems/finding.ts';
import { eachStep, type Check } from './checked-file.ts';

/** A step has exactly one of run and register, or only promote; what is about a command needs one. */
export const checkActions: Check = (checked) =>
  eachStep(checked, ({ id, step, path }) => {
    if (isMissingAction(step)) {
      if (checked.damage.touches(path)) return [];
      const hint = `write \`run: …\`, or \`register\`, or \`promote\``;
      return [finding('no-action', path, `\`${id}\` does nothing`, { part: 'key', hint })];
    }
    return [...twoActions(step, path), ...withoutRun(step, path)];
  });

function isMissingAction(step: Step): boolean {
  return step.run === undefined && step.register === undefined && step.promote === undefined;
}

function twoActions(step: Step, path: Path): Finding[] {
  if (step.register === undefined) return [];
  const second = step.run === undefined ? (step.promote === undefined ? null : 'promote') : 'run';
  if (second === null) return [];
  const message = `a step with \`register\` cannot have \`${second}\` too`;
  const hint = 'give the second a step of its own that needs this one';
  return [finding('two-actions', [...path, second], message, { part: 'key', hint })];
}

/** Keys that mean something without a command. */
const ALWAYS: ReadonlySet<string> = new Set([
  'name',
  'kind',
  'needs',
  'when',
  'if',
  'continue-on-error',
  'run',
  'register',
  'promote',
  'approval',
  'deadline',
]);

function withoutRun(step: Step, path: Path): Finding[] {
  if (step.run !== undefined) return [];
  const action = step.register === undefined ? 'promote' : 'register';
  return Object.keys(step)
    .filter((key) => !ALWAYS.has(key))
    .map((key) => {
      // The cache of an effect is spoken of in check-cache.ts.
      const message = `\`${key}\` has no meaning in a step with \`${action}\` only: it runs no command`;
      return finding('needs-run', [...path, key], message, { part: 'key', hint: 'leave it out' });
    });
}
