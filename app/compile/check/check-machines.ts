import type { Step } from '../../../schemas/pipeline.generated.ts';
import { finding, type Finding, type Path } from '../problems/finding.ts';
import { eachStep, type Check } from './checked-file.ts';

/** What a step asks of the machine it runs on: shell, runner, resources and how they grow. */
export const checkMachines: Check = (checked) => [
  ...checkShell(checked.pipeline.defaults?.run?.shell, ['defaults', 'run', 'shell']),
  ...eachStep(checked, ({ step, path }) => [
    ...checkShell(step.shell, [...path, 'shell']),
    ...checkRunner(step, path),
    ...checkEscalation(step, path),
  ]),
];

// https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
const SHELLS: readonly string[] = ['bash', 'sh', 'python'];

function checkShell(shell: string | undefined, place: Path): Finding[] {
  if (shell === undefined || SHELLS.includes(shell) || shell.includes('{0}')) return [];
  if (shell.includes('${{')) return [];
  const message = `there is no shell "${shell}"`;
  const hint = `write ${SHELLS.join(', ')}, or a command with {0} for the script: "perl {0}"`;
  return [finding('unknown-shell', place, message, { hint })];
}

function checkRunner(step: Step, path: Path): Finding[] {
  const runsOn = step['runs-on'];
  if (runsOn === undefined || runsOn === null || step.resources === undefined) return [];
  const message =
    '`runs-on` names a runner of your own; `resources` asks for a machine to be started';
  const hint = 'keep one of the two';
  return [finding('runs-on-and-resources', [...path, 'runs-on'], message, { part: 'key', hint })];
}

function checkEscalation({ retry, resources }: Step, path: Path): Finding[] {
  if (typeof retry !== 'object') return [];
  const { oom, 'spot-interruption': spot } = retry.escalate ?? {};
  const place = [...path, 'retry', 'escalate'];
  return [
    ...(oom === undefined ? [] : checkMemory(resources, [...place, 'oom', 'memory'])),
    ...(spot === undefined ? [] : checkSpot(resources, [...place, 'spot-interruption'])),
  ];
}

function checkMemory(resources: Step['resources'], place: Path): Finding[] {
  if (resources?.memory !== undefined) return [];
  const message = 'there is no memory to multiply: the step does not say how much it needs';
  return [
    finding('nothing-to-escalate', place, message, { hint: 'write `resources: { memory: 8Gi }`' }),
  ];
}

function checkSpot(resources: Step['resources'], place: Path): Finding[] {
  const found = (message: string, hint: string) => [
    finding('nothing-to-escalate', place, message, { part: 'key', hint }),
  ];
  if (resources === undefined) {
    const message = 'no machine is started for the step that could be interrupted';
    return found(message, 'write `resources`, or leave it out');
  }
  if (resources.spot !== 'require' && resources.spot !== 'never') return [];
  const message = `\`resources.spot\` is ${resources.spot} in every attempt`;
  return found(message, 'write `spot: prefer`, or leave it out');
}
