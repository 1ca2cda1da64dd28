import { enableCompileCache } from 'node:module';
import { readEnvironment } from '../config.ts';

// Halves the start; so the rest is imported behind it. https://nodejs.org/api/module.html#module-compile-cache
enableCompileCache();
const { runCommandLine } = await import('./run-command-line.ts');
const { thisProcess } = await import('./this-process.ts');

await runCommandLine(process.argv.slice(2), thisProcess(readEnvironment()));
