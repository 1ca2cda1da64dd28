import { globSync, readFileSync } from 'node:fs';
import policySchema from '../../schemas/policy.schema.json' with { type: 'json' };
import { COMMANDS as OUR_COMMANDS } from '../../app/cli/command-list.ts';
import { CONTEXT_NAMES } from '../../app/expressions/contexts.ts';
import { functionsFor } from '../../app/expressions/functions.ts';
import {
  GITHUB_PROPERTIES,
  RUN_PROPERTIES,
} from '../../app/compile/check/references/known-properties.ts';
import { COMMANDS } from '../../app/github/commands/command-table.ts';
import { keysOfSchema, pipelineKeyPaths } from '../../schemas/key-paths.ts';
import { wellKnownFunctions } from '@actions/expressions/funcs';
import { ROOT } from './pages.ts';

/** A word that users can write, or read a value of, and how a page may show it. */
export type Word = { readonly name: string; readonly shown: readonly string[] };

/** All of them by what they are. */
export function vocabulary(): ReadonlyMap<string, readonly Word[]> {
  return new Map([
    ['keys of the pipeline file', pipelineKeyPaths().flatMap(keyWord)],
    ['keys of the policy', keysOfSchema(policySchema).flatMap(({ path }) => keyWord(path))],
    ['commands in pull requests', COMMANDS.map(({ name }) => wordOf(`/mlp ${name}`))],
    ['commands of the command line', OUR_COMMANDS.map(({ name }) => wordOf(`mlpipelines ${name}`))],
    ['functions', functionNames().map((name) => wordOf(`${name}(`))],
    ['contexts', CONTEXT_NAMES.map((name) => wordOf(`\`${name}\``))],
    ['properties of `run`', RUN_PROPERTIES.map((name) => wordOf(`run.${name}`))],
    ['properties of `github`', GITHUB_PROPERTIES.map((name) => wordOf(`\`${name}\``))],
    ['environment variables', environmentVariables().map(wordOf)],
  ]);
}

/** What of these words a text has not. */
export function unnamed(words: readonly Word[], text: string): readonly string[] {
  const isShown = (shown: string) =>
    new RegExp(`${escape(shown)}${/\w$/.test(shown) ? '(?![\\w-])' : ''}`).test(text);
  return words.filter(({ shown }) => !shown.some(isShown)).map(({ name }) => name);
}

function wordOf(name: string): Word {
  return { name, shown: [name] };
}

/** A key stands in code, alone or behind keys that it belongs to. What the author names is none. */
function keyWord(path: string): readonly Word[] {
  const parts = path.split('.');
  if (parts.at(-1) === '*') return [];
  return [{ name: path, shown: parts.map((_, index) => `\`${parts.slice(index).join('.')}\``) }];
}

function functionNames(): readonly string[] {
  const own = [...functionsFor(null).values()].map(({ name }) => name);
  const github = Object.values(wellKnownFunctions).map(({ name }) => name);
  const seen = new Map([...github, ...own].map((name) => [name.toLowerCase(), name]));
  return [...seen.values()];
}

// What a machine's boot tells the action of the same release: nobody else writes or reads it.
const BETWEEN_US = new Set(['MLPIPELINES_INTERRUPTION_FILE']);

/** Those that the sources name whole: what a step is given, and what operators set. */
function environmentVariables(): readonly string[] {
  const files = globSync('{app,action,content,runner-provisioner}/**/*.ts', { cwd: ROOT });
  const named = files.flatMap(
    (file) => withoutComments(file).match(/\bMLPIPELINES_[A-Z][A-Z_]*[A-Z]\b/g) ?? [],
  );
  return [...new Set(named)].filter((name) => !BETWEEN_US.has(name)).sort();
}

/** A comment may name one for an example. */
function withoutComments(file: string): string {
  return readFileSync(`${ROOT}${file}`, 'utf8').replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '');
}

function escape(word: string): string {
  return word.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
