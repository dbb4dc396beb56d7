calitrace test flows.yaml
