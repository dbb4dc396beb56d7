import antrea from './by/antrea.js';
import aws from './by/aws.js';
import azureNpm from './by/azureNpm.js';
import calico from './by/calico.js';
import cilium from './by/cilium.js';
import cloudFoundry from './by/cloudFoundry.js';
import cni from './by/cni.js';
import docker from './by/docker.js';
import fail2ban from './by/fail2ban.js';
import firewalld from './by/firewalld.js';
import flannel from './by/flannel.js';
import hostPorts from './by/hostPorts.js';
import ipMasqAgent from './by/ipMasqAgent.js';
import istio from './by/istio.js';
import kubeProxy from './by/kubeProxy.js';
import kubeRouter from './by/kubeRouter.js';
import kubelet from './by/kubelet.js';
import kuma from './by/kuma.js';
import libvirt from './by/libvirt.js';
import linkerd from './by/linkerd.js';
import multiNetworkPolicy from './by/multiNetworkPolicy.js';
import netavark from './by/netavark.js';
import neutron from './by/neutron.js';
import nodeLocalDns from './by/nodeLocalDns.js';
import openServiceMesh from './by/openServiceMesh.js';
import openshift from './by/openshift.js';
import openwrt from './by/openwrt.js';
import ovnKubernetes from './by/ovnKubernetes.js';
import rancher from './by/rancher.js';
import submariner from './by/submariner.js';
import tailscale from './by/tailscale.js';
import ufw from './by/ufw.js';
import weave from './by/weave.js';
import type { Owner } from './owner.js';

/** Every owner that is known, in alphabetical order. */
export const owners: readonly Owner[] = [
  antrea,
  aws,
  azureNpm,
  calico,
  cilium,
  cloudFoundry,
  cni,
  docker,
  fail2ban,
  firewalld,
  flannel,
  hostPorts,
  ipMasqAgent,
  istio,
  kubeProxy,
  kubeRouter,
  kubelet,
  kuma,
  libvirt,
  linkerd,
  multiNetworkPolicy,
  netavark,
  neutron,
  nodeLocalDns,
  openServiceMesh,
  openshift,
  openwrt,
  ovnKubernetes,
  rancher,
  submariner,
  tailscale,
  ufw,
  weave,
];
