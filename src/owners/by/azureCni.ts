import { byPattern } from '../byPattern.js';
import { owner } from '../owner.js';

const name = 'Azure CNI';

/** @see Azure/azure-container-networking cns/restserver/internalapi_linux.go, network/snat/snat_linux.go */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^SWIFT(?:-POSTROUTING)?$/, "pods to Azure's DNS and metadata: by this host's address", 'nat'],
    [/^AZURECNIINPUT$/, 'containers to this host', 'filter'],
    [/^AZURECNIOUTPUT$/, 'this host to containers', 'filter'],
  ]),
});
