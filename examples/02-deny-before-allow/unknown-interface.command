calitrace trace dump.save --src 10.244.1.9 --dst 192.168.40.11 --dport 22 --iif cali0ef24b9 --addrs addrs.json --routes routes.json
