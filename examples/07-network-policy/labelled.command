calitrace test flows.yaml --ipset labelled.ipset -q
