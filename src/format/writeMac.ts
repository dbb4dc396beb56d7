/** A MAC address, 48 bits, as ip and iptables print it: `02:00:0a:f4:01:02`. */
export function writeMac(mac: number): string {
  const digits = mac.toString(16).padStart(12, '0');
  return digits.replace(/..(?!$)/g, '$&:');
}
