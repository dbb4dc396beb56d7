calitrace trace dump.save --src 10.244.51.7 --dst 10.96.118.7 --dport 80 --iif cali7f3c1d9e2b4 --ipset sets.ipset --addrs addrs.json --routes routes.json --ipvs services.ipvs
