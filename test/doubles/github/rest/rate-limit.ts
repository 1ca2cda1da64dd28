import { ok, type Handlers } from '../http/handlers.ts';

export const rateLimitHandlers = {
  'rate-limit/get': ({ auth, limits }) => {
    const core = limits.report(auth, 'core');
    const spare = { limit: 30, remaining: 30, used: 0, reset: core.reset };
    return ok({
      resources: {
        core,
        graphql: limits.report(auth, 'graphql'),
        search: spare,
        actions_runner_registration: limits.report(auth, 'actions_runner_registration'),
      },
      rate: core,
    });
  },
} satisfies Handlers;
