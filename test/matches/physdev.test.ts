import physdev from '../../src/matches/physdev.js';
import { testMatch } from '../extension/support.js';

const routed = { inInterface: 'eth0', told: { physdev: false } } as const;
const bridged = {
  inInterface: 'br0',
  told: {
    physdev: true,
    'physdev:bridged': true,
    'physdev:in=tap1': true,
    'physdev:in=tap2': false,
    'physdev:out=tap2': true,
  },
} as const;

/** It came by a bridge, and the node routed it. */
const routedFromBridge = {
  inInterface: 'br0',
  told: { physdev: true, 'physdev:bridged': false, 'physdev:in=tap1': true, 'physdev:out=tap2': false },
} as const;

testMatch(physdev, {
  decides: [
    ['-m physdev --physdev-in tap1', {}, 'unknown'],
    // Through no bridge: exactly the negated forms hold, and one answer settles all.
    ['-m physdev --physdev-in tap1', routed, 'no'],
    ['-m physdev ! --physdev-in tap1', routed, 'yes'],
    ['-m physdev --physdev-is-in', routed, 'no'],
    ['-m physdev ! --physdev-is-in ! --physdev-out tap2', routed, 'yes'],
    ['-m physdev --physdev-is-bridged', routed, 'no'],
    ['-m physdev ! --physdev-is-bridged --physdev-in tap1', routed, 'no'],
    ['-m physdev --physdev-in tap1 --physdev-is-bridged', bridged, 'yes'],
    ['-m physdev --physdev-in tap2 --physdev-is-bridged', bridged, 'no'],
    ['-m physdev --physdev-out tap2', bridged, 'yes'],
    ['-m physdev --physdev-is-in --physdev-is-out', bridged, 'yes'],
    ['-m physdev ! --physdev-is-out', bridged, 'no'],
    [
      '-m physdev ! --physdev-out tap3',
      { ...bridged, told: { ...bridged.told, 'physdev:out=tap3': false } },
      'yes',
    ],
    // Without a port to leave by, --physdev-out fails, negated or not.
    ['-m physdev --physdev-out tap2', routedFromBridge, 'no'],
    ['-m physdev ! --physdev-out tap2', routedFromBridge, 'no'],
    ['-m physdev --physdev-in tap1 ! --physdev-out tap2', routedFromBridge, 'no'],
    ['-m physdev ! --physdev-is-out ! --physdev-is-bridged', routedFromBridge, 'yes'],
    ['-m physdev --physdev-in tap+', bridged, 'unknown'],
    ['-m physdev --physdev-is-in', bridged, 'yes', 6],
  ],
  reads: [
    ['-m physdev', 'refused'],
    ['-m physdev --physdev-in abcdefghijklmno', 'OK'],
    ['-m physdev --physdev-in abcdefghijklmnop', 'refused'],
    ['-m physdev --physdev-in a --physdev-in b', 'refused'],
  ],
});
