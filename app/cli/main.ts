import { enableCompileCache } from 'node:module';
import { readEnvironment } from '../config.ts';
import { loadAsCommonJs } from './load-as-commonjs.ts';

// Both make the start much shorter, so everything else is imported behind them.
enableCompileCache();
loadAsCommonJs(['drizzle-orm']);
const { runCommandLine } = await import('./run-command-line.ts');
const { thisProcess } = await import('./this-process.ts');

const { printText } = await import('./terminal/print.ts');
const { wordsFor } = await import('./words-for-error.ts');

const shell = thisProcess(readEnvironment());
// Node writes the message of an error that nobody caught as it is, and it may quote a file.
process.on('uncaughtException', (error) => {
  printText(shell.stderr, wordsFor(error));
  process.exit(2);
});
await runCommandLine(process.argv.slice(2), shell);
