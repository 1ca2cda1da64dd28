import { STATUS_FUNCTIONS } from '../../../expressions/functions.ts';
import type { FunctionUse, Reference } from '../../../expressions/references.ts';
import { finding, type Finding } from '../../problems/finding.ts';
import { checkReference } from './check-reference.ts';
import type { Check, CheckedFile } from '../checked-file.ts';
import { conditionOf, type Use } from './find-uses.ts';

/** Expressions that cannot be read, or that read and call what does not exist where they stand. */
export const checkExpressions: Check = (checked) =>
  checked.uses.flatMap((use) => [
    ...use.references.errors.map((error) => unreadable(use, error)),
    ...use.references.functions.flatMap((called) => checkFunction(use, called)),
    ...use.references.paths.flatMap((reference) => checkContext(checked, use, reference)),
    ...checkHalf(use),
  ]);

function checkFunction(use: Use, { name, offset, length }: FunctionUse): Finding[] {
  const span = { offset, length };
  if (name === 'hashfiles') {
    const hint = 'leave it out: the cache key of a step covers its `files` and inputs by itself';
    return [finding('function-not-here', use.path, 'hashFiles() is not available', { span, hint })];
  }
  if (!STATUS_FUNCTIONS.includes(name) || use.place.at === 'steps/*/if') return [];
  const hint = 'ask in the `if` of the step, or read `steps.<id>.result`';
  return [
    finding('status-not-here', use.path, `${name}() can only be asked in \`if\``, { span, hint }),
  ];
}

function checkContext(checked: CheckedFile, use: Use, reference: Reference): readonly Finding[] {
  const [context = ''] = reference.path;
  if (use.place.contexts.some((known) => known === context)) {
    return checkReference(checked, use, reference);
  }
  const span = { offset: reference.offset, length: reference.length };
  if (context === 'secrets') {
    const name = reference.path[1] ?? 'NAME';
    const hint = `name it in \`env: { ${name}: "\${{ secrets.${name} }}" }\` and use "$${name}"`;
    const message = '`secrets` can only be read by a value of `env`';
    return [finding('secret-not-here', use.path, message, { span, hint })];
  }
  if (context === 'baseline') {
    const message = '`baseline` in expressions is not supported yet';
    return [finding('not-yet', use.path, message, { span, hint: 'compare in a gate' })];
  }
  const hint = `available here: ${use.place.contexts.join(', ')}${whyNot(use, context)}`;
  const message = `\`${context}\` does not exist at this place`;
  return [finding('context-not-here', use.path, message, { span, hint })];
}

function whyNot(use: Use, context: string): string {
  if (use.place.when === 'start') return ' (this is evaluated before the run starts)';
  if (use.place.at === 'steps/*/if' && context === 'matrix') {
    return ' (`if` is asked once, before there are cells; leave cells out with `exclude`)';
  }
  return '';
}

function checkHalf(use: Use): Finding[] {
  if (use.place.at !== 'steps/*/if' || conditionOf(use.text) !== null) return [];
  if (use.references.errors.length > 0) return [];
  const message = 'this `if` is a text with an expression in it, and a text is always true';
  const hint = 'put the whole condition inside one ${{ }}, or leave the braces out';
  return [finding('half-expression', use.path, message, { hint })];
}

const FOREIGN_CONTEXTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    needs: 'write `steps.<id>.outputs.<name>` and `steps.<id>.result`',
    vars: 'declare the value in `params`',
    param: 'write `params`',
    parameters: 'write `params`',
    job: 'a step has no context of its job',
    jobs: 'write `steps.<id>`',
    runner: 'what a machine is like is known to the command itself',
    strategy: 'write `matrix.<name>`',
    self: 'a step cannot read itself in an expression',
  }),
);

function unreadable(
  use: Use,
  { message, offset, length }: Use['references']['errors'][number],
): Finding {
  const context = /there is no context `([^`]*)`/.exec(message)?.[1] ?? '';
  const hint = FOREIGN_CONTEXTS.get(context) ?? null;
  const span = { offset, length };
  const told = hint === null ? message : `there is no context \`${context}\``;
  return finding('bad-expression', use.path, told, { span, hint });
}
