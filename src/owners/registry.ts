// Written by `npm run registries`: one line for each file of the folder.
import type { Owner } from './owner.js';
import antrea_ from './by/antrea.js';
import aws_ from './by/aws.js';
import azureCni_ from './by/azureCni.js';
import azureNpm_ from './by/azureNpm.js';
import calico_ from './by/calico.js';
import cilium_ from './by/cilium.js';
import cloudFoundry_ from './by/cloudFoundry.js';
import cni_ from './by/cni.js';
import csf_ from './by/csf.js';
import docker_ from './by/docker.js';
import fail2ban_ from './by/fail2ban.js';
import firewalld_ from './by/firewalld.js';
import flannel_ from './by/flannel.js';
import hostPorts_ from './by/hostPorts.js';
import ipMasqAgent_ from './by/ipMasqAgent.js';
import istio_ from './by/istio.js';
import kubeProxy_ from './by/kubeProxy.js';
import kubeRouter_ from './by/kubeRouter.js';
import kubelet_ from './by/kubelet.js';
import kuma_ from './by/kuma.js';
import libvirt_ from './by/libvirt.js';
import linkerd_ from './by/linkerd.js';
import lxd_ from './by/lxd.js';
import multiNetworkPolicy_ from './by/multiNetworkPolicy.js';
import netavark_ from './by/netavark.js';
import netd_ from './by/netd.js';
import neutron_ from './by/neutron.js';
import nodeLocalDns_ from './by/nodeLocalDns.js';
import openServiceMesh_ from './by/openServiceMesh.js';
import openshift_ from './by/openshift.js';
import openwrt_ from './by/openwrt.js';
import ovnKubernetes_ from './by/ovnKubernetes.js';
import rancher_ from './by/rancher.js';
import shorewall_ from './by/shorewall.js';
import submariner_ from './by/submariner.js';
import tailscale_ from './by/tailscale.js';
import ufw_ from './by/ufw.js';
import weave_ from './by/weave.js';
import wgQuick_ from './by/wgQuick.js';

/** All owners that are known, in alphabetical order. */
export const owners: readonly Owner[] = [
  antrea_,
  aws_,
  azureCni_,
  azureNpm_,
  calico_,
  cilium_,
  cloudFoundry_,
  cni_,
  csf_,
  docker_,
  fail2ban_,
  firewalld_,
  flannel_,
  hostPorts_,
  ipMasqAgent_,
  istio_,
  kubeProxy_,
  kubeRouter_,
  kubelet_,
  kuma_,
  libvirt_,
  linkerd_,
  lxd_,
  multiNetworkPolicy_,
  netavark_,
  netd_,
  neutron_,
  nodeLocalDns_,
  openServiceMesh_,
  openshift_,
  openwrt_,
  ovnKubernetes_,
  rancher_,
  shorewall_,
  submariner_,
  tailscale_,
  ufw_,
  weave_,
  wgQuick_,
];
