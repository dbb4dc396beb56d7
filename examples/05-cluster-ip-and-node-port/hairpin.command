calitrace trace dump.save --src 10.244.120.102 --dst 10.103.46.104 --dport 80 --iif veth5b1e90a2 --addrs addrs.json --routes routes.json
