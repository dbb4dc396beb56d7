import type { KernelHop, KernelPacket, KernelStep, KernelTrace } from './kernelTrace.js';
import { kernelEndWords } from './kernelTrace.js';

/** A trace as a table can hold it: `FORWARD filter: FORWARD 1 JUMP A, A 1 RETURN, policy ACCEPT` for each hop, then the end. */
export function traceLines(trace: KernelTrace | undefined): readonly string[] {
  if (trace === undefined) return ['no connection'];
  return [...trace.hops.map(hopLine), kernelEndWords(trace.end)];
}

function hopLine(hop: KernelHop): string {
  return `${hop.hook} ${hop.table}: ${hop.steps.map(stepWords).join(', ')}`;
}

/** `A 1 JUMP B`, `policy DROP`. */
export function stepWords(step: KernelStep): string {
  if (step.kind === 'policy') return `policy ${step.verdict}`;
  return `${step.chain} ${step.rule} ${step.verdict}${step.to === undefined ? '' : ` ${step.to}`}`;
}

/** `10.0.0.1:40000 > 10.0.0.2:80 in eth0 out eth1 mark 0x1`. */
export function packetWords(packet: KernelPacket): string {
  const end = (address: string, port: number | undefined): string =>
    port === undefined ? address : `${address.includes(':') ? `[${address}]` : address}:${port}`;
  return [
    `${end(packet.source, packet.sourcePort)} > ${end(packet.destination, packet.destinationPort)}`,
    ...(packet.inInterface === '' ? [] : [`in ${packet.inInterface}`]),
    ...(packet.outInterface === '' ? [] : [`out ${packet.outInterface}`]),
    ...(packet.mark === 0 ? [] : [`mark 0x${packet.mark.toString(16)}`]),
  ].join(' ');
}
