import { registerHooks } from 'node:module';

/**
 * Makes packages load as CommonJS where they come as both. Node's ESM loader reads a package's `exports` again for each
 * of its modules: of drizzle-orm, with 447 entries, that takes half a second and 150 MB, as CommonJS a tenth of it.
 * https://nodejs.org/api/module.html#synchronous-hooks-accepted-by-moduleregisterhooks
 */
export function loadAsCommonJs(packages: readonly string[]): void {
  registerHooks({
    resolve: (specifier, context, next) => {
      const isMeant = packages.some(
        (name) => specifier === name || specifier.startsWith(`${name}/`),
      );
      return next(specifier, isMeant ? { ...context, conditions: COMMONJS } : context);
    },
  });
}

const COMMONJS = ['node', 'require', 'module-sync', 'node-addons'];
