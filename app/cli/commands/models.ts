import { fetchModel } from '../fetch/fetch-model.ts';
import { diffModels } from '../models/diff-models.ts';
import { listModels } from '../models/list-models.ts';
import { deleteModel, deprecateModel, type Marking } from '../models/mark-model.ts';
import { freezeByHand, promoteModel, rollbackModel, type Moving } from '../models/move-by-hand.ts';
import { withRegistry, type Of, type OpenRegistry } from '../models/open-registry.ts';
import { printCard } from '../models/print-card.ts';
import { showLineage } from '../models/show-lineage.ts';
import { showModel } from '../models/show-model.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { modelsOfServer } from '../models/models-of-server.ts';
import { chooseServer, repositoryMeant } from '../server/choose-server.ts';
import { UsageError } from '../usage-error.ts';

type Options = Of & {
  readonly server?: string | true;
  readonly json?: true;
  readonly reason?: string;
  readonly undo?: true;
  readonly yes?: true;
  readonly to?: string;
  readonly until?: string;
};

type Act = (registry: OpenRegistry, words: readonly string[]) => Promise<ExitCode>;
type Verb = {
  /** How its words are written. */
  readonly words: string;
  readonly fewest: number;
  readonly most: number;
  readonly act: Act;
};

/** `models [list]`, `show`, `lineage`, `diff`, `get`, `card`, `promote`, `rollback`, `freeze`, `deprecate` and `delete`. */
export async function models(
  shell: Shell,
  words: readonly string[],
  options: Options,
): Promise<ExitCode> {
  const verbs = verbsOf(shell, options);
  const [first = 'list', ...rest] = words;
  // A model may be named alone; the verbs come before it.
  const [name, given] = Object.hasOwn(verbs, first) ? [first, rest] : ['list', words];
  const verb = verbs[name];
  if (verb === undefined || given.length < verb.fewest || given.length > verb.most) {
    throw new UsageError(
      given === words
        ? `There is no command "models ${first}".`
        : `models ${name} takes ${verb?.words ?? 'no model'}.`,
      `Available: ${Object.keys(verbs).join(', ')}. More: mlpipelines models --help`,
    );
  }
  requireFitting(name, options);
  const { server } = options;
  if (server !== undefined) return askedOfServer(shell, { ...options, server }, [name, given]);
  return withRegistry(shell, options, (registry) => verb.act(registry, given));
}

async function askedOfServer(
  shell: Shell,
  { server, state, repository: named, json }: Options & { readonly server: string | true },
  [verb, words]: readonly [string, readonly string[]],
): Promise<ExitCode> {
  if (state !== undefined) throw new UsageError('--server and --state cannot be combined.');
  const at = await chooseServer(shell, server);
  const repository = await repositoryMeant(shell, named);
  return modelsOfServer(shell, { at, repository }, { verb, words, json: json === true });
}

/** Of verbs that take one reference. */
function one(act: (registry: OpenRegistry, reference: string) => Promise<ExitCode>): Act {
  return (registry, [reference = '']) => act(registry, reference);
}

const ONE = { words: 'MODEL[@ALIAS|@VERSION]', fewest: 1, most: 1 } as const;
const EXACT = { ...ONE, words: 'MODEL@VERSION' } as const;

function verbsOf(shell: Shell, options: Options): Readonly<Record<string, Verb>> {
  const json = options.json === true;
  const { reason = null, undo = false, yes = false } = options;
  const marking: Marking = { reason, undo, yes, json };
  return {
    list: {
      words: '[MODEL]',
      fewest: 0,
      most: 1,
      act: (registry, [model]) => listModels(shell, registry, model ?? null, json),
    },
    show: { ...ONE, act: one((registry, of) => showModel(shell, registry, of, json)) },
    lineage: {
      ...ONE,
      words: 'MODEL[@ALIAS|@VERSION], or a digest, file or folder',
      act: one((registry, of) => showLineage(shell, registry, of, json)),
    },
    diff: {
      words: 'MODEL@VERSION MODEL@VERSION',
      fewest: 2,
      most: 2,
      act: (registry, [from = '', to = '']) => diffModels(shell, registry, [from, to], json),
    },
    get: {
      words: 'MODEL[@ALIAS|@VERSION] [DIR]',
      fewest: 1,
      most: 2,
      act: (registry, [reference = '', to]) =>
        get(shell, registry, { reference, to: to ?? null }, json),
    },
    card: { ...ONE, act: one((registry, of) => printCard(shell, registry, of, json)) },
    deprecate: {
      ...EXACT,
      act: one((registry, of) => deprecateModel(shell, registry, of, marking)),
    },
    ...handVerbs(shell, options),
    delete: { ...EXACT, act: one((registry, of) => deleteModel(shell, registry, of, marking)) },
  };
}

/** Verbs by which a person moves aliases, or keeps them where they are. */
function handVerbs(shell: Shell, options: Options): Readonly<Record<string, Verb>> {
  const { reason = null, yes = false, to = null, until = null } = options;
  const json = options.json === true;
  const moving: Moving = { to, yes, json };
  return {
    promote: {
      ...EXACT,
      act: one((registry, of) => promoteModel(shell, registry, of, moving)),
    },
    rollback: {
      ...ONE,
      words: 'MODEL@ALIAS',
      act: one((registry, of) => rollbackModel(shell, registry, of, moving)),
    },
    freeze: {
      ...ONE,
      words: 'MODEL',
      act: one((registry, of) => {
        if (until !== null) return freezeByHand(shell, registry, of, { until, reason, json });
        throw new UsageError('Say until when: --until 2026-12-24, or --until 3d.');
      }),
    },
    unfreeze: {
      ...ONE,
      words: 'MODEL',
      act: one((registry, of) =>
        freezeByHand(shell, registry, of, { until: null, reason: null, json }),
      ),
    },
  };
}

async function get(
  shell: Shell,
  { store, state }: OpenRegistry,
  wanted: { readonly reference: string; readonly to: string | null },
  json: boolean,
): Promise<ExitCode> {
  if (state === null) {
    throw new UsageError(
      'The bytes of a server are not fetched by this command.',
      "Jobs get them by their repository's name under `consumers` in the policy.",
    );
  }
  await fetchModel(shell, { store, state }, wanted, json);
  return 0;
}

/** Options that only some verbs have. */
function requireFitting(name: string, { reason, undo, yes, to, until }: Options): void {
  const fits = {
    '--reason': reason === undefined || ['deprecate', 'delete', 'freeze'].includes(name),
    '--undo': undo === undefined || name === 'deprecate',
    '--yes': yes === undefined || ['delete', 'promote', 'rollback'].includes(name),
    '--to': to === undefined || name === 'promote' || name === 'rollback',
    '--until': until === undefined || name === 'freeze',
  };
  const wrong = Object.entries(fits).find(([, isRight]) => !isRight);
  if (wrong !== undefined) throw new UsageError(`models ${name} has no option ${wrong[0]}.`);
}

export const modelsCommand: CommandModule = {
  help: {
    summary: 'registered models: versions, aliases, lineage',
    description:
      'List registered models, show where a version came from and what came of it, compare two, print the card of one, or say that one is not to be used any more.',
    examples: [
      ['mlpipelines models', 'all models'],
      ['mlpipelines models churn --json', 'versions of one, for a program'],
      ['mlpipelines models show churn', 'its versions and the history of its aliases'],
      ['mlpipelines models lineage churn@production', 'its run, commit, reviewers and data'],
      ['mlpipelines models lineage data/train.csv', 'versions that came from this file'],
      ['mlpipelines models diff churn@production churn@7', 'metrics, params and data of both'],
      ['mlpipelines models promote churn@7 --to production', 'moves an alias of this machine'],
      ['mlpipelines models rollback churn@production', 'to the version that it held before'],
      ['mlpipelines models freeze churn --until 3d', 'keeps its aliases where they are'],
      ['mlpipelines models card churn@7', 'its model card, in Markdown'],
      [
        'mlpipelines models deprecate churn@3 --reason "leaks the label"',
        'warns whoever looks at it',
      ],
      [
        'mlpipelines models delete churn@3 --reason "trained on withdrawn data"',
        'gives up its bytes',
      ],
    ],
  },
  declare: (command, shell) =>
    command
      .argument(
        '[words...]',
        'list, show, lineage, diff, get, card, promote, rollback, freeze, unfreeze, deprecate or delete, then a model',
      )
      .option('--reason <text>', 'with deprecate, delete and freeze: why')
      .option('--to <alias|version>', 'with promote: the alias; with rollback: the version')
      .option('--until <date|length>', 'with freeze: 2026-12-24, or 3d')
      .option('--undo', 'with deprecate: takes it back')
      .option('--yes', 'with delete, promote and rollback: without asking')
      .option('--server [url]', 'on a server; default: where you signed in (mlpipelines login)')
      .option('--repository <owner/name>', 'models of this repository, on a server')
      .option('--state <folder>', 'with --repository: the state folder of the server')
      .option('--json', 'one JSON document on stdout')
      .action(async (words: readonly string[], options: Options) =>
        shell.exit(await models(shell, words, options)),
      ),
};
