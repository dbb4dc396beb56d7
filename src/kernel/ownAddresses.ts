import { sleep, type Programs } from './programs.js';

const pause = 20;
const tries = 100;

/**
 * Waits until the node takes in what goes to its IPv6 addresses: the kernel makes a local route of each some time after it was added.
 * @param run runs a program in the node's namespace
 * @see linux net/ipv6/addrconf.c addrconf_dad_work
 */
export async function awaitOwnAddresses(
  programs: Programs,
  run: (words: readonly string[]) => Promise<string>,
): Promise<void> {
  for (let left = tries; left > 0; left--) {
    const [addresses, routes] = await Promise.all([
      run(['ip', '-6', '-o', 'addr', 'show', 'up']),
      run(['ip', '-6', 'route', 'show', 'table', 'local', 'type', 'local']),
    ]);
    const local = new Set([...routes.matchAll(/^(?:local )?(\S+)/gm)].map(([, address]) => address));
    if ([...addresses.matchAll(/ inet6 ([^ /]+)/g)].every(([, address]) => local.has(address))) return;
    await sleep(programs, pause);
  }
}
