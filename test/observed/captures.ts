/** Bytes as latin1 text, from hexadecimal digits. */
export function hex(...digits: readonly string[]): string {
  return digits
    .join('')
    .replaceAll(/\s/g, '')
    .replaceAll(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}

/** A number in so many bytes, the lower byte first unless `network`. */
export function number(value: number, bytes: 2 | 4, network = false): string {
  const parts = Array.from({ length: bytes }, (_, index) =>
    String.fromCharCode((value / 256 ** index) & 0xff),
  );
  return (network ? parts.reverse() : parts).join('');
}

/** A pcap file. */
export function pcap(
  linkType: number,
  frames: readonly string[],
  network = false,
  magic = 0xa1b2c3d4,
): string {
  const long = (value: number): string => number(value, 4, network);
  const short = (value: number): string => number(value, 2, network);
  return [
    long(magic) + short(2) + short(4) + long(0) + long(0) + long(262144) + long(linkType),
    ...frames.map((frame) => long(1) + long(2) + long(frame.length) + long(frame.length) + frame),
  ].join('');
}

/** A block of a pcapng file. */
export function block(type: number, body: string, network = false): string {
  const padded = body.padEnd(Math.ceil(body.length / 4) * 4, '\0');
  const size = number(padded.length + 12, 4, network);
  return number(type, 4, network) + size + padded + size;
}

/** An option of such a block. */
export function option(code: number, value: string, network = false): string {
  const padded = value.padEnd(Math.ceil(value.length / 4) * 4, '\0');
  return number(code, 2, network) + number(value.length, 2, network) + padded;
}

/** A section, an interface and frames of it: enhanced packet blocks, with their way in or out. */
export function pcapng(
  linkType: number,
  name: string,
  frames: readonly (readonly [frame: string, way: 0 | 1 | 2])[],
  network = false,
): string {
  const long = (value: number): string => number(value, 4, network);
  const short = (value: number): string => number(value, 2, network);
  return [
    block(0x0a0d0d0a, long(0x1a2b3c4d) + short(1) + short(0) + long(0xffffffff) + long(0xffffffff), network),
    block(
      1,
      short(linkType) + short(0) + long(0) + option(2, name, network) + option(0, '', network),
      network,
    ),
    block(99, 'something else', network),
    ...frames.map(([frame, way]) => {
      const data = frame.padEnd(Math.ceil(frame.length / 4) * 4, '\0');
      const head = long(0) + long(0) + long(0) + long(frame.length) + long(frame.length);
      return block(6, head + data + option(2, long(way), network) + option(0, '', network), network);
    }),
  ].join('');
}

const ends4 = '0af40102 c0a80a02';
/** 10.244.1.2:51020 to 192.168.10.2:8080, a SYN. */
export const tcp4 = hex(`45b8003c 12624000 3f060000 ${ends4} c74c1f90 5dc42e0a 00000000 a002faf0 00000000`);
export const udp4 = hex(`4500001f 12624000 40110000 ${ends4} c74c0035 000b0000 616263`);
export const later4 = hex(`450005dc 12622001 40110000 ${ends4} 6162636465666768`);
export const first4 = hex(`450005dc 12622000 40110000 ${ends4} c74c0035 0bc00000`);
export const ping4 = hex(`45000054 12624000 40010000 ${ends4} 0800f7ff 004d0001`);
/** With an IP option of four bytes. */
export const options4 = hex(`46000024 12624000 40110000 ${ends4} 94040000 c74c0035 000b0000`);
const ends6 = 'fd000001000000000000000000000002 fd000002000000000000000000000002';
export const tcp6 = hex(`6b84bb9d 0014063f ${ends6} 8cf20050 00000000 00000000 5010fde8 00000000`);
/** ICMPv6 behind a hop-by-hop header. */
export const listener6 = hex(`60000000 00100001 ${ends6} 3a00050200000000 8f000000 00000001`);
export const headers6 = hex(
  `60000000 00200040 ${ends6} 2b00010400000000 3c00000000000000 1100010400000000 c74c0035 00080000`,
);
export const atomic6 = hex(`60000000 00102c40 ${ends6} 1100000000000007 c74c0035 00080000`);
export const later6 = hex(`60000000 00182c40 ${ends6} 110005a8 0000002a 6162636465666768 6162636465666768`);

/** An attribute of what an NFLOG rule sends. */
function attribute(type: number, value: string, network: boolean): string {
  const short = (each: number): string => number(each, 2, network);
  return (short(value.length + 4) + short(type) + value).padEnd(4 + Math.ceil(value.length / 4) * 4, '\0');
}

/** What an NFLOG rule sends: its attributes by number. `network`: the order of their lengths. */
export function nflog(
  values: readonly (readonly [type: number, value: string])[],
  { network = false, family = 2 }: { readonly network?: boolean; readonly family?: number } = {},
): string {
  const head = String.fromCharCode(family) + hex('00 0005');
  return head + values.map(([type, value]) => attribute(type, value, network)).join('');
}

/** From FORWARD of a rule with the prefix "seen: ", a packet that came in by interface 4 and leaves by 2. */
export function nflogForward(packet: string, hook = 2, network = false): string {
  return nflog(
    [
      [1, hex('0800', hook.toString(16).padStart(2, '0'), '00')],
      [10, 'seen: \0'],
      [4, hex('00000004')],
      [5, hex('00000002')],
      [2, hex('00000040')],
      [8, hex('0006 0000 76c23407f347 0000')],
      [15, hex('0001')],
      [9, packet],
    ],
    { network },
  );
}

const macs = '0edd066d6358 76c23407f347';
export const ethernet = (type: string, packet: string): string => hex(macs, type) + packet;
