export type NamedScript = { readonly written: string; readonly offset: number };

const WORD = /[\w./-]+/g;
const FLAGS = /^-[uBOIsE]+$/;
const PYTHON = /\bpython3?$/;
const SHELL = /\b(?:ba)?sh$/;

/** Words of a command that look like a program of the repository: `python -u src/train.py`, `sh a.sh`, `./deploy.sh`. */
export function findScripts(run: string): NamedScript[] {
  const found: NamedScript[] = [];
  /** What the word before was, where only space lies between. */
  let before: 'python' | 'shell' | 'other' = 'other';
  let end = 0;
  for (const { 0: word, index } of run.matchAll(WORD)) {
    const gap = run.slice(end, index);
    if (gap === '' || gap.trim() !== '') before = 'other';
    const isCalled = before !== 'other' || (word.startsWith('./') && /^$|[\s;&|]$/.test(gap));
    if (isCalled && /\.(?:py|sh)$/.test(word)) found.push({ written: word, offset: index });
    if (!(before === 'python' && FLAGS.test(word))) before = callerOf(word);
    end = index + word.length;
  }
  return found;
}

function callerOf(word: string): 'python' | 'shell' | 'other' {
  if (PYTHON.test(word)) return 'python';
  return SHELL.test(word) ? 'shell' : 'other';
}
