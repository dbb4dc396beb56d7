import { processPrograms } from '../../../src/cli/processPrograms.js';
import { judge as judgeBy, type Judgement } from '../../../src/kernel/judge.js';
import { openNetwork as openNetworkBy, type Network } from '../../../src/kernel/network.js';
import type { Scenario, Topology } from '../../../src/kernel/scenario.js';

const programs = processPrograms();

/** The judge's namespaces on this machine. */
export function openNetwork(topology: Topology): Promise<Network> {
  return openNetworkBy(programs, topology);
}

/** Builds the scenario's node on this machine, sends its packets, takes everything down again. */
export function judge(scenario: Scenario): Promise<Judgement> {
  return judgeBy(programs, scenario);
}
