import type { DispositionKind } from '../../trace/trace.js';

/** The end of a packet as a sign, for the eye. */
export function dispositionSign(kind: DispositionKind): string {
  switch (kind) {
    case 'forwarded':
    case 'delivered':
    case 'sent':
      return '✅';
    case 'dropped':
    case 'rejected':
      return '❌';
    case 'queued':
    case 'stolen':
    case 'abandoned':
      return '❔';
  }
}
