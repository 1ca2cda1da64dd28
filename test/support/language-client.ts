import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createRequire } from 'node:module';

type Message = {
  readonly id?: number;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
  readonly params?: unknown;
};

/** A YAML document open in an editor. Lines and characters count from 0, as in the protocol. */
export type OpenDocument = {
  hover(at: Place): Promise<string>;
  complete(at: Place): Promise<readonly string[]>;
  diagnostics(): Promise<readonly string[]>;
};
type Place = { readonly line: number; readonly character: number };

export type LanguageClient = {
  open(uri: string, text: string): OpenDocument;
  close(): Promise<void>;
};

/**
 * Starts yaml-language-server as an editor does, over stdio, and speaks the Language Server Protocol with it:
 * https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/
 */
export async function startLanguageClient(): Promise<LanguageClient> {
  const bin = createRequire(import.meta.url).resolve(
    'yaml-language-server/bin/yaml-language-server',
  );
  const server = spawn(process.execPath, [bin, '--stdio']);
  const connection = connect(server);
  const settings = {
    yaml: { hover: true, completion: true, validate: true, schemaStore: { enable: false } },
  };
  connection.answer('workspace/configuration', (params) =>
    configurationItems(params).map(({ section }) => settings[section as 'yaml'] ?? {}),
  );
  await connection.request('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      workspace: { configuration: true },
      textDocument: {
        hover: { contentFormat: ['markdown'] },
        completion: { completionItem: { snippetSupport: true } },
      },
    },
  });
  connection.notify('initialized', {});
  connection.notify('workspace/didChangeConfiguration', { settings });
  return {
    open: (uri, text) => openDocument(connection, uri, text),
    async close() {
      await connection.request('shutdown', null);
      connection.notify('exit', null);
      await new Promise((resolve) => server.once('exit', resolve));
    },
  };
}

function openDocument(connection: Connection, uri: string, text: string): OpenDocument {
  const textDocument = { uri };
  const diagnostics = connection.next('textDocument/publishDiagnostics', (params) => {
    return (params as { uri: string }).uri === uri;
  });
  connection.notify('textDocument/didOpen', {
    textDocument: { uri, languageId: 'yaml', version: 1, text },
  });
  return {
    async hover(position) {
      const answer = await connection.request('textDocument/hover', { textDocument, position });
      return (answer as { contents: { value: string } } | null)?.contents.value ?? '';
    },
    async complete(position) {
      const answer = await connection.request('textDocument/completion', {
        textDocument,
        position,
      });
      const { items } = answer as { items: readonly { label: string }[] };
      return items.map(({ label }) => label);
    },
    async diagnostics() {
      const found = (await diagnostics) as { diagnostics: readonly { message: string }[] };
      return found.diagnostics.map(({ message }) => message);
    },
  };
}

type Connection = ReturnType<typeof connect>;

function connect(server: ChildProcessWithoutNullStreams) {
  const pending = new Map<number, (message: Message) => void>();
  const answers = new Map<string, (params: unknown) => unknown>();
  const waiting: {
    method: string;
    wanted: (params: unknown) => boolean;
    resolve: (params: unknown) => void;
  }[] = [];
  let count = 0;
  server.stdout.on('data', framesTo(receive));

  function send(message: object): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  function receive(message: Message): void {
    const { id, method, params } = message;
    if (method === undefined) pending.get(id ?? -1)?.(message);
    else if (id !== undefined) send({ id, result: answers.get(method)?.(params) ?? null });
    else {
      for (const one of waiting)
        if (one.method === method && one.wanted(params)) one.resolve(params);
    }
  }

  return {
    notify: (method: string, params: unknown) => send({ method, params }),
    answer: (method: string, give: (params: unknown) => unknown) => void answers.set(method, give),
    next: (method: string, wanted: (params: unknown) => boolean) =>
      new Promise<unknown>((resolve) => waiting.push({ method, wanted, resolve })),
    request(method: string, params: unknown): Promise<unknown> {
      const id = ++count;
      send({ id, method, params });
      return new Promise((resolve, reject) => {
        pending.set(id, ({ result, error }) =>
          error === undefined ? resolve(result) : reject(new Error(`${method}: ${error.message}`)),
        );
      });
    },
  };
}

/** Cuts the stream into messages: a header `Content-Length: n`, an empty line, n bytes of JSON. */
function framesTo(receive: (message: Message) => void): (chunk: Buffer) => void {
  let buffer = Buffer.alloc(0);
  return (chunk) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const end = buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(buffer.toString('ascii', 0, end))?.[1]);
      if (buffer.length < end + 4 + length) return;
      const body = buffer.toString('utf8', end + 4, end + 4 + length);
      buffer = buffer.subarray(end + 4 + length);
      receive(JSON.parse(body) as Message);
    }
  };
}

function configurationItems(params: unknown): readonly { readonly section: string }[] {
  return (params as { items: readonly { section: string }[] }).items;
}
