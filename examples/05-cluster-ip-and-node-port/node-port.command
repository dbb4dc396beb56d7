calitrace trace dump.save --src 203.0.113.9 --dst 192.168.50.11 --dport 31380 --iif eth0 --addrs addrs.json --routes routes.json
