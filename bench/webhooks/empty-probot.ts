/** Probot with a handler that does nothing, at the path and with the secret of the environment: the reference. */
import { createServer } from 'node:http';
import { createNodeMiddleware, createProbot, type ApplicationFunction } from 'probot';

const { APP_ID: appId, PRIVATE_KEY: privateKey, WEBHOOK_SECRET: secret, PORT } = process.env;
const app: ApplicationFunction = (probot) => {
  probot.onAny(() => {});
};
const probot = createProbot({
  overrides: { appId, privateKey, secret, logLevel: 'error' },
  env: {},
});
const middleware = await createNodeMiddleware(app, { probot });
const server = createServer((request, response) => {
  void middleware(request, response, () => response.writeHead(404).end());
});
server.listen(Number(PORT), 'localhost');
