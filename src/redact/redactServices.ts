import type { Names } from './names.js';
import { isNumeric, redactWords } from './redactWords.js';

/** @see ipvsadm ipvsadm.c print_service_entry, linux net/netfilter/ipvs Kconfig */
const known: ReadonlySet<string> = new Set(
  `-A -a -t -u -f -s -r -p -M -O -6 -m -g -i -w -x -y -b --add-service --add-server --tcp-service --udp-service --sctp-service
  --fwmark-service --scheduler --real-server --persistent --netmask --ops --ipv6 --masquerading --gatewaying --ipip --weight
  --u-threshold --l-threshold --sched-flags --pe sip --tun-type gue ipip gre --tun-port --tun-nocsum --tun-csum --tun-remcsum
  rr wrr lc wlc lblc lblcr dh sh sed nq fo ovf mh twos sh-fallback sh-port mh-fallback mh-port flag-1 flag-2 flag-3`.split(
    /\s+/,
  ),
);

/** The lines of `ipvsadm -Sn` with what `names` makes of them: what is neither number nor word of IPVS may be any name. */
export function redactServices(lines: readonly string[], names: Names): readonly string[] {
  return lines.map((line) =>
    redactWords(line, names, (word, previous) => {
      if (known.has(word)) return word;
      return isNumeric(word) && known.has(previous) ? word : undefined;
    }),
  );
}
