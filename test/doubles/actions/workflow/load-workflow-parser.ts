import { registerHooks } from 'node:module';

import type * as WorkflowParser from '@actions/workflow-parser';

type Parser = typeof WorkflowParser;

let loaded: Promise<Parser> | undefined;

/**
 * GitHub's own parser of workflow files. Its modules import JSON without the attribute that Node asks for, so the
 * attribute is added while they resolve: https://nodejs.org/api/module.html#synchronous-hooks-accepted-by-moduleregisterhooks
 */
export function loadWorkflowParser(): Promise<Parser> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Parser> {
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      const resolved = next(specifier, context);
      return resolved.url.endsWith('.min.json')
        ? { ...resolved, format: 'json', importAttributes: { type: 'json' } }
        : resolved;
    },
  });
  try {
    return await import('@actions/workflow-parser');
  } finally {
    hooks.deregister();
  }
}
