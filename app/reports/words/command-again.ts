import { shellWord } from '../../../text/shell-word.ts';
import type { OfServer } from '../../domain/run/of-server.ts';
import type { RunOptions } from '../../domain/run/run.ts';

/**
 * The command that starts a pipeline as someone asked for it, as it is to be typed: with these flags (`--failed 12`),
 * and the params and flags that were given then.
 */
export function commandAgain(
  pipeline: string,
  options: Partial<RunOptions>,
  flags: readonly string[] = [],
): string {
  const { params = {}, noCache = false } = options;
  const without = typeof noCache === 'boolean' ? [] : noCache;
  return [
    'mlpipelines run',
    shellWord(pipeline),
    ...flags,
    ...Object.entries(params).map(([name, text]) => `--param ${shellWord(`${name}=${text}`)}`),
    ...without.map((step) => `--no-cache ${step}`),
    ...(options.deploy === true ? ['--deploy'] : []),
    ...(options.inPlace === true ? ['--in-place'] : []),
    ...(options.noContainer === true ? ['--no-container'] : []),
    ...(options.server === undefined ? [] : serverFlags(options.server)),
  ].join(' ');
}

function serverFlags({ url, repository, isNamed }: OfServer): readonly string[] {
  return [`--server ${url}`, ...(isNamed === true ? [`--repository ${repository}`] : [])];
}
