import { data, Evaluator, Lexer, Parser } from '@actions/expressions';

type Context = Readonly<Record<string, unknown>>;

/** A workflow's `run-name` with its `${{ }}` evaluated by GitHub's own evaluator. */
export function evaluateRunName(template: string, context: Context): string {
  const known = dictionaryOf(context);
  return template.replace(/\$\{\{(.*?)\}\}/gs, (_, source: string) => {
    const names = known.pairs().map(({ key }) => key);
    const tree = new Parser(new Lexer(source.trim()).lex().tokens, names, []).parse();
    return new Evaluator(tree, known).evaluate().coerceString();
  });
}

function dataOf(value: unknown): data.ExpressionData {
  if (typeof value === 'string') return new data.StringData(value);
  if (typeof value === 'number') return new data.NumberData(value);
  if (typeof value === 'boolean') return new data.BooleanData(value);
  if (typeof value === 'object' && value !== null) return dictionaryOf(value as Context);
  return new data.Null();
}

function dictionaryOf(value: Context): data.Dictionary {
  return new data.Dictionary(
    ...Object.entries(value).map(([key, each]) => ({ key, value: dataOf(each) })),
  );
}
