import type { Env, Step } from '../../../schemas/pipeline.generated.ts';
import { finding, type Finding, type Path } from '../problems/finding.ts';
import { isOfRunner } from '../../../text/runner-variables.ts';
import { secretOf } from '../secret-of.ts';
import { eachStep, type Check } from './checked-file.ts';
import { splitTemplate } from '../../expressions/split-template.ts';

/** Environment variables: none that is set for every step anyway, none twice, and secrets only by themselves. */
export const checkEnv: Check = (checked) => [
  ...checkAll(checked.pipeline.env, ['env']),
  ...ofImage(checked.pipeline.env, ['env'], Object.values(checked.pipeline.steps)),
  ...eachStep(checked, ({ step, path }) => [
    ...checkAll(step.env, [...path, 'env']),
    ...ofImage(step.env, [...path, 'env'], [step]),
    ...(step.secrets ?? []).flatMap((name, index) => {
      const place = path.concat('secrets', index);
      const wrong = reserved(name, place, 'value');
      return Object.hasOwn(step.env ?? {}, name) ? wrong.concat(twice(name, place)) : wrong;
    }),
  ]),
];

function checkAll(env: Env | undefined, place: Path): Finding[] {
  return Object.entries(env ?? {}).flatMap(([name, value]) => {
    const at = place.concat(name);
    const wrong = reserved(name, at, 'key').concat(mixedSecret(String(value), at));
    return value === null && isOfRunner(name) ? wrong.concat(ofRunner(name, at)) : wrong;
  });
}

function reserved(name: string, place: Path, part: 'key' | 'value'): Finding[] {
  if (!/^(CI|MLPIPELINES_.*|GITHUB_OUTPUT)$/.test(name)) return [];
  const message = `\`${name}\` is set by mlpipelines itself`;
  return [finding('reserved-env', place, message, { part, hint: 'choose another name' })];
}

/** The machine's would lead a container to programs and folders that its image has not. */
function ofImage(env: Env | undefined, place: Path, steps: readonly Step[]): Finding[] {
  return ['PATH', 'HOME'].flatMap((name) => {
    const taken = steps.some(
      (step) => step.container !== undefined && (step.env?.[name] ?? null) === null,
    );
    if (env?.[name] !== null || !taken) return [];
    const message = `\`${name}\` of the machine means nothing in a container, which has its image's`;
    const hint = 'remove it, or give it a value';
    return [finding('reserved-env', place.concat(name), message, { part: 'key', hint })];
  });
}

function ofRunner(name: string, place: Path): Finding {
  const message = `\`${name}\` belongs to the runner and may hold its credentials`;
  const hint = 'remove it, steps cannot read it';
  return finding('reserved-env', place, message, { part: 'key', hint });
}

function mixedSecret(value: string, place: Path): Finding[] {
  const expressions = splitTemplate(value).filter(({ type }) => type === 'expression');
  const isOfSecret = expressions.some(({ text }) => /\bsecrets\s*[.[]/i.test(text));
  if (!isOfSecret || secretOf(value) !== null) return [];
  const message = 'a secret is a value by itself: it cannot be put together with other text';
  const hint = 'write "${{ secrets.NAME }}" alone, and put the text around it in `run`';
  return [finding('secret-not-here', place, message, { hint })];
}

function twice(name: string, place: Path): Finding {
  const message = `\`${name}\` is both in \`env\` and in \`secrets\``;
  return finding('env-twice', place, message, { hint: 'keep one of the two' });
}
