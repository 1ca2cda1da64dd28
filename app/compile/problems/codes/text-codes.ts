import type { Explanation } from '../../../domain/explanation.ts';

/** The text of the file. */
export const TEXT_CODES = {
  'too-large': {
    says: 'the file is larger than 1 MiB',
    means: 'The file is larger than 1 MiB.',
    fix: 'Replace steps that repeat by one step with a `matrix`, and move long commands into scripts of the repository.',
  },
  'empty-file': {
    says: 'the file holds no pipeline',
    means: 'The file holds no pipeline: it is empty, or has comments alone.',
    fix: 'Write at least a `name` and one step. `mlpipelines init` writes a starter that runs.',
  },
  'yaml-syntax': {
    says: 'a value cannot begin with % in YAML',
    means: 'The text is not YAML.',
    fix: 'Go to the line named. Most often a quote is not closed, a colon lacks its space, or a value that begins with % or @ needs quotes. One file holds one pipeline, without `---`.',
  },
  'duplicate-key': {
    says: '`run` is written twice in this map',
    means:
      'A key is written twice in one map. YAML keeps only one of them, so the other would be lost.',
    fix: 'Keep one of the two, or rename one if two steps were meant.',
  },
  tab: {
    says: 'a tab indents this line, which YAML does not allow',
    means: 'A line is indented with a tab, which YAML does not allow.',
    fix: 'Indent with spaces. Most editors convert tabs for you.',
  },
  'too-deep': {
    says: 'maps and lists are nested too deeply here',
    means: 'Maps and lists are nested too deeply.',
    fix: 'Write the value flatter. A pipeline needs only a few levels.',
  },
  'alias-bomb': {
    says: 'the aliases of this file multiply to more than 200,000 values',
    means: 'The YAML aliases of the file multiply to more values than a pipeline can need.',
    fix: 'Write out what you mean, or use a `matrix` for steps that repeat.',
  },
  'unquoted-alias': {
    says: '`*.csv` is read as a YAML alias, and there is no anchor `&.csv`',
    means:
      'A value begins with `*`, which YAML reads as a reference to an anchor that does not exist.',
    fix: 'Put the value in quotes: `"*.csv"`.',
  },
  'unquoted-tag': {
    says: 'a value that begins with ! is read as a YAML tag, so `!failure()` would be empty',
    means: 'A value begins with `!`, which YAML reads as a tag, so that the value would be lost.',
    fix: 'Put the value in quotes: `if: "!failure()"`.',
  },
  'unquoted-expression': {
    says: '`${{ params.epochs }}` needs quotes here: YAML reads its braces, colons and # as its own',
    means: 'YAML reads the braces, colons or `#` of an expression as its own.',
    fix: 'Put the whole value in quotes: `"${{ params.epochs }}"`.',
  },
} satisfies Readonly<Record<string, Explanation>>;
