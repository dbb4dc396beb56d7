import type { ToldPath, ToldTrace } from './told.js';

/**
 * Cuts the paths where the kernel of the namespace cannot follow: at IPVS, which does not run there, and where the trace itself was
 * abandoned. `cut` says why.
 */
export function cutPaths({ paths }: ToldTrace): {
  readonly paths: readonly ToldPath[];
  readonly cut: readonly string[];
} {
  const cut = new Set<string>();
  const kept = paths.map((path): ToldPath => {
    const ipvs = path.hops.findIndex((hop) => hop.kind === 'ipvs');
    if (ipvs >= 0) {
      cut.add('what IPVS does with the packet, and all behind that: no IPVS runs in the namespace');
      return { ...path, hops: path.hops.slice(0, ipvs), cut: true };
    }
    if (path.disposition.kind !== 'abandoned') return path;
    cut.add('what is behind the end of the trace, which was abandoned there');
    return { ...path, cut: true };
  });
  return { paths: kept, cut: [...cut] };
}
