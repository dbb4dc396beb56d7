import { describe, expect, it } from 'vitest';
import { filter, findingsOf, lintCases, nat } from '../lintCases.js';

const nodePort = nat(`
  -A PREROUTING -j KUBE-SERVICES
  -A OUTPUT -j KUBE-SERVICES
  -A KUBE-SERVICES -d 10.96.0.1/32 -p tcp -m tcp --dport 443 -j KUBE-SVC-AAAAAAAAAAAAAAAA
  -A KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
  -A KUBE-NODEPORTS -p tcp -m tcp --dport 30080 -j KUBE-SVC-AAAAAAAAAAAAAAAA
  -A KUBE-SVC-AAAAAAAAAAAAAAAA -m statistic --mode random --probability 0.5 -j KUBE-SEP-AAAAAAAAAAAAAAAA
  -A KUBE-SVC-AAAAAAAAAAAAAAAA -j KUBE-SEP-BBBBBBBBBBBBBBBB
  -A KUBE-SEP-AAAAAAAAAAAAAAAA -p tcp -m tcp -j DNAT --to-destination 10.244.1.5:8080
  -A KUBE-SEP-BBBBBBBBBBBBBBBB -p tcp -m tcp -j DNAT --to-destination 10.244.2.6:8080`);

const endpoints = 'because KUBE-SEP-AAAAAAAAAAAAAAAA 1, KUBE-SEP-BBBBBBBBBBBBBBBB 1';

const docker = nat(`
  -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
  -A DOCKER -i docker0 -j RETURN
  -A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80`);

describe('filter-after-dnat', () => {
  lintCases('filter-after-dnat', {
    valid: {
      'a port that nothing translates': nodePort + filter('-A INPUT -p tcp -m tcp --dport 22 -j DROP'),
      'the port of the pods':
        nodePort + filter('-A FORWARD -d 10.244.0.0/16 -p tcp -m tcp --dport 8080 -j DROP'),
      'a port among others': nodePort + filter('-A INPUT -p tcp -m multiport --dports 22,30080 -j DROP'),
      'the original destination':
        nodePort + filter('-A FORWARD -p tcp -m conntrack --ctorigdstport 30080 -j DROP'),
      'a routed address with that port': nodePort + filter('-A FORWARD -p tcp -m tcp --dport 30080 -j DROP'),
      'another protocol': nodePort + filter('-A INPUT -p udp -m udp --dport 30080 -j DROP'),
      'published to the same port': `${docker.replace('172.17.0.2:80', '172.17.0.2')}${filter('-A INPUT -p tcp -m tcp --dport 8080 -j DROP')}`,
      'only some sources are translated':
        nat('-A PREROUTING -s 10.0.0.0/8 -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 8080') +
        filter('-A INPUT -p tcp -m tcp --dport 80 -j DROP'),
      "kube-proxy's own rules":
        nodePort + filter('-A INPUT -j KUBE-FIREWALL\n-A KUBE-FIREWALL -p tcp -m tcp --dport 30080 -j DROP'),
      'a set and no destination': nodePort + filter('-A INPUT -m set --match-set a src -j DROP'),
    },
    invalid: {
      'a node port in INPUT': {
        dump: nodePort + filter('-A INPUT -p tcp -m tcp --dport 30080 -j DROP'),
        findings: [`warning filter INPUT 1 never ${endpoints}`],
      },
      'the address of a service in a policy': {
        dump:
          nodePort +
          filter(`
            -A FORWARD -j cali-FORWARD
            -A cali-FORWARD -i cali+ -j cali-po-team.allow
            -A cali-po-team.allow -d 10.96.0.1/32 -p tcp -m tcp --dport 443 -j MARK --set-xmark 0x10000/0x10000`),
        findings: [`warning filter cali-po-team.allow 1 never ${endpoints}`],
      },
      'what the node itself sends': {
        dump: nodePort + filter('-A OUTPUT -d 10.96.0.1/32 -p tcp -m tcp --dport 443 -j REJECT'),
        findings: [`warning filter OUTPUT 1 never ${endpoints}`],
      },
      'an ACCEPT is a note': {
        dump: nodePort + filter('-A INPUT -p tcp -m tcp --dport 30080 -j ACCEPT'),
        findings: [`note filter INPUT 1 never ${endpoints}`],
      },
      'a published port, but for what comes from containers': {
        dump: docker + filter('-A INPUT -p tcp -m tcp --dport 8080 -j DROP'),
        findings: ['warning filter INPUT 1 outside because DOCKER 2'],
      },
      'a published port on one interface': {
        dump: docker + filter('-A INPUT -i eth0 -p tcp -m tcp --dport 8080 -j DROP'),
        findings: ['warning filter INPUT 1 never because DOCKER 2'],
      },
      'in a chain that Docker makes and people fill': {
        dump:
          docker +
          filter(`
            -A FORWARD -j DOCKER-USER
            -A DOCKER-USER -d 192.0.2.1/32 -i eth0 -p tcp -m tcp --dport 8080 -j DROP`),
        findings: [],
      },
      redirected: {
        dump:
          nat('-A PREROUTING -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 8080') +
          filter('-A INPUT -p tcp -m tcp --dport 80 -j DROP'),
        findings: ['warning filter INPUT 1 never because PREROUTING 1'],
      },
    },
  });

  it('shows a packet that nat takes', async () => {
    const [finding] = await findingsOf(
      docker + filter('-A INPUT -i eth0 -p tcp -m tcp --dport 8080 -j DROP'),
      'filter-after-dnat',
    );
    expect(finding?.witness?.end).toBe('forwarded by the policy of filter FORWARD');
    expect(finding?.witness?.options.join(' ')).toContain('--dport 8080');
  });

  it('names what was asked for', async () => {
    const [finding] = await findingsOf(
      nodePort + filter('-A INPUT -p tcp -m tcp --dport 30080 -j DROP'),
      'filter-after-dnat',
    );
    expect(finding?.message).toBe(
      'no new connection comes here as this rule asks: before table filter, table nat sends those to port 30080 elsewhere',
    );
  });
});
