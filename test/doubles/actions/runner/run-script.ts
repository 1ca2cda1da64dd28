import { randomUUID } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { evaluateText } from '../expressions/evaluate.ts';
import type { StepDefinition } from '../workflow/workflow.ts';
import { runStepProcess } from './run-step-process.ts';
import { StepFailure, type StepRun } from './run-task.ts';

// https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
const SHELLS: Readonly<Record<string, { readonly line: string; readonly extension: string }>> = {
  '': { line: 'bash -e {0}', extension: '.sh' },
  bash: { line: 'bash --noprofile --norc -e -o pipefail {0}', extension: '.sh' },
  sh: { line: 'sh -e {0}', extension: '.sh' },
  python: { line: 'python {0}', extension: '.py' },
  pwsh: { line: 'pwsh -command . "{0}"', extension: '.ps1' },
};

/** Runs the script of a `run` step. */
export async function runScript(run: StepRun, step: StepDefinition): Promise<void> {
  const { frame, scope } = run;
  const script = evaluateText(step.run, scope);
  const shell = evaluateText(step.shell, scope) || (frame.defaults.shell ?? '');
  const known = SHELLS[shell] ?? { line: shell, extension: '' };
  if (!known.line.includes('{0}')) {
    throw new StepFailure(
      `Second path fragment must not be a drive or UNC name: no shell '${shell}'; a custom shell needs {0}`,
    );
  }
  const path = join(frame.job.folders.temp, `${randomUUID()}${known.extension}`);
  writeFileSync(path, `${script.replace(/\n$/, '')}\n`);
  const [file = '', ...args] = known.line.split(' ').map((word) => word.replace('{0}', path));
  frame.job.log.group(`Run ${script.trim().split('\n')[0] ?? ''}`, [
    ...script.replace(/\n$/, '').split('\n'),
    `shell: ${known.line}`,
    ...environmentLines(run.env),
  ]);
  const cwd = folderOf(run, step);
  const github = {
    action: step.id,
    ...(frame.actionPath !== null && { action_path: frame.actionPath }),
  };
  const code = await runStepProcess(run, { file, args, cwd, env: {}, github, state: {} });
  if (code !== 0) throw new StepFailure(`Process completed with exit code ${code}.`);
}

/** What the log shows of a step's environment. */
export function environmentLines(env: Readonly<Record<string, string>>): string[] {
  const lines = Object.entries(env).map(([name, value]) => `  ${name}: ${value}`);
  return lines.length === 0 ? [] : ['env:', ...lines];
}

function folderOf({ frame, scope }: StepRun, step: StepDefinition): string {
  const asked =
    evaluateText(step.workingDirectory, scope) || (frame.defaults.workingDirectory ?? '');
  const folder = resolve(frame.job.folders.workspace, asked);
  if (existsSync(folder)) return folder;
  throw new StepFailure(
    `An error occurred trying to start process with working directory '${folder}'. No such file or directory`,
  );
}
