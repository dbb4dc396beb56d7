import { broken } from './samples/broken.js';
import { calicoDrop } from './samples/calicoDrop.js';
import { hostile } from './samples/hostile.js';
import { nat } from './samples/nat.js';
import type { Sample } from './samples/sample.js';
import { service } from './samples/service.js';
import { small } from './samples/small.js';
import { unknownSets } from './samples/unknownSets.js';

/** The traces that every format is shown with, by the name of their snapshots. */
export const samples: Readonly<Record<string, Sample>> = {
  'calico-drop': calicoDrop,
  service,
  nat,
  'unknown-sets': unknownSets,
  broken,
  hostile,
  ...small,
};
