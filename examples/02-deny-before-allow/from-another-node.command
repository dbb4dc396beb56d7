calitrace trace dump.save --src 10.244.2.9 --dst 10.244.1.2 --dport 80 --iif eth0 --ipset sets.ipset --addrs addrs.json --routes routes.json
