import { loadWorkflowParser } from './load-workflow-parser.ts';

/** What GitHub's parser finds wrong with a workflow file. */
export async function problemsOf(path: string, text: string): Promise<string[]> {
  const parser = await loadWorkflowParser();
  const name = path.slice(path.lastIndexOf('/') + 1);
  const { context, value } = parser.parseWorkflow(
    { name, content: text },
    new parser.NoOperationTraceWriter(),
  );
  const read = context.errors.getErrors().map(({ message }) => message);
  if (value === undefined || read.length > 0) return [...new Set(read)];
  const { errors } = await parser.convertWorkflowTemplate(context, value);
  return [...new Set((errors ?? []).map(({ Message }) => Message))];
}
