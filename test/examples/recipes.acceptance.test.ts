import { execFileSync, spawn } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeProject, stepOf, type Project } from '../e2e/project.ts';
import { exampleProject } from './example-project.ts';

// Those whose packages install in a minute; the others are held to their syntax alone.
const RUN = [
  { name: 'scikit-learn', file: 'src/scikit_learn.py', checkpoint: 'ckpt/state.joblib' },
  { name: 'xgboost', file: 'src/xgboost_rounds.py', checkpoint: 'ckpt/booster.ubj' },
];

describe('examples/recipes', () => {
  test.each(RUN)('$name: killed in the middle, it goes on and ends the same', async (recipe) => {
    const project = exampleProject('recipes');
    saying(project, recipe.name);
    const whole = stepOf(await project.run('run', recipe.name), 'train');
    expect(whole.result).toBe('success');
    expect(whole.metrics['accuracy']).toBeGreaterThan(0.9);

    const root = join(project.root, 'by-hand');
    mkdirSync(root);
    const program = join(project.root, recipe.file);
    const python = await pythonOf(project);
    expect(await killAtFirst(join(root, recipe.checkpoint), { python, program, root })).toBe(
      'SIGKILL',
    );
    expect(existsSync(join(root, 'metrics.json'))).toBe(false);
    execFileSync(python, [program], { cwd: root });
    const metrics: unknown = JSON.parse(readFileSync(join(root, 'metrics.json'), 'utf8'));
    expect(metrics).toEqual({ accuracy: whole.metrics['accuracy'] });
  });

  test('every pipeline compiles, and every program is Python', async () => {
    const project = exampleProject('recipes');
    expect((await project.cli('validate')).stdout).toContain('no problem');
    const programs = globSync('src/*.py', { cwd: project.root });
    expect(programs.length).toBe(5);
    execFileSync('python3', ['-m', 'py_compile', ...programs], { cwd: project.root });
    const wrong = makeProject({ 'src/a.py': 'def' });
    expect(() =>
      execFileSync('python3', ['-m', 'py_compile', 'src/a.py'], { cwd: wrong.root, stdio: 'pipe' }),
    ).toThrow();
  });
});

/** The interpreter of the environment that its run made, as the step itself prints it. */
async function pythonOf(project: Project): Promise<string> {
  const { stdout } = await project.cli('logs', 'latest', 'train');
  const [, folder] = /^environment (\S+)$/m.exec(stdout) ?? [];
  if (folder === undefined) throw new Error(`The step named no environment: ${stdout}`);
  return join(folder, 'bin', 'python');
}

/** As it is, and then it says where its Python is. */
function saying(project: Project, name: string): void {
  const path = `.mlpipelines/${name}.yml`;
  const text = readFileSync(join(project.root, path), 'utf8');
  const told = text.replace(/^( +)run: (.*)$/m, '$1run: $2 && echo "environment $VIRTUAL_ENV"');
  project.write({ [path]: told });
}

type Started = { readonly python: string; readonly program: string; readonly root: string };

/** Kills the program as soon as this file is there, and says what ended it. */
async function killAtFirst(file: string, { python, program, root }: Started) {
  const running = spawn(python, [program], { cwd: root, stdio: 'ignore' });
  const looks = setInterval(() => existsSync(file) && running.kill('SIGKILL'), 2);
  return new Promise<NodeJS.Signals | null>((resolve) => {
    running.once('exit', (_, signal) => {
      clearInterval(looks);
      resolve(signal);
    });
  });
}
