import { UsageError } from '../usage-error.ts';

/** The address of a server, as `https://mlp.example`. Only on this machine itself may it be without TLS: a token goes there. */
export function serverUrl(text: string): string {
  const url = URL.parse(text);
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    url.username !== '' ||
    url.password !== ''
  ) {
    throw new UsageError(`${text} is not an address of a server.`, 'As in https://mlp.example.com');
  }
  if (
    url.protocol === 'http:' &&
    !/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)
  ) {
    throw new UsageError(`${text} is not reached by https, and nothing is sent there.`);
  }
  return url.origin;
}
