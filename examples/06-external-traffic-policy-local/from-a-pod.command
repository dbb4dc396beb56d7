calitrace trace dump.save --src 10.244.77.5 --dst 192.168.50.12 --dport 30080 --iif veth3c9a7e15 --addrs addrs.json --routes routes.json
