export type JitConfig = {
  readonly name: string;
  readonly serverUrl: string;
  readonly token: string;
};

/** Reads an `encoded_jit_config`. Throws when it is none of this stand-in. */
export function readJitConfig(blob: string): JitConfig {
  const runner = fileOf(blob, '.runner') as { AgentName: string; ServerUrl: string };
  const credentials = fileOf(blob, '.credentials') as { Data: { Token: string } };
  return { name: runner.AgentName, serverUrl: runner.ServerUrl, token: credentials.Data.Token };
}

function fileOf(blob: string, name: string): unknown {
  const files = JSON.parse(Buffer.from(blob, 'base64').toString()) as Record<string, string>;
  return JSON.parse(Buffer.from(files[name] ?? '', 'base64').toString());
}
