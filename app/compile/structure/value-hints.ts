import type { Path } from '../problems/finding.ts';
import { isAt } from '../place.ts';

/** What to write instead of a value that people bring along: trigger rules of Airflow, shapes of GitHub Actions, a text for a list. */
export function hintForValue(path: Path, value: unknown): string | null {
  if (isAt(path, 'steps/*/when')) return hintForRule(value);
  const found = VALUE_HINTS.find(([place]) =>
    place === '' ? path.length === 0 : isAt(path, place),
  );
  return found?.[1](value, String(path.at(-1))) ?? null;
}

/** The same for a text where a list of texts is wanted. */
export function hintForList(path: Path, value: string): string {
  const items = value.split(/[\s,]+/).filter((item) => item !== '');
  return `write \`${String(path.at(-1))}: [${items.map(quoted).join(', ')}]\``;
}

export const RETRY = 'write `retry: 3`, or by class `retry: { failure: 3, oom: 1 }`';

// In a flow list or map most of YAML's punctuation needs quotes.
function quoted(text: string): string {
  return /^[\w./@][\w./@*-]*$/.test(text) ? text : JSON.stringify(text);
}

function hintForRule(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  if (value === 'always') return 'write `if: always()`, or `when: all-done`';
  if (value === 'none_skipped') return 'write `when: all-success`: a skipped need skips the step';
  return value.includes('_') ? `write \`${value.replaceAll('_', '-')}\`` : null;
}

type ValueHint = (value: unknown, key: string) => string | null;

const ENV = 'write a map by name: `env: { PYTHONUNBUFFERED: "1" }`';

function ofText(hint: (text: string, key: string) => string | null): ValueHint {
  return (value, key) => (typeof value === 'string' ? hint(value, key) : null);
}

function ofSize(value: unknown, key: string): string | null {
  return typeof value === 'number' ? `write \`${key}: ${value}Gi\` for gibibytes` : null;
}

function hintForOutput(text: string, name: string): string {
  if (/^(string|number|boolean|json)$/.test(text)) return `${name}: { type: ${text} }`;
  if (/^(file|dataset|model|report)$/.test(text)) return `${name}: { type: ${text}, path: PATH }`;
  const type = text.endsWith('/') ? 'dataset' : 'file';
  return `${name}: { type: ${type}, path: ${quoted(text)} }`;
}

function hintForInput(value: unknown, name: string): string {
  return typeof value === 'string' && value.includes('/')
    ? `write \`${name}: { uri: ${quoted(/^\.\.?\//.test(value) ? value : `./${value}`)} }\` for data of this machine, or \`step.output\``
    : 'write `step.output`, or a map with `from: step.output`';
}

function hintForFlag(text: string, key: string): string | null {
  const isYes = /^(yes|on|true)$/i.test(text);
  return isYes || /^(no|off|false)$/i.test(text) ? `write \`${key}: ${isYes}\`` : null;
}

const VALUE_HINTS: readonly (readonly [place: string, hint: ValueHint])[] = [
  ['steps/*/run', () => 'write several commands below one `run: |`'],
  ['python/version', (value) => (typeof value === 'number' ? null : 'write `version: "3.12"`')],
  [
    'on',
    (value) =>
      typeof value === 'string'
        ? `write \`on: { ${value}: {} }\``
        : 'write a map: `on: { push: {} }`',
  ],
  ['on/push', () => 'write `push: { branches: [main] }`'],
  ['on/pull_request', () => 'write `pull_request: { branches: [main] }`'],
  ['on/schedule', ofText((cron) => `write \`schedule: [{ cron: "${cron}" }]\``)],
  ['on/pipeline', ofText((name) => `write \`pipeline: { name: ${quoted(name)} }\``)],
  ['params', () => 'write a map by name: `params: { epochs: { type: number, default: 20 } }`'],
  ['', () => 'write at least `name` and `steps: { hello: { run: echo hello } }`'],
  ['env', () => ENV],
  ['steps/*/env', () => ENV],
  [
    'steps/*/outputs',
    (value) =>
      `write a map by name: \`outputs: { ${hintForOutput(typeof value === 'string' ? value : 'out.csv', 'name')} }\``,
  ],
  ['steps/*/outputs/*', ofText((text, name) => `write \`${hintForOutput(text, name)}\``)],
  ['steps/*/inputs', ofText((from) => `write \`inputs: { name: ${quoted(from)} }\``)],
  ['steps/*/checkpoint', ofText((path) => `write \`checkpoint: { path: ${quoted(path)} }\``)],
  ['steps/*/approval', ofText((login) => `write \`approval: { reviewers: [${quoted(login)}] }\``)],
  [
    'steps/*/promote',
    ofText((alias) => `write \`promote: { from: step, alias: ${quoted(alias)} }\``),
  ],
  [
    'steps/*/register',
    ofText((model) => `write \`register: { model: ${quoted(model)}, from: step.output }\``),
  ],
  ['steps/*/cache', ofText(hintForFlag)],
  ['steps/*/continue-on-error', ofText(hintForFlag)],
  ['steps/*/strategy/matrix', () => 'write a map by name: `matrix: { seed: [1, 2, 3] }`'],
  [
    'steps/*/resources/gpu',
    (value) => (typeof value === 'number' ? `write \`gpu: { count: ${value} }\`` : null),
  ],
  [
    'steps/*/resources/gpu/type',
    ofText((type) => (/^[a-z0-9][a-z0-9-]*$/.test(type) ? `write \`type: [${type}]\`` : null)),
  ],
  ['steps/*/resources/memory', ofSize],
  ['steps/*/resources/disk', ofSize],
  ['steps/*/resources/gpu/memory', ofSize],
  ['steps/*/resources/cpu', ofText((cpu) => (/^\d+$/.test(cpu) ? `write \`cpu: ${cpu}\`` : null))],
  ['steps/*/secrets/*', () => 'write names of secrets: letters, digits and _, no digit first'],
  ['steps/*/approval/reviewers/*', () => 'write a login, or a team as "@org/team"'],
  ['steps/*/report/compare/*', () => 'write merge-base, or a model such as churn@production'],
  ['steps/*/inputs/*', hintForInput],
  ['steps/*/files/*', () => 'write a path or a glob: "src/**"'],
  ['steps', () => 'write a map of steps by id: `steps: { train: { run: python train.py } }`'],
  [
    'steps/*',
    (value) =>
      typeof value === 'string'
        ? `write \`{ run: ${value} }\``
        : 'a step is a map with at least `run`',
  ],
  ['steps/*/retry', () => RETRY],
  [
    'steps/*/timeout',
    (value) => (typeof value === 'number' ? `write \`${value}m\` for minutes` : null),
  ],
];
