calitrace path worker-a.calitrace worker-b.calitrace --names cluster.yaml --from api-2 --to web-1 --dport 9090 -q
