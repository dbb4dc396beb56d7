calitrace path worker-a.calitrace worker-b.calitrace --names cluster.yaml --from web-1 --to api-2 --dport http -q
