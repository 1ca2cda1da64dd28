import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The versions that the constants of the unit tests were made with. */
const NEEDED = { scipy: '1.17.1', statsmodels: '0.15.0' } as const;

/** The Python that has them. */
const PYTHON = process.env['REFERENCES_PYTHON'] ?? 'python3';

/** What scipy and statsmodels answer to each question, in their order (`references.py`). */
export function askReferences(questions: readonly (readonly [string, unknown])[]): unknown[] {
  requireReferences();
  const { stdout, stderr, status } = spawnSync(
    PYTHON,
    [join(import.meta.dirname, 'references.py')],
    { input: JSON.stringify(questions), encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (status !== 0) throw new Error(`references.py failed: ${stderr}`);
  return JSON.parse(stdout) as unknown[];
}

function requireReferences(): void {
  const imports = Object.keys(NEEDED).join(', ');
  const { status } = spawnSync(PYTHON, ['-c', `import ${imports}`]);
  if (status === 0) return;
  const wanted = Object.entries(NEEDED).map(([name, version]) => `${name}==${version}`);
  throw new Error(
    `${imports} are missing for ${PYTHON}: pip install ${wanted.join(' ')}, or name a Python that has them in REFERENCES_PYTHON`,
  );
}
