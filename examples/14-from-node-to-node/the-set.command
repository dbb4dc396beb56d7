calitrace explain ipset cali40s:XdTkeoA4uORlm_7HsXcm20F worker-b.calitrace --names cluster.yaml
