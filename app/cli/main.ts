import { readEnvironment } from '../config.ts';
import { keepCompiled } from './process/keep-compiled.ts';
import { loadAsCommonJs } from './process/load-as-commonjs.ts';

const environment = readEnvironment();
// Both make the start much shorter, so everything else is imported behind them.
keepCompiled(environment);
loadAsCommonJs(['drizzle-orm']);
const { runCommandLine } = await import('./run-command-line.ts');
const { thisProcess } = await import('./process/this-process.ts');

const shell = thisProcess(environment);
process.on('uncaughtException', (error) => void fail(error));
await runCommandLine(process.argv.slice(2), shell);

/** Node writes the message of an error that nobody caught as it is, and it may quote a file. */
async function fail(error: Error): Promise<void> {
  const { printText } = await import('./terminal/print.ts');
  const { wordsFor } = await import('./words-for-error.ts');
  printText(shell.stderr, wordsFor(error));
  process.exit(2);
}
