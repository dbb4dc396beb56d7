calitrace trace dump.save --src 192.168.40.11 --dst 203.0.113.80 --dport 443 --addrs addrs.json --routes routes.json
