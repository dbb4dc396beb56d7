calitrace trace dump.save --src 192.168.40.11 --dst 10.244.1.2 --dport 8080 --addrs addrs.json --routes routes.json
