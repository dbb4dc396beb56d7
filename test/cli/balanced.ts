import { nat } from '../lint/lintCases.js';

/** A service whose backends are drawn in turn, as kube-proxy writes it. */
export const balanced = (...backends: readonly string[]): string =>
  nat(
    backends
      .map((backend, index) => {
        const left = backends.length - index;
        const draws = left === 1 ? '' : ` -m statistic --mode random --probability ${(1 / left).toFixed(11)}`;
        return `-A PREROUTING -d 10.96.0.1/32 -p tcp${draws} -j DNAT --to-destination ${backend}`;
      })
      .join('\n'),
  );
