import { describe, expect, test } from 'vitest';
import { openMachine } from './begin-attempt.ts';

// Needs a package index that pip (or uv, where it is installed) reaches.
describe('requirements', () => {
  test('are installed into an environment that a later step finds ready', async () => {
    const machine = await openMachine();
    const { digest } = await machine.store({
      'requirements.txt': 'six==1.16.0\n',
      'pyproject.toml': '[project]\nname = "x"\nversion = "1"\ndependencies = ["six==1.17.0"]\n',
    });
    const workspace = { mode: 'copy' as const, tree: digest, files: [] };
    const script = 'python -c "import six; print(six.__version__)"';
    const begin = (file: string) =>
      machine.begin({ script, workspace, python: { version: null, requirements: [file] } });
    const [first, project] = [begin('requirements.txt'), begin('pyproject.toml')];
    expect((await first.outcome).message).toBe(null);
    expect((await project.outcome).message).toBe(null);
    const later = begin('requirements.txt');
    await later.outcome;
    expect([first, project, later].map((one) => one.lines('stdout'))).toEqual([
      ['1.16.0'],
      ['1.17.0'],
      ['1.16.0'],
    ]);
    expect(later.lines('system')).toEqual([]);
  });

  test('that no index has fail the step as its own mistake, with what the installer said', async () => {
    const machine = await openMachine();
    const { digest } = await machine.store({ 'requirements.txt': 'six==0.0.0.dev99\n' });
    const outcome = await machine.begin({
      workspace: { mode: 'copy', tree: digest, files: null },
      python: { version: null, requirements: ['requirements.txt'] },
    }).outcome;
    expect(outcome).toMatchObject({ status: 'failed', class: 'failure' });
    expect(outcome.message).toMatch(
      /^The Python environment could not be built[^]*six==0\.0\.0\.dev99/,
    );
  });
});
