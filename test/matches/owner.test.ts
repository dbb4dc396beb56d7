import owner from '../../src/matches/owner.js';
import { testMatch } from '../extension/support.js';

const root = { socket: 'yes', uid: 0, gid: 0 } as const;
const user = { socket: 'yes', uid: 1000, gid: 100 } as const;
const forwarded = { socket: 'no' } as const;
const withoutUser = { socket: 'yes' } as const;

testMatch(owner, {
  decides: [
    ['-m owner --uid-owner 0', root, 'yes'],
    ['-m owner --uid-owner root', root, 'yes'],
    ['-m owner --uid-owner 0', user, 'no'],
    ['-m owner ! --uid-owner 0', user, 'yes'],
    ['-m owner --uid-owner 500-1500', user, 'yes'],
    ['-m owner --uid-owner 500:1500 --gid-owner 0', user, 'no'],
    ['-m owner --uid-owner 1500-500', user, 'no'],
    ['-m owner --socket-exists', user, 'yes'],
    ['-m owner ! --socket-exists', user, 'no'],
    // Without a socket exactly the negated forms hold.
    ['-m owner --socket-exists', forwarded, 'no'],
    ['-m owner ! --socket-exists', forwarded, 'yes'],
    ['-m owner --uid-owner 0', forwarded, 'no'],
    ['-m owner ! --uid-owner 0', forwarded, 'yes'],
    ['-m owner ! --uid-owner 0 --gid-owner 0', forwarded, 'no'],
    ['-m owner --socket-exists ! --uid-owner 0', forwarded, 'no'],
    // The stack's own sockets have no user.
    ['-m owner --uid-owner 0', withoutUser, 'no'],
    ['-m owner --socket-exists ! --uid-owner 0', withoutUser, 'yes'],
    ['-m owner --gid-owner 100 --suppl-groups', user, 'yes'],
    ['-m owner --gid-owner 4 --suppl-groups', user, 'unknown'],
    ['-m owner --gid-owner 4 --suppl-groups', { ...user, told: { 'owner:suppl-groups=4': true } }, 'yes'],
    ['-m owner ! --gid-owner 4 --suppl-groups', { ...user, told: { 'owner:suppl-groups=4': true } }, 'no'],
    ['-m owner ! --gid-owner 4 --suppl-groups', forwarded, 'no'],
    ['-m owner ! --gid-owner 4 --suppl-groups', withoutUser, 'yes'],
    ['-m owner --uid-owner 0', { socket: 'yes', open: ['uid'] }, 'unknown'],
    ['-m owner --uid-owner 0', root, 'yes', 6],
  ],
  reads: [
    ['-m owner', 'refused'],
    ['-m owner --suppl-groups', 'refused'],
    ['-m owner --suppl-groups --gid-owner 0-10', 'refused'],
    ['-m owner --gid-owner 0-10 --suppl-groups', 'OK'],
    ['-m owner --gid-owner 0-10 ! --suppl-groups', 'refused'],
    ['-m owner --uid-owner 4294967294', 'OK'],
    ['-m owner --uid-owner 4294967295', 'refused'],
    ['-m owner --uid-owner 1-2-3', 'refused'],
    ['-m owner --uid-owner nosuchuser', 'refused'],
    ['-m owner --pid-owner 5', 'refused'],
  ],
});
