import { isIP, isIPv6 } from 'node:net';

export type Asked = {
  /** Of the other end of the connection. */
  readonly address: string | undefined;
  /** `X-Forwarded-For`. */
  readonly forwarded: string | undefined;
};

/**
 * Who sent a request: the other end of the connection, or, behind so many proxies of ours, who the outermost of them
 * saw. What stands further to the left the sender may have written itself.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/X-Forwarded-For#selecting_an_ip_address
 */
export function senderOf({ address = '', forwarded = '' }: Asked, proxies: number): string {
  const seen = [...forwarded.split(',').map((word) => word.trim()), address];
  const named = seen.at(-1 - proxies) ?? '';
  return networkOf(isIP(named) === 0 ? address : named);
}

/** One customer has a /64 of IPv6 at least, and as many addresses as it likes: https://www.rfc-editor.org/rfc/rfc6177 */
function networkOf(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(Math.max(0, 8 - groups.length - after.length)).fill('0');
  const all = tail === undefined ? groups : [...groups, ...zeros, ...after];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
