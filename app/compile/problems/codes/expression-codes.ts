import type { Explanation } from '../../../domain/explanation.ts';

/** Expressions. */
export const EXPRESSION_CODES = {
  'bad-expression': {
    says: 'unexpected `+`: expressions have no arithmetic: compute it in `run`',
    means: 'The expression between `${{` and `}}` cannot be read.',
    fix: 'Correct it at the place marked. Strings are in single quotes, there is no arithmetic, and functions are those of GitHub Actions. See [Expressions](expressions.md).',
  },
  'expression-not-here': {
    says: '`steps.secret.shell` cannot hold an expression',
    means: 'This key is not evaluated, so an expression in it would stay text.',
    fix: 'Write the value out, or move the expression to a key that is evaluated, such as `run`, `env` or `if`.',
  },
  'context-not-here': {
    says: '`params` does not exist at this place',
    means:
      'The context has no value yet when this key is evaluated: `steps`, for example, exists only once steps have run.',
    fix: 'Use a context that the hint lists, or move the expression to a key that is evaluated later, such as `env` of a step.',
  },
  'status-not-here': {
    says: 'always() can only be asked in `if`',
    means: '`success()`, `failure()`, `cancelled()` and `always()` have a meaning in `if` alone.',
    fix: 'Ask in the `if` of the step, or read `steps.<id>.result`.',
  },
  'function-not-here': {
    says: 'hashFiles() is not available',
    means: 'GitHub Actions has this function, mlpipelines does not.',
    fix: 'Remove the call. In place of `hashFiles()`, list `files`: they are part of the cache key.',
  },
  'half-expression': {
    says: 'this `if` is a text with an expression in it, and a text is always true',
    means:
      'The `if` is a string with an expression inside it. Such a string is never empty, so the condition would always be true.',
    fix: 'Put the whole condition inside one `${{ }}`, or write it without braces.',
  },
  'computed-step': {
    says: 'a step must be named here as it is, so that its edge is known before the run',
    means:
      'The step is named by a computed value, so nobody can tell before the run which step has to come first.',
    fix: 'Name the step itself: `steps.train`.',
  },
  'unknown-property': {
    says: '`github` has no `refs`',
    means: 'The context does not have this property.',
    fix: 'Correct the spelling. The hint lists what the context has.',
  },
  'unknown-param': {
    says: 'there is no param `epoch`',
    means: 'The param is not declared under `params`.',
    fix: 'Declare it, or correct the spelling.',
  },
  'unknown-matrix-key': {
    says: 'the matrix of this step has no `lr`',
    means: 'The matrix of this step has no such key, or the step has no matrix.',
    fix: 'Add the key to `strategy.matrix`, or correct the spelling.',
  },
  'unknown-env': {
    says: '`env` of this file does not set `MISSING`',
    means: '`env` of the file does not set this variable.',
    fix: 'Add it to `env`. In `run`, read a variable of the machine as `"$NAME"`.',
  },
  'secret-not-here': {
    says: '`secrets` can only be read by a value of `env`',
    means:
      'A secret may only be the whole value of a variable in `env`. Elsewhere it could get into logs, names and cache keys.',
    fix: 'Write `env: { TOKEN: "${{ secrets.TOKEN }}" }` and use `"$TOKEN"` in `run`.',
  },
  'unsafe-value': {
    says: 'the value "a b" of ${{ matrix.name }} is not one safe word',
    means:
      'The value would be pasted into a shell command, and holds spaces or characters that the shell would interpret.',
    fix: 'Pass it through `env`, and use `"$NAME"` in `run`.',
  },
  'failed-expression': {
    says: "${{ fromJSON('[') }}: fromJSON was given a text that is not JSON: [",
    means:
      'The expression is evaluated before the run starts, and failed or gave a value that its key does not take.',
    fix: 'Correct the expression, or the param that it reads.',
  },
} satisfies Readonly<Record<string, Explanation>>;
