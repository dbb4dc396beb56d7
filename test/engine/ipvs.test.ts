import { describe, expect, it } from 'vitest';
import { endOf, stationsOf, table, trace } from './trace.js';

const dump =
  table('filter', ':INPUT ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]') + table('nat', ':POSTROUTING ACCEPT [0:0]');
const addrs =
  '2: eth0    inet 192.0.2.1/24 scope global eth0\n3: kube-ipvs0    inet 10.96.0.10/32 scope global kube-ipvs0\n';
const ipvs = [
  '-A -u 10.96.0.10:53 -s rr',
  '-a -u 10.96.0.10:53 -r 10.244.1.5:5353 -m -w 1',
  '-a -u 10.96.0.10:53 -r 10.244.2.6:5353 -m -w 1',
  '-a -u 10.96.0.10:53 -r 10.244.3.7:5353 -m -w 0',
  '-A -t 10.96.0.11:80 -s rr',
  '-a -t 10.96.0.11:80 -r 10.244.1.9:8080 -m -w 1',
  '',
].join('\n');
const line = '-s 10.244.1.2 -d 10.96.0.10 -p udp --dport 53 -i cali1 --addrs addrs';

describe('IPVS', () => {
  it('a service address of kube-ipvs0 without --ipvs: the way is not known from there on', async () => {
    const { paths } = await trace(dump, line, { addrs });
    expect(paths.map(endOf)).toEqual([
      'abandoned: IPVS sends the packet to a server that nobody named (--ipvs)',
    ]);
    expect(paths[0]?.assumptions.map(({ settle }) => settle).join(' ')).toContain('--ipvs');
  });
  it('where nobody gave addresses, it is asked whether kube-proxy has it as a service', async () => {
    const nat = table('nat', ':KUBE-NODE-PORT - [0:0]', ':POSTROUTING ACCEPT [0:0]');
    const alone = line.replace('--addrs addrs', '--local 10.96.0.10');
    const { paths } = await trace(nat, alone);
    expect(paths.map(endOf)).toEqual([
      'abandoned: IPVS sends the packet to a server that nobody named (--ipvs)',
      'delivered',
    ]);
    const { paths: answered } = await trace(nat, `${alone} --assume ipvs-service:udp:10.96.0.10:53=no`);
    expect(answered.map(endOf)).toEqual(['delivered']);
    const { paths: other } = await trace(table('nat', ':POSTROUTING ACCEPT [0:0]'), alone);
    expect(other.map(endOf)).toEqual(['delivered']);
  });
  it('--assume names the server where there is no --ipvs', async () => {
    const { paths } = await trace(dump, `${line} --assume 'ipvs:udp:10.96.0.10:53=10.244.2.6:5353'`, {
      addrs,
    });
    expect(
      paths.map((path) => [endOf(path), path.packet['destination'], path.packet['destinationPort']]),
    ).toEqual([['forwarded', '10.244.2.6', 5353]]);
  });
  it('each server with a weight is a way, through INPUT, OUTPUT and POSTROUTING', async () => {
    const { paths } = await trace(dump, `${line} --ipvs ipvs`, { addrs, ipvs });
    expect(
      paths.map(({ packet }) => `${packet['destination'] ?? ''}:${packet['destinationPort'] ?? ''}`),
    ).toEqual(['10.244.1.5:5353', '10.244.2.6:5353']);
    for (const path of paths) {
      expect(endOf(path)).toBe('forwarded');
      expect(stationsOf(path)).toEqual(
        expect.arrayContaining(['INPUT filter', 'INPUT ipvs', 'OUTPUT filter', 'POSTROUTING nat']),
      );
    }
  });
  it('filter INPUT sees the service, filter OUTPUT the server', async () => {
    const seen = table('filter', '-A INPUT ! -d 10.96.0.10/32 -j DROP', '-A OUTPUT -d 10.96.0.10/32 -j DROP');
    const { paths } = await trace(seen, `${line} --ipvs ipvs`, { addrs, ipvs });
    expect(paths.map(endOf)).toEqual(['forwarded', 'forwarded']);
  });
  it('--assume picks a server', async () => {
    const { paths } = await trace(
      dump,
      `${line} --ipvs ipvs --assume 'ipvs:udp:10.96.0.10:53=10.244.2.6:5353'`,
      { addrs, ipvs },
    );
    expect(paths.map(({ packet }) => packet['destination'])).toEqual(['10.244.2.6']);
  });
  it('a server on the node itself gets the packet by the rest of INPUT', async () => {
    const local = `${line} --assume 'ipvs:udp:10.96.0.10:53=192.0.2.1:5353'`;
    const { paths } = await trace(dump, local, { addrs });
    expect(paths.map((path) => [endOf(path), path.packet['destination'], stationsOf(path).at(-1)])).toEqual([
      ['delivered', '192.0.2.1', 'INPUT ipvs'],
    ]);
  });
  it('one server is no question', async () => {
    const to = line.replace('-d 10.96.0.10 -p udp --dport 53', '-d 10.96.0.11 --dport 80');
    const { paths } = await trace(dump, `${to} --ipvs ipvs --local 10.96.0.11`, { addrs, ipvs });
    expect(paths.map(({ packet, assumptions }) => [packet['destinationPort'], assumptions])).toEqual([
      [8080, []],
    ]);
  });
  it('what is no service is delivered', async () => {
    const { paths } = await trace(dump, `${line.replace('--dport 53', '--dport 54')} --ipvs ipvs`, {
      addrs,
      ipvs,
    });
    expect(paths.map(endOf)).toEqual(['delivered']);
  });
});
